package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/nats/natstest"
	"github.com/kabinet-go/kabinet/adapters/postgres/postgrestest"
	"github.com/kabinet-go/kabinet/examples/portal/registries"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/verification"
)

// sideBySide are two portals over one store, with one folder and one NATS server, in real time.
type sideBySide struct {
	a, b *portal
	nats *natstest.Server
}

// beside runs a test with two portals over SQLite, and over PostgreSQL, and sees at its end that neither
// log tells anything about anybody.
func beside(t *testing.T, test func(t *testing.T, s sideBySide)) {
	t.Helper()
	for name, store := range stores() {
		t.Run(name, func(t *testing.T) {
			s := sideBySide{a: newPortal(t), b: newPortal(t), nats: natstest.NewServer(t)}
			if at := store(t); at != "" {
				s.a.config.store = addressOf(t, "store", at)
			}
			s.a.config.nats = addressOf(t, "nats", s.nats.URL())
			s.b.config.data, s.b.config.store, s.b.config.nats = s.a.config.data, s.a.config.store, s.a.config.nats
			s.a.config.addr, s.b.config.addr = "a:1", "b:1"
			for _, p := range []*portal{s.a, s.b} {
				p.settle = func() {}
				p.start()
			}
			test(t, s)
			for _, p := range []*portal{s.a, s.b} {
				p.stop()
				p.log.assertDiscreet(t)
			}
		})
	}
}

// stores are those that several portals can share: what -store says of each, of a store of the test's own.
func stores() map[string]func(*testing.T) string {
	return map[string]func(*testing.T) string{
		"SQLite":     func(*testing.T) string { return "" },
		"PostgreSQL": func(t *testing.T) string { t.Helper(); return postgrestest.Connection(t) },
	}
}

func addressOf(t *testing.T, flag, raw string) address {
	t.Helper()
	a, err := parseAddress(flag, raw, "postgres", "postgresql", "nats")
	require.NoError(t, err)
	return a
}

// await asks until the answer is yes: what happens in real time is there at some time.
func await(t *testing.T, what string, arrived func() bool) {
	t.Helper()
	timeout := time.After(time.Minute)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for !arrived() {
		select {
		case <-again.C:
		case <-timeout:
			require.Fail(t, "in vain", "waited for %s", what)
		}
	}
}

// awaitCode waits for the message to somebody, which any of the portals may send.
func (p *portal) awaitCode(to string) string {
	p.t.Helper()
	await(p.t, "a message to "+to, func() bool { return len(p.messages(to)) > 0 })
	return p.code(to)
}

// goTo leads the browser to another portal, as a balancer would: the address remains. Its clones stay
// where they are.
func (b *browser) goTo(p dialer) {
	client := *b.client
	client.Transport = &http.Transport{DialContext: p.dial, DisableKeepAlives: true}
	b.client = &client
}

// TestAWayThroughTwoPortals: every step is taken at the other portal than the one before.
func TestAWayThroughTwoPortals(t *testing.T) {
	beside(t, func(t *testing.T, s sideBySide) {
		person := s.a.browser()
		person.get("/register")
		form := answers{
			"name.family": "Ёлкина", "name.given": "Анна", "contact.phone": anna, "consents.terms": "yes", "consents.personal-data": "yes",
		}
		twice := person.filled("/register", form).Encode()
		person.submit("/register", form)
		require.Equal(t, "/code", person.path)
		click := clone(person)
		click.goTo(s.b)
		click.post("/register", "application/x-www-form-urlencoded", twice)
		require.Equal(t, "/code", click.path, "a double click that comes to two portals is one registration")

		code := s.b.awaitCode(annaShown)
		assert.Equal(t, code, s.a.awaitCode(annaShown), "what was sent is seen at both")
		person.goTo(s.b)
		person.get("/code")
		person.submit("/code", answers{"code": s.b.wrongCode(annaShown)})
		person.goTo(s.a)
		person.get("/code")
		assert.Contains(t, person.text(), "Осталось 4 попытки", "tries are counted together")
		person.goTo(s.b)
		person.submit("/code", answers{"code": code})
		require.Equal(t, "/password", person.path)
		person.goTo(s.a)
		person.submit("/password", answers{"password": goodPassword})
		require.Equal(t, "/account", person.path)

		elsewhere := s.b.browser()
		elsewhere.get("/sign-in")
		elsewhere.submit("/sign-in", answers{"login": anna, "password": goodPassword})
		require.Equal(t, "/account", elsewhere.path)
		assert.Equal(t, "Ёлкина Анна", elsewhere.all("h1")[0].text())
		person.goTo(s.b)
		person.get("/account")
		require.Equal(t, "/account", person.path, "a session counts at both")
		person.submit("/sign-out", nil)
		person.goTo(s.a)
		person.get("/account")
		assert.Equal(t, "/sign-in", person.path, "and ends at both")
		require.Len(t, s.a.messages(annaShown), len(s.b.messages(annaShown)))
		for _, message := range s.a.messages(annaShown) {
			assert.Equal(t, 1, strings.Count(strings.Join(s.a.messages(annaShown), "\n"), message), "no message was sent twice")
		}
	})
}

// TestSendingFailsAtBoth: the button of one portal breaks the sending of all.
func TestSendingFailsAtBoth(t *testing.T) {
	beside(t, func(t *testing.T, s sideBySide) {
		developer, person := s.a.browser(), s.b.browser()
		developer.get("/dev/outbox")
		developer.submit("/dev/outbox/failure", nil)
		person.fillRegistration()
		await(t, "the page that says so", func() bool {
			person.get("/code")
			return strings.Contains(person.class("failing"), "ещё не отправлено")
		})
		developer.goTo(s.b)
		developer.get("/dev/outbox")
		assert.Contains(t, developer.text(), "Отправка не работает до")
		developer.submit("/dev/outbox/failure", nil)
		s.a.awaitCode(annaShown)
	})
}

// TestOnePortalIsRestarted while the other goes on.
func TestOnePortalIsRestarted(t *testing.T) {
	beside(t, func(t *testing.T, s sideBySide) {
		person := s.a.browser()
		person.fillRegistration()
		s.a.stop()
		person.goTo(s.b)
		person.get("/code")
		person.submit("/code", answers{"code": s.b.awaitCode(annaShown)})
		require.Equal(t, "/password", person.path)
		s.a.start()
		s.b.stop()
		person.goTo(s.a)
		person.submit("/password", answers{"password": goodPassword})
		require.Equal(t, "/account", person.path)
		s.b.start()
		person.goTo(s.b)
		person.get("/account")
		require.Equal(t, "/account", person.path)
	})
}

// TestProgressIsSeenAtTheOtherPortal: one takes the profile, the other shows how it fares; what a registry
// is told at one counts at both.
func TestProgressIsSeenAtTheOtherPortal(t *testing.T) {
	beside(t, func(t *testing.T, s sideBySide) {
		s.a.tell(registries.Order{Check: verification.SNILSCheck, Opinion: registries.Down})
		person := s.a.registered()
		follower := clone(person)
		follower.goTo(s.b)
		person.get("/account/profile")
		person.submit("/account/profile", annasProfile(nil))
		require.Equal(t, "/account/progress", person.path)

		l := follower.listen()
		l.until("progress", "Реестр не отвечает")
		developer := s.b.browser()
		developer.get("/dev/registries")
		assert.Contains(t, developer.text(), "Не работает")
		s.b.tell(registries.Order{Check: verification.SNILSCheck, Opinion: registries.Agrees})
		l.until("progress", "Данные подтверждены")
		follower.get("/services/doctor")
		assert.Equal(t, http.StatusOK, follower.status)
		assert.Equal(t, s.a.asked(verification.SNILSCheck), s.b.asked(verification.SNILSCheck))
	})
}

// TestConfirmingThroughTwoPortals: the letter is printed by either and moved at the other, and what the bank signs at one
// is believed at the other.
func TestConfirmingThroughTwoPortals(t *testing.T) {
	beside(t, func(t *testing.T, s sideBySide) {
		person := s.a.registered()
		person.get("/account/profile")
		person.submit("/account/profile", annasProfile(home()))
		await(t, "the level standard", func() bool {
			return strings.Contains(person.get("/account/identity").text(), "Выберите способ")
		})
		person.get("/account/identity/letter")
		person.submit("/account/identity/letter", nil)
		person.goTo(s.b)
		await(t, "the letter", func() bool { return strings.Contains(person.journey(), "[Письмо напечатано]") })
		s.a.move(letter.Dispatched)
		assert.Contains(t, person.journey(), "[Письмо в пути]")
		assert.Equal(t, s.a.letterCode(), s.b.letterCode())

		person.atTheBank()
		person.goTo(s.a)
		person.submit("/dev/bank", nil)
		person.goTo(s.b)
		person.submit("/account/identity/bank/answer", nil)
		require.Equal(t, "/account/identity", person.path, person.class("problems"))
		person.goTo(s.a)
		person.get("/account")
		assert.Equal(t, "подтверждено", person.class("badge"))
	})
}
