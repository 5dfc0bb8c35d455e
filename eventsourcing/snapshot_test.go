package eventsourcing_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// sealedBy seals the state of a member under the member's own key, once the member has one.
func sealedBy(m member) string { return m.ID }

func every(n int64) es.SnapshotPolicy[member] {
	return es.SnapshotPolicy[member]{Every: n, Schema: 1, Subject: sealedBy}
}

// snapshotClub keeps snapshots by the policy, in a store whose work can be watched.
func snapshotClub(t *testing.T, store es.Store, policy es.SnapshotPolicy[member]) club {
	t.Helper()
	c := newClub(t, withStore(store))
	c.members = c.members.WithSnapshots(policy)
	return c
}

func kept(t *testing.T, store es.Snapshots, id string) (es.Snapshot, bool) {
	t.Helper()
	snapshot, ok, err := store.Snapshot(t.Context(), es.Stream{Category: "member", ID: id})
	require.NoError(t, err)
	return snapshot, ok
}

func TestSnapshotsChangeNoState(t *testing.T) {
	seed := rand.Uint64()
	random := rand.New(rand.NewPCG(seed, 0))
	for _, n := range []int64{1, 2, 3, 7, 100} {
		t.Run(fmt.Sprintf("every %d, seed %d", n, seed), func(t *testing.T) {
			store := memory.NewStore()
			with, without := snapshotClub(t, store, every(n)), newClub(t, withStore(store))
			with.joins(t, "7", secretName)
			before := int64(1)
			for range 40 {
				var events []es.Event[member]
				for range random.IntN(4) {
					events = append(events, credited{Points: random.IntN(100)})
				}
				require.NoError(t, with.decide(t.Context(), "7", record(events...)))
				state, version := with.load(t, "7")
				wantState, wantVersion := without.load(t, "7")
				require.Equal(t, wantState, state)
				require.Equal(t, wantVersion, version)
				if snapshot, _ := kept(t, store, "7"); version/n > before/n {
					require.Equal(t, version, snapshot.Version, "one for each multiple that was reached or passed")
				}
				before = version
			}
		})
	}
}

func TestSnapshotsShortenLoading(t *testing.T) {
	store := &watchedStore{Store: memory.NewStore()}
	c := snapshotClub(t, store, every(3))
	c.joins(t, "7", secretName, credit(1))
	_, ok := kept(t, store, "7")
	assert.False(t, ok, "too early at version 2")
	require.NoError(t, c.decide(t.Context(), "7", credit(1)))
	snapshot, ok := kept(t, store, "7")
	require.True(t, ok)
	assert.EqualValues(t, 3, snapshot.Version)
	assert.Equal(t, 1, snapshot.Schema)
	assert.Equal(t, "7", snapshot.Key)

	require.NoError(t, c.decide(t.Context(), "7", credit(1)))
	state, version := c.load(t, "7")
	assert.EqualValues(t, 3, store.loadedAfter)
	assert.EqualValues(t, 4, version)
	assert.Equal(t, member{ID: "7", Family: secretName, Points: 3}, state)
	assert.Equal(t, 1, store.saved, "none for what did not reach the next multiple")
}

// watchedStore notes from where streams are loaded and how many snapshots are kept.
type watchedStore struct {
	*memory.Store
	loadedAfter int64
	saved       int
	save, read  error
}

func (s *watchedStore) Load(ctx context.Context, stream es.Stream, after int64) iter.Seq2[es.Record, error] {
	s.loadedAfter = after
	return s.Store.Load(ctx, stream, after)
}

func (s *watchedStore) Snapshot(ctx context.Context, stream es.Stream) (es.Snapshot, bool, error) {
	if s.read != nil {
		return es.Snapshot{}, false, s.read
	}
	return s.Store.Snapshot(ctx, stream)
}

func (s *watchedStore) SaveSnapshot(ctx context.Context, snapshot es.Snapshot) error {
	s.saved++
	if s.save != nil {
		return s.save
	}
	return s.Store.SaveSnapshot(ctx, snapshot)
}

func TestSnapshotsAreSealed(t *testing.T) {
	store := memory.NewStore()
	c := snapshotClub(t, store, every(1))
	c.joins(t, "7", secretName)
	snapshot, ok := kept(t, store, "7")
	require.True(t, ok)
	assert.NotContains(t, string(snapshot.Data), "7\"")
	assertNoSecret(t, string(snapshot.Data))
}

func TestSnapshotsOfAStateWithoutPersonalData(t *testing.T) {
	store := memory.NewStore()
	c := snapshotClub(t, store, es.SnapshotPolicy[member]{Every: 1, Subject: func(member) string { return "" }})
	require.NoError(t, c.decide(t.Context(), "7", credit(5)))
	snapshot, ok := kept(t, store, "7")
	require.True(t, ok)
	assert.Empty(t, snapshot.Key)
	assert.JSONEq(t, `{"id":"","family":"","points":5,"erased":false,"left":false}`, string(snapshot.Data))
	state, _ := c.load(t, "7")
	assert.Equal(t, 5, state.Points)
}

func TestSnapshotsOfAnotherSchemaAreLeftAside(t *testing.T) {
	store := &watchedStore{Store: memory.NewStore()}
	old := snapshotClub(t, store, every(2))
	old.joins(t, "7", secretName, credit(1), credit(1))

	policy := every(2)
	policy.Schema = 2
	newer := snapshotClub(t, store, policy)
	state, version := newer.load(t, "7")
	assert.EqualValues(t, 0, store.loadedAfter)
	assert.EqualValues(t, 3, version)
	assert.Equal(t, 2, state.Points)

	require.NoError(t, newer.decide(t.Context(), "7", credit(1)))
	snapshot, _ := kept(t, store, "7")
	assert.Equal(t, 2, snapshot.Schema, "and are replaced in time")
	state, _ = old.load(t, "7")
	assert.EqualValues(t, 0, store.loadedAfter, "a release that was rolled back goes by the events as well")
	assert.Equal(t, 3, state.Points)
}

func TestSnapshotsAfterErasure(t *testing.T) {
	store := &watchedStore{Store: memory.NewStore()}
	c := snapshotClub(t, store, every(1))
	c.joins(t, "7", secretName, credit(1))
	before, _ := kept(t, store, "7")
	c.erase(t, "7")

	state, version := c.load(t, "7")
	assert.Equal(t, member{ID: "7", Points: 1, Erased: true}, state, "the snapshot tells no name any more")
	assert.EqualValues(t, 2, version)
	require.NoError(t, c.decide(t.Context(), "7", credit(1)), "a snapshot that cannot be kept does no harm")
	after, _ := kept(t, store, "7")
	assert.Equal(t, before, after)
}

func TestSnapshotsThatCannotBeRead(t *testing.T) {
	for name, change := range map[string]func(*es.Snapshot){
		"damaged":                       func(s *es.Snapshot) { s.Data[len(s.Data)-1] ^= 1 },
		"of another member":             func(s *es.Snapshot) { s.Key = "8" },
		"of another version":            func(s *es.Snapshot) { s.Version++ },
		"a shape that was not renamed":  func(s *es.Snapshot) { s.Key, s.Data = "", []byte(`{"id":"9","points":"many"}`) },
		"no JSON":                       func(s *es.Snapshot) { s.Key, s.Data = "", []byte(`{"id":"9"`) },
		"the sealed part of the event":  nil,
		"a key that there never was":    func(s *es.Snapshot) { s.Key = "nobody" },
		"sealed, but without its bytes": func(s *es.Snapshot) { s.Data = nil },
	} {
		t.Run(name, func(t *testing.T) {
			store := &swappedStore{Store: memory.NewStore()}
			c := snapshotClub(t, store, every(2))
			c.joins(t, "8", "Ким")
			c.joins(t, "7", secretName, credit(1), credit(1))
			_, ok := kept(t, store, "7")
			require.True(t, ok)
			if store.change = change; change == nil {
				sealed := c.stored(t, "7")[0].Sealed
				store.change = func(s *es.Snapshot) { s.Version, s.Data = 1, sealed }
			}
			state, version := c.load(t, "7")
			assert.Equal(t, member{ID: "7", Family: secretName, Points: 2}, state, "the events tell everything")
			assert.EqualValues(t, 3, version)
		})
	}
}

// swappedStore gives snapshots other than those kept.
type swappedStore struct {
	*memory.Store
	change func(*es.Snapshot)
}

func (s *swappedStore) Snapshot(ctx context.Context, stream es.Stream) (es.Snapshot, bool, error) {
	snapshot, ok, err := s.Store.Snapshot(ctx, stream)
	if ok && s.change != nil {
		s.change(&snapshot)
	}
	return snapshot, ok, err
}

func TestSnapshotsWhenTheStoreFails(t *testing.T) {
	store := &watchedStore{Store: memory.NewStore(), save: errors.New("the disk is full")}
	c := snapshotClub(t, store, every(1))
	c.joins(t, "7", secretName)
	assert.Equal(t, 1, store.saved)
	state, _ := c.load(t, "7")
	assert.Equal(t, secretName, state.Family)

	store.read = fault.AsTransient(errors.New("the database is down"))
	assert.ErrorIs(t, c.decide(t.Context(), "7", credit(1)), fault.Transient)
}

func TestSnapshotsWhenTheKeyServiceFails(t *testing.T) {
	service := &kms{KeyEncrypter: localKEK(t, "one", "one")}
	c := newClub(t, func(config *es.Config) { config.Encrypter = service })
	c.members = c.members.WithSnapshots(every(1))
	c.joins(t, "7", secretName)
	service.unwrap = fault.AsTransient(errors.New("the KMS is down"))
	assert.ErrorIs(t, c.decide(t.Context(), "7", credit(1)), fault.Transient, "an outage does not make a snapshot unreadable")
}

type oddState struct{ Odd any }

type odd struct{ Points int }

func (odd) Evolve(oddState) oddState { return oddState{Odd: func() {}} }

func TestSnapshotsOfAStateThatIsNoJSON(t *testing.T) {
	store := memory.NewStore()
	c := newClub(t, withStore(store))
	codec := es.NewCodec[oddState]()
	es.Register[odd](codec, "odd.seen", 1)
	repository, err := es.NewRepository("member", codec)
	require.NoError(t, err)
	repository = repository.WithSnapshots(es.SnapshotPolicy[oddState]{Every: 1, Subject: func(oddState) string { return "" }})
	require.NoError(t, c.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
		aggregate, err := repository.Load(ctx, unit, "7")
		if err != nil {
			return err
		}
		return aggregate.Decide(func(oddState) ([]es.Event[oddState], error) { return []es.Event[oddState]{odd{}}, nil })
	}))
	assert.Len(t, c.stored(t, "7"), 1)
	_, ok := kept(t, store, "7")
	assert.False(t, ok)
}

func TestSnapshotsNotWanted(t *testing.T) {
	for name, policy := range map[string]es.SnapshotPolicy[member]{
		"by default":        {},
		"with no interval":  every(0),
		"nonsense":          every(-5),
		"without a subject": {Every: 1, Schema: 1},
	} {
		t.Run(name, func(t *testing.T) {
			store := &watchedStore{Store: memory.NewStore()}
			c := snapshotClub(t, store, policy)
			c.joins(t, "7", secretName, credit(1))
			c.load(t, "7")
			assert.Zero(t, store.saved)
			assert.Zero(t, store.loadedAfter)
		})
	}
	t.Run("by the store", func(t *testing.T) {
		c := snapshotClub(t, struct{ es.Store }{memory.NewStore()}, every(1))
		c.joins(t, "7", secretName, credit(1))
		state, _ := c.load(t, "7")
		assert.Equal(t, 1, state.Points)
	})
}
