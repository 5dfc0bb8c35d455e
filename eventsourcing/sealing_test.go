package eventsourcing_test

import (
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func memberCatalog(tb testing.TB, c club) *es.Catalog {
	tb.Helper()
	catalog, err := es.NewCatalog(c.Keyring(), memberCodec())
	require.NoError(tb, err)
	return catalog
}

func TestPersonalDataReachTheStoreSealed(t *testing.T) {
	c := newClub(t)
	c.joins(t, "7", secretName)
	stored := c.stored(t, "7")[0]
	assert.Equal(t, `{"id":"7"}`, string(stored.Data))
	assert.Equal(t, "7", stored.Key)
	assert.NotEmpty(t, stored.Sealed)
	assert.NotContains(t, string(stored.Sealed), secretName)

	state, _ := c.load(t, "7")
	assert.Equal(t, secretName, state.Family)
	event, err := memberCatalog(t, c).Read(t.Context(), stored)
	require.NoError(t, err)
	assert.Equal(t, joined{ID: "7", Person: es.NewPersonal(identity{secretName})}, event)
}

func TestPublicEventsCarryNoKey(t *testing.T) {
	c := newClub(t)
	c.joins(t, "7", secretName, credit(5))
	stored := c.stored(t, "7")[1]
	assert.Nil(t, stored.Sealed)
	assert.Empty(t, stored.Key)
}

func TestEqualDataSealDifferently(t *testing.T) {
	c := newClub(t)
	c.joins(t, "7", secretName)
	again := joined{ID: "7", Person: es.NewPersonal(identity{secretName})}
	require.NoError(t, c.decide(t.Context(), "7", record(again, again)))
	seen := map[string]bool{}
	for _, stored := range c.stored(t, "7") {
		seen[string(stored.Sealed)] = true
	}
	assert.Len(t, seen, 3)
}

func TestMovedSealedPartsDoNotOpen(t *testing.T) {
	c := newClub(t)
	c.joins(t, "7", secretName)
	c.joins(t, "8", "Ким")
	sealed := c.stored(t, "7")[0]
	catalog := memberCatalog(t, c)
	for name, move := range map[string]func(*es.Record){
		"another version":       func(r *es.Record) { r.Version = 2 },
		"another stream":        func(r *es.Record) { r.Stream.ID = "8" },
		"another category":      func(r *es.Record) { r.Stream.Category = "staff" },
		"another key":           func(r *es.Record) { r.Key = "8" },
		"a bit changed":         func(r *es.Record) { r.Sealed[len(r.Sealed)/2] ^= 1 },
		"cut":                   func(r *es.Record) { r.Sealed = r.Sealed[:len(r.Sealed)-1] },
		"cut below the nonce":   func(r *es.Record) { r.Sealed = r.Sealed[:3] },
		"the part of another":   func(r *es.Record) { r.Sealed = c.stored(t, "8")[0].Sealed },
		"a key there never was": func(r *es.Record) { r.Key = "9" },
	} {
		t.Run(name, func(t *testing.T) {
			moved := sealed
			moved.Sealed = append([]byte(nil), sealed.Sealed...)
			move(&moved)
			event, err := catalog.Read(t.Context(), moved)
			assert.Nil(t, event)
			require.ErrorIs(t, err, fault.Permanent)
			require.ErrorContains(t, err, "eventsourcing: opening "+moved.Stream.String()+"#")
			assertNoSecret(t, err.Error())
		})
	}
}

func TestErasedEventsStillLoad(t *testing.T) {
	c := newClub(t)
	c.joins(t, "7", secretName, credit(5))
	stored := c.stored(t, "7")[0]
	c.erase(t, "7")

	state, version := c.load(t, "7")
	assert.Equal(t, member{ID: "7", Points: 5, Erased: true}, state)
	assert.EqualValues(t, 2, version)
	var event joined
	require.NoError(t, memberCatalog(t, c).ReadInto(t.Context(), stored, &event), "a copy kept elsewhere is erased as well")
	assert.Equal(t, joined{ID: "7", Person: es.Personal[identity]{Erased: true}}, event)

	require.NoError(t, c.decide(t.Context(), "7", credit(1)), "public events go on")
	err := c.decide(t.Context(), "7", record(joined{ID: "7", Person: es.NewPersonal(identity{secretName})}))
	require.ErrorIs(t, err, es.ErrErased, "nothing can be sealed any more")
	assert.ErrorIs(t, err, fault.Permanent)
	err = c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error { return unit.CreateKey(ctx, "7") })
	assert.ErrorIs(t, err, es.ErrErased, "an erased key never comes back")
}

func TestAKeyIsAskedForOnceInAUnitOrComesAlong(t *testing.T) {
	again := joined{ID: "7", Person: es.NewPersonal(identity{secretName})}
	for _, alone := range []bool{false, true} {
		store := &keyCounter{Store: memory.NewStore(), alone: alone}
		c := newClub(t, withStore(store))
		c.joins(t, "7", secretName, record(again, again, again))
		asked := map[bool]int{}
		for _, erased := range []bool{false, true} {
			store.asked = 0
			state, _ := c.load(t, "7")
			assert.Equal(t, erased, state.Erased)
			asked[erased] = store.asked
			c.erase(t, "7")
		}
		want := map[bool]int{false: 0, true: 1}
		if alone {
			want[false] = 1
		}
		assert.Equal(t, want, asked, "records without their keys: %t", alone)
	}
}

// keyCounter counts how often a key is asked for. Records that are alone bring none along.
type keyCounter struct {
	es.Store
	asked int
	alone bool
}

func (s *keyCounter) Load(ctx context.Context, stream es.Stream, after int64) iter.Seq2[es.Record, error] {
	return func(yield func(es.Record, error) bool) {
		for record, err := range s.Store.Load(ctx, stream, after) {
			if s.alone {
				record.Wrapped = nil
			}
			if !yield(record, err) {
				return
			}
		}
	}
}

func (s *keyCounter) Key(ctx context.Context, id string) (es.WrappedKey, error) {
	s.asked++
	return s.Store.Key(ctx, id)
}

func TestSealingWithoutAKey(t *testing.T) {
	c := newClub(t)
	err := c.decide(t.Context(), "7", join("7", secretName))
	require.ErrorIs(t, err, es.ErrNoKey)
	require.ErrorContains(t, err, "sealing member/7#1")
	assertNoSecret(t, err.Error())
	assert.Empty(t, c.stored(t, "7"))
}

func TestAKeyIsCreatedOnce(t *testing.T) {
	c := newClub(t, withPolicy(es.Policy{Attempts: 2}))
	c.joins(t, "7", secretName)
	err := c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error { return unit.CreateKey(ctx, "7") })
	require.ErrorIs(t, err, fault.Conflict)
	state, _ := c.load(t, "7")
	assert.Equal(t, secretName, state.Family, "the first key is still there")
}

// kms is a key-encryption service that can be out of order.
type kms struct {
	es.KeyEncrypter
	wrap, unwrap error
	short        bool
}

func (k *kms) Wrap(ctx context.Context, id string, key []byte) (es.WrappedKey, error) {
	if k.wrap != nil {
		return es.WrappedKey{}, k.wrap
	}
	return k.KeyEncrypter.Wrap(ctx, id, key)
}

func (k *kms) Unwrap(ctx context.Context, wrapped es.WrappedKey) ([]byte, error) {
	if k.unwrap != nil {
		return nil, k.unwrap
	}
	key, err := k.KeyEncrypter.Unwrap(ctx, wrapped)
	if k.short {
		key = key[:16]
	}
	return key, err
}

func TestTroubleWithTheKeyService(t *testing.T) {
	outage := fault.AsTransient(errors.New("the KMS is down"))
	service := &kms{KeyEncrypter: localKEK(t, "one", "one")}
	c := newClub(t, func(config *es.Config) { config.Encrypter = service })
	c.joins(t, "7", secretName)
	stored := c.stored(t, "7")[0]

	service.wrap, service.unwrap = outage, outage
	assert.ErrorIs(t, c.decide(t.Context(), "7", credit(1)), fault.Transient)
	assert.ErrorIs(t, c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error { return unit.CreateKey(ctx, "8") }), fault.Transient)
	_, err := memberCatalog(t, c).Read(t.Context(), stored)
	assert.ErrorIs(t, err, fault.Transient)
	assert.NotErrorIs(t, err, es.ErrErased, "an outage is no erasure")

	service.wrap, service.unwrap = nil, nil
	require.NoError(t, c.decide(t.Context(), "7", credit(1)))

	service.short = true
	require.ErrorContains(t, c.decide(t.Context(), "7", credit(1)), "a key of 16 bytes, want 32")
}

func TestRandomSource(t *testing.T) {
	broken := newClub(t, func(config *es.Config) { config.Random = iotest.ErrReader(errors.New("no entropy")) })
	_, err := broken.NewID()
	assert.ErrorIs(t, err, fault.Transient)
	assert.ErrorIs(t, broken.decide(t.Context(), "7", credit(1)), fault.Transient)
	err = broken.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error { return unit.CreateKey(ctx, "7") })
	assert.ErrorIs(t, err, fault.Transient)

	short := newClub(t, func(config *es.Config) {
		config.Random = io.LimitReader(strings.NewReader(strings.Repeat("x", 20)), 20)
	})
	err = short.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error { return unit.CreateKey(ctx, "7") })
	assert.ErrorIs(t, err, fault.Transient, "a short key is no key")
}
