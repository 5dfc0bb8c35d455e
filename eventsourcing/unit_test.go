package eventsourcing_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func (c club) transfer(ctx context.Context, from, to string, points int) error {
	return c.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		giver, err := c.members.Load(ctx, unit, from)
		if err != nil {
			return err
		}
		taker, err := c.members.Load(ctx, unit, to)
		if err != nil {
			return err
		}
		if err := taker.Decide(credit(points)); err != nil {
			return err
		}
		return giver.Decide(credit(-points))
	})
}

func TestUnitWritesSeveralAggregatesOrNone(t *testing.T) {
	store := &appendStore{Store: memory.NewStore()}
	c := newClub(t, withStore(store))
	require.NoError(t, c.decide(t.Context(), "7", credit(10)))

	require.ErrorIs(t, c.transfer(t.Context(), "7", "8", 11), errPoor)
	assert.Empty(t, c.stored(t, "8"), "the taker had decided already")

	store.around = func(n int, do func() error) error {
		if n == 1 {
			require.NoError(t, newClub(t, withStore(store.Store)).decide(t.Context(), "7", credit(-10)), "somebody is faster")
		}
		return do()
	}
	require.ErrorIs(t, c.transfer(t.Context(), "7", "8", 10), errPoor, "decided again on fresh state")
	assert.Empty(t, c.stored(t, "8"))

	require.NoError(t, c.decide(t.Context(), "7", credit(10)))
	require.NoError(t, c.transfer(t.Context(), "7", "8", 10))
	from, _ := c.load(t, "7")
	to, _ := c.load(t, "8")
	assert.Equal(t, []int{0, 10}, []int{from.Points, to.Points})
	position := c.stored(t, "8")[0].Position
	assert.Equal(t, c.stored(t, "7")[3].Position+1, position, "one append, in the order of loading and deciding")
}

// Two people may not leave both, since one has to stay: each looks at the other, and writes only itself.
func TestUnitGuardsWhatItOnlyLookedAt(t *testing.T) {
	for name, act := range map[string]func(c club, unit *es.Unit, me *es.Aggregate[member]) error{
		"and records": func(_ club, _ *es.Unit, me *es.Aggregate[member]) error { return me.Decide(record(left{})) },
		"and claims": func(c club, unit *es.Unit, me *es.Aggregate[member]) error {
			unit.Claim(unit.Key("exit", me.Stream().ID), me.Stream(), time.Time{})
			return nil
		},
		"and sets a timer": func(_ club, unit *es.Unit, me *es.Aggregate[member]) error {
			unit.SetTimer(me.Stream(), "leave", unit.Now())
			return nil
		},
		"and erases": func(_ club, unit *es.Unit, me *es.Aggregate[member]) error {
			unit.Erase(me.Stream().ID)
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClub(t, withPolicy(es.Policy{Attempts: 1}))
			require.NoError(t, c.decide(t.Context(), "7", credit(1)))
			require.NoError(t, c.decide(t.Context(), "8", credit(1)))
			err := c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
				me, err := c.members.Load(ctx, unit, "7")
				require.NoError(t, err)
				other, err := c.members.Load(ctx, unit, "8")
				require.NoError(t, err)
				require.False(t, other.State().Left)
				require.NoError(t, c.decide(ctx, "8", record(left{})), "the other leaves meanwhile")
				return act(c, unit, me)
			})
			var conflict *es.Conflict
			require.ErrorAs(t, err, &conflict)
			assert.Equal(t, c.members.Stream("8"), conflict.Stream)
			assert.Len(t, c.stored(t, "7"), 1)
		})
	}
}

func TestUnitGuardsWhatWasNotThere(t *testing.T) {
	c := newClub(t, withPolicy(es.Policy{Attempts: 1}))
	err := c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
		missing, err := c.members.Load(ctx, unit, "8")
		require.NoError(t, err)
		require.False(t, missing.Exists())
		me, err := c.members.Load(ctx, unit, "7")
		require.NoError(t, err)
		require.NoError(t, c.decide(ctx, "8", credit(1)))
		return me.Decide(credit(1))
	})
	assert.ErrorIs(t, err, fault.Conflict)
}

func TestUnitThatAsksForNothingWritesNothing(t *testing.T) {
	store := &appendStore{Store: memory.NewStore()}
	c := newClub(t, withStore(store))
	require.NoError(t, c.decide(t.Context(), "7", credit(1)))
	require.NoError(t, c.decide(t.Context(), "7", record()))
	require.NoError(t, c.Do(t.Context(), func(_ context.Context, unit *es.Unit) error {
		unit.Fence(es.Fence{Lease: "nobody's", Token: 3})
		return nil
	}))
	require.NoError(t, c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
		_, err := c.members.Load(ctx, unit, "7")
		require.NoError(t, c.decide(ctx, "7", credit(1)), "a reader does not mind")
		return err
	}))
	assert.Len(t, store.batches, 2)
}

func TestUnitWritesWhatItAsksForWithoutEvents(t *testing.T) {
	c := newClub(t)
	stream := c.members.Stream("7")
	key := c.BlindIndex().Key("phone", "+79161234567")
	due := time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)
	do := func(work func(unit *es.Unit)) {
		t.Helper()
		require.NoError(t, c.Do(t.Context(), func(_ context.Context, unit *es.Unit) error { work(unit); return nil }))
	}
	owned := func() bool {
		_, ok, err := c.Store().Owner(t.Context(), key, time.Now())
		require.NoError(t, err)
		return ok
	}
	timers := func() []es.Timer {
		timers, err := c.Store().Due(t.Context(), due.AddDate(1, 0, 0), 10)
		require.NoError(t, err)
		return timers
	}

	do(func(unit *es.Unit) { unit.Claim(key, stream, time.Time{}) })
	assert.True(t, owned())
	do(func(unit *es.Unit) { unit.Release(key, c.members.Stream("8")) })
	assert.True(t, owned(), "released by its owner only")
	do(func(unit *es.Unit) { unit.Release(key, stream) })
	assert.False(t, owned())

	do(func(unit *es.Unit) { unit.SetTimer(stream, "remind", due) })
	assert.Equal(t, []es.Timer{{TimerKey: es.TimerKey{Stream: stream, Name: "remind"}, Due: due}}, timers())
	do(func(unit *es.Unit) { unit.CancelTimer(stream, "remind") })
	assert.Empty(t, timers())
}

func TestTheLastWordOfAUnitCounts(t *testing.T) {
	c := newClub(t)
	stream, other := c.members.Stream("7"), c.members.Stream("8")
	key := c.BlindIndex().Key("phone", "+79161234567")
	due := time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)
	require.NoError(t, c.Do(t.Context(), func(_ context.Context, unit *es.Unit) error {
		unit.Claim(key, other, time.Time{})
		return nil
	}))
	for name, test := range map[string]struct {
		work func(unit *es.Unit)
		want es.Stream
	}{
		"claimed and released": {func(unit *es.Unit) { unit.Claim(key, other, time.Time{}); unit.Release(key, other) }, es.Stream{}},
		"released and claimed": {func(unit *es.Unit) { unit.Release(key, other); unit.Claim(key, other, time.Time{}) }, other},
		"handed over":          {func(unit *es.Unit) { unit.Release(key, other); unit.Claim(key, stream, time.Time{}) }, stream},
		"handed over and back": {func(unit *es.Unit) {
			unit.Release(key, other)
			unit.Claim(key, stream, time.Time{})
			unit.Release(key, stream)
			unit.Claim(key, other, time.Time{})
		}, other},
	} {
		t.Run("a claim "+name, func(t *testing.T) {
			c := newClub(t)
			require.NoError(t, c.Do(t.Context(), func(_ context.Context, unit *es.Unit) error {
				unit.Claim(key, other, time.Time{})
				return nil
			}))
			require.NoError(t, c.Do(t.Context(), func(_ context.Context, unit *es.Unit) error { test.work(unit); return nil }))
			owner, _, err := c.Store().Owner(t.Context(), key, time.Now())
			require.NoError(t, err)
			assert.Equal(t, test.want, owner)
		})
	}
	for name, test := range map[string]struct {
		work func(unit *es.Unit)
		want int
	}{
		"set and cancelled": {func(unit *es.Unit) { unit.SetTimer(stream, "x", due); unit.CancelTimer(stream, "x") }, 0},
		"cancelled and set": {func(unit *es.Unit) { unit.CancelTimer(stream, "x"); unit.SetTimer(stream, "x", due) }, 1},
		"set twice":         {func(unit *es.Unit) { unit.SetTimer(stream, "x", due.Add(1)); unit.SetTimer(stream, "x", due) }, 1},
		"two of two names":  {func(unit *es.Unit) { unit.SetTimer(stream, "x", due); unit.SetTimer(stream, "y", due) }, 2},
		"two of two streams": {func(unit *es.Unit) {
			unit.SetTimer(stream, "x", due)
			unit.SetTimer(other, "x", due)
			unit.CancelTimer(other, "y")
		}, 2},
	} {
		t.Run("a timer "+name, func(t *testing.T) {
			store := &appendStore{Store: memory.NewStore()}
			c := newClub(t, withStore(store))
			require.NoError(t, c.Do(t.Context(), func(_ context.Context, unit *es.Unit) error { test.work(unit); return nil }))
			timers, err := c.Store().Due(t.Context(), due, 10)
			require.NoError(t, err)
			assert.Len(t, timers, test.want)
			for _, set := range store.batches[0].Timers {
				assert.NotContains(t, store.batches[0].Cancels, set.TimerKey, "whatever the order of the store")
			}
		})
	}
}

func TestUnitErasesWithinItself(t *testing.T) {
	c := newClub(t)
	c.joins(t, "7", secretName)
	require.NoError(t, c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
		m, err := c.members.Load(ctx, unit, "7")
		require.NoError(t, err)
		unit.Erase("7")
		return m.Decide(record(joined{ID: "7", Person: es.NewPersonal(identity{"Ким"})}, left{}))
	}))
	state, _ := c.load(t, "7")
	assert.Equal(t, member{ID: "7", Erased: true, Left: true}, state)
}

func TestRecordsOfAUnit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(1234567 * time.Nanosecond)
		now := time.Now().UTC().Truncate(time.Microsecond)
		c := newClub(t)
		ctx := es.WithMetadata(t.Context(), map[string]string{"actor": "person", "trace": "1"})
		ctx = es.WithMetadata(ctx, map[string]string{"trace": "2"})
		require.NoError(t, c.decide(ctx, "7", record(credited{Points: 1}, credited{Points: 2})))
		stored := c.stored(t, "7")
		require.Len(t, stored, 2)
		for i, record := range stored {
			id, err := ulid.ParseStrict(record.ID)
			require.NoError(t, err)
			assert.Equal(t, ulid.Timestamp(now), id.Time())
			assert.Equal(t, es.Record{
				Position: int64(i) + 1, Stream: c.members.Stream("7"), Version: int64(i) + 1, ID: record.ID,
				Type: "member.credited", Schema: 1, Time: now,
				Data:     []byte(`{"points":` + string('1'+rune(i)) + `}`),
				Metadata: map[string]string{"actor": "person", "trace": "2"},
			}, record)
		}
		assert.NotEqual(t, stored[0].ID, stored[1].ID)
		require.NoError(t, c.decide(t.Context(), "7", credit(1)))
		assert.Empty(t, c.stored(t, "7")[2].Metadata)
	})
}

func TestMetadataAreACopy(t *testing.T) {
	c := newClub(t)
	metadata := map[string]string{"actor": "person"}
	ctx := es.WithMetadata(t.Context(), metadata)
	metadata["actor"] = "operator"
	_ = es.WithMetadata(ctx, map[string]string{"actor": "system"})
	require.NoError(t, c.decide(ctx, "7", credit(1)))
	assert.Equal(t, map[string]string{"actor": "person"}, c.stored(t, "7")[0].Metadata)
}

func TestEventsThatCannotBeRecorded(t *testing.T) {
	for name, test := range map[string]struct {
		id    string
		event es.Event[member]
		want  string
	}{
		"too large":      {"7", credited{Note: strings.Repeat("x", 512<<10)}, "member.credited has 524310 bytes, at most 524288 are allowed"},
		"not registered": {"7", unregistered{}, "event eventsourcing_test.unregistered is not registered"},
		"without an id":  {"", credited{}, "events of a member without an id"},
		"of nobody":      {"7", joined{Person: es.NewPersonal(identity{secretName})}, "its personal data have no subject"},
	} {
		t.Run(name, func(t *testing.T) {
			store := &appendStore{Store: memory.NewStore()}
			c := newClub(t, withStore(store))
			err := c.decide(t.Context(), test.id, record(credited{Points: 1}, test.event))
			require.ErrorContains(t, err, test.want)
			require.ErrorIs(t, err, fault.Permanent)
			assert.Empty(t, store.batches, "the event before it is not written either")
		})
	}
}

func TestTheLargestEvent(t *testing.T) {
	c := newClub(t, withPolicy(es.Policy{LargestEvent: 200}))
	note := strings.Repeat("x", 200-len(`{"points":0,"note":""}`))
	require.NoError(t, c.decide(t.Context(), "7", record(credited{Note: note})))
	require.ErrorContains(t, c.decide(t.Context(), "7", record(credited{Note: note + "x"})), "has 201 bytes, at most 200")

	c.joins(t, "8", secretName)
	large := joined{ID: "8", Person: es.NewPersonal(identity{strings.Repeat("я", 80)})}
	require.ErrorContains(t, c.decide(t.Context(), "8", record(large)), "at most 200", "the sealed part counts")
}
