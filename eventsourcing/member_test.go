package eventsourcing_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// member is the aggregate of these tests: somebody with a name and points.
type member struct {
	ID     string `json:"id"`
	Family string `json:"family"`
	Points int    `json:"points"`
	Erased bool   `json:"erased"`
	Left   bool   `json:"left"`
}

type identity struct {
	Family string `json:"family"`
}

type joined struct {
	ID     string                `json:"id"`
	Person es.Personal[identity] `json:"-"`
}

func (e joined) Evolve(m member) member {
	m.ID, m.Family, m.Erased = e.ID, e.Person.Value().Family, e.Person.Erased
	return m
}

type credited struct {
	Points int    `json:"points"`
	Note   string `json:"note,omitempty"`
}

func (e credited) Evolve(m member) member {
	m.Points += e.Points
	return m
}

type left struct{}

func (left) Evolve(m member) member {
	m.Left = true
	return m
}

type unregistered struct{}

func (unregistered) Evolve(m member) member { return m }

var errPoor = fault.Define("member.poor", "Не хватает баллов", "Not enough points")

func join(id, family string) es.Decision[member] {
	return func(m member) ([]es.Event[member], error) {
		if m.ID != "" {
			return nil, nil
		}
		return []es.Event[member]{joined{ID: id, Person: es.NewPersonal(identity{family})}}, nil
	}
}

func credit(points int) es.Decision[member] {
	return func(m member) ([]es.Event[member], error) {
		if m.Points+points < 0 {
			return nil, errPoor
		}
		return []es.Event[member]{credited{Points: points}}, nil
	}
}

func record(events ...es.Event[member]) es.Decision[member] {
	return func(member) ([]es.Event[member], error) { return events, nil }
}

func memberCodec() *es.Codec[member] {
	codec := es.NewCodec[member]()
	es.RegisterPersonal(codec, "member.joined", 1, func(e *joined) (string, *es.Personal[identity]) {
		return e.ID, &e.Person
	})
	es.Register[credited](codec, "member.credited", 1)
	es.Register[left](codec, "member.left", 1)
	return codec
}

// club is an engine over a store, with the members in it.
type club struct {
	*es.Engine
	members *es.Repository[member]
}

func newClub(tb testing.TB, change ...func(*es.Config)) club {
	tb.Helper()
	config := es.Config{Store: memory.NewStore(), Encrypter: localKEK(tb, "one", "one"), BlindIndex: blindIndex(tb)}
	for _, change := range change {
		change(&config)
	}
	engine, err := es.NewEngine(config)
	require.NoError(tb, err)
	members, err := es.NewRepository("member", memberCodec())
	require.NoError(tb, err)
	return club{engine, members}
}

func withStore(store es.Store) func(*es.Config) { return func(c *es.Config) { c.Store = store } }

func withPolicy(policy es.Policy) func(*es.Config) { return func(c *es.Config) { c.Policy = policy } }

// localKEK has a key for each name, of which current wraps.
func localKEK(tb testing.TB, current string, names ...string) *es.LocalKEK {
	tb.Helper()
	keys := map[string][]byte{}
	for _, name := range names {
		keys[name] = bytes.Repeat([]byte(name[:1]), 32)
	}
	kek, err := es.NewLocalKEK(current, keys)
	require.NoError(tb, err)
	return kek
}

func blindIndex(tb testing.TB) *es.BlindIndex {
	tb.Helper()
	index, err := es.NewBlindIndex(bytes.Repeat([]byte{7}, 32))
	require.NoError(tb, err)
	return index
}

// decide is a unit of work on one member.
func (c club) decide(ctx context.Context, id string, decisions ...es.Decision[member]) error {
	return c.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		m, err := c.members.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		for _, decision := range decisions {
			if err := m.Decide(decision); err != nil {
				return err
			}
		}
		return nil
	})
}

// joins makes a member with a data key.
func (c club) joins(tb testing.TB, id, family string, then ...es.Decision[member]) {
	tb.Helper()
	require.NoError(tb, c.Do(tb.Context(), func(ctx context.Context, unit *es.Unit) error {
		m, err := c.members.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		if err := unit.CreateKey(ctx, id); err != nil {
			return err
		}
		return m.Decide(join(id, family))
	}))
	for _, decision := range then {
		require.NoError(tb, c.decide(tb.Context(), id, decision))
	}
}

func (c club) erase(tb testing.TB, id string) {
	tb.Helper()
	require.NoError(tb, c.Do(tb.Context(), func(_ context.Context, unit *es.Unit) error {
		unit.Erase(id)
		return nil
	}))
}

// load gives the state of a member and its version.
func (c club) load(tb testing.TB, id string) (state member, version int64) {
	tb.Helper()
	require.NoError(tb, c.Do(tb.Context(), func(ctx context.Context, unit *es.Unit) error {
		m, err := c.members.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		state, version = m.State(), m.Version()
		return nil
	}))
	return state, version
}

// stored gives the records of a member.
func (c club) stored(tb testing.TB, id string) []es.Record {
	tb.Helper()
	var records []es.Record
	for record, err := range c.Store().Load(tb.Context(), c.members.Stream(id), 0) {
		require.NoError(tb, err)
		records = append(records, record)
	}
	return records
}
