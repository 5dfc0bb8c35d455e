package memory

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// lease stays here after its end, so that the next token is greater.
type lease struct {
	eventsourcing.Lease
	released bool
}

// Acquire implements [eventsourcing.Leases].
func (s *Store) Acquire(ctx context.Context, name, holder string, now time.Time, ttl time.Duration) (taken eventsourcing.Lease, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return eventsourcing.Lease{}, false, err
	}
	current := s.leases[name]
	if current.heldAt(now) && current.Holder != holder {
		return eventsourcing.Lease{}, false, nil
	}
	token := current.Token
	if !current.heldAt(now) {
		token++
	}
	taken = eventsourcing.Lease{Name: name, Holder: holder, Token: token, Expires: kept(now.Add(ttl))}
	s.leases[name] = lease{Lease: taken}
	return taken, true, nil
}

// Release implements [eventsourcing.Leases].
func (s *Store) Release(ctx context.Context, given eventsourcing.Lease) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return err
	}
	if current, ok := s.leases[given.Name]; ok && current.Token == given.Token {
		current.released = true
		s.leases[given.Name] = current
	}
	return nil
}

// Held implements [eventsourcing.Leases].
func (s *Store) Held(ctx context.Context, prefix string, now time.Time) ([]eventsourcing.Lease, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	var held []eventsourcing.Lease
	for name, current := range s.leases {
		if strings.HasPrefix(name, prefix) && current.heldAt(now) {
			held = append(held, current.Lease)
		}
	}
	slices.SortFunc(held, func(a, b eventsourcing.Lease) int { return cmp.Compare(a.Name, b.Name) })
	return held, nil
}

func (s *Store) check(fence eventsourcing.Fence) error {
	if current, ok := s.leases[fence.Lease]; !ok || current.released || current.Token != fence.Token {
		return eventsourcing.ErrFenced
	}
	return nil
}

func (l lease) heldAt(now time.Time) bool { return !l.released && l.Expires.After(now) }
