package sqlite

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func TestRareCategoriesAreFoundInAnyDistance(t *testing.T) {
	s := newStored(t, Options{})
	rare := eventsourcing.Stream{Category: "rare", ID: "1"}
	s.append(rare, 0)
	s.appendMany(account(1), 2*scanned, 1)
	s.append(rare, 1)
	s.appendMany(account(2), scanned/2, 1)
	head := int64(2*scanned + scanned/2 + 2)

	page, err := s.Read(t.Context(), 0, 10, "rare")
	require.NoError(t, err)
	require.Equal(t, []int64{1, 2*scanned + 2}, positions(page))
	require.Equal(t, head, page.Next, "everything up to there has been seen")

	page, err = s.Read(t.Context(), 0, 1, "rare")
	require.NoError(t, err)
	require.Equal(t, []int64{1}, positions(page))
	require.Equal(t, int64(1), page.Next)

	page, err = s.Read(t.Context(), 1, 1, "missing", "rare")
	require.NoError(t, err)
	require.Equal(t, []int64{2*scanned + 2}, positions(page))

	page, err = s.Read(t.Context(), 0, 1, "missing")
	require.NoError(t, err)
	require.Empty(t, page.Records)
	require.Equal(t, head, page.Next)

	page, err = s.Read(t.Context(), head+5, 1, "rare")
	require.NoError(t, err)
	require.Empty(t, page.Records)
	require.Equal(t, head+5, page.Next)
}

func TestACategoryIsNotTheBeginningOfAnother(t *testing.T) {
	s := newStored(t, Options{})
	for _, category := range []string{"account", "account-old", "accounts", "accoun", "account0", "account."} {
		s.append(eventsourcing.Stream{Category: category, ID: "1"}, 0)
	}
	page, err := s.Read(t.Context(), 0, 10, "account")
	require.NoError(t, err)
	require.Equal(t, []int64{1}, positions(page))
}

// Several stores on one file stand for several processes: each has connections of its own, and SQLite's
// locks between them.
func TestAReaderMissesNothingOfSeveralProcesses(t *testing.T) {
	const stores, writers, each = 3, 3, 30
	s := newStored(t, Options{})
	reader, err := Open(t.Context(), s.path, Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, reader.Close()) }()
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	results := s.start(stores, func(store int) error {
		other, err := Open(ctx, s.path, Options{})
		if err != nil {
			return err
		}
		defer func() { require.NoError(t, other.Close()) }()
		inner := s.start(writers, func(writer int) error {
			for version := range int64(each) {
				batch := one(account(10*store+writer), version)
				batch.Streams = append(batch.Streams, one(eventsourcing.Stream{Category: "message", ID: account(10*store + writer).ID}, version).Streams...)
				if _, err := other.Append(ctx, batch); err != nil {
					cancel(err)
					return err
				}
			}
			return nil
		})
		return errors.Join(inner()...)
	})

	const total = 2 * stores * writers * each
	seen, position := 0, int64(0)
	versions := map[eventsourcing.Stream]int64{}
	for seen < total && ctx.Err() == nil {
		page, err := reader.Read(ctx, position, 7)
		require.NoError(t, err)
		for _, record := range page.Records {
			seen++
			require.Equal(t, versions[record.Stream]+1, record.Version)
			versions[record.Stream]++
		}
		position = page.Next
	}
	require.NoError(t, errors.Join(results()...))
	require.Equal(t, total, seen)
	require.Equal(t, int64(total), position, "positions have no holes")
}

func positions(page eventsourcing.Page) (positions []int64) {
	for _, record := range page.Records {
		positions = append(positions, record.Position)
	}
	return positions
}
