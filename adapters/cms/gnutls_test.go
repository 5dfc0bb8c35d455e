package cms_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// gnutls is certtool of GnuTLS.
type gnutls struct {
	program
	hash string
}

// newGnuTLS makes keys by the options of certtool, and certificates of root, middle and end for them.
func newGnuTLS(tb testing.TB, hash string, key ...string) gnutls {
	tb.Helper()
	g := gnutls{find(tb, "certtool"), hash}
	for _, name := range []string{"root", "middle", "end"} {
		template, err := os.ReadFile("testdata/" + name + ".template")
		require.NoError(tb, err)
		g.write(name+".template", template)
		g.run(append([]string{"--generate-privkey", "--outfile", name + ".key"}, key...)...)
	}
	g.run("--generate-self-signed", "--load-privkey", "root.key", "--template", "root.template", "--hash", hash, "--outfile", "root.pem")
	g.issue("middle", "root")
	g.issue("end", "middle")
	return g
}

// within lets a subtest use what its parent made.
func (g gnutls) within(tb testing.TB) gnutls {
	g.tb = tb
	return g
}

// issue makes a certificate for the key of a name by its template.
func (g gnutls) issue(name, issuer string) {
	g.tb.Helper()
	g.run("--generate-certificate", "--load-privkey", name+".key", "--load-ca-certificate", issuer+".pem", "--load-ca-privkey",
		issuer+".key", "--template", name+".template", "--hash", g.hash, "--outfile", name+".pem")
}

// sign signs with the key and certificate called end.
func (g gnutls) sign(content []byte, options ...string) []byte {
	g.tb.Helper()
	g.write("content", content)
	g.run(append([]string{
		"--p7-detached-sign", "--load-privkey", "end.key", "--load-certificate", "end.pem", "--infile", "content", "--hash", g.hash,
		"--outder", "--outfile", "signature",
	}, options...)...)
	return g.read("signature")
}

// list makes a revocation list of the intermediate, with the certificate called end if so wanted.
func (g gnutls) list(revoked bool) []byte {
	g.tb.Helper()
	g.write("list.template", []byte("crl_next_update = 7\ncrl_number = 1\n"))
	options := []string{
		"--generate-crl", "--load-ca-certificate", "middle.pem", "--load-ca-privkey", "middle.key", "--template", "list.template",
		"--hash", g.hash, "--outfile", "list.pem",
	}
	if revoked {
		options = append(options, "--load-certificate", "end.pem")
	}
	g.run(options...)
	return g.read("list.pem")
}
