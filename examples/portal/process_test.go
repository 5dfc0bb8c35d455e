package main

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/nats/natstest"
	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
)

// asPortal tells the test binary, when it starts itself again, to be the program.
const asPortal = "KABINET_PORTAL_PROCESS"

func TestMain(m *testing.M) {
	if os.Getenv(asPortal) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func program(ctx context.Context, args ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, os.Args[0], args...)
	command.Env = append(os.Environ(), asPortal+"=1")
	return command
}

// process is a portal in a process of its own, on a port of its own.
type process struct {
	portal
	args    []string
	command *exec.Cmd
}

// tcp reaches a process.
type tcp string

func (at tcp) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	var dialing net.Dialer
	return dialing.DialContext(ctx, network, string(at))
}

func startProcess(t *testing.T, args ...string) *process {
	t.Helper()
	p := &process{portal: portal{t: t, log: &logs{}, settle: func() {}}, args: args}
	t.Cleanup(func() { p.log.tell(t) })
	p.start()
	return p
}

// start starts the process, for the first time or again, and waits until it says where it is.
func (p *process) start() {
	p.t.Helper()
	p.command = program(p.t.Context(), append([]string{"-addr", "127.0.0.1:0"}, p.args...)...)
	p.command.Stderr = p.log
	output, err := p.command.StdoutPipe()
	require.NoError(p.t, err)
	require.NoError(p.t, p.command.Start())
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if _, at, found := strings.Cut(lines.Text(), "http://"); found {
			p.net = tcp(at)
			return
		}
	}
	require.Fail(p.t, "the process did not start", p.log.String())
}

// kill is kill -9.
func (p *process) kill() {
	p.t.Helper()
	require.NoError(p.t, p.command.Process.Kill())
	require.ErrorContains(p.t, p.command.Wait(), "killed")
}

// interrupt is Ctrl-C.
func (p *process) interrupt() {
	p.t.Helper()
	require.NoError(p.t, p.command.Process.Signal(os.Interrupt))
	require.NoError(p.t, p.command.Wait(), p.log.String())
}

// killed sends a form to a portal and kills it the moment it has answered, without loading the next page.
func (b *browser) killed(p *process, action string, fill answers) {
	b.t.Helper()
	b.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	b.submit(action, fill)
	b.client.CheckRedirect = nil
	require.Equal(b.t, http.StatusSeeOther, b.status)
	p.kill()
}

// TestPortalsAreKilled: two processes on one PostgreSQL, and after each step the one that took it is killed.
func TestPortalsAreKilled(t *testing.T) {
	server := natstest.NewServer(t)
	args := []string{"-data", t.TempDir(), "-nats", server.URL(), "-store", postgrestest.Connection(t)}
	a, b := startProcess(t, args...), startProcess(t, args...)

	person := a.browser()
	person.get("/register")
	person.killed(a, "/register", answers{
		"name.family": "Ёлкина", "name.given": "Анна", "contact.phone": anna, "consents.terms": "yes", "consents.personal-data": "yes",
	})
	person.goTo(b)
	code := b.awaitCode(annaShown)
	person.get("/code")
	a.start()
	person.killed(b, "/code", answers{"code": code})
	person.goTo(a)
	person.get("/password")
	b.start()
	person.killed(a, "/password", answers{"password": goodPassword})
	person.goTo(b)
	person.get("/account")
	require.Equal(t, "/account", person.path)
	assert.Equal(t, "Ёлкина Анна", person.all("h1")[0].text())
	a.start()
	elsewhere := a.browser()
	elsewhere.get("/sign-in")
	elsewhere.submit("/sign-in", answers{"login": anna, "password": goodPassword})
	require.Equal(t, "/account", elsewhere.path)

	require.Len(t, a.messages(annaShown), 1, "nothing was sent twice")
	await(t, "all events in NATS", func() bool { return len(left(t, server, "access.signed-in")) == 2 })
	for _, name := range []string{"account.registered", "account.contact-confirmed", "account.password-set"} {
		await(t, name, func() bool { return len(left(t, server, name)) > 0 })
		assert.Len(t, left(t, server, name), 1, name)
	}
	a.interrupt()
	b.interrupt()
	a.log.assertDiscreet(t)
	b.log.assertDiscreet(t)
}

// left are the subjects under which events of that name left for NATS.
func left(t *testing.T, server *natstest.Server, name string) (subjects []string) {
	t.Helper()
	for subject, text := range stored(t, server) {
		if strings.Contains(text, "["+name+"]") {
			subjects = append(subjects, subject)
		}
	}
	return subjects
}

// TestTroubleAtTheStartIsOneLine on the error output, and exit code 1.
func TestTroubleAtTheStartIsOneLine(t *testing.T) {
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	for name, test := range map[string]struct {
		args []string
		says string
	}{
		"no such flag":          {[]string{"-nowhere"}, "flag provided but not defined: -nowhere"},
		"a store that is none":  {[]string{"-store", "mysql://anna:s3cret@h/db"}, "-store is no address of the form postgres://host/…"},
		"nobody at -store":      {[]string{"-store", "postgres://anna:s3cret@127.0.0.1:1/portal"}, "-store postgres://127.0.0.1:1/portal: "},
		"a password mistyped":   {[]string{"-store", "postgres://anna:s3cret/1@127.0.0.1/portal"}, "-store is no URL"},
		"nobody at -nats":       {[]string{"-nats", "nats://anna:s3cret@127.0.0.1:1"}, "-nats nats://127.0.0.1:1: "},
		"a port that is taken":  {[]string{"-addr", taken.Listener.Addr().String()}, "address already in use"},
		"a folder that is none": {[]string{"-data", os.Args[0]}, "not a directory"},
	} {
		t.Run(name, func(t *testing.T) {
			command := program(t.Context(), append([]string{"-addr", "127.0.0.1:0", "-data", t.TempDir()}, test.args...)...)
			var said strings.Builder
			command.Stderr = &said
			output, err := command.Output()
			exit, ok := errors.AsType[*exec.ExitError](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, 1, exit.ExitCode())
			assert.Empty(t, output)
			last := said.String()
			if name == "no such flag" {
				last = last[strings.LastIndex(strings.TrimSpace(last), "\n")+1:]
			}
			assert.Equal(t, 1, strings.Count(last, "\n"), last)
			assert.True(t, strings.HasPrefix(last, "portal: "), last)
			assert.Contains(t, last, test.says)
			assert.NotContains(t, last, "s3cret")
		})
	}
}
