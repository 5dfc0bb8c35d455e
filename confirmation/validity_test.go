package confirmation_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/person"
)

// COD-1: accepted at 299.999 s, refused at 300 s. COD-2: by e-mail 24 hours.
func TestValidity(t *testing.T) {
	for name, c := range map[string]struct {
		contact  person.Contact
		lasts    time.Duration
		byToken  bool
		accepted bool
	}{
		"SMS at 299.999 s":         {phone(t), 299_999 * time.Millisecond, false, true},
		"SMS at 300 s":             {phone(t), 300 * time.Second, false, false},
		"e-mail just under 24 h":   {email(t), 24*time.Hour - time.Millisecond, false, true},
		"e-mail at 24 h":           {email(t), 24 * time.Hour, false, false},
		"the link just under 24 h": {email(t), 24*time.Hour - time.Millisecond, true, true},
		"the link at 24 h":         {email(t), 24 * time.Hour, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t)
				receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, c.contact))
				answer := o.code(receipt)
				if c.byToken {
					answer = confirmation.Answer{Challenge: receipt.Challenge, Token: o.letter(receipt).Token}
				}
				time.Sleep(c.lasts)
				_, refusal := o.judge(answer)
				if c.accepted {
					require.NoError(t, refusal)
					return
				}
				require.ErrorIs(t, refusal, confirmation.ErrExpired)
				_, ok, err := o.Letter(t.Context(), receipt.Challenge, receipt.Send)
				require.NoError(t, err)
				assert.False(t, ok, "an expired code is not sent any more")
			})
		})
	}
}

// COD-5: the new code kills the one before it; the challenge goes on.
func TestNewCodeKillsTheOldOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		first := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		old := o.code(first)
		time.Sleep(time.Minute)
		second, err := o.askAgain(first.Challenge)
		require.NoError(t, err)
		assert.Equal(t, first.Challenge, second.Challenge)
		assert.Equal(t, 2, second.Send)
		assert.Equal(t, time.Now().Add(300*time.Second).UTC(), second.ExpiresAt)
		require.NotEqual(t, old, o.code(second))

		_, ok, err := o.Letter(t.Context(), first.Challenge, first.Send)
		require.NoError(t, err)
		assert.False(t, ok, "the first sending is overtaken")
		_, refusal := o.judge(old)
		require.ErrorIs(t, refusal, confirmation.ErrWrong)
		_, refusal = o.judge(o.code(second))
		require.NoError(t, refusal)
	})
}

// COD-5: a new challenge of the same account and purpose supersedes; of another purpose or account not.
func TestSuperseding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		first := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		answer := o.code(first)
		resuming := o.mustAsk(asks(anna, confirmation.ForResuming, email(t)))
		others := o.mustAsk(asks(boris, confirmation.ForRegistration, contact(t, "boris@example.ru")))
		second := o.mustAsk(asks(anna, confirmation.ForRegistration, contact(t, "anna@example.org")))

		_, refusal := o.judge(answer)
		require.ErrorIs(t, refusal, confirmation.ErrSuperseded)
		_, err := o.askAgain(first.Challenge)
		require.ErrorIs(t, err, confirmation.ErrSuperseded)
		_, ok, err := o.Letter(t.Context(), first.Challenge, 1)
		require.NoError(t, err)
		assert.False(t, ok)
		for _, receipt := range []confirmation.Receipt{resuming, others, second} {
			_, refusal := o.judge(o.code(receipt))
			require.NoError(t, refusal)
		}
	})
}
