package postgres_test

import (
	"context"
	"log/slog"
	"os"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// ringers is how many timers one alarm fires side by side.
const ringers = 4

// beAlarm fires timers into the table rung.
func beAlarm(ctx context.Context, h *hand) error {
	policy := eventsourcing.AlarmPolicy{Poll: h.Poll, Lease: h.Lease, Batch: 20, Workers: ringers}
	alarm := eventsourcing.NewAlarm(h.store, h.Name, policy, slog.New(slog.NewTextHandler(os.Stdout, nil)))
	alarm.Handle(category, "ring", func(ctx context.Context, timer eventsourcing.Timer) error {
		h.place("ringing", timer.Stream.ID)
		_, err := h.host.Exec(ctx, "INSERT INTO rung (timer, early, worker) VALUES ($1, clock_timestamp() < $2, $3)",
			timer.Stream.ID, timer.Due, h.Name)
		say("rang", timer.Stream.ID, err)
		return err
	})
	return alarm.Run(ctx)
}
