package eventsourcing

import (
	"fmt"
	"strings"
)

// Stream names the history of one aggregate: its category ("account") and its id within it.
// The zero Stream names nothing.
type Stream struct{ Category, ID string }

// String gives "category/id", the form kept by stores and carried by messages.
func (s Stream) String() string { return s.Category + "/" + s.ID }

// IsZero reports whether s names nothing.
func (s Stream) IsZero() bool { return s == Stream{} }

// ParseStream reads the form String gives. The category holds no slash; the id may hold any.
func ParseStream(text string) (Stream, error) {
	category, id, found := strings.Cut(text, "/")
	if !found || category == "" || id == "" {
		return Stream{}, fmt.Errorf("eventsourcing: %q is no stream, want category/id", text)
	}
	return Stream{Category: category, ID: id}, nil
}
