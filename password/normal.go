package password

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// normal is the form in which a password is measured and hashed: NFC, and nothing else (PWD-3).
func normal(password string) string { return norm.NFC.String(password) }

// readable reports whether the normal form of the text is stable: well-formed UTF-8 whose code points are
// all assigned (UAX #15 section 12.1), so that it can be typed again on another device and gives the same
// hash under a later Unicode. Control characters cannot be typed and come from pasting.
func readable(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Cc, unicode.Cn)
	})
}
