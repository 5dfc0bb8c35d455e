package registration_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/registration"
)

// A stranger resumes somebody's registration by the contact alone: the challenge that gives shows
// nothing and leads nowhere else.
func TestStrangerResumesAndChoosesAnotherContact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		victim := d.register(annasEmail)
		time.Sleep(time.Minute)
		stranger := d.resume(annasEmail)
		_, err := d.ChooseContact(t.Context(), registration.ChooseContact{Challenge: stranger.Challenge, Contact: borisPhone})
		require.ErrorIs(t, err, confirmation.ErrNoneIssued)
		d.confirm(d.right(victim))
	})
}

// REG-5: whoever has a mistyped contact gets into the registration only until the person corrects it;
// from then on neither the code sent there nor a new one leads in, and what they asked for before is
// dead, too.
func TestOwnerOfAMistypedContact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		mistyped := d.register(borisEmail)
		letter := d.letter(mistyped)
		time.Sleep(time.Minute)
		resumed := d.resume(borisEmail)
		resumedAnswer := d.right(resumed)

		corrected := d.choose(mistyped, annasEmail)
		for name, answer := range map[string]registration.Confirm{
			"the code":             {Challenge: mistyped.Challenge, Code: letter.Code},
			"the link":             {Challenge: mistyped.Challenge, Token: letter.Token},
			"the code of resuming": resumedAnswer,
		} {
			_, err := d.Confirm(t.Context(), answer)
			require.ErrorIs(t, err, confirmation.ErrSuperseded, name)
		}
		_, err := d.ChooseContact(t.Context(), registration.ChooseContact{Challenge: mistyped.Challenge, Contact: borisPhone})
		require.ErrorIs(t, err, confirmation.ErrSuperseded)
		_, err = d.Resend(t.Context(), registration.Resend{Challenge: mistyped.Challenge})
		require.ErrorIs(t, err, confirmation.ErrSuperseded)
		time.Sleep(time.Minute)
		assert.False(t, d.asked(d.resume(borisEmail)))

		confirmed := d.confirm(d.right(corrected))
		assert.Len(t, d.account(confirmed.Account).Contacts, 1)
	})
}

// A second contact does not slip into a registration that has proved its own, whatever challenge is
// still about, and gives nobody a grant.
func TestSecondContactOfARegistration(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		victim := d.prove(annasPhone)
		for _, purpose := range []confirmation.Purpose{confirmation.ForRegistration, confirmation.ForResuming} {
			answer := d.right(d.ask(victim.Account, purpose, borisEmail))
			_, err := d.Confirm(t.Context(), answer)
			require.ErrorIs(t, err, registration.ErrContactProved)
			time.Sleep(time.Minute)
		}
		assert.Len(t, d.account(victim.Account).Contacts, 1)
	})
}

// A grant is for its own account, its own purpose and half an hour.
func TestForeignGrants(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		victim, stranger := d.prove(annasPhone), d.prove(borisPhone)
		id, _, _ := strings.Cut(victim.Grant.Reveal(), ".")
		_, secret, _ := strings.Cut(stranger.Grant.Reveal(), ".")
		crossed := confirmation.ParseGrant(id + "." + secret)
		set := func(grant confirmation.Grant) error {
			_, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: grant, Password: goodSecret})
			return err
		}
		require.ErrorIs(t, set(crossed), confirmation.ErrGrant)

		// One for a new contact, which Confirm does not hand out: it would let its bearer try passwords.
		live := d.finish(annasEmail)
		added := d.right(d.ask(live, confirmation.ForNewContact, "+79260000002"))
		added.Account = live
		assert.True(t, d.confirm(added).Grant.IsZero())
		other, grant := d.right(d.ask(live, confirmation.ForNewContact, "+79260000003")), confirmation.Grant{}
		require.NoError(t, d.engine.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
			verdict, err := d.confirmations.Judge(ctx, unit, confirmation.Answer{Challenge: other.Challenge, Code: other.Code})
			require.NoError(t, verdict.Refusal)
			grant = verdict.Proof.Grant
			return err
		}))
		require.ErrorIs(t, set(grant), confirmation.ErrGrant)

		// One of a withheld challenge cannot come to be.
		time.Sleep(time.Minute)
		withheld := d.register(annasEmail)
		require.True(t, d.letter(withheld).Withheld)
		for _, text := range []string{withheld.Challenge + "." + secret, withheld.Challenge + ".", withheld.Challenge} {
			require.ErrorIs(t, set(confirmation.ParseGrant(text)), confirmation.ErrGrant)
		}
		time.Sleep(30 * time.Minute)
		require.ErrorIs(t, set(victim.Grant), confirmation.ErrGrant)
		assert.Equal(t, account.SetAPassword, d.account(victim.Account).Next())
	})
}

// The grant of an earlier proof of one's own registration is as good as that of a later one, and neither
// changes a password that is set.
func TestTwoGrants(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		first := d.prove(annasPhone)
		time.Sleep(time.Minute)
		second := d.confirm(d.right(d.resume(annasPhone)))
		require.NotEqual(t, first.Grant.Reveal(), second.Grant.Reveal())
		_, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: second.Grant, Password: goodSecret})
		require.NoError(t, err)
		_, err = d.SetPassword(t.Context(), registration.SetPassword{Grant: first.Grant, Password: "совсем другие пять слов здесь"})
		require.ErrorIs(t, err, account.ErrPasswordSet)
	})
}

// Answers to challenges of a registration that is complete tell so, and change nothing.
func TestConfirmOnALiveAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		began := d.register(annasEmail)
		time.Sleep(time.Minute)
		resumed := d.resume(annasEmail)
		late := d.right(resumed)
		confirmed := d.confirm(d.right(began))
		_, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: goodSecret})
		require.NoError(t, err)
		before := d.account(confirmed.Account)
		_, err = d.Confirm(t.Context(), late)
		require.ErrorIs(t, err, registration.ErrFinished)
		assert.Equal(t, before, d.account(confirmed.Account))
	})
}

// COD-3, COD-4: a stranger who uses up the allowance of somebody's contact cannot be kept from it, for it
// is kept per contact; but the person is told the wait, the link goes on working, so does another contact,
// and after a day all is as before.
func TestStrangerExhaustsTheAllowance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		victim := d.register(annasEmail)
		link := registration.Confirm{Challenge: victim.Challenge, Token: d.letter(victim).Token}
		for range 19 {
			time.Sleep(15 * time.Minute)
			receipt, err := d.Register(t.Context(), form(annasEmail))
			require.NoError(t, err)
			for range 5 {
				_, err = d.Confirm(t.Context(), d.wrong(receipt))
				require.Error(t, err)
			}
		}
		time.Sleep(15 * time.Minute)
		_, err := d.Resume(t.Context(), registration.Resume{Contact: annasEmail})
		require.ErrorIs(t, err, confirmation.ErrSendsPerDay)
		_, err = d.Confirm(t.Context(), d.right(victim))
		var limited *confirmation.Limited
		require.ErrorAs(t, err, &limited)
		require.ErrorIs(t, err, confirmation.ErrContactTries)
		assert.Less(t, limited.Wait, 24*time.Hour)

		other := d.choose(d.register(annasPhone), "anna@example.org")
		d.confirm(d.right(other))
		assert.Equal(t, account.SetAPassword, d.confirm(link).Next)

		time.Sleep(24 * time.Hour)
		d.confirm(d.right(d.resume(annasEmail)))
	})
}

// A contact that another account gets between the proof and the claim: the proof is judged anew, and
// comes too late.
func TestContactStolenBetweenProofAndClaim(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWitness()
		d := newDesk(t, watched(w))
		first := d.register(annasEmail)
		time.Sleep(time.Minute)
		second := d.register(annasEmail)
		answer, rival := d.right(first), d.right(second)

		thief := newDesk(t, func(s *setup) { s.store = w.Store })
		interrupted := newDesk(t, func(s *setup) {
			s.store = &interruption{Store: w, before: func() { thief.confirm(rival) }}
		})
		time.Sleep(time.Second)
		_, err := interrupted.Confirm(t.Context(), answer)
		require.ErrorIs(t, err, registration.ErrContactTaken)
		assert.Len(t, d.accountOf(second).Contacts, 1)
		assert.Empty(t, d.accountOf(first).Contacts)
	})
}

// Many registrations for one contact do not become many accounts with it.
func TestMassRegistration(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		registered := 0
		for range 24 * 60 {
			if _, err := d.Register(t.Context(), form(annasPhone)); err == nil {
				registered++
			}
			time.Sleep(time.Minute)
		}
		assert.Equal(t, 20, registered)
	})
}
