package enrolment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// CNF-9, PRO-5: what a registry rejects is corrected as ever; the confirmation waits for it.
func TestCorrectedProfileIsConfirmed(t *testing.T) {
	play(t, func(s scene) {
		id := s.joined(func(a *enrolment.Application) {
			a.Form.Document.Birthplace, a.Form.Document.DivisionCode = "г. Тула", "773-046"
		})
		require.NoError(s, s.accept(id, annasSNILS))
		s.rest(day)
		assert.Equal(s, account.Rejected, s.account(id).Submission.State)
		assert.Equal(s, enrolment.AwaitsProfile, s.standing(id).State)
		s.rest(20 * day)
		require.NoError(s, s.Verification.Submit(s.Context(), id, portaltest.Profile()))
		s.rest(day)
		assert.Equal(s, enrolment.Done, s.standing(id).State)
		assert.Equal(s, account.Confirmed, s.account(id).Level())
	})
}

// CNF-9, IDN-6: a profile of somebody else than the voucher saw is not confirmed, nor one that differs in ё.
func TestProfileThatDiffers(t *testing.T) {
	play(t, func(s scene) {
		id := s.joined(func(a *enrolment.Application) { a.Form.Name.Family = "Елкина" })
		require.NoError(s, s.accept(id, annasSNILS))
		s.rest(day)
		require.NoError(s, s.Verification.Correct(s.Context(), id, map[string]string{"name.family": "Ёлкина"}))
		s.rest(day)
		standing := s.standing(id)
		assert.Equal(s, enrolment.Over, standing.State)
		assert.Equal(s, enrolment.Differed, standing.Ending)
		assert.Equal(s, []identity.Difference{{Field: "name.family", OnlyYo: true}}, standing.Differences)
		assert.Equal(s, account.Standard, s.account(id).Level())
		s.unconfirmed(id)
		require.ErrorIs(s, s.accept(id, annasSNILS), enrolment.ErrOver)
		assert.Equal(s, []account.Method{account.Centre, account.Letter, account.Signature, account.Bank}, s.ways(id).Choice)
	})
}

// CNF-10: while the account is held nothing is accepted, and a confirmation waits for the review.
func TestHeldAccount(t *testing.T) {
	play(t, func(s scene) {
		reviewer := s.Person(s.T, "+79260000001")
		require.NoError(s, s.Operators.Appoint(s.Context(), operator.Appointment{Account: reviewer, Role: operator.Reviewer}))
		id := s.joined()
		ruling := identity.Ruling{Operator: reviewer, Account: id, Reason: account.OwnerReturned, Note: "x"}
		s.Block(s.T, id)
		require.ErrorIs(s, s.accept(id, annasSNILS), account.ErrHeld)
		require.NoError(s, s.Identity.GiveBack(s.Context(), ruling))

		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Delay: 3 * time.Second})
		require.NoError(s, s.accept(id, annasSNILS))
		s.Block(s.T, id)
		s.rest(day)
		s.unconfirmed(id)
		assert.Equal(s, account.Standard, s.account(id).Level())
		assert.Len(s, s.ways(id).Waiting, 1)
		assert.Equal(s, enrolment.AwaitsReview, s.standing(id).State)
		require.NoError(s, s.Identity.GiveBack(s.Context(), ruling))
		assert.Equal(s, account.Confirmed, s.account(id).Level())
		assert.Equal(s, enrolment.Done, s.standing(id).State)
	})
}

// CNF-9: whoever had their profile verified before is confirmed when they enter the SNILS; their own work is not lost.
func TestProfileOfThePersonComesFirst(t *testing.T) {
	play(t, func(s scene) {
		id := s.joined(func(a *enrolment.Application) { a.Form.Document.Issuer = "УВД" })
		require.NoError(s, s.Verification.Submit(s.Context(), id, portaltest.Profile()))
		s.rest(day)
		require.Equal(s, account.Standard, s.account(id).Level())
		s.unconfirmed(id)
		require.NoError(s, s.accept(id, annasSNILS))
		assert.Equal(s, account.Confirmed, s.account(id).Level())
		assert.Equal(s, 1, s.account(id).Submission.Number)
	})
	play(t, func(s scene) {
		id := s.joined(client)
		require.NoError(s, s.Verification.SaveDraft(s.Context(), id, profile.Form{Sex: "ж", SNILS: "1"}))
		require.NoError(s, s.accept(id, annasSNILS))
		draft, err := s.Verification.Draft(s.Context(), id)
		require.NoError(s, err)
		assert.Equal(s, "ж", draft.Sex)
		assert.Equal(s, "12345678964", draft.SNILS)
	})
}

// CNF-1: whoever is confirmed otherwise meanwhile needs no enrolment.
func TestConfirmedOtherwise(t *testing.T) {
	play(t, func(s scene) {
		id := s.joined()
		require.NoError(s, s.Verification.Submit(s.Context(), id, portaltest.Profile()))
		s.rest(day)
		s.Confirm(s.T, id, account.Bank, "request-9")
		require.NoError(s, s.accept(id, annasSNILS))
		assert.Equal(s, enrolment.Overtaken, s.standing(id).Ending)
		assert.Equal(s, 1, s.Count(s.T, "account.identity-confirmed"))
	})
}

// CNF-9: 7 days to accept, then 30 to be verified; what ended is forgotten after 90.
func TestExpiry(t *testing.T) {
	play(t, func(s scene) {
		opened := s.open()
		s.rest(6 * day)
		opened.Receipt.Challenge = s.resume()
		s.join(opened, portaltest.Phone)
		s.rest(day - time.Hour)
		assert.Equal(s, enrolment.AwaitsAcceptance, s.standing(opened.Account).State)
		s.rest(time.Hour)
		require.ErrorIs(s, s.accept(opened.Account, annasSNILS), enrolment.ErrExpired)
		assert.Equal(s, enrolment.Over, s.standing(opened.Account).State)
		s.rest(time.Hour)
		assert.Equal(s, 1, s.Count(s.T, "enrolment.ended"))
		assert.Equal(s, account.Simplified, s.account(opened.Account).Level())
	})
	play(t, func(s scene) {
		id := s.joined(client)
		require.NoError(s, s.accept(id, annasSNILS))
		s.rest(30*day - time.Hour)
		early := es.Timer{TimerKey: es.TimerKey{Stream: es.Stream{Category: enrolment.Category, ID: id}, Name: enrolment.ExpireTimer}}
		require.NoError(s, s.Enrolment.Expire(s.Context(), early))
		assert.Equal(s, enrolment.AwaitsProfile, s.standing(id).State)
		s.rest(2 * time.Hour)
		assert.Equal(s, enrolment.Expired, s.standing(id).Ending)
		require.NoError(s, s.Verification.Submit(s.Context(), id, portaltest.Profile()))
		s.rest(day)
		s.unconfirmed(id)
		s.rest(100 * day)
		assert.Zero(s, s.Count(s.T, "enrolment.begun"))
		assert.Equal(s, enrolment.Standing{}, s.standing(id))
	})
}
