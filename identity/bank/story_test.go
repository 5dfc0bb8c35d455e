package bank_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/internal/portaltest"
)

// CNF-8, CNF-1: from the simplified level to the confirmed one by a bank, from the first code to the last refusal.
func TestFromNothingToConfirmedByABank(t *testing.T) {
	play(t, func(s scene) {
		s.letter()
		request := s.begin()
		require.Len(s, s.standing().Open, 2)
		assert.Contains(s, s.standing().Open, identity.Way{Method: account.Bank, Evidence: request.ID, At: time.Now().UTC()})
		assertion := s.answer(request)

		require.NoError(s, s.complete(request, assertion))
		standing := s.standing()
		assert.Equal(s, account.Confirmed, standing.Level)
		assert.Empty(s, standing.Open)
		require.Len(s, standing.Confirmations, 1)
		assert.Equal(s, account.Confirmation{
			Method: account.Bank, By: "test-bank", Evidence: request.ID, At: standing.Confirmations[0].At,
		}, standing.Confirmations[0])

		require.ErrorIs(s, s.complete(request, assertion), bank.ErrUsed)
		require.ErrorIs(s, s.confirmByLetter(), identity.ErrClosed)
		_, err := s.Bank.Begin(s.Context(), begin(s.id))
		require.ErrorIs(s, err, identity.ErrConfirmed)
		assert.Equal(s, 1, s.Count(s.T, "account.identity-confirmed"))
		assert.Equal(s, 1, s.Count(s.T, "account.received"))
		assert.Empty(s, s.Leaks(s.T, "Ёлкина", "Анна", "12345678964", "500100732259", "4502573482", "1975-05-09",
			request.Nonce, request.State.Reveal(), assertion))
	})
}

// CNF-8: whoever's profile is not verified has nothing that a bank could confirm.
func TestBeginNeedsAVerifiedProfile(t *testing.T) {
	play(t, func(s scene) {
		_, err := s.Bank.Begin(s.Context(), begin(s.Person(s.T, "+79260000002")))
		require.ErrorIs(s, err, account.ErrNotStandard)
		_, err = s.Bank.Begin(s.Context(), begin("01HZX3K7Q4M8T0000000000000"))
		require.ErrorIs(s, err, account.ErrUnknown)
	})
}

// CNF-8: nonce and state are new for each request, and differ by its account and bank.
func TestRequest(t *testing.T) {
	play(t, func(s scene) {
		first, second := s.begin(), s.begin()
		other := s.begin(func(b *bank.Begin) { b.Bank = "other-bank" })
		seen := map[string]bool{}
		for _, r := range []bank.Request{first, second, other} {
			assert.Len(s, r.Nonce, 43, "256 bits")
			for _, text := range []string{r.ID, r.Nonce, r.State.Reveal()} {
				assert.False(s, seen[text])
				seen[text] = true
			}
			assert.Equal(s, time.Now().Add(10*time.Minute).UTC(), r.ExpiresAt)
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
				assert.NotContains(s, fmt.Sprintf(verb, r.State), r.State.Reveal()[27:])
				assert.NotContains(s, fmt.Sprintf(verb, struct{ x bank.State }{r.State}), r.State.Reveal()[27:])
			}
		}
		assert.Equal(s, "portal-at-test-bank", first.Bank.Audience)
		assert.Equal(s, "portal-at-other-bank", other.Bank.Audience)
		assert.NotContains(s, first.State.Reveal(), first.Nonce)
		ids := []string{}
		for _, b := range s.Bank.Banks() {
			ids = append(ids, b.ID)
		}
		assert.Equal(s, []string{"other-bank", "test-bank"}, ids)
		_, err := s.Bank.Begin(s.Context(), begin(s.id, func(b *bank.Begin) { b.Bank = "no-bank" }))
		require.ErrorIs(s, err, bank.ErrUnknownBank)
		assert.Equal(s, map[string]string{"bank": "bank.unknown-bank"}, at(err))
	})
}

// CNF-8: the state survives the browser.
func TestStateSurvivesTheRedirect(t *testing.T) {
	play(t, func(s scene) {
		request := s.begin()
		back := bank.ParseState(request.State.Reveal())
		require.NoError(s, s.Bank.Complete(s.Context(), bank.Reply{Account: s.id, State: back, Assertion: s.answer(request)}))
	})
}

// CNF-8, CON-1: nothing is asked without consent, and nothing is taken after it was withdrawn.
func TestConsent(t *testing.T) {
	play(t, func(s scene) {
		_, err := s.Bank.Begin(s.Context(), begin(s.id, func(b *bank.Begin) { b.Consent.Version = "" }))
		require.ErrorIs(s, err, bank.ErrConsent)
		assert.Zero(s, s.Count(s.T, "bank.requested"))

		began := time.Now().UTC()
		request := s.begin()
		consents, err := s.Consents.Of(s.Context(), s.id)
		require.NoError(s, err)
		assert.Contains(s, consents, account.Consent{
			Purpose: account.IdentityByBank, Recipient: "bank:test-bank", Version: "2026-01", Channel: "web", At: began,
		})

		require.NoError(s, s.Consents.Withdraw(s.Context(), s.id, account.IdentityByBank, "bank:test-bank"))
		require.ErrorIs(s, s.complete(request, s.answer(request)), bank.ErrConsent)
		s.unconfirmed()
		assert.Empty(s, s.transfers().Received)

		s.begin(func(b *bank.Begin) { b.Bank = "other-bank" })
		require.ErrorIs(s, s.complete(request, s.answer(request)), bank.ErrConsent, "to hear from another bank")
		s.begin()
		require.NoError(s, s.complete(request, s.answer(request)))
	})
}

// CON-1: the person sees which fields came from which bank; to the bank nothing goes.
func TestTransfersAreRecorded(t *testing.T) {
	play(t, func(s scene) {
		request := s.begin()
		assert.Zero(s, s.transfers())
		assertion := s.answer(request, func(f *bank.IdentityForm) { f.INN, f.DocumentKind, f.DocumentNumber = "", "", "" })
		s.wait(time.Minute)
		require.NoError(s, s.complete(request, assertion))
		assert.Equal(s, account.Transfers{Received: []account.Transfer{{
			Party: "bank:test-bank", Purpose: account.IdentityByBank, At: time.Now().UTC(),
			Fields: []string{"bornOn", "name.family", "name.given", "name.patronymic", "snils"},
		}}}, s.transfers())
	})
}

// CNF-10: on a held account a right answer waits for the review.
func TestHeldAccount(t *testing.T) {
	play(t, func(s scene) {
		reviewer := s.reviewer()
		request := s.begin()
		ruling := identity.Ruling{Operator: reviewer, Account: s.id, Reason: account.Suspicion, Note: "x"}
		require.NoError(s, s.Identity.Block(s.Context(), ruling))
		_, err := s.Bank.Begin(s.Context(), begin(s.id))
		require.ErrorIs(s, err, account.ErrHeld)

		require.NoError(s, s.complete(request, s.answer(request)))
		s.unconfirmed()
		assert.Len(s, s.standing().Waiting, 1)

		ruling.Reason = account.OwnerReturned
		require.NoError(s, s.Identity.GiveBack(s.Context(), ruling))
		assert.Equal(s, account.Confirmed, s.standing().Level)
	})
}

// CNF-8: a bank needs no document of the profile's kind to know somebody by their SNILS.
func TestAnswersThatAgree(t *testing.T) {
	for name, change := range map[string]func(*bank.IdentityForm){
		"capitals": func(f *bank.IdentityForm) {
			f.Family, f.Given, f.Patronymic = "ЁЛКИНА", "АННА", "СЕРГЕЕВНА"
		},
		"no SNILS":    func(f *bank.IdentityForm) { f.SNILS = "" },
		"no document": func(f *bank.IdentityForm) { f.DocumentKind, f.DocumentNumber = "", "" },
		"no INN":      func(f *bank.IdentityForm) { f.INN = "" },
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(s scene) {
				request := s.begin()
				require.NoError(s, s.complete(request, s.answer(request, change)))
				assert.Equal(s, account.Confirmed, s.standing().Level)
			})
		})
	}
}

// CNF-8: an INN that the person left out is nothing the bank can contradict.
func TestProfileWithoutINN(t *testing.T) {
	play(t, func(s scene) {
		form := portaltest.Profile()
		form.INN, form.SNILS, form.Document.Number = "", "112-233-445 95", "45 03 111222"
		s.id = s.Verified(s.T, "+79260000003", form)
		request := s.begin()
		require.NoError(s, s.complete(request, s.answer(request, func(f *bank.IdentityForm) {
			f.SNILS, f.DocumentNumber = "11223344595", "4503111222"
		})))
	})
}
