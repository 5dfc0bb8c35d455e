package memory

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// claims knows every claim by key and those that expire by their time; those of one owner stand in its
// history.
type claims struct {
	byKey    map[eventsourcing.ClaimKey]*claim
	expiring queue[time.Time, *claim]
	owners   *histories
}

type claim struct {
	key   eventsourcing.ClaimKey
	owner *history
	// place is the index among the claims of the owner.
	place int
	// expiry is nil when the claim stands until released.
	expiry *item[time.Time, *claim]
}

func newClaims(owners *histories) claims {
	return claims{
		byKey:    map[eventsourcing.ClaimKey]*claim{},
		expiring: queue[time.Time, *claim]{before: time.Time.Before},
		owners:   owners,
	}
}

// Owner implements [eventsourcing.Claims].
func (s *Store) Owner(ctx context.Context, key eventsourcing.ClaimKey, now time.Time) (owner eventsourcing.Stream, ok bool, err error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return eventsourcing.Stream{}, false, err
	}
	owner, ok = s.claims.owner(key, now)
	return owner, ok, nil
}

func (c *claims) owner(key eventsourcing.ClaimKey, now time.Time) (owner eventsourcing.Stream, ok bool) {
	held := c.byKey[key]
	if held == nil || (held.expiry != nil && !held.expiry.rank.After(now)) {
		return eventsourcing.Stream{}, false
	}
	return held.owner.stream, true
}

// obstacle plays the releases and claims of the batch through without changing anything.
func (c *claims) obstacle(batch eventsourcing.Batch) error {
	if len(batch.Claims) == 0 {
		return nil
	}
	free := c.freed(batch)
	var taken map[eventsourcing.ClaimKey]eventsourcing.Stream // unless there is but one
	if len(batch.Claims) > 1 {
		taken = make(map[eventsourcing.ClaimKey]eventsourcing.Stream, len(batch.Claims))
	}
	for i := range batch.Claims {
		wanted := &batch.Claims[i]
		owner, held := taken[wanted.ClaimKey]
		if !held && !free[wanted.ClaimKey] {
			owner, held = c.owner(wanted.ClaimKey, batch.Now)
		}
		if held && owner != wanted.Owner {
			return &eventsourcing.Claimed{Key: wanted.ClaimKey, Owner: owner}
		}
		if taken != nil {
			taken[wanted.ClaimKey] = wanted.Owner
		}
	}
	return nil
}

// freed are the keys that the batch releases; nil when there are none.
func (c *claims) freed(batch eventsourcing.Batch) map[eventsourcing.ClaimKey]bool {
	if len(batch.Releases) == 0 {
		return nil
	}
	free := make(map[eventsourcing.ClaimKey]bool, len(batch.Releases))
	for _, release := range batch.Releases {
		if owner, ok := c.owner(release.ClaimKey, batch.Now); ok && owner == release.Owner {
			free[release.ClaimKey] = true
		}
	}
	return free
}

func (c *claims) apply(batch eventsourcing.Batch) {
	for _, release := range batch.Releases {
		if held := c.byKey[release.ClaimKey]; held != nil && held.owner.stream == release.Owner {
			c.remove(held)
		}
	}
	for i := range batch.Claims {
		wanted := &batch.Claims[i]
		if held := c.byKey[wanted.ClaimKey]; held != nil {
			c.remove(held)
		}
		c.add(wanted)
	}
}

func (c *claims) add(wanted *eventsourcing.Claim) {
	owner := c.owners.of(wanted.Owner)
	added := &claim{key: wanted.ClaimKey, owner: owner, place: len(owner.claims)}
	if !wanted.Expires.IsZero() {
		added.expiry = c.expiring.push(kept(wanted.Expires), added)
	}
	c.byKey[wanted.ClaimKey] = added
	owner.claims = append(owner.claims, added)
}

func (c *claims) remove(gone *claim) {
	delete(c.byKey, gone.key)
	if gone.expiry != nil {
		c.expiring.remove(gone.expiry)
	}
	owned := gone.owner.claims
	last := len(owned) - 1
	owned[gone.place] = owned[last]
	owned[gone.place].place = gone.place
	owned[last] = nil
	gone.owner.claims = owned[:last]
	c.owners.leave(gone.owner)
}

func (c *claims) removeOwned(owner *history) {
	for len(owner.claims) > 0 {
		c.remove(owner.claims[len(owner.claims)-1])
	}
}
