package password

import (
	"errors"
	"fmt"
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// bytesPerCodePoint is the most UTF-8 that normalisation form C can turn into one code point: a
// canonical decomposition has at most four code points of at most four bytes.
const bytesPerCodePoint = 16

// Validate reports every mistake in the policy at once, as an error on the [fault.Permanent] axis; nil
// for a policy that at least one password can satisfy. Ask it when the program starts.
func (p Policy) Validate() error {
	var mistakes []error
	wrongIf := func(wrong bool, format string, args ...any) {
		if wrong {
			mistakes = append(mistakes, fmt.Errorf("password policy: "+format, args...))
		}
	}
	longest := max(p.MinLength, p.MaxLength)
	wrongIf(p.MinLength < 1, "MinLength %d is below 1", p.MinLength)
	wrongIf(p.MaxLength < 0, "MaxLength %d is negative", p.MaxLength)
	wrongIf(p.MaxLength > 0 && p.MaxLength < p.MinLength, "MaxLength %d is below MinLength %d", p.MaxLength, p.MinLength)
	wrongIf(p.MaxBytes < bytesPerCodePoint*longest, "MaxBytes %d leaves no room for %d code points of %d bytes",
		p.MaxBytes, longest, bytesPerCodePoint)
	wrongIf(!p.RequireUpper.known(), "RequireUpper %d is no Alphabet", p.RequireUpper)
	wrongIf(!p.RequireLower.known(), "RequireLower %d is no Alphabet", p.RequireLower)
	wrongIf(p.RequireUpper == LatinAlphabet && subset(latinCapitals, p.ForbiddenSigns), "every Latin capital is required and forbidden")
	wrongIf(p.RequireLower == LatinAlphabet && subset(latinSmall, p.ForbiddenSigns), "every small Latin letter is required and forbidden")
	wrongIf(p.RequireDigit && subset(digits, p.ForbiddenSigns), "every digit is required and forbidden")
	wrongIf(p.RequireSign != "" && subset(p.RequireSign, p.ForbiddenSigns), "every sign of RequireSign is forbidden")
	wrongIf(p.MaxLength > 0 && p.demands() > p.MaxLength, "%d kinds of characters do not fit into MaxLength %d", p.demands(), p.MaxLength)
	wrongIf(p.CommonPadding < 0, "CommonPadding %d is negative", p.CommonPadding)
	wrongIf(p.RefusePersonal && p.PersonalWord < 1, "PersonalWord %d is below 1", p.PersonalWord)
	wrongIf(p.EstimatedLength < 1, "EstimatedLength %d is below 1", p.EstimatedLength)
	for i := range p.ScoreBits {
		below := 0.0
		if i > 0 {
			below = p.ScoreBits[i-1]
		}
		wrongIf(p.ScoreBits[i] <= below, "ScoreBits[%d] is not above %g", i, below)
	}
	return fault.AsPermanent(errors.Join(mistakes...))
}

func (a Alphabet) known() bool { return a >= NoAlphabet && a <= LatinAlphabet }

// demands counts the kinds of characters of which at least one must occur.
func (p Policy) demands() int {
	n := 0
	for _, demanded := range []bool{
		p.RequireUpper != NoAlphabet, p.RequireLower != NoAlphabet, p.RequireDigit, p.RequireSign != "",
	} {
		if demanded {
			n++
		}
	}
	return n
}

func subset(signs, of string) bool {
	return !strings.ContainsFunc(signs, func(r rune) bool { return !strings.ContainsRune(of, r) })
}
