package verification

import (
	"context"

	"github.com/sony/gobreaker/v2"
)

// Observer hears how registries are called, for traces and metrics. It learns nothing of the person. Its
// methods are called concurrently, and must return at once and not panic.
type Observer interface {
	// Calling is called before each call of a registry, also of one that is being left alone. What it returns
	// is the context for the adapter, derived from the one given, and what to call once at the end.
	Calling(ctx context.Context, call Call) (context.Context, func(Result))
	// BreakerChanged is called when a registry begins to be left alone (VER-3), is tried again, or is well. It
	// must not call the service: other calls of that registry wait for it.
	BreakerChanged(check Check, from, to BreakerState)
}

// Call is one call of a registry.
type Call struct {
	Check Check
	Kind  CallKind
}

// CallKind says what a registry is called for.
type CallKind string

// The kinds: a question, a question about a ticket, a look-up of an INN.
const (
	Asking    CallKind = "ask"
	Polling   CallKind = "poll"
	LookingUp CallKind = "look-up"
)

// Result is what came of a call: an outcome, or a reason why there is none. Both are empty when the caller
// gave up. A look-up that found an INN has matched.
type Result struct {
	Outcome Outcome
	Reason  Reason
}

// BreakerState says whether a registry is called.
type BreakerState string

// The states: it is; it is being left alone; one call tries whether it is back.
const (
	BreakerClosed   BreakerState = "closed"
	BreakerOpen     BreakerState = "open"
	BreakerHalfOpen BreakerState = "half-open"
)

func breakerState(state gobreaker.State) BreakerState {
	switch state {
	case gobreaker.StateOpen:
		return BreakerOpen
	case gobreaker.StateHalfOpen:
		return BreakerHalfOpen
	default:
		return BreakerClosed
	}
}

// unobserved is the observer when there is none.
type unobserved struct{}

// Calling implements [Observer].
func (unobserved) Calling(ctx context.Context, _ Call) (context.Context, func(Result)) {
	return ctx, func(Result) {}
}

// BreakerChanged implements [Observer].
func (unobserved) BreakerChanged(Check, BreakerState, BreakerState) {}
