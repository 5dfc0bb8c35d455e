package registration_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/registration"
)

// COD-3, COD-9: the page that asks for a code can be loaded at any time, and tells how things stand.
func TestStandingFollowsAChallenge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		receipt := d.register(annasPhone)
		standing := func() confirmation.Standing {
			now, err := d.Standing(t.Context(), receipt.Challenge)
			require.NoError(t, err)
			return now
		}
		assert.Equal(t, confirmation.Standing{Receipt: receipt, TriesLeft: 5}, standing())

		for left := 4; left >= 0; left-- {
			require.NoError(t, standing().Closed)
			_, err := d.Confirm(t.Context(), d.wrong(receipt))
			require.ErrorIs(t, err, confirmation.ErrWrong)
			require.Equal(t, left, standing().TriesLeft)
		}
		require.ErrorIs(t, standing().Closed, confirmation.ErrTooManyTries)

		time.Sleep(time.Minute)
		again, err := d.Resend(t.Context(), registration.Resend{Challenge: receipt.Challenge})
		require.NoError(t, err)
		assert.Equal(t, confirmation.Standing{Receipt: again, TriesLeft: 5}, standing())

		time.Sleep(5*time.Minute - time.Microsecond)
		require.NoError(t, standing().Closed)
		time.Sleep(time.Microsecond)
		require.ErrorIs(t, standing().Closed, confirmation.ErrExpired)

		again, err = d.Resend(t.Context(), registration.Resend{Challenge: receipt.Challenge})
		require.NoError(t, err)
		d.confirm(d.right(again))
		require.ErrorIs(t, standing().Closed, confirmation.ErrUsed)
	})
}

// Asking how a challenge stands changes nothing.
func TestStandingWritesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		receipt := d.register(annasPhone)
		before := len(d.records())
		for range 10 {
			_, err := d.Standing(t.Context(), receipt.Challenge)
			require.NoError(t, err)
		}
		assert.Len(t, d.records(), before)
	})
}

func TestStandingOfNothing(t *testing.T) {
	d := newDesk(t)
	for _, id := range []string{"", "01M808P06EM24ANKVXSV9R2WEN", "\x00"} {
		_, err := d.Standing(t.Context(), id)
		require.ErrorIs(t, err, confirmation.ErrNoneIssued)
	}
}
