package cms_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/adapters/cms/fixtures"
	"github.com/kabinet-go/kabinet/adapters/cms/internal/cmstest"
	"github.com/kabinet-go/kabinet/identity/signature"
)

var statement = []byte(fixtures.Statement)

// kind is a kind of key with a digest, by the options of a program.
type kind struct {
	name, digest string
	key          []string
}

func opensslKinds() []kind {
	all := []kind{
		{"rsa-2048", "sha256", []string{"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"}},
		{"ecdsa-p256", "sha256", []string{"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"}},
		{"ecdsa-p384", "sha384", []string{"-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"}},
	}
	for size, sets := range map[string]string{"256": "A B C XA XB TCA TCB TCC TCD", "512": "A B C"} {
		for set := range strings.FieldsSeq(sets) {
			key := []string{"-algorithm", "gost2012_" + size, "-pkeyopt", "paramset:" + set}
			all = append(all, kind{"gost" + size + "-" + set, "md_gost12_" + size, key})
		}
	}
	return all
}

func TestWhatOpenSSLSignsIsVerified(t *testing.T) {
	for _, k := range opensslKinds() {
		t.Run(k.name, func(t *testing.T) {
			o := newOpenSSL(t, k.digest, k.key...)
			m := made{roots: o.read("root.pem"), algorithm: algorithmOf(k.key), organisation: "7707083893"}
			for name, options := range map[string][]string{
				"attributes": nil, "CAdES": {"-cades"}, "key identifier": {"-keyid"}, "attached": {"-nodetach"},
			} {
				t.Run(name, func(t *testing.T) { m.prove(t, o.within(t).sign(statement, options...)) })
			}
			t.Run("no attributes", func(t *testing.T) { m.proveBare(t, o.within(t).sign(statement, "-noattr")) })
			t.Run("no certificate", func(t *testing.T) {
				_, err := m.verifier(t).Verify(t.Context(), statement, o.within(t).sign(statement, "-nocerts"), time.Now())
				require.ErrorIs(t, err, signature.ErrNoCertificate)
			})
			t.Run("revoked", func(t *testing.T) {
				o := o.within(t)
				before := o.list()
				o.revoke()
				m.proveLists(t, o.within(t).sign(statement), before, o.list())
			})
			t.Run("expired in 2021", func(t *testing.T) {
				o := o.within(t)
				o.issue("end", "middle", "signer", annasSubject, "-startdate", "190101000000Z", "-enddate", "210101000000Z")
				m.refuses(t, o.within(t).sign(statement), signature.ErrExpired)
			})
			t.Run("valid from 2040 on", func(t *testing.T) {
				o := o.within(t)
				o.issue("end", "middle", "signer", annasSubject, "-startdate", "400101000000Z", "-enddate", "410101000000Z")
				m.refuses(t, o.within(t).sign(statement), signature.ErrNotYetValid)
			})
		})
	}
}

func TestRSAPSSOfOpenSSLIsVerified(t *testing.T) {
	key := []string{"-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"}
	for _, digest := range []string{"sha256", "sha384", "sha512"} {
		o := newOpenSSL(t, digest, key...)
		m := made{roots: o.read("root.pem"), algorithm: signature.RSAPSS, organisation: "7707083893"}
		m.prove(t, o.sign(statement, "-keyopt", "rsa_padding_mode:pss"))
	}
}

// What a program writes while it reads has indefinite lengths: it is refused, and accepted once it is written as DER.
func TestStreamedSignatures(t *testing.T) {
	o := newOpenSSL(t, "md_gost12_256", "-algorithm", "gost2012_256", "-pkeyopt", "paramset:A")
	m := made{roots: o.read("root.pem")}
	m.refuses(t, o.sign(statement, "-stream", "-nodetach"), signature.ErrNotSignature)
	o.run("cms", "-cmsout", "-inform", "DER", "-in", "signature", "-outform", "DER", "-out", "rewritten")
	_, err := m.verifier(t).Verify(t.Context(), statement, o.read("rewritten"), time.Now())
	require.NoError(t, err)
}

func gnutlsKinds() []kind {
	all := []kind{
		{"rsa-2048", "sha256", []string{"--key-type", "rsa", "--bits", "2048"}},
		{"rsa-pss", "sha256", []string{"--key-type", "rsa-pss", "--bits", "2048", "--hash", "sha256"}},
		{"ecdsa-p256", "sha256", []string{"--key-type", "ecdsa", "--curve", "SECP256R1"}},
		{"ecdsa-p384", "sha384", []string{"--key-type", "ecdsa", "--curve", "SECP384R1"}},
	}
	for _, set := range []string{"CryptoPro-A", "CryptoPro-XchA", "TC26-256-B", "TC26-512-A"} {
		size := "256"
		if strings.Contains(set, "512") {
			size = "512"
		}
		all = append(all, kind{set, "streebog-" + size, []string{"--key-type", "gost12-" + size, "--curve", set}})
	}
	return all
}

// GnuTLS 3.7 makes keys for these four parameter sets of GOST and for no others.
func TestWhatGnuTLSSignsIsVerified(t *testing.T) {
	for _, k := range gnutlsKinds() {
		t.Run(k.name, func(t *testing.T) {
			g := newGnuTLS(t, k.digest, k.key...)
			m := made{roots: g.read("root.pem"), middle: g.read("middle.pem"), algorithm: algorithmOf(k.key)}
			t.Run("attributes", func(t *testing.T) { m.prove(t, g.within(t).sign(statement, "--p7-time")) })
			t.Run("no attributes", func(t *testing.T) { m.proveBare(t, g.within(t).sign(statement)) })
			t.Run("no certificate", func(t *testing.T) {
				m.refuses(t, g.within(t).sign(statement, "--no-p7-include-cert"), signature.ErrNoCertificate)
			})
			t.Run("revoked", func(t *testing.T) {
				m.proveLists(t, g.within(t).sign(statement, "--p7-time"), g.within(t).list(false), g.within(t).list(true))
			})
			template := g.read("end.template")
			for _, c := range []struct {
				from, to string
				reason   error
			}{{"2019", "2021", signature.ErrExpired}, {"2036", "2037", signature.ErrNotYetValid}} {
				t.Run("valid from "+c.from, func(t *testing.T) {
					dates := "activation_date = \"" + c.from + "-01-01 00:00:00\"\nexpiration_date = \"" + c.to + "-01-01 00:00:00\"\n"
					g.write("end.template", append(bytes.ReplaceAll(template, []byte("expiration_days = 30\n"), nil), dates...))
					g.within(t).issue("end", "middle")
					m.refuses(t, g.within(t).sign(statement, "--p7-time"), c.reason)
				})
			}
		})
	}
}

// made is what a program made: what it signed is verified, and refused after each kind of change.
type made struct {
	roots, middle []byte
	algorithm     signature.Algorithm
	organisation  string // its INN
}

func (m made) config() cms.Config {
	config := cms.Config{Roots: [][]byte{m.roots}, Policy: cms.DefaultPolicy()}
	if m.middle != nil {
		config.Intermediates = [][]byte{m.middle}
	}
	return config
}

func (m made) verifier(t *testing.T) *cms.Verifier {
	t.Helper()
	verifier, err := cms.New(m.config())
	require.NoError(t, err)
	return verifier
}

func (m made) refuses(t *testing.T, sent []byte, reason error) {
	t.Helper()
	_, err := m.verifier(t).Verify(t.Context(), statement, sent, time.Now())
	require.ErrorIs(t, err, reason)
}

// prove shows a signature with attributes.
func (m made) prove(t *testing.T, sent []byte) {
	t.Helper()
	m.proveAny(t, sent)
	verifier := m.verifier(t)
	certificate, err := verifier.Verify(t.Context(), statement, sent, time.Now())
	require.NoError(t, err)
	assert.WithinDuration(t, time.Now(), certificate.SigningTime, 10*time.Minute)

	other := append(slices.Clone(statement), '!')
	if !bytes.Contains(sent, statement) {
		_, err = verifier.Verify(t.Context(), other, sent, time.Now())
		require.ErrorIs(t, err, signature.ErrContentDiffers)
		// Whoever puts the digest of another content in place breaks the signature.
		_, err = verifier.Verify(t.Context(), other, replaced(t, sent, m.digest(statement, sent), m.digest(other, sent)), time.Now())
		require.ErrorIs(t, err, signature.ErrWrong)
	}
	claimed := []byte(certificate.SigningTime.UTC().Format("060102150405Z"))
	m.refuses(t, replaced(t, sent, claimed, []byte("200101000000Z")), signature.ErrWrong)
}

// digest gives the one of a content that a signature has.
func (m made) digest(content, sent []byte) []byte {
	for _, oid := range []string{cmstest.SHA256, "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3", "1.2.643.7.1.1.2.2", "1.2.643.7.1.1.2.3"} {
		if digest := cms.DigestOf(oid, statement); bytes.Contains(sent, digest) {
			return cms.DigestOf(oid, content)
		}
	}
	return nil
}

// proveBare shows a signature without attributes, which is on the content itself.
func (m made) proveBare(t *testing.T, sent []byte) {
	t.Helper()
	m.proveAny(t, sent)
	_, err := m.verifier(t).Verify(t.Context(), statement[1:], sent, time.Now())
	require.ErrorIs(t, err, signature.ErrWrong)
}

func (m made) proveAny(t *testing.T, sent []byte) {
	t.Helper()
	verifier := m.verifier(t)
	certificate, err := verifier.Verify(t.Context(), statement, sent, time.Now())
	require.NoError(t, err)
	assert.Equal(t, m.algorithm, certificate.Algorithm)
	subject := certificate.Subject
	assert.Equal(t, "Ёлкина", subject.Surname.Reveal())
	assert.Equal(t, "Анна Петровна", subject.GivenNames.Reveal())
	assert.Equal(t, "12345678964", subject.SNILS.Reveal())
	assert.Equal(t, "500100732259", subject.INN.Reveal())
	assert.Equal(t, m.organisation, subject.Organisation.INN.Reveal())
	assert.Equal(t, "Middle (Authority)", certificate.Issuer)

	last := slices.Clone(sent)
	last[len(last)-1] ^= 1
	m.refuses(t, last, signature.ErrWrong)
	// Another's SNILS in the certificate.
	_, err = verifier.Verify(t.Context(), statement, replaced(t, sent, []byte("12345678964"), []byte("11223344595")), time.Now())
	if !errors.Is(err, signature.ErrSigningCertificate) { // which comes first where attributes speak of the certificate
		require.ErrorIs(t, err, signature.ErrUnknownIssuer)
	}

	_, err = verifier.Verify(t.Context(), statement, sent, time.Now().AddDate(0, 2, 0))
	require.ErrorIs(t, err, signature.ErrExpired)
	_, err = verifier.Verify(t.Context(), statement, sent, time.Now().AddDate(0, -2, 0))
	require.ErrorIs(t, err, signature.ErrIssuerNotYetValid)
	stranger := newAuthority(t, [3]cmstest.Key{keys["ECDSA"](t), keys["ECDSA"](t)})
	_, err = stranger.verifier(t).Verify(t.Context(), statement, sent, time.Now())
	require.ErrorIs(t, err, signature.ErrUnknownIssuer)
}

// proveLists shows that a list counts, and what happens to it when it is changed or old.
func (m made) proveLists(t *testing.T, sent, without, with []byte) {
	t.Helper()
	verify := func(list []byte, at time.Time) error {
		config := m.config()
		config.Lists = cms.FixedLists(list)
		verifier, err := cms.New(config)
		require.NoError(t, err)
		_, err = verifier.Verify(t.Context(), statement, sent, at)
		return err
	}
	soon := time.Now().Add(time.Minute)
	require.NoError(t, verify(without, soon))
	require.ErrorIs(t, verify(with, soon), signature.ErrRevoked)
	require.ErrorIs(t, verify(without, soon.AddDate(0, 0, 8)), signature.ErrRevocationListOld)
	require.ErrorIs(t, verify(with, soon.AddDate(0, 0, 8)), signature.ErrRevoked, "what was revoked stays so")
	broken := cms.Unarmoured(without)
	broken[len(broken)-1] ^= 1
	require.ErrorIs(t, verify(broken, soon), signature.ErrRevocationList)
}

// replaced puts other bytes in the last place where some are.
func replaced(t *testing.T, in, old, wanted []byte) []byte {
	t.Helper()
	at := bytes.LastIndex(in, old)
	require.True(t, len(old) > 0 && at >= 0)
	return slices.Concat(in[:at], wanted, in[at+len(old):])
}
