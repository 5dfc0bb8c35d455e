package signing_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/identity/signature"
	"github.com/kabinet-go/kabinet/identity/signing"
	"github.com/kabinet-go/kabinet/internal/portaltest"
)

// scene is a portal in virtual time with Anna, whose profile is verified, and her e-signature.
type scene struct {
	*testing.T
	portaltest.Portal
	id   string
	anna memory.Signer
}

func play(t *testing.T, story func(s scene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := scene{T: t, Portal: portaltest.Start(t, portaltest.Patient)}
		s.id = s.Verified(t, portaltest.Phone, portaltest.Profile())
		s.anna = s.certificate(annas())
		story(s)
	})
}

// annas are the parts of the name in a certificate that is Anna's.
func annas() map[string]string {
	return map[string]string{
		signature.TypeSurname: "Ёлкина", signature.TypeGivenNames: "Анна Сергеевна", signature.TypeSNILS: "12345678964",
		signature.TypeINN: "500100732259",
	}
}

func but(kind, text string) map[string]string {
	changed := annas()
	changed[kind] = text
	if text == "" {
		delete(changed, kind)
	}
	return changed
}

// certificate issues one that is valid for a year.
func (s scene) certificate(subject map[string]string) memory.Signer {
	s.Helper()
	holder := memory.Holder{NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0)}
	for kind, text := range subject {
		holder.Subject = append(holder.Subject, signature.Attribute{Type: kind, Text: text})
	}
	signer, err := s.Authority.Issue(holder)
	require.NoError(s, err)
	return signer
}

func (s scene) issue() signing.Document {
	s.Helper()
	document, err := s.Signing.Issue(s.Context(), s.id)
	require.NoError(s, err)
	return document
}

// reply signs a statement.
func (s scene) reply(document signing.Document, signer memory.Signer) signing.Reply {
	return signing.Reply{Account: s.id, Statement: document.Statement, Signature: signer.Sign(document.Text, time.Now())}
}

func (s scene) confirm(document signing.Document, signer memory.Signer) error {
	return s.Signing.Confirm(s.Context(), s.reply(document, signer))
}

func (s scene) account(id string) account.Account {
	s.Helper()
	found, err := s.Accounts.Get(s.Context(), id)
	require.NoError(s, err)
	return found
}

// of is the same scene for another person.
func (s scene) of(id string) scene {
	s.id = id
	return s
}
