package password

import (
	"context"
	"crypto/rand"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type derivation struct {
	salt          int
	time, memory  uint32
	threads       uint8
	keyLength     uint32
	passwordBytes int
}

// watch replaces Argon2id by a recorder that takes a second.
func watch(h *Hasher) func() (all []derivation, most int) {
	var mu sync.Mutex
	var all []derivation
	running, most := 0, 0
	h.derive = func(password, salt []byte, passes, memory uint32, threads uint8, keyLength uint32) []byte {
		mu.Lock()
		all = append(all, derivation{len(salt), passes, memory, threads, keyLength, len(password)})
		running++
		most = max(most, running)
		mu.Unlock()
		<-time.After(time.Second) // virtual: the tests run in a synctest bubble
		mu.Lock()
		running--
		mu.Unlock()
		return make([]byte, keyLength)
	}
	return func() ([]derivation, int) {
		mu.Lock()
		defer mu.Unlock()
		return all, most
	}
}

func newWatched(t *testing.T, concurrency int) (*Hasher, func() ([]derivation, int)) {
	t.Helper()
	config := DefaultHasherConfig()
	config.Concurrency = concurrency
	hasher, err := NewHasher(config, rand.Reader)
	require.NoError(t, err)
	return hasher, watch(hasher)
}

// ACC-2: an unknown login, an account without a password and a wrong password cost the same.
func TestUnknownLoginCostsAsMuchAsAWrongPassword(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hasher, seen := newWatched(t, 1)
		hash, err := hasher.Hash(t.Context(), "корова батарея")
		require.NoError(t, err)

		_, _, err = hasher.Verify(t.Context(), hash, "другой пароль")
		require.NoError(t, err)
		require.NoError(t, hasher.VerifyNone(t.Context(), "другой пароль"))
		_, _, err = hasher.Verify(t.Context(), Hash{}, "другой пароль")
		require.NoError(t, err)

		all, _ := seen()
		require.Len(t, all, 4)
		assert.Equal(t, derivation{16, 2, 19456, 1, 32, len("другой пароль")}, all[1])
		assert.Equal(t, all[1], all[2])
		assert.Equal(t, all[1], all[3])
	})
}

func TestNoMoreHashingsAtATimeThanConfigured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hasher, seen := newWatched(t, 3)
		start := time.Now()
		var group sync.WaitGroup
		for range 9 {
			group.Go(func() {
				_, err := hasher.Hash(t.Context(), "корова батарея")
				assert.NoError(t, err)
			})
		}
		group.Wait()
		all, most := seen()
		assert.Len(t, all, 9)
		assert.Equal(t, 3, most)
		assert.Equal(t, 3*time.Second, time.Since(start))
	})
}

func TestWaitingForATurnEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hasher, seen := newWatched(t, 1)
		var group sync.WaitGroup
		group.Go(func() { assert.NoError(t, hasher.VerifyNone(t.Context(), "корова батарея")) })
		synctest.Wait()

		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		defer cancel()
		_, err := hasher.Hash(ctx, "корова батарея")
		assert.ErrorIs(t, err, context.DeadlineExceeded)

		group.Wait()
		_, err = hasher.Hash(t.Context(), "корова батарея")
		require.NoError(t, err, "the turn is free again")
		all, _ := seen()
		assert.Len(t, all, 2)
	})
}

func TestTurnIsGivenBackWhenHashingPanics(t *testing.T) {
	config := DefaultHasherConfig()
	config.Concurrency = 1
	hasher, err := NewHasher(config, rand.Reader)
	require.NoError(t, err)
	hasher.derive = func(_, _ []byte, _, _ uint32, _ uint8, _ uint32) []byte { panic("out of memory") }
	assert.Panics(t, func() { _ = hasher.VerifyNone(t.Context(), "корова батарея") })
	assert.Empty(t, hasher.slots)
}
