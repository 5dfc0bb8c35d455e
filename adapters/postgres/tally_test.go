package postgres_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// tally is the smallest aggregate there is.
type tally struct{ count int }

type counted struct{}

func (counted) Evolve(t tally) tally { return tally{t.count + 1} }

func countOne(tally) ([]eventsourcing.Event[tally], error) {
	return []eventsourcing.Event[tally]{counted{}}, nil
}

func newTallies(t *testing.T, store *postgres.Store) (*eventsourcing.Engine, *eventsourcing.Repository[tally]) {
	t.Helper()
	kek, err := eventsourcing.NewLocalKEK("k", map[string][]byte{"k": make([]byte, 32)})
	require.NoError(t, err)
	index, err := eventsourcing.NewBlindIndex(make([]byte, 32))
	require.NoError(t, err)
	engine, err := eventsourcing.NewEngine(eventsourcing.Config{
		Store: store, Encrypter: kek, BlindIndex: index, Policy: eventsourcing.Policy{Pause: time.Microsecond},
	})
	require.NoError(t, err)
	codec := eventsourcing.NewCodec[tally]()
	eventsourcing.Register[counted](codec, "tally.counted", 1)
	tallies, err := eventsourcing.NewRepository("tally", codec)
	require.NoError(t, err)
	return engine, tallies
}

// count1 counts once more, whoever else does.
func count1(ctx context.Context, engine *eventsourcing.Engine, tallies *eventsourcing.Repository[tally]) error {
	return engine.Do(ctx, func(ctx context.Context, unit *eventsourcing.Unit) error {
		tally, err := tallies.Load(ctx, unit, "1")
		if err != nil {
			return err
		}
		return tally.Decide(countOne)
	})
}
