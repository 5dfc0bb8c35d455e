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

func (d *desk) resume(contact string) confirmation.Receipt {
	d.t.Helper()
	receipt, err := d.Resume(d.t.Context(), registration.Resume{Contact: contact})
	require.NoError(d.t, err)
	return receipt
}

// asked tells whether anybody is sent anything for the receipt.
func (d *desk) asked(receipt confirmation.Receipt) bool {
	d.t.Helper()
	_, ok, err := d.confirmations.Letter(d.t.Context(), receipt.Challenge, receipt.Send)
	require.NoError(d.t, err)
	return ok
}

// REG-6: a registration goes on from where it stopped, whichever step that was, days later and from
// another device.
func TestResume(t *testing.T) {
	for name, stop := range map[string]func(d *desk) string{
		"before the proof": func(d *desk) string { return d.accountOf(d.register(annasEmail)).ID },
		"after five wrong answers": func(d *desk) string {
			receipt := d.register(annasEmail)
			for range 5 {
				_, err := d.Confirm(d.t.Context(), d.wrong(receipt))
				require.ErrorIs(d.t, err, confirmation.ErrWrong)
			}
			return d.accountOf(receipt).ID
		},
		"before the password":   func(d *desk) string { return d.prove(annasEmail).Account },
		"after another contact": func(d *desk) string { return d.accountOf(d.choose(d.register(borisPhone), annasEmail)).ID },
		"after resuming before": func(d *desk) string {
			id := d.prove(annasEmail).Account
			time.Sleep(time.Hour)
			require.Equal(d.t, id, d.confirm(d.right(d.resume(annasEmail))).Account)
			return id
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				id := stop(d)
				time.Sleep(6 * 24 * time.Hour)
				receipt := d.resume(annasEmail)
				confirmed := d.confirm(d.right(receipt))
				assert.Equal(t, id, confirmed.Account)
				assert.Equal(t, account.SetAPassword, confirmed.Next)
				assert.Equal(t, "Ёлкина Анна Сергеевна", d.account(id).Name.Reveal(), "nothing is typed again")
				_, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: goodSecret})
				require.NoError(t, err)
			})
		})
	}
}

// REG-6: or by the link in the e-mail, for as long as that is valid.
func TestResumeByTheLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		receipt := d.register(annasEmail)
		token := d.letter(receipt).Token
		time.Sleep(23 * time.Hour)
		confirmed := d.confirm(registration.Confirm{Challenge: receipt.Challenge, Token: token})
		assert.Equal(t, account.SetAPassword, confirmed.Next)
	})
}

// REG-6: of several that wait for a contact the latest is taken up.
func TestResumeTheLatest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.register(annasPhone)
		time.Sleep(time.Minute)
		latest := d.register(annasPhone)
		time.Sleep(time.Minute)
		assert.Equal(t, d.accountOf(latest).ID, d.confirm(d.right(d.resume(annasPhone))).Account)
	})
}

// A registration that has proved the contact comes before one that waits for it.
func TestResumeTheProved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		proved := d.prove(annasPhone)
		time.Sleep(time.Minute)
		d.register(annasPhone)
		time.Sleep(time.Minute)
		assert.Equal(t, proved.Account, d.confirm(d.right(d.resume(annasPhone))).Account)
	})
}

// The message is in the language of the registration, or of the form where there is none.
func TestLanguageOfResuming(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		command := form(annasEmail)
		command.Language = "en"
		_, err := d.Register(t.Context(), command)
		require.NoError(t, err)
		time.Sleep(time.Minute)
		assert.Equal(t, "en", d.challenge(d.resume(annasEmail).Challenge).Language)
		receipt, err := d.Resume(t.Context(), registration.Resume{Contact: borisEmail, Language: "en"})
		require.NoError(t, err)
		assert.Equal(t, "en", d.challenge(receipt.Challenge).Language)
		assert.Equal(t, "ru", d.challenge(d.resume(borisPhone).Challenge).Language)
	})
}

// REG-8: the owner of a finished account is told; where there is nothing to go on with, nobody is.
func TestNothingToResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		id := d.finish(annasPhone)
		time.Sleep(time.Minute)
		owner := d.resume(annasPhone)
		assert.True(t, d.letter(owner).Withheld)
		assert.Equal(t, id, d.challenge(owner.Challenge).Account)

		assert.False(t, d.asked(d.resume(borisPhone)), "unknown")
		d.register(borisEmail)
		time.Sleep(7 * 24 * time.Hour)
		assert.False(t, d.asked(d.resume(borisEmail)), "REG-7: too late")
	})
}

// A contact that was given up leads to nobody any more, not even to a finished account.
func TestContactGivenUpLeadsNowhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		first := d.register(annasPhone)
		chosen := d.choose(first, annasEmail)
		time.Sleep(time.Minute)
		assert.False(t, d.asked(d.resume(annasPhone)))
		confirmed := d.confirm(d.right(chosen))
		_, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: goodSecret})
		require.NoError(t, err)
		time.Sleep(time.Minute)
		assert.False(t, d.asked(d.resume(annasPhone)))
	})
}

// REG-10: repeated with its key it sends nothing more.
func TestResumeIsIdempotent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		for _, contact := range []string{annasPhone, annasEmail} {
			if contact == annasEmail {
				d.register(contact)
				time.Sleep(time.Minute)
			}
			command := registration.Resume{Key: "click", Contact: contact}
			first, err := d.Resume(t.Context(), command)
			require.NoError(t, err)
			before := len(d.records())
			again, err := d.Resume(t.Context(), command)
			require.NoError(t, err)
			assert.Equal(t, first, again)
			assert.Len(t, d.records(), before)
		}
	})
}

// The same person begins with a phone and again with an e-mail: both may be finished, each with its own
// contact, and neither contact can be added to the other account any more.
func TestTwoRegistrationsOfOnePerson(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		byPhone, byEmail := d.prove(annasPhone), d.prove(annasEmail)
		require.NotEqual(t, byPhone.Account, byEmail.Account)
		completed, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: byPhone.Grant, Password: goodSecret})
		require.NoError(t, err)

		// The e-mail is still held by the unfinished one only: asking for it now takes it over.
		time.Sleep(time.Minute)
		d.confirmNewContact(completed.Account, annasEmail)
		assert.Equal(t, account.Abandoned, d.account(byEmail.Account).Status)
		_, err = d.SetPassword(t.Context(), registration.SetPassword{Grant: byEmail.Grant, Password: goodSecret})
		require.ErrorIs(t, err, account.ErrNotOpen)
		assert.Len(t, d.account(completed.Account).Contacts, 2)
	})
}
