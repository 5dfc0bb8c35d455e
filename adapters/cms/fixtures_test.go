package cms_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// The fixtures are made anew by OpenSSL and GnuTLS: go test . -run TestFixtures -make-fixtures
var makeFixtures = flag.Bool("make-fixtures", false, "have OpenSSL and GnuTLS make testdata/fixtures anew")

const fixtures = "testdata/fixtures"

// fixture is what a program signed: a root, the intermediate unless the signature includes it, and signatures with
// attributes and without.
type fixture struct {
	name                             string
	root, middle, signed, bare, list []byte
}

// What other programs signed earlier is verified where they are missing too.
func TestFixtures(t *testing.T) {
	if *makeFixtures {
		writeFixtures(t)
	}
	all, at := readFixtures(t)
	require.Len(t, all, len(opensslKinds())+len(gnutlsKinds()))
	for _, f := range all {
		t.Run(f.name, func(t *testing.T) {
			verifier := f.verifier(t)
			for _, sent := range [][]byte{f.signed, f.bare} {
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

func (f fixture) verifier(tb testing.TB) *cms.Verifier {
	tb.Helper()
	config := cms.Config{Roots: [][]byte{f.root}, Policy: cms.DefaultPolicy(), Lists: cms.FixedLists(f.list)}
	if f.middle != nil {
		config.Intermediates = [][]byte{f.middle}
	}
	verifier, err := cms.New(config)
	require.NoError(tb, err)
	return verifier
}

// readFixtures gives them with the time at which they were made.
func readFixtures(tb testing.TB) ([]fixture, time.Time) {
	tb.Helper()
	made, err := os.ReadFile(filepath.Join(fixtures, "made"))
	require.NoError(tb, err)
	at, err := time.Parse(time.RFC3339, strings.TrimSpace(string(made)))
	require.NoError(tb, err)
	folders, err := filepath.Glob(filepath.Join(fixtures, "*-*"))
	require.NoError(tb, err)
	var all []fixture
	for _, folder := range folders {
		read := func(name string) []byte {
			content, err := os.ReadFile(filepath.Join(folder, name))
			require.NoError(tb, err)
			return content
		}
		f := fixture{
			name: filepath.Base(folder), root: read("root.pem"), signed: read("signed.p7s"), bare: read("bare.p7s"), list: read("list.pem"),
		}
		if strings.HasPrefix(f.name, "gnutls") {
			f.middle = read("middle.pem")
		}
		all = append(all, f)
	}
	return all, at
}

func writeFixtures(t *testing.T) {
	t.Helper()
	require.NoError(t, os.RemoveAll(fixtures))
	for _, k := range opensslKinds() {
		o := newOpenSSL(t, k.digest, k.key...)
		writeFixture(t, fixture{
			"openssl-" + k.name, o.read("root.pem"), nil, o.sign(statement, "-cades"), o.sign(statement, "-noattr"), o.list(),
		})
	}
	for _, k := range gnutlsKinds() {
		g := newGnuTLS(t, k.digest, k.key...)
		writeFixture(t, fixture{
			"gnutls-" + k.name, g.read("root.pem"), g.read("middle.pem"), g.sign(statement, "--p7-time"), g.sign(statement), g.list(false),
		})
	}
	made := time.Now().UTC().Add(time.Minute).Format(time.RFC3339)
	require.NoError(t, os.WriteFile(filepath.Join(fixtures, "made"), []byte(made+"\n"), 0o600))
}

func writeFixture(t *testing.T, f fixture) {
	t.Helper()
	folder := filepath.Join(fixtures, f.name)
	require.NoError(t, os.MkdirAll(folder, 0o755))
	for name, content := range map[string][]byte{
		"root.pem": f.root, "middle.pem": f.middle, "signed.p7s": f.signed, "bare.p7s": f.bare, "list.pem": f.list,
	} {
		if content != nil {
			require.NoError(t, os.WriteFile(filepath.Join(folder, name), content, 0o644))
		}
	}
}
