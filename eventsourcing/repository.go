package eventsourcing

import (
	"context"
	"errors"
	"fmt"

	"github.com/kabinet-go/kabinet/fault"
)

// Repository loads the aggregates of one category into units of work. Safe for concurrent use.
type Repository[S any] struct {
	category  string
	codec     *Codec[S]
	snapshots SnapshotPolicy[S]
}

// NewRepository returns a repository, or the mistakes made while its codec was filled.
func NewRepository[S any](category string, codec *Codec[S]) (*Repository[S], error) {
	if category == "" {
		return nil, errors.New("eventsourcing: a repository needs a category")
	}
	return &Repository[S]{category: category, codec: codec}, codec.Err()
}

// Stream returns the stream of the aggregate with that id.
func (r *Repository[S]) Stream(id string) Stream { return Stream{Category: r.category, ID: id} }

// Load brings an aggregate into the unit. One that has no events yet has version 0 and the zero state.
// Loading it again in the same unit returns the same aggregate.
func (r *Repository[S]) Load(ctx context.Context, unit *Unit, id string) (*Aggregate[S], error) {
	stream := r.Stream(id)
	for _, other := range unit.loaded {
		if aggregate, ok := other.(*Aggregate[S]); ok && aggregate.at == stream {
			return aggregate, nil
		}
	}
	aggregate := &Aggregate[S]{repository: r, at: stream}
	if err := r.restore(ctx, unit, aggregate); err != nil {
		return nil, err
	}
	for record, err := range unit.engine.store.Load(ctx, stream, aggregate.version) {
		if err != nil {
			return nil, err
		}
		event, err := r.read(ctx, unit, record)
		if err != nil {
			return nil, err
		}
		aggregate.state = event.Evolve(aggregate.state)
		aggregate.version = record.Version
	}
	unit.loaded = append(unit.loaded, aggregate)
	return aggregate, nil
}

func (r *Repository[S]) read(ctx context.Context, unit *Unit, record Record) (Event[S], error) {
	opened, err := unit.keys.open(ctx, record)
	if err != nil {
		return nil, err
	}
	read, err := r.codec.Decode(opened)
	if err != nil {
		return nil, err
	}
	event, ok := read.(Event[S])
	if !ok {
		return nil, fault.AsPermanent(fmt.Errorf("eventsourcing: %s became %T, which is no event of %s", record.Type, read, r.category))
	}
	return event, nil
}

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

func (a *Aggregate[S]) stream() Stream { return a.at }

func (a *Aggregate[S]) append(ctx context.Context, unit *Unit) (Append, error) {
	change := Append{Stream: a.at, Expected: a.version}
	for i, event := range a.recorded {
		record, err := unit.record(ctx, &a.repository.codec.definitions, a.at, a.version+int64(i)+1, event)
		if err != nil {
			return Append{}, err
		}
		change.Records = append(change.Records, record)
	}
	return change, nil
}
