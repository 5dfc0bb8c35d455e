package registration_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/registration"
)

// REG-5: any number of people may give a contact; it belongs to whoever proves it.
func TestUnprovedContactReservesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		for range 4 {
			d.register(annasEmail)
			time.Sleep(time.Minute)
		}
		owner := d.prove(annasEmail)
		assert.Equal(t, account.SetAPassword, owner.Next)
	})
}

// REG-5: two registrations with one contact, both codes on their way: the first proof has the contact,
// the other gets "taken", also while the winner is unfinished.
func TestFirstProofWins(t *testing.T) {
	for _, finished := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			d := newDesk(t)
			first := d.register(annasPhone)
			time.Sleep(time.Minute)
			second := d.register(annasPhone)
			loser := d.right(first)
			time.Sleep(time.Second)
			winner := d.confirm(d.right(second))
			if finished {
				_, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: winner.Grant, Password: goodSecret})
				require.NoError(t, err)
			}
			_, err := d.Confirm(t.Context(), loser)
			require.ErrorIs(t, err, registration.ErrContactTaken)
			require.ErrorIs(t, err, fault.Refused)
			assert.Empty(t, d.accountOf(first).Contacts)
			assert.Len(t, d.account(winner.Account).Contacts, 1)

			// The loser's registration lives on, with another contact.
			chosen, err := d.ChooseContact(t.Context(), registration.ChooseContact{Challenge: first.Challenge, Contact: annasEmail})
			require.NoError(t, err)
			assert.Equal(t, d.accountOf(first).ID, d.confirm(d.right(chosen)).Account)
		})
	}
}

// REG-6: who begins anew with a contact that an unfinished registration has proved is never told "already
// used": the new registration takes the place of the old one, whose data are erased.
func TestBeginningAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		old := d.prove(annasPhone)
		time.Sleep(time.Minute)
		renewed := d.prove(annasPhone)
		assert.NotEqual(t, old.Account, renewed.Account)
		assert.Equal(t, account.Abandoned, d.account(old.Account).Status)
		assert.True(t, d.account(old.Account).Name.IsZero())
		_, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: old.Grant, Password: goodSecret})
		require.ErrorIs(t, err, account.ErrNotOpen)
		_, err = d.SetPassword(t.Context(), registration.SetPassword{Grant: renewed.Grant, Password: goodSecret})
		require.NoError(t, err)
	})
}

// REG-8: of a finished account nobody learns before the proof, and nothing changes by the attempt.
func TestContactOfAFinishedAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		early := d.register(annasEmail)
		time.Sleep(time.Minute)
		id := d.finish(annasEmail)
		time.Sleep(time.Minute)
		late := d.register(annasEmail)
		letter := d.letter(late)
		assert.True(t, letter.Withheld, "the owner is told instead")
		assert.Equal(t, annasEmail, letter.Contact.Reveal())
		_, err := d.Confirm(t.Context(), d.right(early))
		require.ErrorIs(t, err, registration.ErrContactTaken, "who proved it may know")
		assert.Equal(t, account.Live, d.account(id).Status)
		assert.Len(t, d.account(id).Contacts, 1)
	})
}

// A proof that comes to nothing ends nobody's registration.
func TestRefusedProofAbandonsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		boris := d.finish(borisPhone)
		anna := d.prove(annasPhone)
		time.Sleep(time.Minute)
		answer := d.right(d.ask(boris, confirmation.ForNewContact, annasPhone))
		answer.Account = boris
		_, err := d.Confirm(t.Context(), answer)
		require.ErrorIs(t, err, account.ErrContactKindTaken)
		assert.Equal(t, account.SetAPassword, d.account(anna.Account).Next(), "Anna's registration goes on")
		_, err = d.SetPassword(t.Context(), registration.SetPassword{Grant: anna.Grant, Password: goodSecret})
		require.NoError(t, err)
	})
}

// ask puts a question that no command would put in this state.
func (d *desk) ask(id string, purpose confirmation.Purpose, contact string) (receipt confirmation.Receipt) {
	d.t.Helper()
	parsed, err := person.ParsePhoneOrEmail(contact)
	require.NoError(d.t, err)
	require.NoError(d.t, d.engine.Do(d.t.Context(), func(ctx context.Context, unit *es.Unit) error {
		challenge, err := unit.NewID()
		if err != nil {
			return err
		}
		receipt, err = d.confirmations.Ask(ctx, unit, challenge, confirmation.Question{
			Account: id, Purpose: purpose, Contact: parsed, Language: "ru",
		})
		return err
	}))
	return receipt
}

// confirmNewContact adds the contact to the account.
func (d *desk) confirmNewContact(id, contact string) registration.Confirmed {
	d.t.Helper()
	receipt, err := d.AddContact(d.t.Context(), registration.AddContact{Account: id, Contact: contact})
	require.NoError(d.t, err)
	answer := d.right(receipt)
	answer.Account = id
	return d.confirm(answer)
}
