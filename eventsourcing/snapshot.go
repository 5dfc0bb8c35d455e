package eventsourcing

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/kabinet-go/kabinet/fault"
)

// SnapshotPolicy says when the state of an aggregate is kept beside its events, on stores that can
// (see [Snapshots]). The state must survive encoding/json unchanged.
type SnapshotPolicy[S any] struct {
	// Every is after how many further events; 0 means never.
	Every int64
	// Schema is the version of the state's shape. Raise it with every change of the shape: snapshots
	// of another schema are not read.
	Schema int
	// Subject returns the id of the data key that seals the state, or "" for a state that holds no
	// personal data. Without a Subject no snapshot is kept.
	Subject func(S) string
}

// WithSnapshots returns the repository with snapshots.
func (r *Repository[S]) WithSnapshots(policy SnapshotPolicy[S]) *Repository[S] {
	with := *r
	with.snapshots = policy
	return &with
}

// snapshotsOf finds the place for snapshots, if the store has one and the policy wants it.
func (r *Repository[S]) snapshotsOf(store Store) (Snapshots, bool) {
	if r.snapshots.Every <= 0 || r.snapshots.Subject == nil {
		return nil, false
	}
	place, ok := store.(Snapshots)
	return place, ok
}

// restore starts the aggregate from its snapshot, if there is one. A snapshot is a shortcut: one that is
// erased, damaged or of another shape is left aside, since the events still tell everything.
func (r *Repository[S]) restore(ctx context.Context, unit *Unit, aggregate *Aggregate[S]) error {
	store, ok := r.snapshotsOf(unit.engine.store)
	if !ok {
		return nil
	}
	snapshot, ok, err := store.Snapshot(ctx, aggregate.at)
	if err != nil || !ok || snapshot.Schema != r.snapshots.Schema {
		return err
	}
	plain := snapshot.Data
	if snapshot.Key != "" {
		plain, err = unit.keys.unseal(ctx, snapshot.Key, nil, unit.keys.placeOfSnapshot(aggregate.at, snapshot.Version), snapshot.Data)
		if errors.Is(err, fault.Permanent) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	var state S
	if json.Unmarshal(plain, &state) == nil {
		aggregate.state, aggregate.version = state, snapshot.Version
	}
	return nil
}

// committed keeps a snapshot when enough events have come. Its errors end here: the events are written.
func (a *Aggregate[S]) committed(ctx context.Context, unit *Unit) {
	store, ok := a.repository.snapshotsOf(unit.engine.store)
	every, version := a.repository.snapshots.Every, a.version+int64(len(a.recorded))
	if !ok || version/every == a.version/every {
		return
	}
	if snapshot, err := a.snapshot(ctx, unit, version); err == nil {
		_ = store.SaveSnapshot(ctx, snapshot)
	}
}

func (a *Aggregate[S]) snapshot(ctx context.Context, unit *Unit, version int64) (Snapshot, error) {
	policy := a.repository.snapshots
	data, err := json.Marshal(a.state)
	if err != nil {
		return Snapshot{}, err
	}
	snapshot := Snapshot{Stream: a.at, Version: version, Schema: policy.Schema, Data: data, Key: policy.Subject(a.state)}
	if snapshot.Key != "" {
		snapshot.Data, err = unit.keys.seal(ctx, snapshot.Key, unit.keys.placeOfSnapshot(a.at, version), data)
	}
	return snapshot, err
}

// placeOfSnapshot differs from that of the event with the version, so that one never opens as the other.
func (s *session) placeOfSnapshot(stream Stream, version int64) []byte {
	return append(s.placeOf(stream, version), "#snapshot"...)
}
