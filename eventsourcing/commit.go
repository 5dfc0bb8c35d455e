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
	for _, aggregate := range u.loaded {
		aggregate.committed(ctx, u)
	}
	return nil
}

func (b *Batch) changesNothing() bool {
	return len(b.Releases)+len(b.Claims)+len(b.Keys)+len(b.Timers)+len(b.Cancels)+len(b.Erase) == 0
}

// record makes the record of an event that will stand at version of its stream.
func (u *Unit) record(ctx context.Context, definitions *definitions, stream Stream, version int64, event any) (Record, error) {
	plain, err := definitions.Encode(event)
	if err != nil {
		return Record{}, err
	}
	id, err := u.NewID()
	if err != nil {
		return Record{}, err
	}
	record := Record{
		Stream: stream, ID: id, Type: plain.Type, Schema: plain.Schema, Time: u.now,
		Data: plain.Data, Metadata: metadataFrom(ctx),
	}
	if plain.Personal != nil {
		record.Key = plain.Subject
		record.Sealed, err = u.keys.seal(ctx, plain.Subject, placeOf(stream, version), plain.Personal)
		if err != nil {
			return Record{}, err
		}
	}
	if size := len(record.Data) + len(record.Sealed); size > u.engine.policy.LargestEvent {
		return Record{}, fault.AsPermanent(fmt.Errorf("eventsourcing: %s has %d bytes, at most %d are allowed",
			plain.Type, size, u.engine.policy.LargestEvent))
	}
	return record, nil
}
