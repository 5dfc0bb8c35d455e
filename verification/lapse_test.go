package verification_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// resident has a residence permit that expires on 3 January 2000, Moscow time: soon after the tests begin.
func resident(t testing.TB) profile.Form {
	t.Helper()
	f := form()
	f.Citizenship = "uz"
	f.Document = person.IdentityDocumentForm{
		Kind: person.DocumentResidencePermit, Number: "82 1234567", IssuedOn: "03.01.1995", ExpiresOn: "03.01.2000",
		Issuer: "ГУ МВД России по г. Москве", Birthplace: "г. Ташкент",
	}
	return f
}

// VER-8: the level falls on the day after the document's last, and rises again with a new document.
func TestDocumentLapses(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, resident(s)))
		s.submit(resident(s))
		s.rest(5 * time.Minute)
		require.Equal(s, account.Standard, s.standing().Level)

		end := time.Date(2000, 1, 3, 21, 0, 0, 0, time.UTC) // midnight in Moscow
		s.rest(time.Until(end) - time.Minute)
		assert.Equal(s, account.Standard, s.standing().Level)
		s.rest(3 * time.Minute)
		assert.Equal(s, account.Simplified, s.standing().Level)
		told := s.Inbox.For(portaltest.Phone)
		assert.Contains(s, told[len(told)-1].Text, "документ")

		require.ErrorIs(s, s.Verification.Submit(s.Context(), s.id, resident(s)), profile.ErrDocumentLapsed)
		renewed := resident(s)
		renewed.Document.Number, renewed.Document.IssuedOn, renewed.Document.ExpiresOn = "82 7654321", "03.01.2000", "03.01.2005"
		s.Registry.Know(parsed(s, renewed))
		s.submit(renewed)
		s.rest(5 * time.Minute)
		assert.Equal(s, account.Standard, s.standing().Level)
		s.rest(time.Hour)
		assert.Equal(s, account.Standard, s.standing().Level)
	})
}

// VER-8: whether it does is a policy.
func TestLapsedDocumentKeepsTheLevelByPolicy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Patient, func(policy *kabinet.Policy) { policy.Verification.KeepLapsed = true })
		s := scene{t, p, p.Person(t, portaltest.Phone)}
		s.Registry.Know(parsed(s, resident(s)))
		s.submit(resident(s))
		s.rest(10 * 24 * time.Hour)
		assert.Equal(t, account.Standard, s.standing().Level)
	})
}
