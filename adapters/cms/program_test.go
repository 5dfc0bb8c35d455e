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
