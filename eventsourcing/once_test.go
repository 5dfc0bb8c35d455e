package eventsourcing_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// register makes a member under a key the caller chose, and gives the member's id.
func (c club) register(ctx context.Context, key, family string) (id string, err error) {
	err = c.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		if id, err = unit.NewID(); err != nil {
			return err
		}
		earlier, done, err := unit.Once(ctx, "register", key, c.members.Stream(id))
		if err != nil || done {
			id = earlier.ID
			return err
		}
		m, err := c.members.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		if err := unit.CreateKey(ctx, id); err != nil {
			return err
		}
		return m.Decide(join(id, family))
	})
	return id, err
}

func (c club) events(t *testing.T) int {
	t.Helper()
	page, err := c.Store().Read(t.Context(), 0, 10_000)
	require.NoError(t, err)
	return len(page.Records)
}

func TestOnceForADoubleClick(t *testing.T) {
	c := newClub(t)
	var clicks sync.WaitGroup
	ids := make([]string, 16)
	for i := range ids {
		clicks.Go(func() {
			var err error
			ids[i], err = c.register(t.Context(), "key", secretName)
			assert.NoError(t, err)
		})
	}
	clicks.Wait()
	for _, id := range ids {
		assert.Equal(t, ids[0], id, "everybody hears of the same member")
	}
	assert.Equal(t, 1, c.events(t))
	assert.Len(t, c.stored(t, ids[0]), 1)
}

// The answer to an append is lost: the command does not know whether it has happened, and is repeated.
func TestOnceAfterAnAppendInDoubt(t *testing.T) {
	lost := errors.New("the connection is lost")
	for name, tt := range map[string]struct {
		happens bool
		append  func(do func() error) error
	}{
		"it had happened": {true, func(do func() error) error { return errors.Join(do(), fault.AsInDoubt(lost)) }},
		"it had not":      {false, func(func() error) error { return fault.AsInDoubt(lost) }},
	} {
		t.Run(name, func(t *testing.T) {
			store := &appendStore{Store: memory.NewStore()}
			c := newClub(t, withStore(store))
			store.around = func(n int, do func() error) error {
				if n == 0 {
					return tt.append(do)
				}
				return do()
			}
			made, err := c.register(t.Context(), "key", secretName)
			require.ErrorIs(t, err, fault.InDoubt)
			require.ErrorIs(t, err, lost)
			assert.Len(t, store.batches, 1, "the engine does not repeat by itself what may have happened")

			id, err := c.register(t.Context(), "key", secretName)
			require.NoError(t, err)
			assert.Equal(t, tt.happens, id == made)
			again, err := c.register(t.Context(), "key", secretName)
			require.NoError(t, err)
			assert.Equal(t, id, again)
			assert.Equal(t, 1, c.events(t), "one effect")
			assert.Len(t, c.stored(t, id), 1)
		})
	}
}

func TestOnceTellsKeysAndScopesApart(t *testing.T) {
	c := newClub(t)
	for _, key := range []string{"a", "b", ""} {
		_, err := c.register(t.Context(), key, secretName)
		require.NoError(t, err)
	}
	_, err := c.register(t.Context(), "", secretName)
	require.NoError(t, err)
	assert.Equal(t, 4, c.events(t), "no key, no memory")

	require.NoError(t, c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
		_, done, err := unit.Once(ctx, "leave", "a", c.members.Stream("x"))
		assert.False(t, done, "the key of another scope is another key")
		return err
	}))
}

func TestOnceForgetsInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newClub(t)
		first, err := c.register(t.Context(), "key", secretName)
		require.NoError(t, err)
		time.Sleep(7*24*time.Hour - time.Microsecond)
		again, err := c.register(t.Context(), "key", secretName)
		require.NoError(t, err)
		assert.Equal(t, first, again)
		time.Sleep(time.Microsecond)
		late, err := c.register(t.Context(), "key", secretName)
		require.NoError(t, err)
		assert.NotEqual(t, first, late)
	})
}

// The worst a database can do: it commits, and the answer is lost.
func TestOnceMakesARepetitionSafe(t *testing.T) {
	store := &appendStore{Store: memory.NewStore()}
	c := newClub(t, withStore(store))
	lost := fault.AsTransient(errors.New("the connection broke"))
	store.around = func(n int, do func() error) error {
		if err := do(); err != nil || n > 0 {
			return err
		}
		return lost
	}
	_, err := c.register(t.Context(), "key", secretName)
	require.ErrorIs(t, err, fault.Transient)
	id, err := c.register(t.Context(), "key", secretName)
	require.NoError(t, err)
	assert.Equal(t, 1, c.events(t))
	state, _ := c.load(t, id)
	assert.Equal(t, secretName, state.Family)
}

func TestOnceOfWorkThatSaidNo(t *testing.T) {
	c := newClub(t)
	attempt := func(refuse error) (done bool, err error) {
		err = c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
			_, done, err = unit.Once(ctx, "register", "key", c.members.Stream("7"))
			return errors.Join(err, refuse)
		})
		return done, err
	}
	_, err := attempt(errPoor)
	require.ErrorIs(t, err, errPoor)
	done, err := attempt(nil)
	require.NoError(t, err)
	assert.False(t, done, "a refusal is not remembered")
	done, err = attempt(nil)
	require.NoError(t, err)
	assert.True(t, done)
}

func TestOnceWhenTheStoreFails(t *testing.T) {
	c := newClub(t, withStore(&ownerStore{Store: memory.NewStore()}))
	_, err := c.register(t.Context(), "key", secretName)
	require.ErrorIs(t, err, fault.Transient)
	assert.Zero(t, c.events(t))
}

type ownerStore struct{ es.Store }

func (ownerStore) Owner(context.Context, es.ClaimKey, time.Time) (es.Stream, bool, error) {
	return es.Stream{}, false, fault.AsTransient(errors.New("the database is down"))
}

// A phone is proved by sixteen people at once: one gets it, the others see who did.
func TestClaimTakenBySomebodyElse(t *testing.T) {
	c := newClub(t)
	errTaken := errors.New("taken")
	var people sync.WaitGroup
	errs := make([]error, 16)
	for i := range errs {
		people.Go(func() {
			id := fmt.Sprintf("m%d", i)
			errs[i] = c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
				key := unit.Key("phone", "+79161234567")
				if _, taken, err := unit.Owner(ctx, key); err != nil || taken {
					return errors.Join(err, errTaken)
				}
				m, err := c.members.Load(ctx, unit, id)
				if err != nil {
					return err
				}
				unit.Claim(key, m.Stream(), time.Time{})
				return m.Decide(credit(1))
			})
		})
	}
	people.Wait()
	winners := 0
	for i, err := range errs {
		if err == nil {
			winners++
			owner, ok, err := c.Store().Owner(t.Context(), c.BlindIndex().Key("phone", "+79161234567"), time.Now())
			require.NoError(t, err)
			assert.True(t, ok)
			assert.Equal(t, c.members.Stream(fmt.Sprintf("m%d", i)), owner)
			continue
		}
		assert.ErrorIs(t, err, errTaken)
	}
	assert.Equal(t, 1, winners)
	assert.Equal(t, 1, c.events(t))
}

func TestClaimOfSomebodyWhoNeverLooks(t *testing.T) {
	c := newClub(t)
	key := c.BlindIndex().Key("phone", "+79161234567")
	claim := func(id string) error {
		return c.Do(t.Context(), func(_ context.Context, unit *es.Unit) error {
			unit.Claim(key, c.members.Stream(id), time.Time{})
			return nil
		})
	}
	require.NoError(t, claim("7"))
	require.NoError(t, claim("7"), "again by its owner")
	err := claim("8")
	var claimed *es.Claimed
	require.ErrorAs(t, err, &claimed)
	assert.Equal(t, es.Claimed{Key: key, Owner: c.members.Stream("7")}, *claimed)
}
