package registration_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/registration"
)

func (d *desk) choose(receipt confirmation.Receipt, contact string) confirmation.Receipt {
	d.t.Helper()
	chosen, err := d.ChooseContact(d.t.Context(), registration.ChooseContact{Challenge: receipt.Challenge, Contact: contact})
	require.NoError(d.t, err)
	return chosen
}

// COD-10: where a code does not arrive, it goes to another contact or channel; the registration stays.
func TestChooseContact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		first := d.register(annasPhone)
		mistyped := d.right(first)
		second := d.choose(first, "ana@example.ru")
		third := d.choose(second, annasEmail)
		assert.Equal(t, d.challenge(first.Challenge).Account, d.challenge(third.Challenge).Account)
		_, err := d.Confirm(t.Context(), mistyped)
		require.ErrorIs(t, err, confirmation.ErrSuperseded, "COD-5")
		confirmed := d.confirm(d.right(third))
		assert.Equal(t, annasEmail, d.account(confirmed.Account).Contacts[0].Value.Reveal())
		assert.Equal(t, "Ёлкина Анна Сергеевна", d.account(confirmed.Account).Name.Reveal())
	})
}

// COD-4: the other contact has an allowance of its own, and no more than that.
func TestChooseContactCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.register(annasEmail)
		receipt := d.register(annasPhone)
		before := len(d.records())
		_, err := d.ChooseContact(t.Context(), registration.ChooseContact{Challenge: receipt.Challenge, Contact: annasEmail})
		require.ErrorIs(t, err, confirmation.ErrSendTooSoon)
		assert.Len(t, d.records(), before)
		d.confirm(d.right(receipt))
	})
}

// REG-10: repeated with its key it sends nothing more.
func TestChooseContactIsIdempotent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		command := registration.ChooseContact{Key: "click", Challenge: d.register(annasPhone).Challenge, Contact: annasEmail}
		first, err := d.ChooseContact(t.Context(), command)
		require.NoError(t, err)
		again, err := d.ChooseContact(t.Context(), command)
		require.NoError(t, err)
		assert.Equal(t, first, again)
		assert.Equal(t, 2, d.count("confirmation.code-issued"))
	})
}

func TestChooseContactRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		superseded := d.register(annasPhone)
		current := d.choose(superseded, annasEmail)
		time.Sleep(time.Minute)
		resumed, err := d.Resume(t.Context(), registration.Resume{Contact: annasEmail})
		require.NoError(t, err)
		choose := func(challenge string) error {
			_, err := d.ChooseContact(t.Context(), registration.ChooseContact{Challenge: challenge, Contact: borisPhone})
			return err
		}
		require.ErrorIs(t, choose(superseded.Challenge), confirmation.ErrSuperseded)
		require.ErrorIs(t, choose(resumed.Challenge), confirmation.ErrNoneIssued)
		require.ErrorIs(t, choose("unknown"), confirmation.ErrNoneIssued)

		confirmed := d.confirm(d.right(current))
		require.ErrorIs(t, choose(current.Challenge), registration.ErrContactProved)
		_, err = d.SetPassword(t.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: goodSecret})
		require.NoError(t, err)
		require.ErrorIs(t, choose(current.Challenge), registration.ErrFinished)

		late := d.register(borisEmail)
		time.Sleep(7 * 24 * time.Hour)
		require.ErrorIs(t, choose(late.Challenge), account.ErrNotOpen)
	})
}
