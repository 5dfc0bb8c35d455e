package letter

import (
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/kabinet-go/kabinet/confirmation"
)

// Code is what stands in the letter. It prints as a mask.
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

// codeOf derives the code of a letter; ok is false when the secret is gone, and nothing can be right.
func (s *Service) codeOf(letter, secret string) (code string, ok bool) {
	derived := s.codes.Derive(secret, "letter", letter)
	if derived == nil {
		return "", false
	}
	return confirmation.CodePolicy{Alphabet: confirmation.Crockford, Length: s.policy.CodeLength}.Code(derived), true
}
