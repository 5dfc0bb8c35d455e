package password

import (
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Context holds what a person's password must not contain: names, contacts, the name of the service. It
// is personal data and prints masked. The zero value forbids nothing. Immutable, safe for concurrent use.
type Context struct {
	// Values, a line each. A pointer to a string is printed as an address by every verb of fmt, also where
	// fmt cannot call methods, in an unexported field.
	lines *string
}

// NewContext takes the values as the portal knows them. Of an e-mail address only the local part counts,
// of a number without letters its last seven digits, of anything else each word and each run of letters
// in it. Capitals, ё, keyboard layout and the Latin spelling of Russian words make no difference.
func NewContext(values ...string) Context {
	all := strings.Join(values, "\n")
	return Context{&all}
}

// word is something to avoid: a number, or a text by the keys it may be typed with.
type word struct {
	length int // code points
	number string
	forms  []string
}

// subscriberDigits are the digits of a phone number after country and area: they give it away, however
// the rest is written.
const subscriberDigits = 7

// words of at least shortest code points.
func (c Context) words(shortest int) []word {
	if c.lines == nil {
		return nil
	}
	var words []word
	for value := range strings.Lines(fold(*c.lines)) {
		if at := strings.LastIndexByte(value, '@'); at >= 0 {
			value = value[:at]
		}
		if !strings.ContainsFunc(value, unicode.IsLetter) {
			number := onlyDigits(value)
			number = number[max(0, len(number)-subscriberDigits):]
			words = append(words, word{length: len(number), number: number})
			continue
		}
		for _, piece := range strings.FieldsFunc(value, notLetterOrDigit) {
			words = append(words, textWord(piece, shortest))
			for _, letters := range strings.FieldsFunc(piece, notLetter) {
				words = append(words, textWord(letters, shortest))
			}
		}
	}
	return slices.DeleteFunc(words, func(w word) bool { return w.length < max(1, shortest) })
}

func textWord(folded string, shortest int) word {
	forms := []string{keys(folded), keys(passportLatin.Replace(folded)), keys(spokenLatin.Replace(folded))}
	slices.Sort(forms)
	// A form can be shorter than the word: ь has no Latin letter.
	forms = slices.DeleteFunc(slices.Compact(forms), func(form string) bool { return len(form) < max(1, shortest) })
	return word{length: utf8.RuneCountInString(folded), forms: forms}
}

// in reports whether a word of at least shortest code points occurs in the text, in any disguise.
func (c Context) in(text string, shortest int) bool {
	folded := fold(text)
	figures := onlyDigits(folded)
	haystacks := append(readings(folded), keys(joined(folded)))
	for _, w := range c.words(shortest) {
		if w.number != "" && strings.Contains(figures, w.number) {
			return true
		}
		for _, form := range w.forms {
			if slices.ContainsFunc(haystacks, func(h string) bool { return strings.Contains(h, form) }) {
				return true
			}
		}
	}
	return false
}

// typed lists how the words of at least shortest code points may be typed.
func (c Context) typed(shortest int) []string {
	var all []string
	for _, w := range c.words(shortest) {
		if w.number != "" {
			all = append(all, w.number)
		}
		all = append(all, w.forms...)
	}
	return all
}

const maskedContext = "password context ***"

// String is a mask.
func (c Context) String() string { return maskedContext }

// GoString is a mask.
func (c Context) GoString() string { return maskedContext }

// Format prints the mask for every verb.
func (c Context) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, maskedContext) }

// LogValue is a mask.
func (c Context) LogValue() slog.Value { return slog.StringValue(maskedContext) }
