package identity

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/confirmation"
)

// CodePolicy holds the figures of codes that are handed over on paper: in a letter, at a service centre.
type CodePolicy struct {
	// Length is the number of characters of Crockford's Base32, of 5 bits each: 10 (CNF-4), between 10 and 12.
	Length int
	// Tries is how many wrong codes an account may enter within TriesWithin: 5 in 10 min (CNF-4), and WrongPerDay
	// within any 24 hours: 20. The rules have no figure for the day; 20 codes are far from guessing 50 bits.
	Tries       int
	TriesWithin time.Duration
	WrongPerDay int
}

// Codes of 12 characters are the longest that 64 derived bits draw evenly; 10 have the 50 bits of CNF-4.
const shortestCode, longestCode = 10, 12

func (p CodePolicy) validate() error {
	var mistakes []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf("identity policy: Codes."+format, args...))
		}
	}
	demand(p.Length >= shortestCode && p.Length <= longestCode, "Length %d is not between %d and %d", p.Length, shortestCode, longestCode)
	demand(p.Tries > 0, "Tries %d is not positive", p.Tries)
	demand(p.TriesWithin > 0 && p.TriesWithin <= day, "TriesWithin %v is not between 0 and 24 h", p.TriesWithin)
	demand(p.WrongPerDay >= p.Tries, "WrongPerDay %d is less than Tries %d", p.WrongPerDay, p.Tries)
	return errors.Join(mistakes...)
}

// Code is what a person reads on a paper and types in to show that they were handed it. It prints as a mask.
type Code struct {
	// Two pointers, since of an unexported field fmt prints what one points to where the verb is wrong.
	text **string
}

// NewCode returns a code of that text.
func NewCode(text string) Code {
	at := &text
	return Code{&at}
}

// Reveal returns the text, to be printed on the paper.
func (c Code) Reveal() string {
	if c.text == nil {
		return ""
	}
	return **c.text
}

// Groups returns the text in groups of at most five characters, for people to read and type.
func (c Code) Groups() string {
	var groups []string
	text := c.Reveal()
	for ; len(text) > groupOf; text = text[groupOf:] {
		groups = append(groups, text[:groupOf])
	}
	return strings.Join(append(groups, text), " ")
}

const groupOf = 5

// Format prints a mask for every verb.
func (Code) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[code]") }

// LogValue is a mask.
func (Code) LogValue() slog.Value { return slog.StringValue("[code]") }

// CodeOf derives the code of an evidence; it is empty when the secret is gone, and nothing can be right. Use says what
// the evidence is: "letter".
func (s *Service) CodeOf(use, evidence, secret string) Code {
	derived := s.codes.Derive(secret, use, evidence)
	if derived == nil {
		return Code{}
	}
	return NewCode(confirmation.CodePolicy{Alphabet: confirmation.Crockford, Length: s.policy.Codes.Length}.Code(derived))
}

// Secret names the secret for codes from now on.
func (s *Service) Secret() string { return s.codes.Current() }

// Is compares, in constant time (COD-7), with what somebody typed, as people type it (COD-8). Nothing is an empty code.
func (c Code) Is(typed string) bool {
	given := confirmation.Crockford.Normalise(typed)
	return c.text != nil && subtle.ConstantTimeCompare([]byte(c.Reveal()), []byte(given)) == 1
}
