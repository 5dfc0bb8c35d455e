package cms_test

import (
	"bytes"
	"encoding/asn1"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms/internal/cmstest"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// A root of the same name that somebody made and included is not the configured one.
func TestARootIsTrustedByItselfNotByItsName(t *testing.T) {
	a := newTestAuthority(t)
	forged := a.authority("Root").Issue(t, cmstest.GOST(t), cmstest.Certificate{})
	middle := a.authority("Middle").Issue(t, a.middle.Key, forged)
	signer := a.person().Issue(t, a.signer, middle)
	message := a.message(statement, signer)
	message.Certificates = [][]byte{signer.DER, middle.DER, forged.DER}
	require.ErrorIs(t, a.verifies(t, message.Sign(t)), signature.ErrUnknownIssuer)

	direct := a.person().Issue(t, a.signer, forged)
	message = a.message(statement, direct)
	message.Issuer, message.Certificates = forged, [][]byte{direct.DER, forged.DER}
	require.ErrorIs(t, a.verifies(t, message.Sign(t)), signature.ErrUnknownIssuer)
}

// Another's SNILS in a certificate leaves the signature on the content right, and that of the authority wrong; without
// the attribute that names the certificate nothing else tells.
func TestAChangedCertificateIsNoCertificate(t *testing.T) {
	for name, fresh := range keys {
		t.Run(name, func(t *testing.T) {
			key := fresh(t)
			a := newAuthority(t, [3]cmstest.Key{key, key, key})
			signer := a.person().Issue(t, key, a.middle)
			message := a.message(statement, signer)
			message.Attributes = cmstest.Attributes(key, statement, a.at)
			sent := message.Sign(t)
			require.NoError(t, a.verifies(t, sent))
			require.ErrorIs(t, a.verifies(t, replaced(t, sent, []byte("12345678964"), []byte("11223344595"))), signature.ErrUnknownIssuer)

			middle := replaced(t, a.middle.DER, []byte("360301120000Z"), []byte("370301120000Z")) // a year longer
			require.ErrorIs(t, a.verifies(t, bytes.ReplaceAll(sent, a.middle.DER, middle)), signature.ErrUnknownIssuer)
		})
	}
}

// The right key is not enough: the names must fit, and the identifier of the key where it is given.
func TestNamesOfAnIssuerMustFit(t *testing.T) {
	a := newTestAuthority(t)
	other := a.middle
	other.Subject = named("Another")
	signer := a.person().Issue(t, a.signer, other)
	message := a.message(statement, signer)
	message.Issuer = other
	require.ErrorIs(t, a.verifies(t, message.Sign(t)), signature.ErrUnknownIssuer)

	mistaken := a.middle
	sign, digest := a.middle.Key.Sign, a.middle.Key.Digest
	mistaken.Key = a.root.Key // whose identifier is written
	mistaken.Key.Sign, mistaken.Key.Digest = sign, digest
	signer = a.person().Issue(t, a.signer, mistaken)
	require.ErrorIs(t, a.verifies(t, a.message(statement, signer).Sign(t)), signature.ErrUnknownIssuer)
}

func TestASignerIsNamedByIssuerAndNumber(t *testing.T) {
	a := newTestAuthority(t)
	message := a.message(statement, a.person().Issue(t, a.signer, a.middle))
	message.Issuer = a.root
	require.ErrorIs(t, a.verifies(t, message.Sign(t)), signature.ErrNoCertificate)
	message.Issuer = a.middle
	message.Signer.Serial++
	require.ErrorIs(t, a.verifies(t, message.Sign(t)), signature.ErrNoCertificate)
}

func TestTheDigestIsThatOfTheAlgorithm(t *testing.T) {
	a := newTestAuthority(t)
	for name, fresh := range keys {
		t.Run(name, func(t *testing.T) {
			message := a.message(statement, a.person().Issue(t, fresh(t), a.middle))
			message.Attributes = message.Attributes[:2]
			require.NoError(t, a.verifies(t, message.Sign(t)))
			message.Signer.Key.Hash = "2.16.840.1.101.3.4.2.2" // SHA-384
			require.ErrorIs(t, a.verifies(t, message.Sign(t)), signature.ErrAlgorithm)
		})
	}
}

func TestABareAttachedContentIsTheOneAskedAbout(t *testing.T) {
	a := newTestAuthority(t)
	message := a.message([]byte("another"), a.person().Issue(t, a.signer, a.middle))
	message.Attributes, message.Attached = nil, true
	require.ErrorIs(t, a.verifies(t, message.Sign(t)), signature.ErrContentDiffers)
}

// A key that its certificate restricts to RSA-PSS with a digest and a salt is used in no other way.
func TestRestrictedRSAKeys(t *testing.T) {
	a := newTestAuthority(t)
	key := cmstest.RSAPSS(t, 2048)
	plain := cmstest.Algorithm("1.2.840.113549.1.1.11", cmstest.Null)
	var public struct {
		Kind asn1.RawValue
		Bits asn1.BitString
	}
	_, err := asn1.Unmarshal(key.Public, &public)
	require.NoError(t, err)
	const pss, mgf, sha384 = "1.2.840.113549.1.1.10", "1.2.840.113549.1.1.8", "2.16.840.1.101.3.4.2.2"
	restricted := func(hash string, salt int64) []byte {
		of := cmstest.Algorithm(hash, cmstest.Null)
		return cmstest.Algorithm(pss, cmstest.Sequence(
			cmstest.Tagged(0, of), cmstest.Tagged(1, cmstest.Algorithm(mgf, of)), cmstest.Tagged(2, cmstest.Integer(salt)),
		))
	}
	for name, c := range map[string]struct {
		kind, scheme []byte
		reason       error
	}{
		"to PSS alone":      {cmstest.Algorithm(pss, nil), key.Scheme, nil},
		"to what is used":   {restricted(cmstest.SHA256, 32), key.Scheme, nil},
		"to a shorter salt": {restricted(cmstest.SHA256, 20), key.Scheme, nil},
		"to a longer salt":  {restricted(cmstest.SHA256, 48), key.Scheme, signature.ErrAlgorithm},
		"to another digest": {restricted(sha384, 32), key.Scheme, signature.ErrAlgorithm},
		"used without PSS":  {cmstest.Algorithm(pss, nil), plain, signature.ErrAlgorithm},
		"to nonsense":       {cmstest.Algorithm(pss, cmstest.Null), key.Scheme, signature.ErrAlgorithm},
	} {
		t.Run(name, func(t *testing.T) {
			changed := key
			changed.Public, changed.Scheme = cmstest.Sequence(c.kind, cmstest.Bits(public.Bits.Bytes)), c.scheme
			signer := a.person().Issue(t, changed, a.middle)
			require.ErrorIs(t, a.verifies(t, a.message(statement, signer).Sign(t)), c.reason)
		})
	}
}
