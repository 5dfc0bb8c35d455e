package main

import (
	"context"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// story prints commands and what they caused.
type story struct {
	out   io.Writer
	store eventsourcing.Store
	// told is the position up to which events have been printed.
	told int64
	step int
}

func (s *story) command(text string) {
	s.step++
	_, _ = fmt.Fprintf(s.out, "\n%d. %s\n", s.step, text)
}

func (s *story) say(format string, args ...any) {
	_, _ = fmt.Fprintf(s.out, "   "+format+"\n", args...)
}

// events prints what has happened since it was called last.
func (s *story) events(ctx context.Context) error {
	_, err := s.tell(ctx, "")
	return err
}

// eventsUntil does so until an event of that name has happened: reactions take their time.
func (s *story) eventsUntil(ctx context.Context, name string) error {
	for {
		changed := s.store.Changed()
		if seen, err := s.tell(ctx, name); seen || err != nil {
			return err
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *story) tell(ctx context.Context, name string) (seen bool, err error) {
	page, err := s.store.Read(ctx, s.told, 100)
	if err != nil {
		return false, err
	}
	for _, record := range page.Records {
		s.event(record)
		seen = seen || record.Type == name
	}
	s.told = page.Next
	return seen, nil
}

// event prints one event: its name, its place in its stream, the public part, and of the personal part
// only how large its ciphertext is.
func (s *story) event(record eventsourcing.Record) {
	s.say("● %-34s %s %s, version %d", record.Type, record.Stream.Category, short(record.Stream.ID), record.Version)
	s.wrapped("   ", public(record.Data))
	if record.Sealed != nil {
		s.say("    personal part: %d sealed bytes, data key %s", len(record.Sealed), short(record.Key))
	}
}

// wrapped prints parts in lines that fit a terminal.
func (s *story) wrapped(indent string, parts []string) {
	const width = 96
	line := indent
	for _, part := range parts {
		if line != indent && utf8.RuneCountInString(line+" "+part) > width {
			s.say("%s", line)
			line = indent
		}
		line += " " + part
	}
	s.say("%s", line)
}
