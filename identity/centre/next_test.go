package centre_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/operator"
)

// OPS-2: no account → register; not confirmed → confirm; confirmed → recover; by any identifier that leads to it.
func TestNext(t *testing.T) {
	play(t, func(s scene) {
		next := func(identifier string) centre.Next {
			s.Helper()
			found, err := s.Centres.Next(s.Context(), s.desk.Operator, identifier)
			require.NoError(s, err)
			return found
		}
		assert.Equal(s, centre.Next{Step: operator.Register}, next("+79269999999"))
		assert.Equal(s, centre.Next{Step: operator.Register}, next("112-233-445 95"))
		s.Prove(s.T, "+79260000009")
		assert.Equal(s, centre.Next{Step: operator.Register}, next("+79260000009"), "an unfinished registration is in nobody's way")

		simplified := s.Person(s.T, "boris@example.ru")
		assert.Equal(s, centre.Next{Step: operator.Confirm, Account: simplified, Level: account.Simplified}, next("boris@example.ru"))
		for _, identifier := range []string{"8 (916) 123-45-67", "123 456 789 64", "12345678964"} {
			assert.Equal(s, centre.Next{Step: operator.Confirm, Account: s.id, Level: account.Standard}, next(identifier))
		}
		s.Block(s.T, simplified)
		assert.Equal(s, account.Blocked, next("boris@example.ru").Hold)
		_, err := s.receive(papers())
		require.NoError(s, err)
		assert.Equal(s, centre.Next{Step: operator.Recover, Account: s.id, Level: account.Confirmed}, next(portaltest.Phone))
	})
}

func TestWhoMayAskForTheNextStep(t *testing.T) {
	play(t, func(s scene) {
		_, err := s.Centres.Next(s.Context(), s.id, portaltest.Phone)
		require.ErrorIs(s, err, operator.ErrNotAllowed)
		_, err = s.Centres.Next(s.Context(), s.desk.Operator, "Ёлкина")
		assert.Equal(s, map[string]string{"identifier": "centre.identifier"}, codes(err))
		auditor := s.Person(s.T, "+79260000006")
		require.NoError(s, s.Operators.Appoint(s.Context(), operator.Appointment{Account: auditor, Role: operator.Auditor}))
		_, err = s.Centres.Next(s.Context(), auditor, portaltest.Phone)
		require.ErrorIs(s, err, operator.ErrNotAllowed)
		support := s.Person(s.T, "+79260000005")
		require.NoError(s, s.Operators.Appoint(s.Context(), operator.Appointment{Account: support, Role: operator.Support}))
		_, err = s.Centres.Next(s.Context(), support, portaltest.Phone)
		require.NoError(s, err)
	})
}
