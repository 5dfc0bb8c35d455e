package storetest

import (
	"bytes"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func snapshots(s *suite) {
	s.snapshotPromise("a stream without a snapshot has none", func(p *proof, store eventsourcing.Snapshots) {
		p.append(streams(to(account("1"), 0, "a")))
		_, ok, err := store.Snapshot(p.ctx, account("1"))
		p.NoError(err)
		p.False(ok)
	})

	s.snapshotPromise("the newest snapshot comes back as it was saved", func(p *proof, store eventsourcing.Snapshots) {
		p.append(streams(to(account("1"), 0, "a", "b", "c", "d", "e")))
		for _, snapshot := range []eventsourcing.Snapshot{
			{Stream: account("1"), Version: 1, Schema: 1, Data: []byte("one"), Key: "key"},
			{Stream: account("1"), Version: 3, Schema: 2, Data: []byte("\x00\xff three")},
		} {
			p.NoError(store.SaveSnapshot(p.ctx, snapshot))
			p.snapshot(store, snapshot)
		}
		_, ok, err := store.Snapshot(p.ctx, account("2"))
		p.NoError(err)
		p.False(ok)
	})

	s.snapshotPromise("one that is not newer is ignored", func(p *proof, store eventsourcing.Snapshots) {
		p.append(streams(to(account("1"), 0, "a", "b", "c")))
		newest := eventsourcing.Snapshot{Stream: account("1"), Version: 3, Schema: 1, Data: []byte("three")}
		p.NoError(store.SaveSnapshot(p.ctx, newest))
		for version := range int64(4) {
			p.NoError(store.SaveSnapshot(p.ctx, eventsourcing.Snapshot{Stream: account("1"), Version: version, Schema: 9, Data: []byte("late")}))
			p.snapshot(store, newest)
		}
	})

	s.snapshotPromise("what a caller does with a snapshot does not reach the store", func(p *proof, store eventsourcing.Snapshots) {
		p.append(streams(to(account("1"), 0, "a")))
		want := eventsourcing.Snapshot{Stream: account("1"), Version: 1, Schema: 1, Data: []byte("state")}
		given := want
		given.Data = bytes.Clone(want.Data)
		p.NoError(store.SaveSnapshot(p.ctx, given))
		given.Data[0]++
		p.snapshot(store, want)
		got, _, err := store.Snapshot(p.ctx, account("1"))
		p.NoError(err)
		got.Data[0]++
		p.snapshot(store, want)
	})

	s.snapshotPromise("of many saved at once the newest stays", func(p *proof, store eventsourcing.Snapshots) {
		var records []string
		for i := range 16 {
			records = append(records, fmt.Sprint(i))
		}
		p.append(streams(to(account("1"), 0, records...)))
		for _, err := range race(16, func(i int) error {
			return store.SaveSnapshot(p.ctx, eventsourcing.Snapshot{Stream: account("1"), Version: int64(i + 1), Schema: 1, Data: []byte{byte(i)}})
		}) {
			p.NoError(err)
		}
		p.snapshot(store, eventsourcing.Snapshot{Stream: account("1"), Version: 16, Schema: 1, Data: []byte{15}})
	})

	s.snapshotPromise("a snapshot goes with its stream when that is purged", func(p *proof, store eventsourcing.Snapshots) {
		p.append(streams(to(message("1"), 0, "a", "b"), to(account("1"), 0, "a")))
		kept := eventsourcing.Snapshot{Stream: account("1"), Version: 1, Schema: 1, Data: []byte("kept")}
		p.NoError(store.SaveSnapshot(p.ctx, kept))
		p.NoError(store.SaveSnapshot(p.ctx, eventsourcing.Snapshot{Stream: message("1"), Version: 2, Schema: 1, Data: []byte("gone")}))
		p.purge("message", after(time.Minute), 10, 1)
		_, ok, err := store.Snapshot(p.ctx, message("1"))
		p.NoError(err)
		p.False(ok)
		p.snapshot(store, kept)
		p.append(streams(to(message("1"), 0, "anew")))
		anew := eventsourcing.Snapshot{Stream: message("1"), Version: 1, Schema: 1, Data: []byte("anew")}
		p.NoError(store.SaveSnapshot(p.ctx, anew))
		p.snapshot(store, anew)
	})
}

// snapshotPromise is one that only stores with the capability make.
func (s *suite) snapshotPromise(says string, show func(*proof, eventsourcing.Snapshots)) {
	s.t.Helper()
	s.promise(says, func(p *proof) {
		store, ok := p.store.(eventsourcing.Snapshots)
		if !ok {
			p.t.Skip("the store keeps no snapshots")
		}
		show(p, store)
	})
}

func (p *proof) snapshot(store eventsourcing.Snapshots, want eventsourcing.Snapshot) {
	p.t.Helper()
	got, ok, err := store.Snapshot(p.ctx, want.Stream)
	p.NoError(err)
	p.True(ok)
	p.Equal(want, got)
}
