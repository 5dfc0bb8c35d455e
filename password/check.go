package password

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kabinet-go/kabinet/fault"
)

const (
	latinCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	latinSmall    = "abcdefghijklmnopqrstuvwxyz"
	digits        = "0123456789"
)

// Check judges a password that a person has chosen: nil, or a [fault.Refusal] with all the rules it
// breaks (PWD-2, REG-9). Only input above MaxBytes is refused for that alone, unread. Safe for concurrent
// use; the time is bounded by MaxBytes and the number of context words.
func (p Policy) Check(password string, context Context) error {
	if len(password) > p.MaxBytes {
		return fault.Join(p.oversized())
	}
	text := normal(password)
	length := utf8.RuneCountInString(text)

	var faults []error
	refuseIf := func(broken bool, f fault.Fault) {
		if broken {
			faults = append(faults, f)
		}
	}
	refuseIf(length < p.MinLength, ErrTooShort.With("min", p.MinLength))
	refuseIf(p.MaxLength > 0 && length > p.MaxLength, ErrTooLong.With("max", p.MaxLength))
	refuseIf(!readable(text), ErrUnreadable)
	refuseIf(p.RequireUpper == AnyAlphabet && !strings.ContainsFunc(text, unicode.IsUpper), ErrNeedsUpper)
	refuseIf(p.RequireUpper == LatinAlphabet && !strings.ContainsAny(text, latinCapitals), ErrNeedsLatinUpper)
	refuseIf(p.RequireLower == AnyAlphabet && !strings.ContainsFunc(text, unicode.IsLower), ErrNeedsLower)
	refuseIf(p.RequireLower == LatinAlphabet && !strings.ContainsAny(text, latinSmall), ErrNeedsLatinLower)
	refuseIf(p.RequireDigit && !strings.ContainsAny(text, digits), ErrNeedsDigit)
	refuseIf(p.RequireSign != "" && !strings.ContainsAny(text, p.RequireSign), ErrNeedsSign.With("signs", spaced(p.RequireSign)))
	refuseIf(strings.ContainsAny(text, p.ForbiddenSigns), ErrForbiddenSign.With("signs", spaced(p.ForbiddenSigns)))
	refuseIf(p.RefuseEqualNeighbours && equalNeighbours(text), ErrEqualNeighbours)
	refuseIf(p.RefuseCommon && common(text, p.CommonPadding), ErrCommon)
	refuseIf(p.RefusePersonal && context.in(text, p.PersonalWord), ErrContainsPersonal)
	return fault.Join(faults...)
}

// oversized names the limit that the person can act upon: the length, where the policy has one.
func (p Policy) oversized() fault.Fault {
	if p.MaxLength > 0 {
		return ErrTooLong.With("max", p.MaxLength)
	}
	return ErrTooLarge.With("bytes", p.MaxBytes)
}

func equalNeighbours(text string) bool {
	previous := rune(-1)
	for _, r := range text {
		if r == previous {
			return true
		}
		previous = r
	}
	return false
}

func spaced(signs string) string { return strings.Join(strings.Split(signs, ""), " ") }
