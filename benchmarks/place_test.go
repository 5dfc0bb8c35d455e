package main

import (
	"context"
	"testing"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// everywhere tests each place, PostgreSQL where there is a server.
func everywhere(t *testing.T, test func(t *testing.T, p place)) {
	t.Run("memory", func(t *testing.T) { test(t, memoryPlace()) })
	t.Run("SQLite", func(t *testing.T) { test(t, sqlitePlace(&folder{parent: t.TempDir()})) })
	t.Run("PostgreSQL", func(t *testing.T) {
		db := openTestSchemas(t)
		t.Cleanup(func() { assert.NoError(t, db.drop(context.WithoutCancel(t.Context()))) })
		test(t, postgresPlace(db))
	})
}

// Floors and kernel do the same work: who left out a part of it would be faster for no good reason.
func TestSubjectsDoTheSame(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		for name, open := range map[string]func(context.Context) (subject, error){
			"floor": func(ctx context.Context) (subject, error) { return p.floor(ctx) },
			"plain": func(ctx context.Context) (subject, error) { return p.plain(ctx) },
			"full":  func(ctx context.Context) (subject, error) { return p.full(ctx) },
		} {
			t.Run(name, func(t *testing.T) {
				s, err := open(t.Context())
				require.NoError(t, err)
				defer func() { assert.NoError(t, s.close()) }()
				require.NoError(t, fill(t.Context(), s, 0, 3, 2))
				require.NoError(t, s.create(t.Context(), streamID(3), 1))
				require.NoError(t, s.create(t.Context(), streamID(4), 600))
				require.NoError(t, s.amend(t.Context(), streamID(1)))
				for id, events := range map[string]int{streamID(0): 2, streamID(1): 3, streamID(3): 1, streamID(4): 600, "nobody": 0} {
					present, err := s.load(t.Context(), id)
					require.NoError(t, err)
					assert.Equal(t, events, present.Events, id)
					assert.Equal(t, events > 0, present.Name != "", id)
				}
				for _, read := range []func(context.Context) (int, error){s.readLog, s.openLog} {
					count, err := read(t.Context())
					require.NoError(t, err)
					assert.Equal(t, 3*2+1+600+1, count)
				}
				require.NoError(t, p.settled(t.Context()))
			})
		}
	})
}

// A floor checks versions, and leaves nothing of what it refuses.
func TestFloorsCheckVersions(t *testing.T) {
	everywhere(t, func(t *testing.T, p place) {
		f, err := p.floor(t.Context())
		require.NoError(t, err)
		defer func() { assert.NoError(t, f.close()) }()
		require.NoError(t, f.create(t.Context(), streamID(0), 1))
		require.ErrorIs(t, f.create(t.Context(), streamID(0), 1), errVersion)
		require.ErrorIs(t, f.create(t.Context(), streamID(0), 5), errVersion)
		present, err := f.load(t.Context(), streamID(0))
		require.NoError(t, err)
		assert.Equal(t, 1, present.Events)
	})
}

// The floor of PostgreSQL has the indexes of the store, and no trigger that costs it time.
func TestFloorOnPostgreSQLHasTheTablesOfTheStore(t *testing.T) {
	db := openTestSchemas(t)
	defer func() { assert.NoError(t, db.drop(t.Context())) }()
	f, err := openFloorPostgres(t.Context(), db.newConnection())
	require.NoError(t, err)
	defer func() { assert.NoError(t, f.close()) }()
	store, err := postgresPlace(db).store(t.Context())
	require.NoError(t, err)
	defer func() { assert.NoError(t, store.Close()) }()
	indexes := func(schema string) (found []string) {
		err := db.admin.QueryRow(t.Context(), `SELECT array_agg(replace(indexdef, schemaname || '.', '') ORDER BY indexname)
			FROM pg_indexes WHERE schemaname = $1 AND tablename = 'events'`, schema).Scan(&found)
		require.NoError(t, err)
		return found
	}
	require.NotEmpty(t, indexes(db.made[0]))
	assert.Equal(t, indexes(db.made[1]), indexes(db.made[0]))
	var triggers int
	err = db.admin.QueryRow(t.Context(), "SELECT count(*) FROM pg_trigger WHERE tgrelid = $1::regclass", db.made[0]+".events").Scan(&triggers)
	require.NoError(t, err)
	assert.Zero(t, triggers)
}

// The peer carries what our feed does, so that neither has less to move.
func TestPeerDeliversTheSameMessages(t *testing.T) {
	db := openTestSchemas(t)
	defer func() { assert.NoError(t, db.drop(t.Context())) }()
	for _, settings := range []peerSettings{peerByDefault, peerTuned} {
		t.Run(settings.name, func(t *testing.T) {
			p, err := openPeer(t.Context(), db, settings)
			require.NoError(t, err)
			defer func() { assert.NoError(t, p.close()) }()
			require.NoError(t, p.fill(2, 3))
			ctx, end := context.WithCancel(t.Context())
			defer end()
			messages, err := p.subscribe(ctx)
			require.NoError(t, err)
			for i := range 6 {
				msg := <-messages
				record, err := feed.FromMessage(withPosition(msg))
				require.NoError(t, err)
				assert.Equal(t, streamID(i/3), record.Stream.ID)
				assert.Equal(t, int64(i%3+1), record.Version)
				assert.Contains(t, string(record.Data), `"phone":"+7916`)
				msg.Ack()
			}
		})
	}
}

// withPosition adds what a store would have given.
func withPosition(msg *message.Message) *message.Message {
	msg.Metadata.Set(feed.MetadataPosition, "1")
	return msg
}
