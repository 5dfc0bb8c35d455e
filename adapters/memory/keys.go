package memory

import (
	"bytes"
	"cmp"
	"context"
	"slices"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// keys knows every data key by id, also that one was destroyed, and the ids under each
// key-encryption key in their order.
type keys struct {
	byID  map[string]*dataKey
	byKEK map[string]*queue[string, *dataKey]
}

type dataKey struct {
	eventsourcing.WrappedKey
	// listed stands in the queue of its KEK until the key is destroyed.
	listed    item[string, *dataKey]
	destroyed bool
}

func newKeys() keys {
	return keys{byID: map[string]*dataKey{}, byKEK: map[string]*queue[string, *dataKey]{}}
}

// Key implements [eventsourcing.Keys].
func (s *Store) Key(ctx context.Context, id string) (eventsourcing.WrappedKey, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return eventsourcing.WrappedKey{}, err
	}
	found := s.keys.byID[id]
	switch {
	case found == nil:
		return eventsourcing.WrappedKey{}, eventsourcing.ErrNoKey
	case found.destroyed:
		return eventsourcing.WrappedKey{}, eventsourcing.ErrErased
	}
	return copiedKey(found.WrappedKey), nil
}

// wrapped returns a copy of the key, nil where there is none.
func (k *keys) wrapped(id string) *eventsourcing.WrappedKey {
	found := k.byID[id]
	if found == nil || found.destroyed {
		return nil
	}
	key := copiedKey(found.WrappedKey)
	return &key
}

// KeysWrappedBy implements [eventsourcing.Keys].
func (s *Store) KeysWrappedBy(ctx context.Context, kek string, limit int) ([]eventsourcing.WrappedKey, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if err := s.usable(ctx); err != nil {
		return nil, err
	}
	listed := s.keys.byKEK[kek]
	if listed == nil {
		return nil, nil
	}
	var wrapped []eventsourcing.WrappedKey
	for _, key := range listed.inOrder() {
		if len(wrapped) >= limit {
			break
		}
		wrapped = append(wrapped, copiedKey(key.WrappedKey))
	}
	return wrapped, nil
}

// Rewrap implements [eventsourcing.Keys].
func (s *Store) Rewrap(ctx context.Context, old, new eventsourcing.WrappedKey) (ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.usable(ctx); err != nil {
		return false, err
	}
	found := s.keys.byID[old.ID]
	if found == nil || found.destroyed || found.KEK != old.KEK || !bytes.Equal(found.Wrapped, old.Wrapped) {
		return false, nil
	}
	s.keys.unlist(found)
	found.KEK, found.Wrapped = new.KEK, slices.Clone(new.Wrapped)
	s.keys.list(found)
	return true, nil
}

func (k *keys) obstacle(created []eventsourcing.WrappedKey) error {
	for i, key := range created {
		found := k.byID[key.ID]
		if found != nil && found.destroyed {
			return eventsourcing.ErrErased
		}
		sameID := func(other eventsourcing.WrappedKey) bool { return other.ID == key.ID }
		if found != nil || slices.ContainsFunc(created[:i], sameID) {
			return &eventsourcing.Claimed{Key: eventsourcing.ClaimKey{Kind: "data-key", Index: key.ID}}
		}
	}
	return nil
}

func (k *keys) create(created []eventsourcing.WrappedKey) {
	for _, key := range created {
		added := &dataKey{WrappedKey: copiedKey(key)}
		k.byID[key.ID] = added
		k.list(added)
	}
}

func (k *keys) erase(ids []string) {
	for _, id := range ids {
		if found := k.byID[id]; found != nil && !found.destroyed {
			k.unlist(found)
			clear(found.Wrapped)
			found.WrappedKey, found.destroyed = eventsourcing.WrappedKey{ID: id}, true
		}
	}
}

func (k *keys) list(key *dataKey) {
	listed := k.byKEK[key.KEK]
	if listed == nil {
		listed = &queue[string, *dataKey]{before: cmp.Less[string]}
		k.byKEK[key.KEK] = listed
	}
	key.listed.rank, key.listed.value = key.ID, key
	listed.add(&key.listed)
}

func (k *keys) unlist(key *dataKey) { k.byKEK[key.KEK].remove(&key.listed) }

func copiedKey(key eventsourcing.WrappedKey) eventsourcing.WrappedKey {
	key.Wrapped = slices.Clone(key.Wrapped)
	return key
}
