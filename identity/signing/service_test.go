package signing_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/signature"
	"github.com/kabinet-go/kabinet/identity/signing"
	"github.com/kabinet-go/kabinet/internal/portaltest"
)

// CNF-7: from standard to confirmed by a signature on the portal's statement.
func TestConfirmBySignature(t *testing.T) {
	play(t, func(s scene) {
		document := s.issue()
		said := string(document.Text)
		assert.Contains(s, said, "Кабинет\n")
		assert.Contains(s, said, s.id)
		assert.Contains(s, said, "Выдано: "+time.Now().UTC().Format(time.RFC3339))
		for _, personal := range []string{"Ёлкина", "Анна", "12345678964", "9161234567"} {
			assert.NotContains(s, said, personal)
		}
		require.NoError(s, s.confirm(document, s.anna))
		owner := s.account(s.id)
		assert.Equal(s, account.Confirmed, owner.Level())
		require.Len(s, owner.Confirmations, 1)
		assert.Equal(s, account.Confirmation{
			Method: account.Signature, By: "Kabinet, for tests", Evidence: document.Statement, At: time.Now().UTC(),
		}, owner.Confirmations[0])
		require.ErrorIs(s, s.confirm(document, s.anna), signing.ErrUsed)
		_, err := s.Signing.Issue(s.Context(), s.id)
		require.ErrorIs(s, err, identity.ErrConfirmed)
		_, nonce, found := strings.Cut(strings.TrimSpace(said), document.Statement+"-")
		require.True(s, found)
		assert.Empty(s, s.Leaks(s.T, "Ёлкина", "12345678964", nonce))
	})
}

// The same statement comes again while it is fresh; a newer one ends the older.
func TestIssueAgain(t *testing.T) {
	play(t, func(s scene) {
		first := s.issue()
		time.Sleep(14 * time.Minute)
		assert.Equal(s, first, s.issue())
		again, err := s.Signing.Document(s.Context(), s.id, first.Statement)
		require.NoError(s, err)
		assert.Equal(s, first, again)
		time.Sleep(2 * time.Minute)
		second := s.issue()
		assert.NotEqual(s, first.Statement, second.Statement)
		assert.NotEqual(s, first.Text, second.Text)
		require.ErrorIs(s, s.confirm(first, s.anna), signing.ErrOver)
		standing, err := s.Identity.Standing(s.Context(), s.id)
		require.NoError(s, err)
		assert.Len(s, standing.Open, 1)
		require.NoError(s, s.confirm(second, s.anna))
	})
}

func TestStatementExpires(t *testing.T) {
	play(t, func(s scene) {
		document := s.issue()
		time.Sleep(30 * time.Minute)
		require.ErrorIs(s, s.confirm(document, s.anna), signing.ErrExpired)
		time.Sleep(5 * time.Minute)
		standing, err := s.Identity.Standing(s.Context(), s.id)
		require.NoError(s, err)
		assert.Empty(s, standing.Open, "by its timer")
		require.ErrorIs(s, s.confirm(document, s.anna), signing.ErrExpired)
		require.NoError(s, s.confirm(s.issue(), s.anna))
	})
}

// CNF-7: on error the cause is shown, and the same statement can be signed again.
func TestRefusedSignatures(t *testing.T) {
	play(t, func(s scene) {
		document := s.issue()
		right := s.anna.Sign(document.Text, time.Now())
		another := s.anna.Sign(append([]byte("!"), document.Text...), time.Now())
		for _, c := range []struct {
			sent []byte
			want error
		}{
			{nil, signature.ErrNotSignature},
			{[]byte("PDF"), signature.ErrNotSignature},
			{right[:len(right)-10], signature.ErrNotSignature},
			{another, signature.ErrContentDiffers},
			{s.certificate(but(signature.TypeSNILS, "")).Sign(document.Text, time.Now()), signature.ErrNoSNILS},
		} {
			err := s.Signing.Confirm(s.Context(), signing.Reply{Account: s.id, Statement: document.Statement, Signature: c.sent})
			require.ErrorIs(s, err, c.want)
		}
		assert.Equal(s, 5, s.Count(s.T, "signing.refused"))
		assert.Equal(s, account.Standard, s.account(s.id).Level())
		require.NoError(s, s.confirm(document, s.anna))
	})
}

func TestTooManyRefusals(t *testing.T) {
	play(t, func(s scene) {
		document := s.issue()
		bad := signing.Reply{Account: s.id, Statement: document.Statement, Signature: []byte("x")}
		for range 10 {
			require.ErrorIs(s, s.Signing.Confirm(s.Context(), bad), signature.ErrNotSignature)
		}
		require.ErrorIs(s, s.confirm(document, s.anna), signing.ErrTooMany)
		require.NoError(s, s.confirm(s.issue(), s.anna))
	})
}

// CNF-7: the certificate must be of the person of the profile; what differs is named, and the statement is over.
func TestSignatureOfAnother(t *testing.T) {
	play(t, func(s scene) {
		for _, c := range []struct {
			kind, text, field string
			says              fault.Fault
		}{
			{signature.TypeSNILS, "11223344595", "snils", signing.ErrMismatch},
			{signature.TypeSurname, "Петрова", "name.family", signing.ErrMismatch},
			{signature.TypeSurname, "", "name.family", signing.ErrMismatch},
			{signature.TypeSurname, "ЕЛКИНА", "name.family", signing.ErrOnlyYo},
			{signature.TypeGivenNames, "Анна", "name.patronymic", signing.ErrMismatch},
			{signature.TypeGivenNames, "Анна Сергеевна 2", "name.patronymic", signing.ErrMismatch},
			{signature.TypeGivenNames, "Мария Сергеевна", "name.given", signing.ErrMismatch},
			{signature.TypeINN, "774334078053", "inn", signing.ErrMismatch},
		} {
			document := s.issue()
			err := s.confirm(document, s.certificate(but(c.kind, c.text)))
			faults := fault.All(err)
			require.Len(s, faults, 1, c.text)
			assert.Equal(s, c.field, faults[0].Path)
			require.ErrorIs(s, err, c.says)
			require.ErrorIs(s, s.confirm(document, s.anna), signing.ErrOver)
		}
		assert.Equal(s, account.Standard, s.account(s.id).Level())
		for _, subject := range []map[string]string{but(signature.TypeINN, ""), but(signature.TypeSurname, "ЁЛКИНА")} {
			require.NoError(s, s.confirm(s.issue(), s.certificate(subject)), "still hers")
			s.revoke()
		}
	})
}

// revoke has the registries verify another birth date, with which no confirmation is left (VER-8).
func (s scene) revoke() {
	s.Helper()
	other := portaltest.Profile()
	if s.account(s.id).Profile.Reveal().BornOn == "1975-05-09" {
		other.BornOn = "10.05.1975"
	}
	s.Know(s.T, other)
	require.NoError(s, s.Verification.Submit(s.Context(), s.id, other))
	time.Sleep(10 * time.Minute)
	require.Empty(s, s.account(s.id).Confirmations)
}

// A statement is of one account; another's is as unknown as one that never was.
func TestStatementOfAnother(t *testing.T) {
	play(t, func(s scene) {
		document := s.issue()
		stranger := s.of(s.Person(s.T, portaltest.Email))
		require.ErrorIs(s, stranger.confirm(document, s.anna), signing.ErrUnknown)
		_, err := s.Signing.Document(s.Context(), stranger.id, document.Statement)
		require.ErrorIs(s, err, signing.ErrUnknown)
		_, err = s.Signing.Issue(s.Context(), stranger.id)
		require.ErrorIs(s, err, account.ErrNotStandard)
		require.ErrorIs(s, s.confirm(signing.Document{Statement: "none"}, s.anna), signing.ErrUnknown)
	})
}

// CNF-1: of several who send the same signature at once, one confirms; another way that succeeds closes it.
func TestConfirmAtOnce(t *testing.T) {
	play(t, func(s scene) {
		document := s.issue()
		errs := make([]error, 4)
		var running sync.WaitGroup
		for i := range errs {
			running.Go(func() { errs[i] = s.confirm(document, s.anna) })
		}
		running.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				require.ErrorIs(s, err, signing.ErrUsed)
			}
		}
		assert.Equal(s, 1, won)
		assert.Equal(s, 1, s.Count(s.T, "account.identity-confirmed"))
		assert.Equal(s, 1, s.Count(s.T, "account.certificate-bound"))
	})
}

func TestClosedByAnotherWay(t *testing.T) {
	play(t, func(s scene) {
		document := s.issue()
		s.Portal.Confirm(s.T, s.id, account.Bank, "b-1")
		require.ErrorIs(s, s.confirm(document, s.anna), identity.ErrClosed)
	})
}

// Trouble with the verifier is nobody's fault: nothing is counted, and the same reply may come again.
func TestTroubleOfTheVerifier(t *testing.T) {
	play(t, func(s scene) {
		document := s.issue()
		s.Authority.Lists(fault.AsTransient(errors.New("the list is not there")))
		require.ErrorIs(s, s.confirm(document, s.anna), fault.Transient)
		s.Authority.Lists(nil)
		assert.Zero(s, s.Count(s.T, "signing.refused"))
		require.NoError(s, s.confirm(document, s.anna))
	})
}

// CNF-10: on an account that was put on hold after the statement was issued, the confirmation waits.
func TestSignatureWaitsWhileHeld(t *testing.T) {
	play(t, func(s scene) {
		document := s.issue()
		s.Block(s.T, s.id)
		require.NoError(s, s.confirm(document, s.anna))
		assert.Equal(s, account.Standard, s.account(s.id).Level())
		assert.Len(s, s.account(s.id).Waiting, 1)
	})
}
