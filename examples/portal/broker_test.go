package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	natsserver "github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/nats/natstest"
)

// event is one of the page's.
type event struct {
	name, stream, text string
}

// events are what the page shows, the newest first.
func (p *portal) events() []event {
	p.t.Helper()
	b := p.browser()
	b.get("/dev/events")
	require.Equal(p.t, http.StatusOK, b.status)
	var found []event
	for _, article := range b.all("article") {
		name, _, _ := strings.Cut(article.all("h2")[0].text(), " ")
		found = append(found, event{name, article.all("code")[0].text(), article.text()})
	}
	return found
}

// awaitEvent waits until so many events of that name have come through NATS, and returns them all.
func (p *portal) awaitEvent(name string, times int) []event {
	p.t.Helper()
	await(p.t, fmt.Sprintf("%s, %d times", name, times), func() bool {
		return count(p.events(), name) >= times
	})
	events := p.events()
	require.Equal(p.t, times, count(events, name), name)
	return events
}

func count(events []event, name string) (times int) {
	for _, e := range events {
		if e.name == name {
			times++
		}
	}
	return times
}

// personal is what must never be seen outside; the page's clock may show 123, so the number is in longer pieces.
func personal() []string {
	return []string{"9161234567", "1234567", "123-45-67", mail, "example.ru", "Ёлкина", "Анна", goodPassword, "argon2"}
}

// TestOthersSeeNoPersonalData: what the page shows of events, and every byte in the stream.
func TestOthersSeeNoPersonalData(t *testing.T) {
	beside(t, func(t *testing.T, s sideBySide) {
		person := s.a.browser()
		person.fillRegistration()
		code := s.b.awaitCode(annaShown)
		person.submit("/code", answers{"code": code})
		person.submit("/password", answers{"password": goodPassword})
		require.Equal(t, "/account", person.path)

		for _, p := range []*portal{s.a, s.b} {
			p.awaitEvent("notification.message-sent", 1)
			p.awaitEvent("account.password-set", 1)
			events := p.awaitEvent("access.signed-in", 1)
			registered := slices.IndexFunc(events, func(e event) bool { return e.name == "account.registered" })
			require.NotEqual(t, -1, registered)
			assert.Regexp(t, `^account\.registered версия 1 Записано \d+ \S+ \d{4}, \d\d:\d\d:\d\d МСК `+
				`Поток account/[0-9A-Z]{26}, событие № 1 Открытая часть \{.*\} Личная часть зашифрована, \d+ байта?$`, events[registered].text)
			seen := map[string][]string{}
			for _, e := range slices.Backward(events) {
				seen[e.stream] = append(seen[e.stream], e.name)
				for _, secret := range append(personal(), code) {
					assert.NotContains(t, e.text, secret, e.name)
				}
			}
			assert.Equal(t, []string{"account.registered", "account.contact-confirmed", "account.password-set"}, seen[events[registered].stream],
				"an account's events keep their order")
		}
		for subject, text := range stored(t, s.nats) {
			for _, secret := range append(personal(), code) {
				assert.NotContains(t, text, secret, subject)
			}
		}
	})
}

// stored is every message of the stream as it lies there, headers and all.
func stored(t *testing.T, server *natstest.Server) map[string]string {
	t.Helper()
	js, err := jetstream.New(natstest.Connect(t, server.URL()))
	require.NoError(t, err)
	stream, err := js.Stream(t.Context(), "KABINET")
	require.NoError(t, err)
	all := map[string]string{}
	for sequence := uint64(1); sequence <= stream.CachedInfo().State.LastSeq; sequence++ {
		message, err := stream.GetMsg(t.Context(), sequence)
		require.NoError(t, err)
		all[fmt.Sprint(message.Subject, " ", sequence)] = fmt.Sprint(message.Header, " ", string(message.Data))
	}
	require.NotEmpty(t, all)
	return all
}

// TestOutageOfNATS: the portals go on, say so, and what happened meanwhile follows once, in order.
func TestOutageOfNATS(t *testing.T) {
	beside(t, func(t *testing.T, s sideBySide) {
		s.a.registered()
		for _, p := range []*portal{s.a, s.b} {
			p.awaitEvent("access.signed-in", 1)
		}
		s.nats.Stop()
		for _, p := range []*portal{s.a, s.b} {
			await(t, "the page that says so", func() bool {
				return strings.Contains(p.browser().get("/dev/events").text(), "NATS недоступен")
			})
			assert.Contains(t, p.log.String(), "NATS is out of reach, events wait in the store")
		}

		person := s.a.browser()
		person.get("/sign-in")
		person.submit("/sign-in", answers{"login": anna, "password": goodPassword})
		require.Equal(t, "/account", person.path, "the portal goes on")
		person.goTo(s.b)
		person.get("/account")
		require.Equal(t, "/account", person.path)
		await(t, "the relay that cannot publish", func() bool {
			return strings.Contains(s.a.log.String()+s.b.log.String(), "msg=publishing")
		})

		s.b.stop() // which takes no NATS

		s.nats.Start()
		s.b.start()
		s.a.awaitEvent("access.signed-in", 2)
		await(t, "the portal that was stopped to hear of it too", func() bool { return count(s.b.events(), "access.signed-in") > 0 })
		for _, p := range []*portal{s.a, s.b} {
			await(t, "the page without a warning", func() bool {
				return !strings.Contains(p.browser().get("/dev/events").text(), "NATS недоступен")
			})
		}
		assert.Contains(t, s.a.log.String(), "NATS is back")
	})
}

// TestWithoutNATS: the page says how to have events.
func TestWithoutNATS(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		b.get("/dev/events?lang=en")
		assert.Contains(t, b.text(), "-nats nats://127.0.0.1:4222")
		assert.Empty(t, b.all("article"))
	})
}

// TestStartRefusesNATS that is not there or is not what is needed, in one line that says what to do.
func TestStartRefusesNATS(t *testing.T) {
	for name, test := range map[string]struct{ at, says string }{
		"nobody there": {"nats://anna:s3cret@127.0.0.1:1", "check that a server runs there"},
		"no JetStream": {withoutJetStream(t), "check that JetStream is switched on"},
	} {
		t.Run(name, func(t *testing.T) {
			err := command(t.Context(), []string{"-addr", "127.0.0.1:0", "-data", t.TempDir(), "-nats", test.at})
			require.ErrorContains(t, err, test.says)
			assert.NotContains(t, err.Error(), "s3cret")
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

func withoutJetStream(t *testing.T) string {
	t.Helper()
	server, err := natsserver.NewServer(&natsserver.Options{Host: "127.0.0.1", Port: natsserver.RANDOM_PORT, NoLog: true, NoSigs: true})
	require.NoError(t, err)
	server.Start()
	t.Cleanup(server.Shutdown)
	require.True(t, server.ReadyForConnections(time.Minute))
	return server.ClientURL()
}
