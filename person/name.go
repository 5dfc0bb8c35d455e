package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kabinet-go/kabinet/fault"
)

// Refusals of ParseName, beside ErrTextEmpty and ErrTextLong.
var (
	ErrNameCharacters = fault.Define("person.name.characters",
		"Здесь возможны только буквы, дефис, апостроф, пробел, точка, запятая и скобки. Введите, как в документе",
		"Only letters, hyphen, apostrophe, space, dot, comma and brackets are possible here. Enter it as in the document")
	ErrNameMarks = fault.Define("person.name.marks",
		"Проверьте дефисы, апострофы, точки и скобки: они стоят между буквами или после них и не повторяются. "+
			"Если этой части имени нет, оставьте поле пустым",
		"Check hyphens, apostrophes, dots and brackets: they stand between or after letters and are not repeated. "+
			"If you have no such name, leave the field empty")
	ErrNameLookAlike = fault.Define("person.name.look-alike",
		"Здесь смешаны русские и латинские буквы, которые выглядят одинаково. Введите всё буквами одного алфавита",
		"Cyrillic and Latin letters that look alike are mixed here. Enter all of it in letters of one alphabet")
	ErrNameMixed = fault.Define("person.name.mixed",
		"Здесь смешаны русские и латинские буквы. Введите всё буквами одного алфавита, как в документе",
		"Cyrillic and Latin letters are mixed here. Enter all of it in letters of one alphabet, as in the document")
)

// Name is one part of a person's name: family name, given name or patronymic. It is written in Cyrillic
// letters, with the Latin I and V of Roman numerals, or in Latin letters throughout, with hyphen,
// apostrophe, space, dot, comma and brackets (IDN-6). The canonical form is NFC with single spaces, plain
// hyphens and apostrophes; case and ё stay as they are.
type Name struct{ personal[name] }

// ParseName is Policy.ParseName with the default figures.
func ParseName(input string) (Name, error) { return DefaultPolicy().ParseName(input) }

// ParseName reads one part of a name. It returns ErrTextEmpty, ErrTextLong, ErrNameCharacters,
// ErrNameMarks, ErrNameMixed, or ErrNameLookAlike with a suggestion that SuggestedName gives.
func (p Policy) ParseName(input string) (Name, error) {
	text, err := tidy(input, p.NameMaxLength)
	if err != nil {
		return Name{}, err
	}
	text = plainMarks(text)
	cyrillic, latin, foreign := letters(text)
	switch {
	case foreign:
		return Name{}, ErrNameCharacters
	case cyrillic > 0 && latin > 0:
		return Name{}, p.mixed(text, cyrillic >= latin)
	case !properMarks(text):
		return Name{}, ErrNameMarks
	default:
		return Name{keep[name](text)}, nil
	}
}

// DiffersOnlyInYo reports whether a and b differ, and only in ё written as е; case does not matter.
func DiffersOnlyInYo(a, b Name) bool {
	one, other := strings.ToLower(a.Reveal()), strings.ToLower(b.Reveal())
	return one != other && strings.ReplaceAll(one, "ё", "е") == strings.ReplaceAll(other, "ё", "е")
}

// plainMarks writes the many hyphens and apostrophes of keyboards and word processors as the plain ones.
func plainMarks(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case isDash(r):
			return '-'
		case strings.ContainsRune("’‘ʼ`´′", r):
			return '\''
		default:
			return r
		}
	}, text)
	return strings.ReplaceAll(strings.ReplaceAll(text, " -", "-"), "- ", "-")
}

// letters counts those of each alphabet, the Latin I and V apart, since they go with both; foreign tells
// that something else than letters and marks is there.
func letters(text string) (cyrillic, latin int, foreign bool) {
	for _, r := range text {
		switch {
		case isCyrillic(r):
			cyrillic++
		case r == 'I' || r == 'V' || strings.ContainsRune(" -'.,()", r):
		case isLatin(r):
			latin++
		default:
			foreign = true
		}
	}
	return cyrillic, latin, foreign
}

// isCyrillic knows the letters of the Unicode block Cyrillic, without those of phonetics.
func isCyrillic(r rune) bool { return r >= 0x0400 && r <= 0x04FF && unicode.IsLetter(r) }

// isLatin knows the letters of European languages, without full-width and phonetic ones.
func isLatin(r rune) bool {
	return r >= 'A' && r <= 'z' && unicode.IsLetter(r) || r >= 0x00C0 && r <= 0x024F && unicode.IsLetter(r)
}

// properMarks reports whether every mark stands where it can and brackets come in pairs.
func properMarks(text string) bool {
	before, open, lettered := ' ', false, false
	for i, r := range text {
		after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		switch r {
		case '-':
			if !unicode.IsLetter(before) || !unicode.IsLetter(after) {
				return false
			}
		case '\'':
			if strings.ContainsRune("-'.,", before) {
				return false
			}
		case '.', ',':
			if !unicode.IsLetter(before) && before != ')' {
				return false
			}
		case '(', ')':
			if open == (r == '(') || r == ')' && before == '(' {
				return false
			}
			open = r == '('
		case ' ':
		default:
			lettered = true
		}
		before = r
	}
	return lettered && !open
}

type name struct{}

func (name) read(text string) (string, error) { return reread(text) }
func (name) format(s string) string           { return s }

func (name) mask(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == len(s) {
		return "***"
	}
	return string(first) + "***"
}
