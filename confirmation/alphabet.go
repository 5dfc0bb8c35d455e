package confirmation

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Alphabet is the set of characters a code is made of.
type Alphabet string

// The alphabets: decimal digits, and Crockford's Base32, which has no I, L, O and U.
const (
	Decimal   Alphabet = "0123456789"
	Crockford Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
)

// valid tells whether codes can be drawn from the alphabet: at least two different characters of ASCII.
func (a Alphabet) valid() bool {
	for i, r := range a {
		if r > unicode.MaxASCII || strings.ContainsRune(string(a[:i]), r) {
			return false
		}
	}
	return len(a) >= 2
}

// maxInput bounds what a person may type, in bytes, before any work is done on it.
const maxInput = 256

// Normalise brings what a person typed or pasted to the form of a code (COD-8): full-width characters
// become narrow; spaces, dashes and invisible marks go; in Base32 small letters become capitals, O
// becomes 0, I and L become 1. What is no code stays something that is none.
func (a Alphabet) Normalise(typed string) string {
	if len(typed) > maxInput {
		return ""
	}
	var code strings.Builder
	for _, r := range norm.NFKC.String(typed) {
		switch {
		case unicode.In(r, unicode.White_Space, unicode.Dash, unicode.Cf):
		case a == Crockford:
			code.WriteRune(crockford(r))
		default:
			code.WriteRune(r)
		}
	}
	return code.String()
}

func crockford(r rune) rune {
	switch r = unicode.ToUpper(r); r {
	case 'O':
		return '0'
	case 'I', 'L':
		return '1'
	default:
		return r
	}
}
