package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/password"
)

const (
	anna         = "8 (916) 123-45-67"
	annaShown    = "+7 916 123-45-67"
	annaMasked   = "+7 *** ***-**-67"
	mail         = "anna@example.ru"
	goodPassword = "тихий омут и семь журавлей"
	portalURL    = "http://portal.test"
)

// portal is the whole program over a SQLite file in a temporary folder, in virtual time; those that speak
// to servers live in real time.
type portal struct {
	t      *testing.T
	config config
	log    *logs
	net    dialer
	stop   func()
	// settle waits until everything that is to happen by itself has happened. In real time nobody can.
	settle func()
}

// walk runs a test with a portal of its own, and sees at its end that the log tells nothing about anybody.
func walk(t *testing.T, test func(t *testing.T, p *portal)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := newPortal(t)
		p.start()
		test(t, p)
		p.stop()
		p.log.assertDiscreet(t)
	})
}

// dialer reaches a portal, whatever the address.
type dialer interface {
	dial(ctx context.Context, network, address string) (net.Conn, error)
}

func newPortal(t *testing.T) *portal {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Moscow")
	require.NoError(t, err)
	logs := &logs{}
	t.Cleanup(func() { logs.tell(t) })
	policy := lively(kabinet.DefaultPolicy())
	policy.Hashing.Params = password.CheapestParams()
	return &portal{t: t, log: logs, settle: synctest.Wait, config: config{
		data: t.TempDir(), url: portalURL, zone: zone, policy: policy, out: io.Discard,
		logger: slog.New(slog.NewTextHandler(logs, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}}
}

func (p *portal) start() {
	p.t.Helper()
	pipe := newPipe()
	p.net = pipe
	p.serve(pipe)
}

// listenOn starts the portal behind a socket.
func (p *portal) listenOn(address string) {
	p.t.Helper()
	var listening net.ListenConfig
	socket, err := listening.Listen(p.t.Context(), "tcp", address)
	require.NoError(p.t, err)
	p.net = tcp(socket.Addr().String())
	p.serve(socket)
}

func (p *portal) serve(at net.Listener) {
	p.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve(ctx, p.config, at) }()
	p.settle()
	p.stop = sync.OnceFunc(func() {
		cancel()
		assert.NoError(p.t, <-done, "Ctrl-C is no error")
	})
	p.t.Cleanup(p.stop)
}

// dial reaches the portal that runs now.
func (p *portal) dial(ctx context.Context, network, address string) (net.Conn, error) {
	return p.net.dial(ctx, network, address)
}

// restart is Ctrl-C and the same command again.
func (p *portal) restart() {
	p.t.Helper()
	p.stop()
	p.start()
}

// message is the newest message to somebody, as the outbox page shows it.
func (p *portal) message(to string) string {
	p.t.Helper()
	messages := p.messages(to)
	require.NotEmpty(p.t, messages, "a message to %s", to)
	return messages[0]
}

// messages are all messages to somebody, the newest first.
func (p *portal) messages(to string) []string {
	p.t.Helper()
	p.settle()
	var found []string
	for _, article := range p.browser().get("/dev/outbox").all("article") {
		if text := article.text(); strings.Contains(text, to) {
			found = append(found, text)
		}
	}
	return found
}

var (
	codes = regexp.MustCompile(`\b\d{6}\b`)
	links = regexp.MustCompile(portalURL + `/confirm\S+`)
)

func (p *portal) code(to string) string { return codes.FindString(p.message(to)) }

// wrongCode is one that is not the code.
func (p *portal) wrongCode(to string) string {
	code := []byte(p.code(to))
	code[0] = '0' + (code[0]-'0'+1)%10
	return string(code)
}

func (p *portal) link(to string) string {
	p.t.Helper()
	link := links.FindString(p.message(to))
	require.NotEmpty(p.t, link)
	return strings.TrimPrefix(link, portalURL)
}

// registered is a browser in which somebody has just registered by phone.
func (p *portal) registered() *browser {
	p.t.Helper()
	b := p.browser()
	b.fillRegistration()
	b.submit("/code", answers{"code": p.awaitCode(annaShown)})
	b.submit("/password", answers{"password": goodPassword})
	require.Equal(p.t, "/account", b.path)
	return b
}

// logs collects what is logged.
type logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logs) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// tell shows what went wrong in a test that failed.
func (l *logs) tell(t *testing.T) {
	t.Helper()
	for line := range strings.Lines(l.String()) {
		if t.Failed() && (strings.Contains(line, "level=WARN") || strings.Contains(line, "level=ERROR")) {
			t.Log(line)
		}
	}
}

// assertDiscreet looks for anything that is somebody's.
func (l *logs) assertDiscreet(t *testing.T) {
	t.Helper()
	text := l.String()
	require.Contains(t, text, "route=", "requests are logged")
	for _, secret := range []string{"9161234567", "123-45-67", mail, "Ёлкина", "Анна", goodPassword, "token=", "challenge=", "report=", "state=", "Арбат", "573482", "123-456-789", "12345678964", "500100732259"} {
		assert.NotContains(t, text, secret)
	}
}
