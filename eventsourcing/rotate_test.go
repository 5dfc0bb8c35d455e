package eventsourcing_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// manyMembers makes n members under the key-encryption key "one" and a keyring whose current one is "two".
func manyMembers(t *testing.T, store es.Store, n int) (c club, keyring *es.Keyring) {
	t.Helper()
	c = newClub(t, withStore(store))
	for i := range n {
		c.joins(t, fmt.Sprintf("m%03d", i), secretName)
	}
	return c, es.NewKeyring(store, localKEK(t, "two", "one", "two"), nil)
}

func wrappedBy(t *testing.T, store es.Store, kek string) int {
	t.Helper()
	keys, err := store.KeysWrappedBy(t.Context(), kek, 10_000)
	require.NoError(t, err)
	return len(keys)
}

func TestRotate(t *testing.T) {
	store := memory.NewStore()
	c, keyring := manyMembers(t, store, 250)
	n, err := keyring.Rotate(t.Context(), "one")
	require.NoError(t, err)
	assert.Equal(t, 250, n)
	assert.Zero(t, wrappedBy(t, store, "one"))
	assert.Equal(t, 250, wrappedBy(t, store, "two"))

	n, err = keyring.Rotate(t.Context(), "one")
	require.NoError(t, err)
	assert.Zero(t, n, "again there is nothing to do")

	catalog, err := es.NewCatalog(es.NewKeyring(store, localKEK(t, "two", "two"), nil), memberCodec())
	require.NoError(t, err)
	event, err := catalog.Read(t.Context(), c.stored(t, "m042")[0])
	require.NoError(t, err, "the old key-encryption key is not needed any more")
	assert.Equal(t, secretName, event.(joined).Person.Value().Family)
}

func TestRotateRefusesTheCurrentKey(t *testing.T) {
	store := memory.NewStore()
	c, _ := manyMembers(t, store, 3)
	n, err := c.Keyring().Rotate(t.Context(), "one")
	assert.Zero(t, n)
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "one is still the current key-encryption key")
}

func TestRotateInterruptedGoesOn(t *testing.T) {
	store := &rewrapStore{Store: memory.NewStore()}
	_, keyring := manyMembers(t, store, 30)
	ctx, cancel := context.WithCancel(t.Context())
	store.before = func(n int, _ es.WrappedKey) error {
		if n == 10 {
			cancel()
		}
		return nil
	}
	n, err := keyring.Rotate(ctx, "one")
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 10, n)

	store.before = func(n int, _ es.WrappedKey) error {
		if n == 15 {
			return fault.AsTransient(errors.New("the database is down"))
		}
		return nil
	}
	n, err = keyring.Rotate(t.Context(), "one")
	require.ErrorIs(t, err, fault.Transient)
	assert.Equal(t, 4, n)

	n, err = keyring.Rotate(t.Context(), "one")
	require.NoError(t, err)
	assert.Equal(t, 16, n)
	assert.Equal(t, 30, wrappedBy(t, store, "two"))
}

// rewrapStore lets a test step in before the nth rewrapping.
type rewrapStore struct {
	es.Store
	n      int
	before func(n int, old es.WrappedKey) error
}

func (s *rewrapStore) Rewrap(ctx context.Context, old, renewed es.WrappedKey) (bool, error) {
	if s.before != nil {
		if err := s.before(s.n, old); err != nil {
			s.n++
			return false, err
		}
	}
	s.n++
	return s.Store.Rewrap(ctx, old, renewed)
}

func TestRotateBesideErasures(t *testing.T) {
	store := &rewrapStore{Store: memory.NewStore()}
	c, keyring := manyMembers(t, store, 20)
	store.before = func(n int, old es.WrappedKey) error {
		if n%2 == 0 {
			c.erase(t, old.ID)
		}
		return nil
	}
	n, err := keyring.Rotate(t.Context(), "one")
	require.NoError(t, err)
	assert.Equal(t, 10, n)
	assert.Zero(t, wrappedBy(t, store, "one"))
	assert.Equal(t, 10, wrappedBy(t, store, "two"))
	state, _ := c.load(t, "m000")
	assert.True(t, state.Erased, "rotation does not bring back what was erased")
}

func TestRotateBesideAnotherRotation(t *testing.T) {
	store := memory.NewStore()
	c, keyring := manyMembers(t, store, 200)
	var both sync.WaitGroup
	var counts [2]int
	for i := range counts {
		both.Go(func() {
			var err error
			counts[i], err = keyring.Rotate(t.Context(), "one")
			assert.NoError(t, err)
		})
	}
	for i := range 20 {
		both.Go(func() { c.erase(t, fmt.Sprintf("m%03d", i*10)) })
	}
	both.Wait()
	assert.LessOrEqual(t, counts[0]+counts[1], 200)
	assert.GreaterOrEqual(t, counts[0]+counts[1], 180)
	assert.Zero(t, wrappedBy(t, store, "one"))
	assert.Equal(t, 180, wrappedBy(t, store, "two"))
}

func TestRotateEndsWhenTheKeyServiceOrTheStoreDoes(t *testing.T) {
	store := memory.NewStore()
	c, _ := manyMembers(t, store, 3)
	service := &kms{KeyEncrypter: localKEK(t, "two", "one", "two")}
	keyring := es.NewKeyring(store, service, nil)
	outage := fault.AsTransient(errors.New("the KMS is down"))
	for _, broken := range []*error{&service.unwrap, &service.wrap} {
		*broken = outage
		n, err := keyring.Rotate(t.Context(), "one")
		assert.ErrorIs(t, err, fault.Transient)
		assert.Zero(t, n)
		*broken = nil
	}
	assert.Equal(t, 3, wrappedBy(t, store, "one"))
	require.NoError(t, c.Store().Close())
	_, err := keyring.Rotate(t.Context(), "one")
	assert.ErrorIs(t, err, es.ErrClosed)
}

func TestRotateLeavesWhatDoesNotUnwrap(t *testing.T) {
	store := memory.NewStore()
	_, keyring := manyMembers(t, store, 150)
	damaged := []es.WrappedKey{{ID: "z-damaged", KEK: "one"}}
	for i := range 120 {
		damaged = append(damaged, es.WrappedKey{ID: fmt.Sprintf("a-damaged-%d", i), KEK: "one", Wrapped: bytes.Repeat([]byte{1}, 60)})
	}
	_, err := store.Append(t.Context(), es.Batch{Keys: damaged})
	require.NoError(t, err)
	n, err := keyring.Rotate(t.Context(), "one")
	assert.Equal(t, 150, n, "damaged keys hold up none of the others")
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "the data key of a-damaged-17 does not unwrap")
	require.ErrorContains(t, err, "the data key of z-damaged does not unwrap")
	assert.Equal(t, 121, wrappedBy(t, store, "one"))
}
