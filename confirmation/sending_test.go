package confirmation_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
)

// COD-4: capitals in a mailbox do not make another contact of it.
func TestAllowanceOfAMailbox(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.mustAsk(asks(anna, confirmation.ForRegistration, contact(t, "anna@example.ru")))
		_, err := o.ask(asks(boris, confirmation.ForRegistration, contact(t, "Anna@Example.ru")))
		require.ErrorIs(t, err, confirmation.ErrSendTooSoon)
	})
}

// COD-4: 60 s apart, whoever asks and for whatever; a refused sending writes nothing and counts nothing.
func TestSendPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		before := len(o.records())
		time.Sleep(59_999 * time.Millisecond)
		refused := func(err error) {
			t.Helper()
			var limited *confirmation.Limited
			require.ErrorAs(t, err, &limited)
			require.ErrorIs(t, err, confirmation.ErrSendTooSoon)
			assert.Equal(t, time.Millisecond, limited.Wait)
		}
		_, err := o.askAgain(receipt.Challenge)
		refused(err)
		_, err = o.ask(asks(boris, confirmation.ForResuming, phone(t)))
		refused(err)
		assert.Len(t, o.records(), before)
		time.Sleep(time.Millisecond)
		_, err = o.askAgain(receipt.Challenge)
		require.NoError(t, err)
	})
}

// COD-4: 5 an hour and 20 a day, over midnight, and ResendAt tells the truth each time. The counters are
// in the store alone: every sending is asked for by a service of its own.
func TestSendsPerHourAndDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		time.Sleep(22*time.Hour + 30*time.Minute) // the bubble's clock begins at midnight
		var sends []time.Time
		receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		sends = append(sends, time.Now())
		for len(sends) < 45 {
			o.rotate("one", "one")
			time.Sleep(time.Until(receipt.ResendAt) - time.Microsecond)
			_, err := o.askAgain(receipt.Challenge)
			var limited *confirmation.Limited
			require.ErrorAs(t, err, &limited)
			require.Equal(t, time.Microsecond, limited.Wait)
			time.Sleep(time.Microsecond)
			receipt, err = o.askAgain(receipt.Challenge)
			require.NoError(t, err)
			sends = append(sends, time.Now())
		}
		within := func(last int, window time.Duration) (n int) {
			for _, at := range sends[:last+1] {
				if sends[last].Sub(at) < window {
					n++
				}
			}
			return n
		}
		for i := range sends {
			assert.LessOrEqual(t, within(i, time.Minute), 1)
			assert.LessOrEqual(t, within(i, time.Hour), 5)
			assert.LessOrEqual(t, within(i, 24*time.Hour), 20)
		}
		assert.Equal(t, 20, within(19, 24*time.Hour), "and as many are possible")
		assert.Less(t, sends[19].Sub(sends[0]), 4*time.Hour)
		assert.NotEqual(t, sends[0].UTC().Day(), sends[19].UTC().Day(), "a midnight lies between")
		assert.Equal(t, sends[0].Add(24*time.Hour), sends[20])
	})
}
