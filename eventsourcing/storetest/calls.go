package storetest

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// call is one method of the port, called so that it would have an effect or an answer on a furnished
// store.
type call struct {
	name string
	do   func(ctx context.Context, store eventsourcing.Store, given furnished) error
}

// calls are all methods of the port that can fail.
func calls() []call {
	return []call{
		{"Append", func(ctx context.Context, store eventsourcing.Store, given furnished) error {
			_, err := store.Append(ctx, given.whole())
			return err
		}},
		{"Load", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			for _, err := range store.Load(ctx, account("old"), 0) {
				return err
			}
			return nil
		}},
		{"Read", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, err := store.Read(ctx, 0, 10)
			return err
		}},
		{"Read of a category", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, err := store.Read(ctx, 0, 10, "account")
			return err
		}},
		{"Owner", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, _, err := store.Owner(ctx, phone("held"), start())
			return err
		}},
		{"Due", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, err := store.Due(ctx, after(time.Hour), 10)
			return err
		}},
		{"Done", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, err := store.Done(ctx, eventsourcing.Timer{TimerKey: timerKey(account("old"), "cancelled"), Due: after(time.Hour)})
			return err
		}},
		{"Postpone", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			timer := eventsourcing.Timer{TimerKey: timerKey(account("old"), "cancelled"), Due: after(time.Hour)}
			_, err := store.Postpone(ctx, timer, after(2*time.Hour))
			return err
		}},
		{"Checkpoints", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, err := store.Checkpoints(ctx, "group")
			return err
		}},
		{"SaveCheckpoints", func(ctx context.Context, store eventsourcing.Store, given furnished) error {
			return store.SaveCheckpoints(ctx, "group", eventsourcing.Checkpoint{Lanes: 2, Position: 100, Fence: given.fence})
		}},
		{"Acquire", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, _, err := store.Acquire(ctx, "another lease", "me", start(), time.Hour)
			return err
		}},
		{"Release", func(ctx context.Context, store eventsourcing.Store, given furnished) error {
			return store.Release(ctx, eventsourcing.Lease{Name: given.fence.Lease, Holder: "me", Token: given.fence.Token})
		}},
		{"Held", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, err := store.Held(ctx, "", start())
			return err
		}},
		{"Park", func(ctx context.Context, store eventsourcing.Store, given furnished) error {
			return store.Park(ctx, eventsourcing.Parked{Group: "group", Stream: account("old"), Since: start()}, given.fence)
		}},
		{"Parked", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, err := store.Parked(ctx, "group")
			return err
		}},
		{"Unpark", func(ctx context.Context, store eventsourcing.Store, given furnished) error {
			return store.Unpark(ctx, "group", account("other"), given.fence)
		}},
		{"Instruct", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, err := store.Instruct(ctx, "group", account("other"), eventsourcing.DropParked)
			return err
		}},
		{"Key", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, err := store.Key(ctx, "old")
			return err
		}},
		{"KeysWrappedBy", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, err := store.KeysWrappedBy(ctx, "kek", 10)
			return err
		}},
		{"Rewrap", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, err := store.Rewrap(ctx, wrapped("old", "kek", "wrapped old"), wrapped("old", "new", "renewed"))
			return err
		}},
		{"Purge", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, err := store.Purge(ctx, "session", after(time.Hour), 10)
			return err
		}},
		{"PurgeClaims", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			_, err := store.PurgeClaims(ctx, after(1000*time.Hour), 10)
			return err
		}},
		{"Snapshot", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			snapshots, ok := store.(eventsourcing.Snapshots)
			if !ok {
				return errNoSnapshots
			}
			_, _, err := snapshots.Snapshot(ctx, account("old"))
			return err
		}},
		{"SaveSnapshot", func(ctx context.Context, store eventsourcing.Store, _ furnished) error {
			snapshots, ok := store.(eventsourcing.Snapshots)
			if !ok {
				return errNoSnapshots
			}
			return snapshots.SaveSnapshot(ctx, eventsourcing.Snapshot{Stream: account("old"), Version: 100, Schema: 1})
		}},
	}
}
