package sqlite

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func TestReadersShareTheirConnections(t *testing.T) {
	s := newStored(t, Options{Readers: 2})
	s.append(account(1), 0)
	results := s.start(20, func(int) error {
		for range 20 {
			for _, err := range s.Load(t.Context(), account(1), 0) {
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	require.NoError(t, errors.Join(results()...))
	require.LessOrEqual(t, len(s.readers.idle), 2)
	require.NotEmpty(t, s.readers.idle)
}

func TestAReadWaitsForAConnectionAsLongAsItsContext(t *testing.T) {
	s := newStored(t, Options{Readers: 1})
	ctx, cancel := context.WithCancel(t.Context())
	err := s.read(t.Context(), func(*conn) error {
		cancelled := make(chan error)
		go func() {
			_, err := s.Due(ctx, time.Now(), 1)
			cancelled <- err
		}()
		cancel()
		return <-cancelled
	})
	require.ErrorIs(t, err, context.Canceled)
}

func TestReadersCannotWrite(t *testing.T) {
	s := newStored(t, Options{})
	s.append(account(1), 0)
	err := s.read(t.Context(), func(c *conn) error {
		_, err := c.exec("DELETE FROM events")
		return err
	})
	require.ErrorContains(t, err, errAccess.Error())
	require.Equal(t, 1, s.count(account(1)))
}

func TestReadersDoNotWaitForWriters(t *testing.T) {
	s := newStored(t, Options{})
	s.append(account(1), 0)
	unlock := s.lock()
	defer unlock()
	require.Equal(t, 1, s.count(account(1)))
	_, _, err := s.Owner(t.Context(), eventsourcing.ClaimKey{}, time.Time{})
	require.NoError(t, err)
}
