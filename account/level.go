package account

import "fmt"

// Level is the assurance level of an account (LVL-1). Levels are ordered: a greater one opens more.
type Level int

// The levels. Unfinished is that of a registration without a password: it opens nothing.
const (
	Unfinished Level = iota
	Simplified
	Standard
	Confirmed
)

var levelNames = [...]string{"unfinished", "simplified", "standard", "confirmed"}

// String gives the stable English word for machines and logs.
func (l Level) String() string {
	if l < Unfinished || l > Confirmed {
		return fmt.Sprintf("level(%d)", int(l))
	}
	return levelNames[l]
}

// MarshalText gives the same word as String.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText gives.
func (l *Level) UnmarshalText(text []byte) error {
	for i, name := range levelNames {
		if name == string(text) {
			*l = Level(i)
			return nil
		}
	}
	return fmt.Errorf("account: %q is no level", text)
}
