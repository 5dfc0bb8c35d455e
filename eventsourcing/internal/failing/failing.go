// Package failing runs test helpers that are expected to fail. It is for tests only.
package failing

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// Messages runs the helper against a testing.TB that only takes notes, ends it at the first fatal
// failure as a real one would, and returns what it reported, one message after the other.
func Messages(tb testing.TB, helper func(tb testing.TB)) string {
	tb.Helper()
	notes := &notes{TB: tb}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		helper(notes)
	}()
	<-ended
	return notes.text.String()
}

type notes struct {
	testing.TB
	text strings.Builder
}

// Helper has nothing to mark.
func (n *notes) Helper() {}

// Error takes a note.
func (n *notes) Error(args ...any) { _, _ = fmt.Fprintln(&n.text, args...) }

// Errorf takes a note.
func (n *notes) Errorf(format string, args ...any) { _, _ = fmt.Fprintf(&n.text, format+"\n", args...) }

// Fatal takes a note and ends the helper.
func (n *notes) Fatal(args ...any) {
	n.Error(args...)
	runtime.Goexit()
}

// Fatalf takes a note and ends the helper.
func (n *notes) Fatalf(format string, args ...any) {
	n.Errorf(format, args...)
	runtime.Goexit()
}
