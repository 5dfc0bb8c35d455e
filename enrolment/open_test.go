package enrolment_test

import (
	"fmt"
	"log/slog"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/enrolment"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/registration"
)

// CNF-9, REG-9: every fault of an application at once, and nothing begun.
func TestFaultyApplications(t *testing.T) {
	play(t, func(s scene) {
		_, err := s.try(func(a *enrolment.Application) {
			a.Contact, a.Consents, a.Language = "", nil, "fr"
			a.Form.Name.Family, a.Form.SNILS, a.Form.Document.Number = "", "123-456-789 12", "45 02"
		})
		assert.Equal(s, map[string]string{
			"contact": "registration.contact-required", "language": "shape.oneof",
			"consents.terms": "account.consent-required", "consents.personal-data": "account.consent-required",
			"name.family": "person.text.empty", "snils": "person.snils.checksum", "document.number": "person.passport.form",
		}, at(err))

		_, err = s.try(client, func(a *enrolment.Application) {
			a.Form = profile.Form{}
			a.Form.Document.Number = "1"
		})
		assert.Equal(s, map[string]string{
			"name.family": "person.text.empty", "name.given": "person.text.empty", "bornOn": "person.date.form",
			"snils": "profile.snils-missing", "document.kind": "person.document.kind",
		}, at(err))

		_, err = s.try(func(a *enrolment.Application) { a.Vouched.Evidence = "" })
		require.ErrorIs(s, err, fault.Permanent)
		assert.Zero(s, s.Count(s.T, "account.registered"))
		assert.Zero(s, s.Count(s.T, "enrolment.begun"))
	})
}

// OPS-2: an operator learns that there is an account, and what to do about it; nothing else.
func TestOperatorsLearnTheNextStep(t *testing.T) {
	play(t, func(s scene) {
		id := s.Verified(s.T, portaltest.Email, portaltest.Profile())
		for _, next := range []operator.Step{operator.Confirm, operator.Recover} {
			_, err := s.try(contact(portaltest.Email))
			assert.Equal(s, map[string]string{
				"snils": "enrolment.known", "document.number": "enrolment.known", "contact": "registration.contact-taken",
			}, at(err), "all at once")
			var known *enrolment.Known
			require.ErrorAs(s, err, &known)
			assert.Equal(s, next, known.Next)
			assert.NotContains(s, err.Error(), id)
			if next == operator.Confirm {
				s.Confirm(s.T, id, account.Centre, "visit-0")
			}
		}
		_, err := s.try(func(a *enrolment.Application) { a.Form.SNILS = "112-233-445 95" })
		assert.Equal(s, map[string]string{"document.number": "enrolment.known"}, at(err))
		assert.Zero(s, s.Count(s.T, "enrolment.begun"))
	})
}

// REG-8: a bank's client learns nothing of others: neither that the contact has an account, whose owner is told, nor
// that the SNILS has, which the verification refuses (VER-6).
func TestBankClientsLearnNothing(t *testing.T) {
	play(t, func(s scene) {
		s.Verified(s.T, portaltest.Email, portaltest.Profile())
		seen := len(s.Inbox.For(portaltest.Email))
		taken := s.open(client, contact(portaltest.Email))
		free := s.open(client)
		assert.Equal(s, len(taken.Receipt.Challenge), len(free.Receipt.Challenge))
		message, err := s.Inbox.Next(s.Context(), portaltest.Email, seen)
		require.NoError(s, err)
		assert.Contains(s, message.Text, "восстановите доступ", "the owner is told")

		s.join(free, portaltest.Phone)
		require.NoError(s, s.accept(free.Account, annasSNILS))
		form := portaltest.Profile()
		require.NoError(s, s.Verification.Submit(s.Context(), free.Account, form))
		s.rest(day)
		standing, err := s.Verification.Standing(s.Context(), free.Account)
		require.NoError(s, err)
		assert.Equal(s, map[string]string{"snils": "verification.taken", "document.number": "verification.taken"}, at(fault.Join(standing.Faults[0], standing.Faults[1])))
		s.unconfirmed(free.Account)
		assert.Equal(s, enrolment.AwaitsProfile, s.standing(free.Account).State)
	})
}

// COD-4: an operator cannot have a contact flooded.
func TestSendsAreLimited(t *testing.T) {
	play(t, func(s scene) {
		s.open()
		_, err := s.try()
		require.ErrorIs(s, err, confirmation.ErrSendTooSoon)
		assert.Equal(s, 1, s.Count(s.T, "enrolment.begun"))
	})
}

// COD-10, REG-6: the contact can be chosen anew, the code sent again, and the registration taken up later.
func TestWaysToGoOn(t *testing.T) {
	play(t, func(s scene) {
		opened := s.open(contact("+79160000000"))
		s.rest(2 * day)
		receipt, err := s.Registration.ChooseContact(s.Context(), registration.ChooseContact{
			Challenge: opened.Receipt.Challenge, Contact: portaltest.Phone,
		})
		require.NoError(s, err)
		s.rest(day)
		_, err = s.Registration.Resend(s.Context(), registration.Resend{Challenge: receipt.Challenge})
		require.NoError(s, err)
		s.rest(day)
		resumed, err := s.Registration.Resume(s.Context(), registration.Resume{Contact: portaltest.Phone})
		require.NoError(s, err)
		s.rest(0)
		require.Len(s, s.Inbox.For(portaltest.Phone), 3)
		opened.Receipt = resumed
		confirmed, err := s.Registration.Confirm(s.Context(), registration.Confirm{
			Challenge: resumed.Challenge, Code: s.Code(s.T, portaltest.Phone, 2),
		})
		require.NoError(s, err)
		assert.Equal(s, opened.Account, confirmed.Account)
	})
}

// IDN-9: whatever prints an application prints its name.
func TestApplicationsAreMasked(t *testing.T) {
	a := centre()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		assert.Equal(t, "[application]", fmt.Sprintf(verb, a))
		assert.Equal(t, "[enrol]", fmt.Sprintf(verb, registration.Enrol{Contact: portaltest.Phone}))
	}
	assert.Equal(t, slog.StringValue("[application]"), a.LogValue())
	e := enrolment.Enrolment{Account: "a-1", Form: form, Ending: enrolment.Expired}
	assert.NotContains(t, fmt.Sprint(e.LogValue()), "12345678964")
	assert.NotContains(t, fmt.Sprintf("%+v", e), "12345678964")
}
