package eventsourcing_test

import (
	"bytes"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func TestBlindIndex(t *testing.T) {
	secret := bytes.Repeat([]byte{7}, 32)
	index, err := es.NewBlindIndex(secret)
	require.NoError(t, err)
	key := index.Key("phone", "+79161234567")
	assert.Equal(t, "phone", key.Kind)
	assert.Equal(t, "qfn3igu7vvGb-sqwwbTSuYWdc3qFr0w_9kDBiFo57-c", key.Index, "it never changes, or claims would be lost")
	assert.Equal(t, key, index.Key("phone", "+79161234567"))
	assert.NotEqual(t, key.Index, index.Key("email", "+79161234567").Index)
	assert.NotEqual(t, key.Index, index.Key("phone", "+79161234568").Index)
	assert.NotEqual(t, index.Key("a", "bc").Index, index.Key("ab", "c").Index)

	clear(secret)
	assert.Equal(t, key, index.Key("phone", "+79161234567"), "the secret is the index's own copy")

	other, err := es.NewBlindIndex(bytes.Repeat([]byte{8}, 32))
	require.NoError(t, err)
	assert.NotEqual(t, key, other.Key("phone", "+79161234567"))
}

func TestBlindIndexBySeveralAtOnce(t *testing.T) {
	index := blindIndex(t)
	var callers sync.WaitGroup
	for i := range 8 {
		phone := fmt.Sprintf("+7916123456%d", i)
		want := blindIndex(t).Key("phone", phone)
		callers.Go(func() {
			for range 1000 {
				if !assert.Equal(t, want, index.Key("phone", phone)) {
					return
				}
			}
		})
	}
	callers.Wait()
}

func BenchmarkBlindIndex(b *testing.B) {
	index := blindIndex(b)
	b.ReportAllocs()
	for b.Loop() {
		index.Key("phone", "+79161234567")
	}
}

func TestBlindIndexRefusesAShortSecret(t *testing.T) {
	_, err := es.NewBlindIndex(make([]byte, 31))
	assert.ErrorIs(t, err, fault.Permanent)
}
