package main

import (
	"net/url"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
)

// TestStartRefusesPostgreSQL that it cannot work with, or has no keys for, in a line that says what to do.
func TestStartRefusesPostgreSQL(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(t *testing.T, p *portal)
		says  string
	}{
		"no such database": {func(t *testing.T, p *portal) {
			t.Helper()
			at, err := url.Parse(p.config.store.raw)
			require.NoError(t, err)
			at.Path = "/nowhere"
			p.config.store = addressOf(t, "store", at.String())
		}, "there is no such database; create it"},
		"a newer schema": {func(t *testing.T, p *portal) {
			t.Helper()
			execute(t, p, "INSERT INTO kabinet_migrations (version_id, is_applied) VALUES (1000, true)")
		}, "a newer version of Kabinet changed this schema; run that version"},
		"something else": {func(t *testing.T, p *portal) {
			t.Helper()
			execute(t, p, "ALTER TABLE kabinet_migrations RENAME TO others")
		}, "this is not a schema of Kabinet's; name one of its own"},
		"a folder without its keys": {func(t *testing.T, p *portal) {
			t.Helper()
			p.config.data = t.TempDir()
		}, "keys.json is missing, without it nobody can read what is in the store: put it back, or name the -data folder of the other portal"},
		"the folder of another store": {func(t *testing.T, p *portal) {
			t.Helper()
			p.config.data = t.TempDir()
			store, err := openStore(t.Context(), config{data: t.TempDir()})
			require.NoError(t, err)
			defer func() { _ = store.Close() }()
			_, err = openKeys(t.Context(), filepath.Join(p.config.data, "keys.json"), store)
			require.NoError(t, err)
		}, "keys.json holds other keys than those the store was written with: put the right file there"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t)
			p.settle = func() {}
			p.config.store = addressOf(t, "store", postgrestest.Connection(t))
			p.start()
			p.registered()
			p.stop()
			test.spoil(t, p)
			err := serve(t.Context(), p.config, newPipe())
			require.ErrorContains(t, err, test.says)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

func execute(t *testing.T, p *portal, statement string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), p.config.store.raw)
	require.NoError(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	_, err = conn.Exec(t.Context(), statement)
	require.NoError(t, err)
}
