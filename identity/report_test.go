package identity_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/operator"
)

func (s scene) reportOf(evidence string) identity.Report {
	s.Helper()
	found, ok, err := s.Identity.Reportable(s.Context(), s.id, evidence)
	require.NoError(s, err)
	require.True(s, ok)
	assert.Equal(s, evidence, found.Evidence)
	return found.Report
}

// CNF-11: "this was not me" closes the account until an operator has decided; cleared, it is as it was.
func TestReportThatIsCleared(t *testing.T) {
	play(t, func(s scene) {
		s.Confirm(s.T, s.id, account.Bank, "b-1")
		session := s.SignIn(s.T, portaltest.Phone)
		report := identity.ParseReport(s.reportOf("b-1").Reveal())
		require.NoError(s, s.Identity.ReportMisuse(s.Context(), report))
		require.NoError(s, s.Identity.ReportMisuse(s.Context(), report), "a double click")
		assert.Equal(s, account.UnderReview, s.account().Hold)
		_, err := s.Access.Authenticate(s.Context(), session.Token)
		require.ErrorIs(s, err, access.ErrNoSession)

		require.NoError(s, s.Identity.CloseReview(s.Context(), true, s.ruling(account.Cleared)))
		assert.Equal(s, account.NotHeld, s.account().Hold)
		assert.Equal(s, account.Confirmed, s.account().Level())
		s.SignIn(s.T, portaltest.Phone)
		assert.Empty(s, s.Leaks(s.T, "звонила"))
	})
}

// CNF-11: misuse found takes the confirmation away, and the account stays blocked until it is given back.
func TestReportThatIsRight(t *testing.T) {
	play(t, func(s scene) {
		s.Confirm(s.T, s.id, account.Bank, "b-1")
		require.NoError(s, s.Identity.ReportMisuse(s.Context(), s.reportOf("b-1")))
		require.NoError(s, s.Identity.CloseReview(s.Context(), false, s.ruling(account.Misused)))
		assert.Equal(s, account.Blocked, s.account().Hold)
		assert.Equal(s, account.Standard, s.account().Level())
		require.NoError(s, s.Identity.GiveBack(s.Context(), s.ruling(account.OwnerReturned)))
		s.SignIn(s.T, portaltest.Phone)
		assert.Equal(s, account.Methods(), s.standing().Choice)
	})
}

// CNF-11: the link is valid for 240 hours.
func TestReportExpires(t *testing.T) {
	play(t, func(s scene) {
		s.Confirm(s.T, s.id, account.Bank, "b-1")
		report := s.reportOf("b-1")
		time.Sleep(240*time.Hour - time.Millisecond)
		s.reportOf("b-1")
		time.Sleep(time.Millisecond)
		require.ErrorIs(s, s.Identity.ReportMisuse(s.Context(), report), identity.ErrReportExpired)
		_, ok, err := s.Identity.Reportable(s.Context(), s.id, "b-1")
		require.NoError(s, err)
		assert.False(s, ok)
		assert.Equal(s, account.NotHeld, s.account().Hold)
	})
}

// Nobody closes an account with a link that is not theirs.
func TestForgedReports(t *testing.T) {
	play(t, func(s scene) {
		s.Confirm(s.T, s.id, account.Bank, "b-1")
		good := s.reportOf("b-1").Reveal()
		parts := strings.Split(good, ".")
		swap := func(i int, text string) string {
			changed := append([]string(nil), parts...)
			changed[i] = text
			return strings.Join(changed, ".")
		}
		encode := base64.RawURLEncoding.EncodeToString
		for _, text := range []string{
			"", "x", "...", strings.Join(parts[:3], "."), good + ".x", swap(0, encode([]byte("other"))), swap(0, "!"),
			swap(1, s.reviewer), swap(2, ""), swap(2, parts[2][:20]), swap(2, encode(make([]byte, 16))), swap(3, "b-2"),
		} {
			require.ErrorIs(s, s.Identity.ReportMisuse(s.Context(), identity.ParseReport(text)), identity.ErrReport, text)
		}
		assert.Equal(s, account.NotHeld, s.account().Hold)
		assert.Equal(s, "[report] [report]", fmt.Sprintf("%v %+d", s.reportOf("b-1"), s.reportOf("b-1")))
	})
}

// OPS-1, OPS-3: only a reviewer decides, never about themselves, and of an account that exists.
func TestWhoDecides(t *testing.T) {
	play(t, func(s scene) {
		ruling := s.ruling(account.Suspicion)
		ruling.Operator = s.id
		require.ErrorIs(s, s.Identity.Block(s.Context(), ruling), operator.ErrNotAllowed)
		require.NoError(s, s.Operators.Appoint(s.Context(), operator.Appointment{Account: s.id, Role: operator.Support}))
		require.ErrorIs(s, s.Identity.Block(s.Context(), ruling), operator.ErrNotAllowed)

		own := s.ruling(account.Suspicion)
		own.Account = s.reviewer
		require.ErrorIs(s, s.Identity.Block(s.Context(), own), identity.ErrOwnAccount)
		unknown := s.ruling(account.Suspicion)
		unknown.Account = "nobody"
		require.ErrorIs(s, s.Identity.Block(s.Context(), unknown), account.ErrUnknown)
		require.ErrorIs(s, s.Identity.CloseReview(s.Context(), true, s.ruling(account.Cleared)), account.ErrTransition)
	})
}
