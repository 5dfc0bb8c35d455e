package main

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/examples/portal/registries"
	"github.com/kabinet-go/kabinet/verification"
)

// listener is a browser's EventSource.
type listener struct {
	t        *testing.T
	response *http.Response
	lines    *bufio.Scanner
	// Beats counts the comments that were passed over.
	beats int
}

// listen opens the stream of the page that the browser shows.
func (b *browser) listen() *listener {
	b.t.Helper()
	ctx, cancel := context.WithCancel(b.t.Context())
	b.t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, portalURL+"/account/progress/events", nil)
	require.NoError(b.t, err)
	response, err := b.client.Do(request)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { _ = response.Body.Close() })
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	return &listener{t: b.t, response: response, lines: lines}
}

// next waits for the next event; name is empty when the stream ends without one.
func (l *listener) next() (name, data string) {
	l.t.Helper()
	var text strings.Builder
	for l.lines.Scan() {
		line := l.lines.Text()
		switch field, value, _ := strings.Cut(line, ": "); {
		case line == ":":
			l.beats++
		case line == "" && name != "":
			return name, text.String()
		case field == "event":
			name = value
		case field == "data":
			text.WriteString(value + "\n")
		}
	}
	require.NoError(l.t, l.lines.Err())
	return "", ""
}

// until waits for an event of that name whose data say all of these, and returns the data.
func (l *listener) until(name string, says ...string) string {
	l.t.Helper()
	for {
		found, data := l.next()
		require.NotEmpty(l.t, found, "the stream ended before it said %q", says)
		all := found == name
		for _, word := range says {
			all = all && strings.Contains(data, word)
		}
		if all {
			return data
		}
	}
}

// waiting is somebody whose profile waits for a registry that is down.
func (p *portal) waiting() *browser {
	p.t.Helper()
	p.tell(registries.Order{Check: verification.SNILSCheck, Opinion: registries.Down})
	b := p.registered()
	b.get("/account/profile")
	b.submit("/account/profile", annasProfile(nil))
	require.Equal(p.t, "/account/progress", b.path)
	return b
}

// overSockets runs a test with a portal behind a real socket, in real time.
func overSockets(t *testing.T, test func(t *testing.T, p *portal)) {
	t.Helper()
	p := newPortal(t)
	p.settle = func() {}
	p.listenOn("127.0.0.1:0")
	test(t, p)
	p.stop()
	p.log.assertDiscreet(t)
}

// VER-4: the page changes by itself, through a socket; two changes are seen, and the end.
func TestStreamOverASocket(t *testing.T) {
	overSockets(t, func(t *testing.T, p *portal) {
		b := p.waiting()
		assert.NotEmpty(t, b.all("script"), "it is followed by a script")
		assert.Equal(t, "/account/progress/events", b.id("progress").attribute("data-stream"))
		assert.Equal(t, allowed+"; script-src 'self'; connect-src 'self'", b.sent.Get(csp))
		l := b.listen()
		assert.Equal(t, http.StatusOK, l.response.StatusCode)
		assert.Equal(t, "text/event-stream; charset=utf-8", l.response.Header.Get("Content-Type"))
		assert.Equal(t, "no-store", l.response.Header.Get("Cache-Control"))
		first := l.until("progress", "Реестр не отвечает")
		assert.NotContains(t, first, "<html", "a part of the page")
		p.tell(registries.Order{Check: verification.SNILSCheck, Opinion: registries.Agrees})
		second := parseDocument(t, l.until("progress", "Данные подтверждены"))
		b.get("/account/progress")
		assert.Equal(t, b.id("progress").text(), second.text(), "the same as on the page itself")
		name, data := l.next()
		assert.Equal(t, "end", name)
		assert.Equal(t, "decided", strings.TrimSpace(data))
		name, _ = l.next()
		assert.Empty(t, name)
	})
}

// The stream ends when the person signs out, here in another tab.
func TestStreamEndsAtSignOut(t *testing.T) {
	overSockets(t, func(t *testing.T, p *portal) {
		b := p.waiting()
		l := b.listen()
		l.until("progress", "Проверяем данные")
		tab := clone(b)
		tab.get("/account")
		tab.submit("/sign-out", nil)
		assert.Equal(t, "signed-out", strings.TrimSpace(l.until("end")))
	})
}

// The stream ends when the portal stops, which does not wait for it.
func TestStreamEndsAtShutdown(t *testing.T) {
	overSockets(t, func(t *testing.T, p *portal) {
		l := p.waiting().listen()
		l.until("progress", "Проверяем данные")
		begun := time.Now()
		p.stop()
		assert.Less(t, time.Since(begun), grace/2)
		for name, _ := l.next(); name != ""; name, _ = l.next() {
			assert.Equal(t, "progress", name)
		}
	})
}

// A stream outlives the bounds of a page, says now and then that it is alive, and keeps no session alive.
func TestStreamLivesAndDoesNotKeepTheSessionAlive(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		p.waiting()
		b := p.browser()
		b.get("/sign-in")
		b.submit("/sign-in", answers{"login": anna, "password": goodPassword, "public": "yes"})
		begun := time.Now()
		l := b.listen()
		assert.Equal(t, "signed-out", strings.TrimSpace(l.until("end")))
		idle := p.config.policy.Access.PublicIdle
		assert.GreaterOrEqual(t, time.Since(begun), idle)
		assert.Less(t, time.Since(begun), idle+time.Minute)
		assert.InDelta(t, int(idle/beat), l.beats, 1)
		name, _ := l.next()
		assert.Empty(t, name, "nothing follows")
	})
}

func TestStreamsPerSession(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.waiting()
		var open []*listener
		for range streamsPerSession {
			l := b.listen()
			require.Equal(t, http.StatusOK, l.response.StatusCode)
			open = append(open, l)
		}
		assert.Equal(t, http.StatusTooManyRequests, b.listen().response.StatusCode)
		other := p.browser()
		other.get("/sign-in")
		other.submit("/sign-in", answers{"login": anna, "password": goodPassword})
		assert.Equal(t, http.StatusOK, other.listen().response.StatusCode, "another session has its own")

		require.NoError(t, open[0].response.Body.Close())
		time.Sleep(beat)
		p.settle()
		assert.Equal(t, http.StatusOK, b.listen().response.StatusCode, "who leaves makes room")
	})
}
