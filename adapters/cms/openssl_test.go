package cms_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/identity/signature"
)

// openssl is OpenSSL with the engine for GOST.
type openssl struct {
	program
	digest string
}

func findOpenSSL(tb testing.TB) program {
	tb.Helper()
	p := find(tb, "openssl")
	config, err := os.ReadFile("testdata/openssl.cnf")
	require.NoError(tb, err)
	p.write("openssl.cnf", config)
	p.write("index", nil)
	p.setting = append(p.setting, "OPENSSL_CONF="+filepath.Join(p.folder, "openssl.cnf"))
	if out, err := p.try("engine", "-t", "gost"); err != nil || !strings.Contains(out, "[ available ]") {
		absent(tb, "openssl has no engine gost: %s", out)
	}
	return p
}

const annasSubject = "/SN=Ёлкина/GN=Анна Петровна/CN=Ёлкина Анна Петровна/1.2.643.100.3=12345678964/1.2.643.3.131.1.1=500100732259" +
	"/INNLE=7707083893/O=ООО «Ромашка»"

// newOpenSSL makes keys by the options of genpkey, and certificates of root, middle and end for them.
func newOpenSSL(tb testing.TB, digest string, genpkey ...string) openssl {
	tb.Helper()
	o := openssl{findOpenSSL(tb), digest}
	for _, name := range []string{"root", "middle", "end"} {
		o.run(append([]string{"genpkey", "-out", name + ".key"}, genpkey...)...)
	}
	o.run("req", "-x509", "-new", "-key", "root.key", "-"+digest, "-subj", "/CN=Root", "-extensions", "authority", "-days", "3650",
		"-out", "root.pem")
	o.issue("middle", "root", "authority", "/CN=Middle/O=Authority", "-days", "3650")
	o.issue("end", "middle", "signer", annasSubject, "-days", "30")
	return o
}

// within lets a subtest use what its parent made.
func (o openssl) within(tb testing.TB) openssl {
	o.tb = tb
	return o
}

// issue makes a certificate for the key of a name.
func (o openssl) issue(name, issuer, extensions, subject string, options ...string) {
	o.tb.Helper()
	o.run("req", "-new", "-utf8", "-key", name+".key", "-"+o.digest, "-subj", subject, "-out", name+".csr")
	o.run(append([]string{
		"ca", "-batch", "-notext", "-utf8", "-preserveDN", "-in", name + ".csr", "-cert", issuer + ".pem", "-keyfile", issuer + ".key",
		"-md", o.digest, "-extensions", extensions, "-out", name + ".pem",
	}, options...)...)
}

// sign signs with the key and certificate called end.
func (o openssl) sign(content []byte, options ...string) []byte {
	o.tb.Helper()
	o.write("content", content)
	o.run(append([]string{
		"cms", "-sign", "-binary", "-in", "content", "-outform", "DER", "-out", "signature", "-md", o.digest,
		"-signer", "end.pem", "-inkey", "end.key", "-certfile", "middle.pem",
	}, options...)...)
	return o.read("signature")
}

// revoke revokes the certificate called end.
func (o openssl) revoke() {
	o.tb.Helper()
	o.run("ca", "-revoke", "end.pem", "-cert", "middle.pem", "-keyfile", "middle.key", "-md", o.digest)
}

// list makes a revocation list of the intermediate.
func (o openssl) list() []byte {
	o.tb.Helper()
	o.run("ca", "-gencrl", "-cert", "middle.pem", "-keyfile", "middle.key", "-md", o.digest, "-crldays", "7", "-out", "list.pem")
	return o.read("list.pem")
}

// algorithmOf is what the verifier should tell of a digest and the options of genpkey.
func algorithmOf(options []string) signature.Algorithm {
	all := strings.Join(options, " ")
	switch {
	case strings.Contains(all, "gost2012_256"), strings.Contains(all, "gost12-256"):
		return signature.GOST256
	case strings.Contains(all, "gost2012_512"), strings.Contains(all, "gost12-512"):
		return signature.GOST512
	case strings.Contains(all, "EC"), strings.Contains(all, "ecdsa"):
		return signature.ECDSA
	case strings.Contains(all, "rsa-pss"):
		return signature.RSAPSS
	default:
		return signature.RSA
	}
}
