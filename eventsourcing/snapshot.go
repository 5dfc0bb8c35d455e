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
	// personal data.
	Subject func(S) string
}

// WithSnapshots returns the repository with snapshots.
func (r *Repository[S]) WithSnapshots(policy SnapshotPolicy[S]) *Repository[S] {
	with := *r
	with.snapshots = policy
	return &with
}

// restore starts the aggregate from its snapshot, if there is one that can be read.
func (r *Repository[S]) restore(ctx context.Context, unit *Unit, aggregate *Aggregate[S]) error {
	store, ok := unit.engine.store.(Snapshots)
	if !ok || r.snapshots.Every == 0 {
		return nil
	}
	snapshot, ok, err := store.Snapshot(ctx, aggregate.at)
	if err != nil || !ok || snapshot.Schema != r.snapshots.Schema {
		return err
	}
	plain := snapshot.Data
	if snapshot.Key != "" {
		plain, err = unit.keys.unseal(ctx, snapshot.Key, placeOf(aggregate.at, snapshot.Version), snapshot.Data)
		if errors.Is(err, ErrErased) {
			return nil
		}
		if err != nil {
			return err
		}
	}
	if err := json.Unmarshal(plain, &aggregate.state); err != nil {
		return fault.AsPermanent(err)
	}
	aggregate.version = snapshot.Version
	return nil
}

// committed keeps a snapshot when enough events have come. A snapshot is a shortcut: where it cannot
// be kept, the events still tell everything, so its errors end here.
func (a *Aggregate[S]) committed(ctx context.Context, unit *Unit) {
	every := a.repository.snapshots.Every
	version := a.version + int64(len(a.recorded))
	store, ok := unit.engine.store.(Snapshots)
	if !ok || every == 0 || version/every == a.version/every {
		return
	}
	snapshot, err := a.snapshot(ctx, unit, version)
	if err != nil {
		return
	}
	_ = store.SaveSnapshot(ctx, snapshot)
}

func (a *Aggregate[S]) snapshot(ctx context.Context, unit *Unit, version int64) (Snapshot, error) {
	policy := a.repository.snapshots
	data, err := json.Marshal(a.state)
	if err != nil {
		return Snapshot{}, err
	}
	snapshot := Snapshot{Stream: a.at, Version: version, Schema: policy.Schema, Data: data, Key: policy.Subject(a.state)}
	if snapshot.Key != "" {
		snapshot.Data, err = unit.keys.seal(ctx, snapshot.Key, placeOf(a.at, version), data)
	}
	return snapshot, err
}
