package memory

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// claims knows every claim by key, those that expire by their time, and those of one owner.
type claims struct {
	byKey    map[eventsourcing.ClaimKey]*claim
	byOwner  map[eventsourcing.Stream][]*claim
	expiring queue[time.Time, *claim]
}

type claim struct {
	eventsourcing.Claim
	// place is the index among the claims of the owner.
	place int
	// expiry is nil when the claim stands until released.
	expiry *item[time.Time, *claim]
}

func newClaims() claims {
	return claims{
		byKey:    map[eventsourcing.ClaimKey]*claim{},
		byOwner:  map[eventsourcing.Stream][]*claim{},
		expiring: queue[time.Time, *claim]{before: time.Time.Before},
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
	if held == nil || (held.expiry != nil && !held.Expires.After(now)) {
		return eventsourcing.Stream{}, false
	}
	return held.Owner, true
}

// obstacle plays the releases and claims of the batch through without changing anything.
func (c *claims) obstacle(batch eventsourcing.Batch) error {
	if len(batch.Claims) == 0 {
		return nil
	}
	free := make(map[eventsourcing.ClaimKey]bool, len(batch.Releases))
	for _, release := range batch.Releases {
		if owner, ok := c.owner(release.ClaimKey, batch.Now); ok && owner == release.Owner {
			free[release.ClaimKey] = true
		}
	}
	taken := make(map[eventsourcing.ClaimKey]eventsourcing.Stream, len(batch.Claims))
	for _, wanted := range batch.Claims {
		owner, held := taken[wanted.ClaimKey]
		if !held && !free[wanted.ClaimKey] {
			owner, held = c.owner(wanted.ClaimKey, batch.Now)
		}
		if held && owner != wanted.Owner {
			return &eventsourcing.Claimed{Key: wanted.ClaimKey, Owner: owner}
		}
		taken[wanted.ClaimKey] = wanted.Owner
	}
	return nil
}

func (c *claims) apply(batch eventsourcing.Batch) {
	for _, release := range batch.Releases {
		if held := c.byKey[release.ClaimKey]; held != nil && held.Owner == release.Owner {
			c.remove(held)
		}
	}
	for _, wanted := range batch.Claims {
		if held := c.byKey[wanted.ClaimKey]; held != nil {
			c.remove(held)
		}
		c.add(wanted)
	}
}

func (c *claims) add(wanted eventsourcing.Claim) {
	added := &claim{Claim: wanted, place: len(c.byOwner[wanted.Owner])}
	if !wanted.Expires.IsZero() {
		added.Expires = kept(wanted.Expires)
		added.expiry = c.expiring.push(added.Expires, added)
	}
	c.byKey[wanted.ClaimKey] = added
	c.byOwner[wanted.Owner] = append(c.byOwner[wanted.Owner], added)
}

func (c *claims) remove(gone *claim) {
	delete(c.byKey, gone.ClaimKey)
	if gone.expiry != nil {
		c.expiring.remove(gone.expiry)
	}
	owned := c.byOwner[gone.Owner]
	last := len(owned) - 1
	owned[gone.place] = owned[last]
	owned[gone.place].place = gone.place
	owned[last] = nil
	if last == 0 {
		delete(c.byOwner, gone.Owner)
		return
	}
	c.byOwner[gone.Owner] = owned[:last]
}

func (c *claims) removeOwned(owner eventsourcing.Stream) {
	for owned := c.byOwner[owner]; len(owned) > 0; owned = c.byOwner[owner] {
		c.remove(owned[len(owned)-1])
	}
}
