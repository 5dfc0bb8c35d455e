package eventsourcing_test

import (
	"context"
	"iter"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// loadStore can fail in the middle of a stream, or leave out a version.
type loadStore struct {
	es.Store
	fail error
	skip int64
}

func (s *loadStore) Load(ctx context.Context, stream es.Stream, after int64) iter.Seq2[es.Record, error] {
	return func(yield func(es.Record, error) bool) {
		for record, err := range s.Store.Load(ctx, stream, after) {
			if record.Version == 2 && s.fail != nil {
				yield(es.Record{}, s.fail)
				return
			}
			if record.Version == s.skip {
				continue
			}
			if !yield(record, err) {
				return
			}
		}
	}
}

func TestNewRepositoryRefuses(t *testing.T) {
	for _, category := range []string{"", "a/b", "/"} {
		_, err := es.NewRepository(category, memberCodec())
		assert.ErrorContains(t, err, "is no category")
	}
	_, err := es.NewRepository[member]("member", nil)
	assert.ErrorContains(t, err, "the repository of member needs a codec")
}

func TestAggregate(t *testing.T) {
	c := newClub(t)
	c.joins(t, "7", secretName, credit(3))
	require.NoError(t, c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
		m, err := c.members.Load(ctx, unit, "7")
		require.NoError(t, err)
		assert.Equal(t, member{ID: "7", Family: secretName, Points: 3}, m.State())
		assert.Equal(t, es.Stream{Category: "member", ID: "7"}, m.Stream())
		assert.EqualValues(t, 2, m.Version())
		assert.True(t, m.Exists())

		require.NoError(t, m.Decide(credit(4)))
		assert.Equal(t, 7, m.State().Points, "the unit sees what it recorded")
		assert.EqualValues(t, 2, m.Version(), "the store does not yet")
		require.ErrorIs(t, m.Decide(credit(-8)), errPoor)
		assert.Equal(t, 7, m.State().Points)

		again, err := c.members.Load(ctx, unit, "7")
		require.NoError(t, err)
		assert.Same(t, m, again)

		fresh, err := c.members.Load(ctx, unit, "8")
		require.NoError(t, err)
		assert.Zero(t, fresh.State())
		assert.Zero(t, fresh.Version())
		assert.False(t, fresh.Exists())
		require.NoError(t, fresh.Decide(credit(1)))
		assert.True(t, fresh.Exists())
		return nil
	}))
	state, _ := c.load(t, "8")
	assert.Equal(t, 1, state.Points)
}

type staffMember struct{ Points int }

func TestTwoStatesOfOneCategory(t *testing.T) {
	c := newClub(t)
	staff, err := es.NewRepository("member", es.NewCodec[staffMember]())
	require.NoError(t, err)
	err = c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
		_, err := c.members.Load(ctx, unit, "7")
		require.NoError(t, err)
		_, err = staff.Load(ctx, unit, "7")
		return err
	})
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorContains(t, err, "two repositories with different states share the category member")
}

func TestLoadRefusesWhatItDoesNotKnow(t *testing.T) {
	for name, test := range map[string]struct {
		record es.Record
		want   string
	}{
		"an event of a later release": {es.Record{Type: "member.moved", Schema: 1, Data: []byte(`{}`)}, `event "member.moved" is unknown here`},
		"a later version":             {es.Record{Type: "member.left", Schema: 2, Data: []byte(`{}`)}, "member.left version 2 is unknown here, the newest known is 1"},
		"damaged data":                {es.Record{Type: "member.left", Schema: 1, Data: []byte(`{`)}, "reading member.left version 1"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClub(t)
			_, err := c.Store().Append(t.Context(), es.Batch{Streams: []es.Append{
				{Stream: c.members.Stream("7"), Records: []es.Record{test.record}},
			}})
			require.NoError(t, err)
			err = c.decide(t.Context(), "7", credit(1))
			require.ErrorContains(t, err, test.want)
			require.ErrorIs(t, err, fault.Permanent)
			assert.Len(t, c.stored(t, "7"), 1)
		})
	}
}

func TestEvolve(t *testing.T) {
	state := es.Evolve(member{Points: 1}, credited{Points: 2}, es.Event[member](left{}))
	assert.Equal(t, member{Points: 3, Left: true}, state)
	assert.Equal(t, member{Points: 1}, es.Evolve(member{Points: 1}))
}

// failingLoads can be written to and not read.
type failingLoads struct{ es.Store }

func (failingLoads) Load(context.Context, es.Stream, int64) iter.Seq2[es.Record, error] {
	return func(yield func(es.Record, error) bool) { yield(es.Record{}, assert.AnError) }
}

func TestBeginDoesNotAskTheStore(t *testing.T) {
	c := newClub(t)
	unread := newClub(t, withStore(failingLoads{c.Store()}))
	var id string
	require.NoError(t, unread.Do(t.Context(), func(ctx context.Context, unit *es.Unit) (err error) {
		id, err = unit.NewID()
		require.NoError(t, err)
		m, err := unread.members.Begin(unit, id)
		require.NoError(t, err)
		assert.Equal(t, unread.members.Stream(id), m.Stream())
		assert.Zero(t, m.Version())
		assert.Zero(t, m.State())

		again, err := unread.members.Load(ctx, unit, id)
		require.NoError(t, err)
		assert.Same(t, m, again)
		again, err = unread.members.Begin(unit, id)
		require.NoError(t, err)
		assert.Same(t, m, again)
		return m.Decide(credit(3))
	}))
	state, version := c.load(t, id)
	assert.Equal(t, 3, state.Points)
	assert.EqualValues(t, 1, version)
}

// What Begin takes for granted is checked at the commit, also when nothing is recorded.
func TestBeginWhereEventsAreIsAConflict(t *testing.T) {
	c := newClub(t, withPolicy(es.Policy{Attempts: 1}))
	c.joins(t, "7", secretName)
	for name, decision := range map[string]es.Decision[member]{"recording": credit(3), "only claiming": record()} {
		t.Run(name, func(t *testing.T) {
			err := c.Do(t.Context(), func(_ context.Context, unit *es.Unit) error {
				m, err := c.members.Begin(unit, "7")
				require.NoError(t, err)
				unit.Claim(unit.Key("phone", name), m.Stream(), unit.Now())
				return m.Decide(decision)
			})
			var conflict *es.Conflict
			require.ErrorAs(t, err, &conflict)
			assert.Equal(t, es.Conflict{Stream: c.members.Stream("7"), Expected: 0, Actual: 1}, *conflict)
		})
	}
	_, version := c.load(t, "7")
	assert.EqualValues(t, 1, version)
}
