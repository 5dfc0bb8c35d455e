package cms_test

import (
	"crypto/sha1"
	"crypto/sha256"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/adapters/cms/internal/cmstest"
	"github.com/kabinet-go/kabinet/identity/signature"
)

func TestSignedAttributes(t *testing.T) {
	a := newTestAuthority(t)
	signer := a.person().Issue(t, a.signer, a.middle)
	kind := cmstest.Attribute(cmstest.ContentType, cmstest.OID(cmstest.Data))
	digest := cmstest.Octets(signer.Key.Digest(statement))
	right := cmstest.Attribute(cmstest.MessageDigest, digest)
	moment := cmstest.Time(a.at)
	for name, c := range map[string]struct {
		attributes [][]byte
		reason     error
	}{
		"right":                      {[][]byte{kind, right}, nil},
		"in another order":           {[][]byte{right, kind}, nil},
		"with an unknown one":        {[][]byte{kind, right, cmstest.Attribute("1.2.3.4", cmstest.Null, cmstest.Null)}, nil},
		"none":                       {[][]byte{}, signature.ErrAttributes},
		"no content type":            {[][]byte{right}, signature.ErrAttributes},
		"no digest":                  {[][]byte{kind}, signature.ErrAttributes},
		"two content types":          {[][]byte{kind, kind, right}, signature.ErrAttributes},
		"two digests":                {[][]byte{kind, right, right}, signature.ErrAttributes},
		"two values of a digest":     {[][]byte{kind, cmstest.Attribute(cmstest.MessageDigest, digest, digest)}, signature.ErrAttributes},
		"two values of the type":     {[][]byte{cmstest.Attribute(cmstest.ContentType, cmstest.OID(cmstest.Data), cmstest.OID(cmstest.Data)), right}, signature.ErrAttributes},
		"no value of the type":       {[][]byte{cmstest.Attribute(cmstest.ContentType), right}, signature.ErrAttributes},
		"another content type":       {[][]byte{cmstest.Attribute(cmstest.ContentType, cmstest.OID(cmstest.SignedData)), right}, signature.ErrAttributes},
		"a digest that is no octets": {[][]byte{kind, cmstest.Attribute(cmstest.MessageDigest, cmstest.Integer(7))}, signature.ErrAttributes},
		"another digest":             {[][]byte{kind, cmstest.Attribute(cmstest.MessageDigest, cmstest.Octets(make([]byte, 32)))}, signature.ErrContentDiffers},
		"an empty digest":            {[][]byte{kind, cmstest.Attribute(cmstest.MessageDigest, cmstest.Octets(nil))}, signature.ErrContentDiffers},
		"two times of signing":       {[][]byte{kind, right, cmstest.Attribute(cmstest.SigningTime, moment, moment)}, signature.ErrAttributes},
		"a time that is none":        {[][]byte{kind, right, cmstest.Attribute(cmstest.SigningTime, cmstest.TLV(0x17, []byte("261332000000Z")))}, signature.ErrAttributes},
		"a generalized time":         {[][]byte{kind, right, cmstest.Attribute(cmstest.SigningTime, cmstest.TLV(0x18, []byte("20260301120000Z")))}, nil},
		"what is no attribute":       {[][]byte{kind, right, cmstest.Integer(1)}, signature.ErrNotSignature},
	} {
		t.Run(name, func(t *testing.T) {
			message := a.message(statement, signer)
			message.Attributes = c.attributes
			require.ErrorIs(t, a.verifies(t, message.Sign(t)), c.reason)
		})
	}
}

func TestSigningCertificate(t *testing.T) {
	a := newTestAuthority(t)
	signer := a.person().Issue(t, a.signer, a.middle)
	first, second := sha1.Sum(signer.DER), sha256.Sum256(signer.DER)
	serial := func(name []byte, number int64) []byte {
		return cmstest.Sequence(cmstest.Sequence(cmstest.Tagged(4, name)), cmstest.Integer(number))
	}
	right := serial(cmstest.Name(a.middle.Subject), signer.Serial)
	v1 := func(id ...[]byte) []byte {
		return cmstest.Attribute(cmstest.SigningCertificate, cmstest.Sequence(cmstest.Sequence(cmstest.Sequence(id...))))
	}
	v2 := func(id ...[]byte) []byte {
		return cmstest.Attribute(cmstest.SigningCertificate2, cmstest.Sequence(cmstest.Sequence(cmstest.Sequence(id...))))
	}
	other := cmstest.Octets(make([]byte, 32))
	for name, c := range map[string]struct {
		attribute []byte
		reason    error
	}{
		"first version":                 {v1(cmstest.Octets(first[:])), nil},
		"first version, with serial":    {v1(cmstest.Octets(first[:]), right), nil},
		"first version, another":        {v1(cmstest.Octets(make([]byte, 20))), signature.ErrSigningCertificate},
		"second version":                {v2(cmstest.Octets(second[:])), nil},
		"second version, with serial":   {v2(cmstest.Octets(second[:]), right), nil},
		"second version, Streebog":      {cmstest.CAdES(signer.Key, signer), nil},
		"second version, another":       {v2(other), signature.ErrSigningCertificate},
		"another serial number":         {v2(cmstest.Octets(second[:]), serial(cmstest.Name(a.middle.Subject), signer.Serial+1)), signature.ErrSigningCertificate},
		"another issuer":                {v2(cmstest.Octets(second[:]), serial(cmstest.Name(a.root.Subject), signer.Serial)), signature.ErrSigningCertificate},
		"an unknown digest":             {v2(cmstest.Algorithm("1.2.3.4", nil), other), signature.ErrAlgorithm},
		"none inside":                   {cmstest.Attribute(cmstest.SigningCertificate2, cmstest.Sequence(cmstest.Sequence())), signature.ErrAttributes},
		"no value":                      {cmstest.Attribute(cmstest.SigningCertificate2), signature.ErrAttributes},
		"something behind the serial":   {v2(cmstest.Octets(second[:]), right, cmstest.Null), signature.ErrAttributes},
		"an issuer that is no name":     {v2(cmstest.Octets(second[:]), cmstest.Sequence(cmstest.Sequence(cmstest.TLV(0x82, []byte("x"))), cmstest.Integer(1))), signature.ErrAttributes},
		"the digest is of another type": {v2(cmstest.Integer(5)), signature.ErrAttributes},
	} {
		t.Run(name, func(t *testing.T) {
			message := a.message(statement, signer)
			message.Attributes = append(cmstest.Attributes(signer.Key, statement, time.Time{}), c.attribute)
			require.ErrorIs(t, a.verifies(t, message.Sign(t)), c.reason)
		})
	}
}

// The digest of attributes that somebody signed elsewhere is no signature on them as a content.
func TestAttributesAreNoContent(t *testing.T) {
	a := newTestAuthority(t)
	signer := a.person().Issue(t, a.signer, a.middle)
	signed := a.message([]byte("something else"), signer)
	content := cmstest.Set(signed.Attributes...)
	bare := a.message(content, signer)
	bare.Attributes = nil
	_, err := a.verifierOf(t, cms.DefaultPolicy()).Verify(t.Context(), content, bare.Sign(t), a.at)
	require.ErrorIs(t, err, signature.ErrAttributes)
}

// A token of a time-stamping authority, or another type of content, is no statement that was signed.
func TestOtherTypesOfContentAreRefused(t *testing.T) {
	a := newTestAuthority(t)
	signer := a.person().Issue(t, a.signer, a.middle)
	const timeStamp = "1.2.840.113549.1.9.16.1.4"
	message := a.message(statement, signer)
	message.ContentType = timeStamp
	require.ErrorIs(t, a.verifies(t, message.Sign(t)), signature.ErrAttributes)
	message.Attributes = [][]byte{
		cmstest.Attribute(cmstest.ContentType, cmstest.OID(timeStamp)),
		cmstest.Attribute(cmstest.MessageDigest, cmstest.Octets(signer.Key.Digest(statement))),
	}
	require.ErrorIs(t, a.verifies(t, message.Sign(t)), signature.ErrAttributes)
}

func TestAnAttachedContentIsTheOneAskedAbout(t *testing.T) {
	a := newTestAuthority(t)
	signer := a.person().Issue(t, a.signer, a.middle)
	message := a.message(statement, signer)
	message.Attached = true
	require.NoError(t, a.verifies(t, message.Sign(t)))
	other := a.message([]byte("another"), signer)
	other.Attached = true
	require.ErrorIs(t, a.verifies(t, other.Sign(t)), signature.ErrContentDiffers)
}

func TestASignerIsNamedByKeyIdentifierToo(t *testing.T) {
	a := newTestAuthority(t)
	signer := a.person().Issue(t, a.signer, a.middle)
	message := a.message(statement, signer)
	message.KeyID = true
	require.NoError(t, a.verifies(t, message.Sign(t)))
	message.Certificates = message.Certificates[1:]
	require.ErrorIs(t, a.verifies(t, message.Sign(t)), signature.ErrNoCertificate)
}
