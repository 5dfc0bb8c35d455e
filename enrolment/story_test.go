package enrolment_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/enrolment"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// CNF-9: from nothing to confirmed by a service centre, with a password that nobody else ever knew.
func TestFromNothingToConfirmedByACentre(t *testing.T) {
	play(t, func(s scene) {
		opened := s.open()
		id := opened.Account
		assert.Equal(s, enrolment.Standing{
			State: enrolment.AwaitsPassword, Method: account.Centre, By: "mfc-77", Until: time.Now().Add(7 * day).UTC(), TriesLeft: 5,
		}, s.standing(id))

		s.join(opened, "+79161234567")
		assert.Equal(s, account.Simplified, s.account(id).Level())
		assert.Equal(s, enrolment.AwaitsAcceptance, s.standing(id).State)

		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Delay: 3 * time.Second})
		require.NoError(s, s.accept(id, annasSNILS))
		require.NoError(s, s.accept(id, annasSNILS), "a double click")
		assert.Equal(s, enrolment.AwaitsVerification, s.standing(id).State)
		assert.Equal(s, time.Now().Add(30*day).UTC(), s.standing(id).Until)
		s.rest(10 * time.Minute)

		owner := s.account(id)
		assert.Equal(s, account.Confirmed, owner.Level())
		require.Len(s, owner.Confirmations, 1)
		assert.Equal(s, account.Confirmation{
			Method: account.Centre, By: "mfc-77", Operator: "01OPERATOR", Evidence: "visit-1", At: owner.Confirmations[0].At,
		}, owner.Confirmations[0])
		assert.Equal(s, enrolment.Standing{State: enrolment.Done, Method: account.Centre, By: "mfc-77", TriesLeft: 5, Ending: enrolment.Confirmed}, s.standing(id))
		assert.Empty(s, s.ways(id).Open)
		s.SignIn(s.T, "12345678964")

		require.NoError(s, s.accept(id, annasSNILS))
		s.rest(60 * day)
		assert.Equal(s, 1, s.Count(s.T, "account.identity-confirmed"))
		assert.Equal(s, 1, s.Count(s.T, "enrolment.ended"))
		assert.Empty(s, s.Leaks(s.T, "Ёлкина", "Анна", "12345678964", "123-456-789", "500100732259", "4502573482", "1975-05-09", "9161234567"))
	})
}

// CNF-9: what a bank knows becomes the draft, which the person completes.
func TestFromNothingToConfirmedByWhatABankKnows(t *testing.T) {
	play(t, func(s scene) {
		id := s.joined(client)
		require.NoError(s, s.accept(id, "12345678964"))
		assert.Equal(s, enrolment.AwaitsProfile, s.standing(id).State)
		draft, err := s.Verification.Draft(s.Context(), id)
		require.NoError(s, err)
		assert.Equal(s, "АННА", draft.Name.Given)
		assert.Equal(s, "1975-05-09", draft.BornOn)
		assert.Empty(s, draft.Sex)

		draft.Name = profile.NameForm{Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна"}
		draft.Sex, draft.Citizenship = "ж", "ru"
		draft.Document = person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: "45 02 573482", IssuedOn: "01.06.1997",
			Issuer: "ОВД района Арбат г. Москвы", DivisionCode: "773-045", Birthplace: "г. Москва",
		}
		require.NoError(s, s.Verification.Submit(s.Context(), id, draft))
		s.rest(10 * time.Minute)
		owner := s.account(id)
		assert.Equal(s, account.Confirmed, owner.Level())
		assert.Equal(s, "request-1", owner.Confirmations[0].Evidence)
	})
}
