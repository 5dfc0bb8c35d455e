package authority_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/examples/portal/authority"
	"github.com/kabinet-go/kabinet/identity/signature"
)

func anna(algorithm authority.Algorithm) authority.Holder {
	return authority.Holder{Family: "Ёлкина", Given: "Анна Сергеевна", SNILS: "12345678964", INN: "500100732259", Algorithm: algorithm}
}

// sign signs a text with OpenSSL by the command that the portal shows.
func sign(t *testing.T, signer []byte, text string) []byte {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "signer.pem"), signer, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "statement.txt"), []byte(text), 0o600))
	command := exec.CommandContext(t.Context(), "sh", "-c", authority.Command)
	command.Dir = folder
	output, err := command.CombinedOutput()
	require.NoError(t, err, string(output))
	signed, err := os.ReadFile(filepath.Join(folder, "statement.p7s"))
	require.NoError(t, err)
	return signed
}

func verify(t *testing.T, a *authority.Authority, text string, signed []byte) (signature.Certificate, error) {
	t.Helper()
	verifier, err := cms.New(cms.Config{Roots: [][]byte{a.Root()}, Policy: cms.DefaultPolicy()})
	require.NoError(t, err)
	return verifier.Verify(t.Context(), []byte(text), signed, time.Now())
}

func TestWhatOpenSSLSignsIsVerified(t *testing.T) {
	path := filepath.Join(t.TempDir(), "authority.pem")
	first, err := authority.Open(path)
	require.NoError(t, err)
	again, err := authority.Open(path)
	require.NoError(t, err)
	assert.Equal(t, first.Root(), again.Root(), "the root survives")
	const text = "Портал\nПрошу подтвердить мою личность\n"
	for _, algorithm := range authority.Algorithms() {
		t.Run(string(algorithm), func(t *testing.T) {
			signer, err := first.Issue(anna(algorithm))
			require.NoError(t, err)
			certificate, err := verify(t, again, text, sign(t, signer, text))
			require.NoError(t, err)
			assert.Equal(t, "Ёлкина", certificate.Subject.Surname.Reveal())
			assert.Equal(t, "Анна Сергеевна", certificate.Subject.GivenNames.Reveal())
			assert.Equal(t, "12345678964", certificate.Subject.SNILS.Reveal())
			assert.Equal(t, "500100732259", certificate.Subject.INN.Reveal())
			assert.Equal(t, string(algorithm), string(certificate.Algorithm))
			_, err = verify(t, again, text+"!", sign(t, signer, text))
			require.ErrorIs(t, err, signature.ErrContentDiffers)
		})
	}
}

func TestCertificatesThatAreRefused(t *testing.T) {
	a, err := authority.Open(filepath.Join(t.TempDir(), "authority.pem"))
	require.NoError(t, err)
	stranger, err := authority.Open(filepath.Join(t.TempDir(), "authority.pem"))
	require.NoError(t, err)
	lapsed, nameless := anna(authority.ECDSA), anna(authority.ECDSA)
	lapsed.Lapsed, nameless.SNILS = true, ""
	for name, test := range map[string]struct {
		by     *authority.Authority
		holder authority.Holder
		reason error
	}{
		"lapsed":               {a, lapsed, signature.ErrExpired},
		"without SNILS":        {a, nameless, signature.ErrNoSNILS},
		"of another authority": {stranger, anna(authority.ECDSA), signature.ErrUnknownIssuer},
	} {
		signer, err := test.by.Issue(test.holder)
		require.NoError(t, err)
		_, err = verify(t, a, "text", sign(t, signer, "text"))
		require.ErrorIs(t, err, test.reason, name)
	}
	_, err = a.Issue(authority.Holder{Algorithm: "pencil"})
	require.ErrorIs(t, err, authority.ErrAlgorithm)
}

func TestAFileOfSomethingElse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "authority.pem")
	require.NoError(t, os.WriteFile(path, []byte("hello"), 0o600))
	_, err := authority.Open(path)
	require.ErrorContains(t, err, "move the file away")
}
