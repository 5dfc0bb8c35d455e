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
func Messages(t testing.TB, helper func(t testing.TB)) string {
	notes := &notes{TB: t}
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

func (n *notes) Helper()                           {}
func (n *notes) Error(args ...any)                 { fmt.Fprintln(&n.text, args...) }
func (n *notes) Errorf(format string, args ...any) { fmt.Fprintf(&n.text, format+"\n", args...) }

func (n *notes) Fatal(args ...any) {
	n.Error(args...)
	runtime.Goexit()
}

func (n *notes) Fatalf(format string, args ...any) {
	n.Errorf(format, args...)
	runtime.Goexit()
}
