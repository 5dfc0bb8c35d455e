package postgres

import (
	"sync"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Store is an [eventsourcing.Store] and [eventsourcing.Snapshots] in one schema of a PostgreSQL database.
// Any number of processes may have a Store on the same schema.
type Store struct {
	// life is held for reading during every call, so that Close can wait for them.
	life   sync.RWMutex
	closed bool

	pool *pgxpool.Pool
	// schema needs no quotes. texts are the statements with it in place of the default.
	schema string
	texts  sync.Map
	clock  Clock
	signal eventsourcing.Signal
	// horizon is shared by all readers.
	horizon horizon
}

// Clock says by whose time leases expire.
type Clock int

const (
	// ServerClock is that of the database: the clocks of the machines need not agree.
	ServerClock Clock = iota
	// CallerClock takes the times the callers hand in, for tests in virtual time.
	CallerClock
)

// defaultSchema is what the statements of this package say.
const defaultSchema = "kabinet"

// sql gives a statement the schema of this store.
func (s *Store) sql(statement string) string {
	if s.schema == defaultSchema {
		return statement
	}
	if known, ok := s.texts.Load(statement); ok {
		return known.(string)
	}
	text := inSchema(statement, s.schema)
	s.texts.Store(statement, text)
	return text
}
