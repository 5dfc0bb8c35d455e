package eventsourcing

// Event is something that happened to an aggregate with state S. It says itself how it changes the
// state, so an event that an aggregate forgot to handle does not compile. Evolve is pure: it neither
// fails nor reads anything but its arguments.
type Event[S any] interface{ Evolve(state S) S }

// Decision is a command bound to its arguments: from the state it derives the events that follow, or
// refuses. It is pure, since a conflict runs it again on fresh state. No events and no error means
// that there is nothing to do.
type Decision[S any] func(state S) ([]Event[S], error)

// Evolve applies the events to the state, in order.
func Evolve[S any](state S, events ...Event[S]) S {
	for _, event := range events {
		state = event.Evolve(state)
	}
	return state
}
