package eventsourcing

import (
	"context"
	"fmt"
	"time"
)

// Unit is one attempt of a unit of work: aggregates loaded, events recorded, claims, timers and keys
// asked for. What it asks for was decided by the state of everything it loaded, so at commit all of that
// must be unchanged, or the attempt fails with a conflict; also where the unit asks for nothing but a
// claim or a timer. A unit belongs to one goroutine and ends with its attempt.
type Unit struct {
	engine *Engine
	now    time.Time
	ids    ids
	keys   session
	loaded []loaded
	batch  Batch
}

// Now is the moment of the attempt, in UTC to the microsecond.
func (u *Unit) Now() time.Time { return u.now }

// NewID returns a new id; see [Engine.NewID].
func (u *Unit) NewID() (string, error) { return u.ids.next(u.now) }

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
