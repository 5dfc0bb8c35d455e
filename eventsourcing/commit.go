package eventsourcing

import (
	"context"
	"fmt"

	"github.com/kabinet-go/kabinet/fault"
)

// loaded is an aggregate of a unit, whatever its state.
type loaded interface {
	stream() Stream
	append(ctx context.Context, unit *Unit) (Append, error)
	committed(ctx context.Context, unit *Unit)
}

// commit writes everything the unit asked for in one append.
func (u *Unit) commit(ctx context.Context) error {
	recorded := false
	for _, aggregate := range u.loaded {
		change, err := aggregate.append(ctx, u)
		if err != nil {
			return err
		}
		recorded = recorded || len(change.Records) > 0
		u.batch.Streams = append(u.batch.Streams, change)
	}
	if !recorded && u.batch.changesNothing() {
		return nil
	}
	u.batch.Now = u.now
	if _, err := u.engine.store.Append(ctx, u.batch); err != nil {
		return err
	}
	hearCommit(ctx, &u.batch)
	for _, aggregate := range u.loaded {
		aggregate.committed(ctx, u)
	}
	return nil
}

func (b *Batch) changesNothing() bool {
	return len(b.Releases)+len(b.Claims)+len(b.Keys)+len(b.Timers)+len(b.Cancels)+len(b.Erase) == 0
}

// record fills in the record of an event, whose stream and version are there already.
func (u *Unit) record(ctx context.Context, definitions *definitions, event any, into *Record) error {
	plain, err := definitions.Encode(event)
	if err != nil {
		return err
	}
	if into.ID, err = u.NewID(); err != nil {
		return err
	}
	into.Type, into.Schema, into.Time, into.Data, into.Metadata = plain.Type, plain.Schema, u.now, plain.Data, metadataFrom(ctx)
	if plain.Personal != nil {
		into.Key = plain.Subject
		into.Sealed, err = u.keys.seal(ctx, plain.Subject, u.keys.placeOf(into.Stream, into.Version), plain.Personal)
		if err != nil {
			return err
		}
	}
	if size := len(into.Data) + len(into.Sealed); size > u.engine.policy.LargestEvent {
		return fault.AsPermanent(fmt.Errorf("eventsourcing: %s has %d bytes, at most %d are allowed",
			plain.Type, size, u.engine.policy.LargestEvent))
	}
	return nil
}
