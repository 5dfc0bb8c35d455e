package cms_test

import (
	"bytes"
	"encoding/asn1"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/adapters/cms/internal/cmstest"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// Whatever is sent, of the largest size allowed, is refused in little memory, and ends.
func TestBadInputIsRefused(t *testing.T) {
	a := newTestAuthority(t)
	verifier := a.verifierOf(t, cms.DefaultPolicy())
	most := cms.DefaultPolicy().MaxSize
	signer := a.person().Issue(t, a.signer, a.middle)
	message := a.message(statement, signer)
	right := message.Sign(t)
	nested := []byte{}
	for len(nested) < 60_000 {
		nested = cmstest.Sequence(nested)
	}
	endless := bytes.Repeat([]byte{0x30, 0x80}, most/2)
	huge := slices.Concat([]byte{0x7f}, bytes.Repeat([]byte{0xff}, 100_000))
	hugeOID := cmstest.TLV(0x06, bytes.Repeat([]byte{0x81}, 100_000), []byte{1})
	longOID := cmstest.TLV(0x06, bytes.Repeat([]byte{1}, 100_000))
	signedData := func(parts ...[]byte) []byte {
		return cmstest.Sequence(cmstest.OID(cmstest.SignedData), cmstest.Tagged(0, cmstest.Sequence(parts...)))
	}
	content := cmstest.Sequence(cmstest.OID(cmstest.Data))
	many := slices.Repeat([][]byte{cmstest.Sequence()}, 60_000)
	with := func(certificates ...[]byte) []byte {
		changed := message
		changed.Certificates = certificates
		return changed.Sign(t)
	}
	distinct := func() (all [][]byte) {
		for range 16 {
			form := a.authority("Middle")
			form.Serial = int64(len(all))
			all = append(all, form.Issue(t, a.middle.Key, a.root).DER)
		}
		return all
	}
	for name, c := range map[string]struct {
		sent   []byte
		reason error
	}{
		"nested":                       {nested, signature.ErrNotSignature},
		"nested in a signed data":      {signedData(cmstest.Integer(1), cmstest.Set(nested), content, cmstest.Set(nested)), signature.ErrNotSignature},
		"nested in a certificate":      {with(cmstest.Sequence(nested)), signature.ErrCertificate},
		"endless lengths":              {endless, signature.ErrNotSignature},
		"an endless length":            {slices.Concat([]byte{0x30, 0x80}, right[4:], []byte{0, 0}), signature.ErrNotSignature},
		"a length beyond the end":      {[]byte{0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x06}, signature.ErrNotSignature},
		"a length of nine bytes":       {[]byte{0x30, 0x89, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, signature.ErrNotSignature},
		"a length longer than need be": {slices.Concat([]byte{0x30, 0x83, 0}, right[2:]), signature.ErrNotSignature},
		"a huge version":               {signedData(cmstest.TLV(0x02, huge), cmstest.Set(), content, cmstest.Set()), signature.ErrNotSignature},
		"a huge part of an OID":        {signedData(cmstest.Integer(1), cmstest.Set(), cmstest.Sequence(hugeOID), cmstest.Set()), signature.ErrNotSignature},
		"a long OID":                   {signedData(cmstest.Integer(1), cmstest.Set(), cmstest.Sequence(longOID), cmstest.Set()), signature.ErrNotSignature},
		"thousands of certificates":    {signedData(cmstest.Integer(1), cmstest.Set(), content, cmstest.Tagged(0, many...), cmstest.Set()), signature.ErrTooManyCertificates},
		"thousands of signers":         {signedData(cmstest.Integer(1), cmstest.Set(), content, cmstest.Set(many...)), signature.ErrNotSignature},
		"something behind the signers": {signedData(cmstest.Integer(1), cmstest.Set(), content, cmstest.Set(rightSigner(t, right)), cmstest.Null), signature.ErrNotSignature},
		"nobody has signed":            {signedData(cmstest.Integer(1), cmstest.Set(), content, cmstest.Set()), signature.ErrNotSignature},
		"sixteen ways to the root":     {with(append(distinct()[:14], signer.DER)...), nil},
		"too large":                    {make([]byte, most+1), signature.ErrTooLarge},
		"zeros":                        {make([]byte, most), signature.ErrNotSignature},
		"letters":                      {bytes.Repeat([]byte("A"), most), signature.ErrNotSignature},
		"an endless PEM":               {bytes.Repeat([]byte("-----BEGIN CMS-----\n"), most/20), signature.ErrNotSignature},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := verifier.Verify(t.Context(), statement, c.sent, a.at)
			runtime.ReadMemStats(&after)
			require.ErrorIs(t, err, c.reason)
			assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20))
		})
	}
}

func TestRSAKeysBeyondBoundsAreNotUsed(t *testing.T) {
	a := newTestAuthority(t)
	modulus := slices.Concat([]byte{0, 0xff}, bytes.Repeat([]byte{0xfd}, 20_000))
	key := a.signer
	key.Public = cmstest.Sequence(
		cmstest.Algorithm("1.2.840.113549.1.1.1", cmstest.Null),
		cmstest.Bits(cmstest.Sequence(cmstest.TLV(0x02, modulus), cmstest.Integer(65537))),
	)
	key.Scheme, key.Hash = cmstest.Algorithm("1.2.840.113549.1.1.11", cmstest.Null), cmstest.SHA256
	key.Digest = func(data []byte) []byte { return cms.DigestOf(cmstest.SHA256, data) }
	signer := a.person().Issue(t, key, a.middle)
	err := a.verifies(t, a.message(statement, signer).Sign(t))
	require.ErrorIs(t, err, signature.ErrAlgorithm)
}

// A public key of GOST that is no point of the group is no certificate.
func TestGOSTKeysAreChecked(t *testing.T) {
	a := newTestAuthority(t)
	for name, c := range map[string]struct {
		public []byte
		reason error
	}{
		"no point":             {cmstest.GOSTPublic("1.2.643.2.2.35.1", bytes.Repeat([]byte{1}, 64)), signature.ErrCertificate},
		"zeros":                {cmstest.GOSTPublic("1.2.643.2.2.35.1", make([]byte, 64)), signature.ErrCertificate},
		"too short":            {cmstest.GOSTPublic("1.2.643.2.2.35.1", make([]byte, 63)), signature.ErrCertificate},
		"an unknown curve":     {cmstest.GOSTPublic("1.2.643.2.2.35.9", make([]byte, 64)), signature.ErrAlgorithm},
		"a curve of 512 bits":  {cmstest.GOSTPublic("1.2.643.7.1.2.1.2.1", make([]byte, 128)), signature.ErrAlgorithm},
		"the order of 2001":    {cmstest.Sequence(cmstest.Algorithm("1.2.643.2.2.19", nil), cmstest.Bits(make([]byte, 64))), signature.ErrAlgorithm},
		"no parameters":        {cmstest.Sequence(cmstest.Algorithm("1.2.643.7.1.1.1.1", nil), cmstest.Bits(make([]byte, 64))), signature.ErrCertificate},
		"the digest of 1994":   {cmstest.Sequence(cmstest.Algorithm("1.2.643.7.1.1.1.1", cmstest.Sequence(cmstest.OID("1.2.643.2.2.35.1"), cmstest.OID("1.2.643.2.2.30.1"))), cmstest.Bits(make([]byte, 64))), signature.ErrAlgorithm},
		"octets without a tag": {cmstest.Sequence(cmstest.Algorithm("1.2.643.7.1.1.1.1", cmstest.Sequence(cmstest.OID("1.2.643.2.2.35.1"))), cmstest.Bits(make([]byte, 64))), signature.ErrCertificate},
	} {
		t.Run(name, func(t *testing.T) {
			key := a.signer
			key.Public = c.public
			signer := a.person().Issue(t, key, a.middle)
			require.ErrorIs(t, a.verifies(t, a.message(statement, signer).Sign(t)), c.reason)
		})
	}
}

// Cut off anywhere, a signature is refused, and the refusal is one of those that people understand.
func TestTruncatedSignaturesAreRefused(t *testing.T) {
	a := newTestAuthority(t)
	verifier := a.verifierOf(t, cms.DefaultPolicy())
	sent := a.message(statement, a.person().Issue(t, a.signer, a.middle)).Sign(t)
	for length := range sent {
		_, err := verifier.Verify(t.Context(), statement, sent[:length], a.at)
		require.ErrorIs(t, err, signature.ErrNotSignature, length)
		require.ErrorIs(t, err, fault.Refused)
	}
}

// rightSigner gives the signer's information of a signature.
func rightSigner(t *testing.T, sent []byte) []byte {
	t.Helper()
	var set asn1.RawValue
	_, err := asn1.Unmarshal(dissect(t, sent).after, &set)
	require.NoError(t, err)
	return set.Bytes
}
