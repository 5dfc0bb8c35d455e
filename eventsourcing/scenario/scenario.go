package scenario

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Scenario is a state with its history, before a decision.
type Scenario[S any] struct {
	t     testing.TB
	state S
}

// Given starts from the initial state and what has happened to it.
func Given[S any](tb testing.TB, initial S, history ...es.Event[S]) Scenario[S] {
	tb.Helper()
	return Scenario[S]{t: tb, state: es.Evolve(initial, history...)}
}

// When runs the decision.
func (s Scenario[S]) When(decision es.Decision[S]) Outcome[S] {
	s.t.Helper()
	events, err := decision(s.state)
	return Outcome[S]{t: s.t, before: s.state, events: events, err: err}
}

// Outcome is what a decision came to.
type Outcome[S any] struct {
	t      testing.TB
	before S
	events []es.Event[S]
	err    error
}

// Then demands that the decision was taken with exactly these events, in this order.
func (o Outcome[S]) Then(want ...es.Event[S]) Outcome[S] {
	o.t.Helper()
	if o.err != nil {
		o.t.Fatalf("refused: %v\nwant events:%s", o.err, list(want))
	}
	if len(o.events) != len(want) {
		o.t.Fatalf("got events:%s\nwant:%s", list(o.events), list(want))
	}
	for i := range want {
		name := fmt.Sprintf("%T", want[i])
		if where, differ := difference(name, reflect.ValueOf(o.events[i]), reflect.ValueOf(want[i])); differ {
			o.t.Fatalf("event %d differs at %s\ngot:  %s\nwant: %s", i+1, where, show(o.events[i]), show(want[i]))
		}
	}
	return o
}

// ThenNothing demands that there was nothing to do.
func (o Outcome[S]) ThenNothing() {
	o.t.Helper()
	o.Then()
}

// ThenRefused demands a refusal in whose tree errors.Is finds every one of the targets, and no events.
func (o Outcome[S]) ThenRefused(targets ...error) {
	o.t.Helper()
	if o.err == nil {
		o.t.Fatalf("not refused, got events:%s", list(o.events))
	}
	if len(o.events) > 0 {
		o.t.Fatalf("refused with %v, and yet events:%s", o.err, list(o.events))
	}
	for _, target := range targets {
		if !errors.Is(o.err, target) {
			o.t.Fatalf("refused with: %v\nwant: %v", o.err, target)
		}
	}
}

// State hands the state after the events to check.
func (o Outcome[S]) State(check func(tb testing.TB, state S)) Outcome[S] {
	o.t.Helper()
	if o.err != nil {
		o.t.Fatalf("refused: %v", o.err)
	}
	check(o.t, es.Evolve(o.before, o.events...))
	return o
}

func list[S any](events []es.Event[S]) string {
	if len(events) == 0 {
		return " none"
	}
	var text strings.Builder
	for _, event := range events {
		text.WriteString("\n  " + show(event))
	}
	return text.String()
}

func show(event any) string { return fmt.Sprintf("%T%+v", event, event) }
