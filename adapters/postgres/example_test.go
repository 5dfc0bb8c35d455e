package postgres_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/adapters/postgres"
	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/registration"
)

// A host registers a person and keeps a row of its own about that: both are there afterwards, or neither.
func ExampleStore_InTx() {
	ctx, database := context.Background(), os.Getenv("DATABASE_URL")
	store, err := postgres.Open(ctx, database, postgres.Options{})
	if err != nil {
		panic(err)
	}
	defer store.Close()
	ports := memory.New().Ports // keys and gateways; a real host has its own
	ports.Store = store
	portal, err := kabinet.New(ports, kabinet.DefaultPolicy())
	if err != nil {
		panic(err)
	}

	pool, err := pgxpool.New(ctx, database)
	if err != nil {
		panic(err)
	}
	defer pool.Close()
	pool.Exec(ctx, "CREATE TABLE visits (challenge text PRIMARY KEY, campaign text NOT NULL CHECK (campaign <> ''))")

	register := func(campaign string) error {
		return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			receipt, err := portal.Registration.Register(store.InTx(ctx, tx), registration.Register{
				Name: registration.Name{Family: "Ёлкина", Given: "Анна"}, Contact: "8 (916) 123-45-67",
				Consents: []registration.Consent{{Purpose: account.Terms, Version: "1"}, {Purpose: account.PersonalData, Version: "1"}},
			})
			if err != nil {
				return err
			}
			_, err = tx.Exec(ctx, "INSERT INTO visits VALUES ($1, $2)", receipt.Challenge, campaign)
			return err
		})
	}
	count := func() (accounts, visits int) {
		pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM events WHERE type = 'account.registered'),
			(SELECT count(*) FROM visits)`).Scan(&accounts, &visits)
		return accounts, visits
	}

	fmt.Println(register("") == nil) // the host's row is refused
	fmt.Println(count())
	fmt.Println(register("spring") == nil)
	fmt.Println(count())
	// Prints:
	// false
	// 0 0
	// true
	// 1 1
}

// TestExamples runs what needs a server, where there is one.
func TestExamples(t *testing.T) {
	t.Setenv("DATABASE_URL", postgrestest.Connection(t))
	require.Equal(t, "false\n0 0\ntrue\n1 1\n", printed(t, ExampleStore_InTx))
}

func printed(t *testing.T, example func()) string {
	t.Helper()
	read, write, err := os.Pipe()
	require.NoError(t, err)
	screen := os.Stdout
	os.Stdout = write
	defer func() { os.Stdout = screen }()
	example() // prints less than a pipe holds
	require.NoError(t, write.Close())
	text, err := io.ReadAll(read)
	require.NoError(t, err)
	return string(text)
}
