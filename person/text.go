package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/kabinet-go/kabinet/fault"
)

// Refusals of names and of the free texts of documents and addresses.
var (
	ErrTextEmpty = fault.Define("person.text.empty",
		"Заполните это поле", "Fill in this field")
	ErrTextLong = fault.Define("person.text.long",
		"Не больше {max} {max|plural:знака|знаков|знаков}, сократите",
		"At most {max} {max|plural:character|characters}, make it shorter")
	ErrTextCharacters = fault.Define("person.text.characters",
		"Здесь есть недопустимые знаки. Введите текст заново, буквами, цифрами и знаками препинания",
		"There are characters here that cannot be used. Type the text anew, in letters, digits and punctuation")
	ErrTextDummy = fault.Define("person.text.dummy",
		"Это не похоже на ответ. Введите, как в документе; если указать нечего, оставьте поле пустым",
		"This does not look like an answer. Enter it as in the document; if there is nothing to enter, leave the field empty")
)

// tidy gives one printable line: NFC, without spaces around it, with single ones inside.
func tidy(input string, maxLength int) (string, error) {
	// Decomposed text of the longest Unicode letters is still shorter than this.
	if len(input) > 16*maxLength {
		return "", ErrTextLong.With("max", maxLength)
	}
	if !utf8.ValidString(input) {
		return "", ErrTextCharacters
	}
	text := strings.Join(strings.Fields(norm.NFC.String(input)), " ")
	switch {
	case text == "":
		return "", ErrTextEmpty
	case utf8.RuneCountInString(text) > maxLength:
		return "", ErrTextLong.With("max", maxLength)
	case strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "", ErrTextCharacters
	default:
		return text, nil
	}
}

// reread tidies a text that was accepted before, whatever limit held then.
func reread(text string) (string, error) { return tidy(text, len(text)) }

// line is the kind of a free text: one printable line.
type line struct{}

func (line) read(text string) (string, error) { return reread(text) }
func (line) format(s string) string           { return s }
func (line) mask(string) string               { return "***" }
