package cms_test

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/adapters/cms/internal/cmstest"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signature"
	"github.com/kabinet-go/kabinet/identity/signature/signaturetest"
)

func TestRevocationLists(t *testing.T) {
	a := newTestAuthority(t)
	sent := a.sign(t, signaturetest.Order{Content: statement, Subject: signaturetest.Anna()})
	form := cmstest.List{ThisUpdate: a.at.Add(-time.Hour), NextUpdate: a.at.Add(time.Hour)}
	of := func(issuer cmstest.Certificate, change func(*cmstest.List)) []byte {
		changed := form
		change(&changed)
		return changed.Issue(t, issuer)
	}
	root := of(a.root, func(*cmstest.List) {})
	empty := of(a.middle, func(*cmstest.List) {})
	listed := of(a.middle, func(l *cmstest.List) { l.Serials = []int64{5, a.serial} })
	old := of(a.middle, func(l *cmstest.List) { l.NextUpdate = a.at.Add(-time.Second) })
	stranger := a.middle
	stranger.Key = cmstest.GOST(t)
	for name, c := range map[string]struct {
		lists  [][]byte
		reason error
	}{
		"both there":               {[][]byte{root, empty}, nil},
		"as PEM":                   {[][]byte{root, pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: empty})}, nil},
		"none":                     {nil, signature.ErrRevocationUnknown},
		"none of the root":         {[][]byte{empty}, signature.ErrRevocationUnknown},
		"listed":                   {[][]byte{root, listed}, signature.ErrRevoked},
		"listed in one of two":     {[][]byte{root, empty, listed}, signature.ErrRevoked},
		"the issuer is listed":     {[][]byte{of(a.root, func(l *cmstest.List) { l.Serials = []int64{7} }), empty}, signature.ErrIssuerRevoked},
		"old":                      {[][]byte{root, old}, signature.ErrRevocationListOld},
		"old beside a current one": {[][]byte{root, old, empty}, nil},
		"without an end":           {[][]byte{root, of(a.middle, func(l *cmstest.List) { l.NextUpdate = time.Time{} })}, signature.ErrRevocationListOld},
		"of tomorrow":              {[][]byte{root, of(a.middle, func(l *cmstest.List) { l.ThisUpdate = a.at.Add(time.Minute) })}, signature.ErrRevocationListEarly},
		"signed by another":        {[][]byte{root, form.Issue(t, stranger)}, signature.ErrRevocationList},
		"of changes only": {[][]byte{root, of(a.middle, func(l *cmstest.List) {
			l.Extensions = [][]byte{cmstest.Extension("2.5.29.27", true, cmstest.Integer(1))}
		})}, signature.ErrRevocationList},
		"of several issuers": {[][]byte{root, of(a.middle, func(l *cmstest.List) {
			l.Serials = []int64{5}
			l.EntryExtensions = [][]byte{cmstest.Extension("2.5.29.29", true, cmstest.Sequence(cmstest.Tagged(4, cmstest.Name(named("Another")))))}
		})}, signature.ErrRevocationList},
		"with reasons": {[][]byte{root, of(a.middle, func(l *cmstest.List) {
			l.Serials = []int64{5}
			l.EntryExtensions = [][]byte{cmstest.Extension("2.5.29.21", false, cmstest.TLV(0x0a, []byte{1}))}
		})}, nil},
		"damaged": {[][]byte{root, empty[:len(empty)-1]}, signature.ErrRevocationList},
		"empty":   {[][]byte{root, {}}, signature.ErrRevocationList},
	} {
		t.Run(name, func(t *testing.T) {
			a.lists = cms.FixedLists(c.lists...)
			_, err := a.verifier(t).Verify(t.Context(), statement, sent, a.at)
			require.ErrorIs(t, err, c.reason)
		})
	}
}

func TestAnAuthorityThatMaySignNoLists(t *testing.T) {
	a := newTestAuthority(t)
	form := a.authority("Middle")
	form.Usage = 0x04 // certificates only
	a.middle = form.Issue(t, a.middle.Key, a.root)
	a.setLists(t, signaturetest.Current)
	sent := a.sign(t, signaturetest.Order{Content: statement, Subject: signaturetest.Anna()})
	require.ErrorIs(t, a.verifies(t, sent), signature.ErrRevocationList)
}

func TestMissingListsPassByPolicy(t *testing.T) {
	a := newTestAuthority(t)
	a.lists = cms.FixedLists()
	sent := a.sign(t, signaturetest.Order{Content: statement, Subject: signaturetest.Anna()})
	require.NoError(t, a.verifies(t, sent), "the default")
	_, err := a.verifier(t).Verify(t.Context(), statement, sent, a.at)
	require.ErrorIs(t, err, signature.ErrRevocationUnknown)
}

func TestListsThatAreTooLarge(t *testing.T) {
	a := newTestAuthority(t)
	sent := a.sign(t, signaturetest.Order{Content: statement, Subject: signaturetest.Anna()})
	policy := cms.DefaultPolicy()
	policy.MaxListSize = 100
	_, err := a.verifierOf(t, policy).Verify(t.Context(), statement, sent, a.at)
	require.ErrorIs(t, err, signature.ErrRevocationList)
}

// The source of lists is asked for the lists of each issuer, and its trouble keeps its axis.
func TestTroubleOfTheSourceOfLists(t *testing.T) {
	a := newTestAuthority(t)
	sent := a.sign(t, signaturetest.Order{Content: statement, Subject: signaturetest.Anna()})
	var asked []string
	trouble := errors.New("connection refused")
	a.lists = func(_ context.Context, issuer *x509.Certificate) ([][]byte, error) {
		asked = append(asked, issuer.Subject.CommonName)
		if issuer.Subject.CommonName == "Root" {
			return nil, trouble
		}
		return nil, nil
	}
	err := a.verifies(t, sent)
	require.ErrorIs(t, err, fault.Transient)
	require.ErrorIs(t, err, trouble)
	require.Equal(t, []string{"Middle", "Root"}, asked)

	ctx, cancel := context.WithCancel(t.Context())
	a.lists = func(context.Context, *x509.Certificate) ([][]byte, error) {
		cancel()
		return nil, trouble
	}
	_, err = a.verifierOf(t, cms.DefaultPolicy()).Verify(ctx, statement, sent, a.at)
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, fault.Transient)
}
