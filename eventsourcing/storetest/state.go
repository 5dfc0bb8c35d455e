package storetest

import (
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// state is everything a store shows about the names the suite uses in whole batches.
type state struct {
	Feed        []eventsourcing.Record
	Streams     map[eventsourcing.Stream][]eventsourcing.Record
	Owners      map[eventsourcing.ClaimKey]eventsourcing.Stream
	Timers      []eventsourcing.Timer
	Keys        map[string]eventsourcing.WrappedKey
	KeyErrors   map[string]error
	Wrapped     []eventsourcing.WrappedKey
	Leases      []eventsourcing.Lease
	Checkpoints []eventsourcing.Checkpoint
	Parked      []eventsourcing.Parked
	Snapshot    eventsourcing.Snapshot
}

// state reads it all, so that two of them can be compared.
func (p *proof) state() state {
	p.t.Helper()
	s := state{
		Feed:      p.feed(),
		Streams:   map[eventsourcing.Stream][]eventsourcing.Record{},
		Owners:    map[eventsourcing.ClaimKey]eventsourcing.Stream{},
		Keys:      map[string]eventsourcing.WrappedKey{},
		KeyErrors: map[string]error{},
	}
	for _, id := range []string{"old", "new", "other"} {
		s.Streams[account(id)] = p.load(account(id))
		s.Keys[id], s.KeyErrors[id] = p.store.Key(p.ctx, id)
	}
	for _, index := range []string{"held", "released", "taken", "free"} {
		owner, ok, err := p.store.Owner(p.ctx, phone(index), start())
		p.NoError(err)
		if ok {
			s.Owners[phone(index)] = owner
		}
	}
	var err error
	s.Timers, err = p.store.Due(p.ctx, after(1000*time.Hour), 100)
	p.NoError(err)
	s.Wrapped, err = p.store.KeysWrappedBy(p.ctx, "kek", 100)
	p.NoError(err)
	s.Leases, err = p.store.Held(p.ctx, "", start())
	p.NoError(err)
	s.Checkpoints, err = p.store.Checkpoints(p.ctx, "group")
	p.NoError(err)
	s.Parked, err = p.store.Parked(p.ctx, "group")
	p.NoError(err)
	if snapshots, ok := p.store.(eventsourcing.Snapshots); ok {
		s.Snapshot, _, err = snapshots.Snapshot(p.ctx, account("old"))
		p.NoError(err)
	}
	return s
}

// unchanged demands that the store shows what it showed before.
func (p *proof) unchanged(before state) {
	p.t.Helper()
	now := p.state()
	for _, part := range []struct {
		name        string
		before, now any
	}{
		{"feed", before.Feed, now.Feed},
		{"streams", before.Streams, now.Streams},
		{"claims", before.Owners, now.Owners},
		{"timers", before.Timers, now.Timers},
		{"data keys", before.Keys, now.Keys},
		{"errors of data keys", before.KeyErrors, now.KeyErrors},
		{"keys under the key-encryption key", before.Wrapped, now.Wrapped},
		{"leases", before.Leases, now.Leases},
		{"checkpoints", before.Checkpoints, now.Checkpoints},
		{"parked streams", before.Parked, now.Parked},
		{"snapshot", before.Snapshot, now.Snapshot},
	} {
		p.Equal(part.before, part.now, "the %s should not have changed", part.name)
	}
}

// furnished is what furnish returns: what later batches refer to.
type furnished struct{ fence eventsourcing.Fence }

// furnish fills the store with something of everything.
func (p *proof) furnish() furnished {
	p.t.Helper()
	p.append(eventsourcing.Batch{
		Now:     start(),
		Streams: []eventsourcing.Append{to(account("old"), 0, "old-1", "old-2"), to(account("other"), 0, "other-1")},
		Claims: []eventsourcing.Claim{
			{ClaimKey: phone("held"), Owner: account("other")},
			{ClaimKey: phone("released"), Owner: account("old")},
		},
		Keys: []eventsourcing.WrappedKey{
			{ID: "old", KEK: "kek", Wrapped: []byte("wrapped old")},
			{ID: "other", KEK: "kek", Wrapped: []byte("wrapped other")},
			{ID: "erased", KEK: "kek", Wrapped: []byte("wrapped erased")},
		},
		Timers: []eventsourcing.Timer{
			{TimerKey: timerKey(account("old"), "cancelled"), Due: after(time.Hour)},
			{TimerKey: timerKey(account("old"), "replaced"), Due: after(2 * time.Hour), Attempt: 3},
		},
	})
	p.append(eventsourcing.Batch{Now: start(), Erase: []string{"erased"}})
	lease := p.acquire("lease", "me", start(), time.Hour)
	fence := eventsourcing.Fence{Lease: "lease", Token: lease.Token}
	p.NoError(p.store.SaveCheckpoints(p.ctx, "group", eventsourcing.Checkpoint{Lane: 0, Lanes: 2, Position: 1, Fence: fence}))
	p.NoError(p.store.Park(p.ctx, eventsourcing.Parked{
		Group: "group", Stream: account("other"), Version: 1, Position: 3, Attempts: 5, Reason: "broken", Since: start(),
	}, fence))
	if snapshots, ok := p.store.(eventsourcing.Snapshots); ok {
		p.NoError(snapshots.SaveSnapshot(p.ctx, eventsourcing.Snapshot{Stream: account("old"), Version: 2, Schema: 1, Data: []byte("state")}))
	}
	return furnished{fence: fence}
}

// whole is a batch with every part, which a furnished store accepts.
func (f furnished) whole() eventsourcing.Batch {
	return eventsourcing.Batch{
		Now:    start(),
		Fences: []eventsourcing.Fence{f.fence},
		Streams: []eventsourcing.Append{
			to(account("new"), 0, "new-1", "new-2"), to(account("other"), 1), to(account("old"), 2, "old-3"),
		},
		Releases: []eventsourcing.Claim{{ClaimKey: phone("released"), Owner: account("old")}},
		Claims: []eventsourcing.Claim{
			{ClaimKey: phone("released"), Owner: account("new")},
			{ClaimKey: phone("taken"), Owner: account("new"), Expires: after(time.Hour)},
		},
		Keys: []eventsourcing.WrappedKey{{ID: "new", KEK: "kek", Wrapped: []byte("wrapped new")}},
		Timers: []eventsourcing.Timer{
			{TimerKey: timerKey(account("new"), "set"), Due: after(time.Minute)},
			{TimerKey: timerKey(account("old"), "replaced"), Due: after(3 * time.Hour)},
		},
		Cancels: []eventsourcing.TimerKey{timerKey(account("old"), "cancelled")},
		Erase:   []string{"old"},
	}
}

// applied demands that the whole batch has happened to a furnished store.
func (p *proof) applied() {
	p.t.Helper()
	s := p.state()
	p.Equal([]string{"old-1", "old-2", "other-1", "new-1", "new-2", "old-3"}, ids(s.Feed))
	p.Equal([]string{"old-1", "old-2", "old-3"}, ids(s.Streams[account("old")]))
	p.Equal([]string{"new-1", "new-2"}, ids(s.Streams[account("new")]))
	p.Equal(map[eventsourcing.ClaimKey]eventsourcing.Stream{
		phone("held"): account("other"), phone("released"): account("new"), phone("taken"): account("new"),
	}, s.Owners)
	p.Equal([]eventsourcing.Timer{
		{TimerKey: timerKey(account("new"), "set"), Due: after(time.Minute)},
		{TimerKey: timerKey(account("old"), "replaced"), Due: after(3 * time.Hour)},
	}, s.Timers)
	p.NoError(s.KeyErrors["new"])
	p.Equal([]byte("wrapped new"), s.Keys["new"].Wrapped)
	p.ErrorIs(s.KeyErrors["old"], eventsourcing.ErrErased)
}

func phone(index string) eventsourcing.ClaimKey {
	return eventsourcing.ClaimKey{Kind: "phone", Index: index}
}

func timerKey(stream eventsourcing.Stream, name string) eventsourcing.TimerKey {
	return eventsourcing.TimerKey{Stream: stream, Name: name}
}

// acquire takes a lease nobody else holds.
func (p *proof) acquire(name, holder string, now time.Time, ttl time.Duration) eventsourcing.Lease {
	p.t.Helper()
	lease, ok, err := p.store.Acquire(p.ctx, name, holder, now, ttl)
	p.NoError(err)
	p.True(ok, "%s should get the lease", holder)
	return lease
}
