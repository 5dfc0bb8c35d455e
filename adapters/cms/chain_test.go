package cms_test

import (
	"crypto/elliptic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/adapters/cms/internal/cmstest"
	"github.com/kabinet-go/kabinet/identity/signature"
	"github.com/kabinet-go/kabinet/identity/signature/signaturetest"
)

// newTestAuthority has GOST keys.
func newTestAuthority(tb testing.TB) *authority {
	tb.Helper()
	return newAuthority(tb, [3]cmstest.Key{cmstest.GOST(tb), cmstest.GOST(tb), cmstest.GOST(tb)})
}

// chained signs with a certificate under a row of authorities, the first of which stands under the root.
func (a *authority) chained(tb testing.TB, forms ...cmstest.Certificate) []byte {
	tb.Helper()
	issuer, included := a.root, [][]byte(nil)
	for _, form := range forms {
		issuer = form.Issue(tb, cmstest.GOST(tb), issuer)
		included = append(included, issuer.DER)
	}
	signer := a.person().Issue(tb, a.signer, issuer)
	message := a.message(statement, signer)
	message.Issuer, message.Certificates = issuer, append(included, signer.DER)
	return message.Sign(tb)
}

func (a *authority) verifies(tb testing.TB, sent []byte) error {
	tb.Helper()
	_, err := a.verifierOf(tb, cms.DefaultPolicy()).Verify(tb.Context(), statement, sent, a.at)
	return err
}

func TestChainsAreAsLongAsAllowed(t *testing.T) {
	a := newTestAuthority(t)
	limited := a.authority("Limited")
	limited.PathLength = 0
	one := a.authority("One")
	one.PathLength = 1
	for _, c := range []struct {
		name   string
		forms  []cmstest.Certificate
		reason error
	}{
		{"none between", nil, nil},
		{"one", []cmstest.Certificate{a.authority("1")}, nil},
		{"four", []cmstest.Certificate{a.authority("1"), a.authority("2"), a.authority("3"), a.authority("4")}, nil},
		{"five", []cmstest.Certificate{
			a.authority("1"), a.authority("2"), a.authority("3"), a.authority("4"), a.authority("5"),
		}, signature.ErrUnknownIssuer},
		{"at the end of a limited path", []cmstest.Certificate{a.authority("1"), limited}, nil},
		{"below the end of a limited path", []cmstest.Certificate{limited, a.authority("1")}, signature.ErrIssuerNotEntitled},
		{"at the end of one", []cmstest.Certificate{one, a.authority("1")}, nil},
		{"below the end of one", []cmstest.Certificate{one, a.authority("1"), a.authority("2")}, signature.ErrIssuerNotEntitled},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.ErrorIs(t, a.verifies(t, a.chained(t, c.forms...)), c.reason)
		})
	}
}

func TestAuthoritiesMayIssue(t *testing.T) {
	a := newTestAuthority(t)
	for name, c := range map[string]struct {
		change func(*cmstest.Certificate)
		reason error
	}{
		"no authority":      {func(c *cmstest.Certificate) { c.CA = false }, signature.ErrIssuerNotEntitled},
		"usage is another":  {func(c *cmstest.Certificate) { c.Usage = cmstest.Signing }, signature.ErrIssuerNotEntitled},
		"usage is not said": {func(c *cmstest.Certificate) { c.Usage = 0 }, nil},
		"critical extension": {func(c *cmstest.Certificate) {
			c.Extensions = [][]byte{cmstest.Extension("1.2.3.4", true, cmstest.Null)}
		}, signature.ErrCriticalExtension},
		"other extension": {func(c *cmstest.Certificate) {
			c.Extensions = [][]byte{cmstest.Extension("1.2.3.4", false, cmstest.Null)}
		}, nil},
		"constraints of names": {func(c *cmstest.Certificate) {
			permitted := cmstest.Sequence(cmstest.Tagged(0, cmstest.Sequence(cmstest.TLV(0x82, []byte("example.ru")))))
			c.Extensions = [][]byte{cmstest.Extension("2.5.29.30", false, permitted)}
		}, signature.ErrCriticalExtension},
		"expired": {func(c *cmstest.Certificate) { c.NotAfter = a.at.Add(-time.Second) }, signature.ErrIssuerExpired},
	} {
		t.Run(name, func(t *testing.T) {
			form := a.authority("Between")
			c.change(&form)
			require.ErrorIs(t, a.verifies(t, a.chained(t, form)), c.reason)
		})
	}
}

func TestUsageOfTheSignersCertificate(t *testing.T) {
	a := newTestAuthority(t)
	purpose := func(oids ...string) [][]byte {
		var all [][]byte
		for _, oid := range oids {
			all = append(all, cmstest.OID(oid))
		}
		return [][]byte{cmstest.Extension("2.5.29.37", true, cmstest.Sequence(all...))}
	}
	const serverAuthentication, timeStamping, emailProtection = "1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.4"
	for name, c := range map[string]struct {
		change func(*cmstest.Certificate)
		reason error
	}{
		"digital signature":  {func(c *cmstest.Certificate) { c.Usage = 0x80 }, nil},
		"content commitment": {func(c *cmstest.Certificate) { c.Usage = 0x40 }, nil},
		"neither":            {func(c *cmstest.Certificate) { c.Usage = 0x20 }, signature.ErrKeyUsage},
		"not said":           {func(c *cmstest.Certificate) { c.Usage = 0 }, signature.ErrKeyUsage},
		"an authority":       {func(c *cmstest.Certificate) { c.CA, c.PathLength, c.Usage = true, -1, 0xc6 }, signature.ErrKeyUsage},
		"for e-mail":         {func(c *cmstest.Certificate) { c.Extensions = purpose(serverAuthentication, emailProtection) }, nil},
		"for anything":       {func(c *cmstest.Certificate) { c.Extensions = purpose("2.5.29.37.0") }, nil},
		"for time stamps":    {func(c *cmstest.Certificate) { c.Extensions = purpose(timeStamping) }, signature.ErrKeyUsage},
	} {
		t.Run(name, func(t *testing.T) {
			form := a.person()
			c.change(&form)
			require.ErrorIs(t, a.verifies(t, a.message(statement, form.Issue(t, a.signer, a.middle)).Sign(t)), c.reason)
		})
	}
}

// A certificate that expired in 2021 does not pass because its holder says to have signed in 2020.
func TestExpiredIn2021SaysToBeSignedIn2020(t *testing.T) {
	for name, fresh := range keys {
		t.Run(name, func(t *testing.T) {
			key := fresh(t)
			a := newAuthority(t, [3]cmstest.Key{key, key, key})
			a.lists = cms.FixedLists()
			form := a.person()
			form.NotBefore, form.NotAfter = date(2019), date(2021)
			signer := form.Issue(t, key, a.middle)
			message := a.message(statement, signer)
			message.Attributes = cmstest.Attributes(key, statement, date(2020))
			sent := message.Sign(t)
			require.ErrorIs(t, a.verifies(t, sent), signature.ErrExpired)
			certificate, err := a.verifierOf(t, cms.DefaultPolicy()).Verify(t.Context(), statement, sent, date(2020))
			require.NoError(t, err, "to whom trusts that it is 2020")
			require.Equal(t, date(2020), certificate.SigningTime)
		})
	}
}

func date(year int) time.Time { return time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC) }

// Two authorities of one name, of which the other way is found, and the first reason told if neither counts.
func TestTheOtherChainIsFound(t *testing.T) {
	a := newTestAuthority(t)
	old := a.authority("Middle")
	old.NotAfter = a.at.Add(-time.Hour)
	expired := old.Issue(t, a.middle.Key, a.root)
	signer := a.person().Issue(t, a.signer, a.middle)
	message := a.message(statement, signer)
	message.Certificates = [][]byte{expired.DER, a.middle.DER, signer.DER}
	require.NoError(t, a.verifies(t, message.Sign(t)))
	message.Certificates = [][]byte{expired.DER, signer.DER}
	require.ErrorIs(t, a.verifies(t, message.Sign(t)), signature.ErrIssuerExpired)
}

// Authorities that certify each other in every way lead nowhere, in a bounded number of steps.
func TestLoopsEnd(t *testing.T) {
	a := newTestAuthority(t)
	key := cmstest.ECDSA(t, elliptic.P256())
	forms := make([]cmstest.Certificate, 14)
	var included [][]byte
	for i := range forms {
		form := a.authority("Loop")
		form.Serial = int64(i + 1)
		forms[i] = form.Issue(t, key, cmstest.Certificate{})
		included = append(included, forms[i].DER)
	}
	signer := a.person().Issue(t, a.signer, forms[0])
	message := a.message(statement, signer)
	message.Issuer, message.Certificates = forms[0], append(included, signer.DER)
	require.ErrorIs(t, a.verifies(t, message.Sign(t)), signature.ErrUnknownIssuer)
}

// The signer's certificate under the intermediate, and that under the root, are two links.
func TestLinksAreCounted(t *testing.T) {
	a := newTestAuthority(t)
	sent := a.message(statement, a.person().Issue(t, a.signer, a.middle)).Sign(t)
	for links, reason := range map[int]error{1: signature.ErrUnknownIssuer, 2: nil} {
		policy := cms.DefaultPolicy()
		policy.MaxLinks = links
		_, err := a.verifierOf(t, policy).Verify(t.Context(), statement, sent, a.at)
		require.ErrorIs(t, err, reason, links)
	}
}

// What RSA-PSS says of itself is one digest of SHA-2 throughout.
func TestParametersOfRSAPSS(t *testing.T) {
	a := newTestAuthority(t)
	key := cmstest.RSAPSS(t, 2048)
	signer := a.person().Issue(t, key, a.middle)
	const pss, mgf, sha384, sha1 = "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8", "2.16.840.1.101.3.4.2.2", "1.3.14.3.2.26"
	hash := func(oid string) []byte { return cmstest.Algorithm(oid, cmstest.Null) }
	parameters := func(outer, inner string, rest ...[]byte) []byte {
		return cmstest.Algorithm(pss, cmstest.Sequence(
			append([][]byte{cmstest.Tagged(0, hash(outer)), cmstest.Tagged(1, cmstest.Algorithm(mgf, hash(inner)))}, rest...)...,
		))
	}
	salt := cmstest.Tagged(2, cmstest.Integer(32))
	for name, c := range map[string]struct {
		scheme []byte
		reason error
	}{
		"right":                 {parameters(cmstest.SHA256, cmstest.SHA256, salt), nil},
		"another inside":        {parameters(cmstest.SHA256, sha384, salt), signature.ErrAlgorithm},
		"another than named":    {parameters(sha384, sha384, salt), signature.ErrAlgorithm},
		"SHA-1":                 {parameters(sha1, sha1, salt), signature.ErrAlgorithm},
		"the salt of 20 bytes":  {parameters(cmstest.SHA256, cmstest.SHA256), signature.ErrWrong},
		"a huge salt":           {parameters(cmstest.SHA256, cmstest.SHA256, cmstest.Tagged(2, cmstest.Integer(1<<40))), signature.ErrAlgorithm},
		"another trailer":       {parameters(cmstest.SHA256, cmstest.SHA256, salt, cmstest.Tagged(3, cmstest.Integer(2))), signature.ErrAlgorithm},
		"no parameters":         {cmstest.Algorithm(pss, nil), signature.ErrAlgorithm},
		"parameters are no set": {cmstest.Algorithm(pss, cmstest.Null), signature.ErrAlgorithm},
	} {
		t.Run(name, func(t *testing.T) {
			message := a.message(statement, signer)
			message.Signer.Key.Scheme = c.scheme
			require.ErrorIs(t, a.verifies(t, message.Sign(t)), c.reason)
		})
	}
}

func TestEveryAlgorithmCanBeForbidden(t *testing.T) {
	a := newTestAuthority(t)
	sent := a.sign(t, signaturetest.Order{Content: statement, Subject: signaturetest.Anna()})
	policy := cms.DefaultPolicy()
	policy.Algorithms = []signature.Algorithm{signature.RSA, signature.ECDSA, signature.GOST512}
	_, err := a.verifierOf(t, policy).Verify(t.Context(), statement, sent, a.at)
	require.ErrorIs(t, err, signature.ErrAlgorithm)

	// An allowed signature under an authority with another algorithm.
	policy.Algorithms = []signature.Algorithm{signature.ECDSA}
	signer := a.person().Issue(t, cmstest.ECDSA(t, elliptic.P384()), a.middle)
	_, err = a.verifierOf(t, policy).Verify(t.Context(), statement, a.message(statement, signer).Sign(t), a.at)
	require.ErrorIs(t, err, signature.ErrAlgorithm)
	require.NoError(t, a.verifies(t, a.message(statement, signer).Sign(t)), "algorithms may be mixed")
}

func TestWeakKeysAreRefused(t *testing.T) {
	t.Setenv("GODEBUG", "rsa1024min=0")
	a := newTestAuthority(t)
	for name, key := range map[string]cmstest.Key{
		"RSA of 1024 bits": cmstest.RSA(t, 1024), "ECDSA on P-224": cmstest.ECDSA(t, elliptic.P224()),
	} {
		t.Run(name, func(t *testing.T) {
			signer := a.person().Issue(t, key, a.middle)
			require.ErrorIs(t, a.verifies(t, a.message(statement, signer).Sign(t)), signature.ErrAlgorithm)
		})
	}
}
