package eventsourcing

import (
	"context"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Unit is one attempt of a unit of work: aggregates loaded, events recorded, claims, timers and keys
// asked for. Everything loaded is also checked at commit: if any of it has changed, the attempt fails
// with a conflict. A unit belongs to one goroutine.
type Unit struct {
	engine *Engine
	now    time.Time
	keys   *session
	loaded []loaded
	batch  Batch
}

// loaded is an aggregate of a unit, whatever its state.
type loaded interface {
	stream() Stream
	append(ctx context.Context, unit *Unit) (Append, error)
	committed(ctx context.Context, unit *Unit)
}

// Now is the moment of the attempt, in UTC to the microsecond.
func (u *Unit) Now() time.Time { return u.now }

// NewID returns a new id.
func (u *Unit) NewID() (string, error) { return u.engine.NewID() }

// Key returns the claim key of a value in its canonical text.
func (u *Unit) Key(kind, canonical string) ClaimKey { return u.engine.index.Key(kind, canonical) }

// Owner returns who holds a claim now; ok is false when nobody does.
func (u *Unit) Owner(ctx context.Context, key ClaimKey) (owner Stream, ok bool, err error) {
	return u.engine.store.Owner(ctx, key, u.now)
}

// Claim takes a key for the owner, or renews it. With a zero expires it stands until released. If
// somebody else holds it, the work is run again and finds that by Owner.
func (u *Unit) Claim(key ClaimKey, owner Stream, expires time.Time) {
	u.batch.Claims = append(u.batch.Claims, Claim{ClaimKey: key, Owner: owner, Expires: expires})
}

// Release gives up a key if the owner holds it.
func (u *Unit) Release(key ClaimKey, owner Stream) {
	u.batch.Releases = append(u.batch.Releases, Claim{ClaimKey: key, Owner: owner})
}

// SetTimer asks for the stream to be looked at when due, in place of an earlier timer of that name.
func (u *Unit) SetTimer(stream Stream, name string, due time.Time) {
	u.batch.Timers = append(u.batch.Timers, Timer{TimerKey: TimerKey{stream, name}, Due: due})
}

// CancelTimer removes a timer if it is set.
func (u *Unit) CancelTimer(stream Stream, name string) {
	u.batch.Cancels = append(u.batch.Cancels, TimerKey{stream, name})
}

// CreateKey makes the data key under which a person's data will be sealed.
func (u *Unit) CreateKey(ctx context.Context, id string) error {
	wrapped, err := u.keys.create(ctx, id)
	if err != nil {
		return fmt.Errorf("eventsourcing: creating a data key: %w", err)
	}
	u.batch.Keys = append(u.batch.Keys, wrapped)
	return nil
}

// Erase destroys a person's data key for ever.
func (u *Unit) Erase(id string) { u.batch.Erase = append(u.batch.Erase, id) }

// Fence makes the commit depend on a lease.
func (u *Unit) Fence(fence Fence) { u.batch.Fences = append(u.batch.Fences, fence) }

// Once makes the work idempotent by a key its caller chose: if work of that scope was committed under
// the key before, it returns the stream that work created; otherwise it reserves the key for owner and
// done is false. An empty key reserves nothing.
func (u *Unit) Once(ctx context.Context, scope, key string, owner Stream) (earlier Stream, done bool, err error) {
	if key == "" {
		return Stream{}, false, nil
	}
	claim := u.Key("idempotency", scope+"\x00"+key)
	earlier, done, err = u.Owner(ctx, claim)
	if err != nil || done {
		return earlier, done, err
	}
	u.Claim(claim, owner, u.now.Add(u.engine.policy.IdempotencyFor))
	return Stream{}, false, nil
}

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
