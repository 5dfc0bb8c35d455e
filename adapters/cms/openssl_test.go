package cms_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// requireTools makes a test fail where it would be skipped for want of a program.
const requireTools = "KABINET_REQUIRE_SERVICES"

// program is one of other people's programs, run in a folder of the test's own.
type program struct {
	tb      testing.TB
	name    string
	folder  string
	setting []string
}

func find(tb testing.TB, name string, setting ...string) program {
	tb.Helper()
	if _, err := exec.LookPath(name); err != nil {
		absent(tb, "no %s: %v", name, err)
	}
	return program{tb, name, tb.TempDir(), append(os.Environ(), setting...)}
}

func absent(tb testing.TB, format string, args ...any) {
	tb.Helper()
	if os.Getenv(requireTools) == "1" {
		tb.Fatalf(format, args...)
	}
	tb.Skipf(format, args...)
}

func (p program) run(args ...string) {
	p.tb.Helper()
	out, err := p.try(args...)
	require.NoError(p.tb, err, "%s %s\n%s", p.name, strings.Join(args, " "), out)
}

func (p program) try(args ...string) (string, error) {
	command := exec.CommandContext(p.tb.Context(), p.name, args...)
	command.Dir, command.Env = p.folder, p.setting
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	err := command.Run()
	return out.String(), err
}

func (p program) write(name string, content []byte) {
	p.tb.Helper()
	require.NoError(p.tb, os.WriteFile(filepath.Join(p.folder, name), content, 0o600))
}

func (p program) read(name string) []byte {
	p.tb.Helper()
	content, err := os.ReadFile(filepath.Join(p.folder, name))
	require.NoError(p.tb, err)
	return content
}

// openssl is OpenSSL with the engine for GOST.
type openssl struct{ program }

func findOpenSSL(tb testing.TB) openssl {
	tb.Helper()
	o := openssl{find(tb, "openssl")}
	config, err := os.ReadFile("testdata/openssl.cnf")
	require.NoError(tb, err)
	o.write("openssl.cnf", config)
	o.setting = append(o.setting, "OPENSSL_CONF="+filepath.Join(o.folder, "openssl.cnf"))
	if out, err := o.try("engine", "gost"); err != nil || strings.Contains(out, "could not be loaded") {
		absent(tb, "openssl has no engine gost: %s", out)
	}
	return o
}

// kind is a kind of key, as the options of genpkey, and the digest that goes with it.
type kind struct {
	name    string
	genpkey []string
	digest  string
}

func gostKinds() []kind {
	var all []kind
	for size, sets := range map[string]string{"256": "A B C XA XB TCA TCB TCC TCD", "512": "A B C"} {
		for _, set := range strings.Fields(sets) {
			all = append(all, kind{
				"gost" + size + "-" + set, []string{"-algorithm", "gost2012_" + size, "-pkeyopt", "paramset:" + set}, "md_gost12_" + size,
			})
		}
	}
	return all
}

const annasSubject = "/SN=Ёлкина/GN=Анна Петровна/CN=Ёлкина Анна Петровна/1.2.643.100.3=12345678964/1.2.643.3.131.1.1=500100732259"

// authority makes root and intermediate: root.pem, middle.pem and their keys.
func (o openssl) authority(k kind) {
	o.tb.Helper()
	for _, name := range []string{"root", "middle", "end"} {
		o.run(append([]string{"genpkey", "-out", name + ".key"}, k.genpkey...)...)
	}
	o.run("req", "-x509", "-new", "-key", "root.key", "-"+k.digest, "-subj", "/CN=Root", "-extensions", "authority", "-days", "30", "-out", "root.pem")
	o.issue(k, "middle", "root", "authority", "/CN=Middle/O=Authority")
}

// issue makes a certificate for the key of a name.
func (o openssl) issue(k kind, name, issuer, extensions, subject string) {
	o.tb.Helper()
	o.run("req", "-new", "-utf8", "-key", name+".key", "-"+k.digest, "-subj", subject, "-out", name+".csr")
	o.run("x509", "-req", "-in", name+".csr", "-CA", issuer+".pem", "-CAkey", issuer+".key", "-"+k.digest, "-CAcreateserial",
		"-days", "30", "-extfile", "openssl.cnf", "-extensions", extensions, "-out", name+".pem")
}

// sign signs a content with the key and certificate called end.
func (o openssl) sign(k kind, content []byte, options ...string) []byte {
	o.tb.Helper()
	o.write("content", content)
	o.run(append([]string{
		"cms", "-sign", "-binary", "-in", "content", "-outform", "DER", "-out", "signature", "-md", k.digest,
		"-signer", "end.pem", "-inkey", "end.key", "-certfile", "middle.pem",
	}, options...)...)
	return o.read("signature")
}
