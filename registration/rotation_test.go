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

// COD-7: the secret of the codes is rotated in the middle of registrations: as long as the old one is
// listed, codes, links and grants derived from it are good.
func TestRotationInTheMiddle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		old := newDesk(t)
		with := func(secrets ...string) *desk {
			return newDesk(t, func(s *setup) { s.store, s.secrets = old.store, secrets })
		}
		proved := old.prove(borisEmail)
		bySMS, byMail, unanswered := old.register(annasPhone), old.register(annasEmail), old.register("late@example.ru")
		link := registration.Confirm{Challenge: byMail.Challenge, Token: old.letter(byMail).Token}
		code, late := old.right(bySMS), old.right(unanswered)

		both := with("two", "one")
		both.confirm(code)
		both.confirm(link)
		_, err := both.SetPassword(t.Context(), registration.SetPassword{Grant: proved.Grant, Password: goodSecret})
		require.NoError(t, err)
		fresh := both.register(borisPhone)
		assert.Equal(t, "two", both.challenge(fresh.Challenge).Secret)

		// The old one gone, its code has expired, and a new one helps.
		only := with("two")
		_, err = only.Confirm(t.Context(), late)
		require.ErrorIs(t, err, confirmation.ErrExpired)
		only.confirm(only.right(fresh))
		time.Sleep(time.Minute)
		again, err := only.Resend(t.Context(), registration.Resend{Challenge: unanswered.Challenge})
		require.NoError(t, err)
		only.confirm(only.right(again))
	})
}
