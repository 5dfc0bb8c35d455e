package cms_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms"
)

// The commands of docs/signatures.md make a signature that is verified.
func TestTheCommandsOfTheDocument(t *testing.T) {
	findOpenSSL(t)
	document, err := os.ReadFile("../../docs/signatures.md")
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(document), "```sh\n")
	commands, _, found := strings.Cut(rest, "```")
	require.True(t, found)
	shell := find(t, "bash")
	shell.write("statement.txt", statement)
	shell.run("-euc", commands)
	verifier, err := cms.New(cms.Config{Roots: [][]byte{shell.read("root.pem")}, Policy: cms.DefaultPolicy()})
	require.NoError(t, err)
	certificate, err := verifier.Verify(t.Context(), statement, shell.read("statement.sig"), time.Now())
	require.NoError(t, err)
	require.Equal(t, "12345678964", certificate.Subject.SNILS.Reveal())
}
