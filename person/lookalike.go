package person

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// Letters of the two alphabets that look alike, in the same order.
const (
	alikeCyrillic = "АВСЕНКМОРТХУЁаскеорхуёіІ"
	alikeLatin    = "ABCEHKMOPTXYËackeopxyëiI"
)

// suggestion is the argument of ErrNameLookAlike that holds the Name which was probably meant.
const suggestion = "suggestion"

// SuggestedName gives the name that was probably meant by one refused with ErrNameLookAlike. It is for
// the eyes of the person who typed it: show it with Reveal.
func SuggestedName(f fault.Fault) (Name, bool) {
	n, ok := f.Args[suggestion].(Name)
	return n, ok
}

// mixed refuses a text in two alphabets: with a suggestion where look-alikes explain the mixture, in the
// alphabet of most letters if possible.
func (p Policy) mixed(text string, mostlyCyrillic bool) error {
	attempts := []string{
		swap(text, alikeLatin, alikeCyrillic, isLatin),
		swap(text, alikeCyrillic, alikeLatin, isCyrillic),
	}
	if !mostlyCyrillic {
		attempts[0], attempts[1] = attempts[1], attempts[0]
	}
	for _, attempt := range attempts {
		if cyrillic, latin, _ := letters(attempt); cyrillic > 0 && latin > 0 || !properMarks(attempt) {
			continue
		}
		return ErrNameLookAlike.With(suggestion, Name{keep[name](attempt)})
	}
	return ErrNameMixed
}

// swap puts letters in place of their look-alikes in text; the Latin I and V may stay.
func swap(text, from, to string, in func(rune) bool) string {
	alike := []rune(to)
	position := make(map[rune]int, len(alike))
	for i, r := range []rune(from) {
		position[r] = i
	}
	return strings.Map(func(r rune) rune {
		if i, ok := position[r]; ok && in(r) && r != 'I' {
			return alike[i]
		}
		return r
	}, text)
}
