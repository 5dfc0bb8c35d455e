package eventsourcing

import (
	"context"
	"fmt"

	"github.com/kabinet-go/kabinet/fault"
)

// Aggregate is one aggregate inside a unit of work.
type Aggregate[S any] struct {
	repository *Repository[S]
	at         Stream
	version    int64
	state      S
	recorded   []Event[S]
}

// State returns the state, with what this unit has recorded so far.
func (a *Aggregate[S]) State() S { return a.state }

// Stream returns where the aggregate's events stand.
func (a *Aggregate[S]) Stream() Stream { return a.at }

// Exists reports whether anything has happened to the aggregate, in the store or in this unit.
func (a *Aggregate[S]) Exists() bool { return a.version+int64(len(a.recorded)) > 0 }

// Version returns the version in the store, without what this unit has recorded.
func (a *Aggregate[S]) Version() int64 { return a.version }

// Decide runs the decision on the present state and records its events.
func (a *Aggregate[S]) Decide(decision Decision[S]) error {
	events, err := decision(a.state)
	if err != nil {
		return err
	}
	a.state = Evolve(a.state, events...)
	a.recorded = append(a.recorded, events...)
	return nil
}

// replay brings the aggregate from its version to the last one in the store.
func (a *Aggregate[S]) replay(ctx context.Context, unit *Unit) error {
	for record, err := range unit.engine.store.Load(ctx, a.at, a.version) {
		if err != nil {
			return err
		}
		if err := a.apply(ctx, unit, &record); err != nil {
			return err
		}
	}
	return nil
}

func (a *Aggregate[S]) apply(ctx context.Context, unit *Unit, record *Record) error {
	if record.Version != a.version+1 {
		return fault.AsPermanent(fmt.Errorf("eventsourcing: %s has version %d after %d", a.at, record.Version, a.version))
	}
	plain, err := unit.keys.open(ctx, record)
	if err != nil {
		return err
	}
	read, _, err := a.repository.codec.decode(plain)
	if err != nil {
		return err
	}
	// Upcasters end in the type that was registered, which is an event of S: Codec.Err has seen to it. What
	// a pointer to it points to evolves the state as it would itself.
	event, _ := read.(Event[S])
	a.state, a.version = event.Evolve(a.state), record.Version
	return nil
}

func (a *Aggregate[S]) stream() Stream { return a.at }

func (a *Aggregate[S]) append(ctx context.Context, unit *Unit) (Append, error) {
	change := Append{Stream: a.at, Expected: a.version}
	if len(a.recorded) == 0 {
		return change, nil
	}
	if a.at.ID == "" {
		return Append{}, fault.AsPermanent(fmt.Errorf("eventsourcing: events of a %s without an id", a.at.Category))
	}
	if err := unit.ids.draw(len(a.recorded)); err != nil {
		return Append{}, err
	}
	change.Records = make([]Record, len(a.recorded))
	for i, event := range a.recorded {
		record := &change.Records[i]
		record.Stream, record.Version = a.at, a.version+int64(i)+1
		if err := unit.record(ctx, &a.repository.codec.definitions, event, record); err != nil {
			return Append{}, err
		}
	}
	return change, nil
}
