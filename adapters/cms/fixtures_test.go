package cms_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/adapters/cms/fixtures"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// The fixtures are made anew by OpenSSL and GnuTLS: go test . -run TestFixtures -make-fixtures
var makeFixtures = flag.Bool("make-fixtures", false, "have OpenSSL and GnuTLS make the folder fixtures anew")

// What other programs signed earlier is verified where they are missing too.
func TestFixtures(t *testing.T) {
	if *makeFixtures {
		writeFixtures(t)
		return // the next build has them
	}
	all, at := readFixtures(t)
	require.Len(t, all, len(opensslKinds())+len(gnutlsKinds()))
	for _, f := range all {
		t.Run(f.Name, func(t *testing.T) {
			verifier := newVerifier(t, f)
			for _, sent := range [][]byte{f.Signed, f.Bare} {
				certificate, err := verifier.Verify(t.Context(), statement, sent, at)
				require.NoError(t, err)
				assert.Equal(t, "12345678964", certificate.Subject.SNILS.Reveal())
				assert.Equal(t, "Ёлкина", certificate.Subject.Surname.Reveal())
				wrong := append([]byte(nil), sent...)
				wrong[len(wrong)-1] ^= 0x10
				_, err = verifier.Verify(t.Context(), statement, wrong, at)
				require.ErrorIs(t, err, signature.ErrWrong)
				another := replaced(t, sent, []byte("12345678964"), []byte("11223344595"))
				_, err = verifier.Verify(t.Context(), statement, another, at)
				if !errors.Is(err, signature.ErrSigningCertificate) { // which comes first where attributes speak of the certificate
					require.ErrorIs(t, err, signature.ErrUnknownIssuer)
				}
				_, err = verifier.Verify(t.Context(), statement, sent, at.AddDate(1, 0, 0))
				require.ErrorIs(t, err, signature.ErrExpired)
			}
		})
	}
}

func newVerifier(tb testing.TB, f fixtures.Fixture) *cms.Verifier {
	tb.Helper()
	verifier, err := cms.New(f.Config())
	require.NoError(tb, err)
	return verifier
}

// readFixtures gives them with the time at which they were made.
func readFixtures(tb testing.TB) ([]fixtures.Fixture, time.Time) {
	tb.Helper()
	all, at, err := fixtures.All()
	require.NoError(tb, err)
	return all, at
}

func writeFixtures(t *testing.T) {
	t.Helper()
	before, err := filepath.Glob("fixtures/*-*")
	require.NoError(t, err)
	for _, folder := range before {
		require.NoError(t, os.RemoveAll(folder))
	}
	for _, k := range opensslKinds() {
		o := newOpenSSL(t, k.digest, k.key...)
		writeFixture(t, fixtures.Fixture{
			Name: "openssl-" + k.name, Root: o.read("root.pem"), List: o.list(),
			Signed: o.sign(statement, "-cades"), Bare: o.sign(statement, "-noattr"),
		})
	}
	for _, k := range gnutlsKinds() {
		g := newGnuTLS(t, k.digest, k.key...)
		writeFixture(t, fixtures.Fixture{
			Name: "gnutls-" + k.name, Root: g.read("root.pem"), Middle: g.read("middle.pem"), List: g.list(false),
			Signed: g.sign(statement, "--p7-time"), Bare: g.sign(statement),
		})
	}
	made := time.Now().UTC().Add(time.Minute).Format(time.RFC3339)
	require.NoError(t, os.WriteFile("fixtures/made", []byte(made+"\n"), 0o600))
}

func writeFixture(t *testing.T, f fixtures.Fixture) {
	t.Helper()
	folder := filepath.Join("fixtures", f.Name)
	require.NoError(t, os.MkdirAll(folder, 0o755))
	for name, content := range map[string][]byte{
		"root.pem": f.Root, "middle.pem": f.Middle, "signed.p7s": f.Signed, "bare.p7s": f.Bare, "list.pem": f.List,
	} {
		if content != nil {
			require.NoError(t, os.WriteFile(filepath.Join(folder, name), content, 0o644))
		}
	}
}
