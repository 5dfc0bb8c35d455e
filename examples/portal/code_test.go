package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/notification"
)

func TestResend(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.fillRegistration()
		first := p.code(annaShown)

		time.Sleep(18 * time.Second)
		b.submit("/code/resend", nil)
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Contains(t, b.class("problems"), "Новый код можно запросить через 42 секунды")
		require.Len(t, p.messages(annaShown), 1)

		time.Sleep(42 * time.Second)
		b.get("/code")
		assert.NotContains(t, b.text(), "можно запросить")
		again := b.filled("/code/resend", nil).Encode()
		b.submit("/code/resend", nil)
		require.Equal(t, "/code", b.path)
		require.Equal(t, http.StatusOK, b.status)
		assert.Contains(t, b.class("notice"), "Новый код запрошен")
		require.Len(t, p.messages(annaShown), 2)
		click := clone(b)
		click.post("/code/resend", "application/x-www-form-urlencoded", again)
		assert.Equal(t, http.StatusOK, click.status, "a double click is no mistake")
		require.Len(t, p.messages(annaShown), 2, "a double click sends one")

		second := p.code(annaShown)
		require.NotEqual(t, first, second)
		b.submit("/code", answers{"code": first})
		assert.Equal(t, http.StatusUnprocessableEntity, b.status, "the first code is dead")
		b.submit("/code", answers{"code": second})
		assert.Equal(t, "/password", b.path)
	})
}

func TestTriesAndTimeRunOut(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.fillRegistration()
		right, wrong := p.code(annaShown), p.wrongCode(annaShown)
		for range 5 {
			b.submit("/code", answers{"code": wrong})
		}
		assert.Contains(t, b.text(), "Этот код больше не действует. Запросите новый.")
		b.submit("/code", answers{"code": right})
		assert.Contains(t, b.error("code"), "Слишком много неверных попыток")

		time.Sleep(time.Minute)
		b.submit("/code/resend", nil)
		right = p.code(annaShown)
		time.Sleep(5 * time.Minute)
		b.get("/code")
		assert.Contains(t, b.text(), "Этот код больше не действует. Запросите новый.")
		b.submit("/code", answers{"code": right})
		assert.Contains(t, b.error("code"), "истёк")
		b.submit("/code", answers{"code": ""})
		assert.Equal(t, "Введите код", b.error("code"))
	})
}

// TestSendingFailsAndRecovers: the person sees that and why nothing came, and what to do (COD-10).
func TestSendingFailsAndRecovers(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		developer, b := p.browser(), p.browser()
		developer.get("/dev/outbox")
		developer.submit("/dev/outbox/failure", nil)
		assert.Contains(t, developer.text(), "Отправка не работает до 03:01:00 МСК")

		b.fillRegistration()
		require.Equal(t, "/code", b.path)
		assert.Contains(t, b.class("failing"), "SMS с кодом на номер "+annaMasked+" ещё не отправлено.")
		assert.Contains(t, b.class("failing"), "сервис отправки не отвечает", "the reason")
		assert.Contains(t, b.class("failing"), "Следующая попытка в 03:00:05 МСК")
		assert.NotEmpty(t, b.where(func(e document) bool { return e.attribute("http-equiv") == "refresh" }), "the page keeps looking")
		assert.NotEmpty(t, b.where(func(e document) bool { return e.attribute("href") == "/other-contact" }))
		require.Empty(t, p.messages(annaShown))

		time.Sleep(6 * time.Second)
		b.get("/code")
		assert.Contains(t, b.class("failing"), "Следующая попытка в 03:00:1", "it waits longer after every failure")

		developer.submit("/dev/outbox/failure", nil)
		assert.NotContains(t, developer.text(), "Отправка не работает")
		time.Sleep(10 * time.Second)
		b.get("/code")
		assert.Contains(t, b.class("sent"), "SMS с кодом отправлено")
		assert.Empty(t, b.where(func(e document) bool { return e.attribute("http-equiv") == "refresh" }), "nothing disturbs typing")
		b.submit("/code", answers{"code": p.code(annaShown)})
		assert.Equal(t, "/password", b.path)
	})
}

func TestSendingFailsForGood(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b, developer := p.browser(), p.browser()
		developer.get("/dev/outbox")
		broken := developer.filled("/dev/outbox/failure", nil).Encode()
		developer.post("/dev/outbox/failure", "application/x-www-form-urlencoded", broken)
		b.fillRegistrationWith(answers{"contact.kind": "email", "contact.email": mail})
		for range 40 {
			developer.post("/dev/outbox/failure", "application/x-www-form-urlencoded", broken)
			time.Sleep(30 * time.Second)
		}
		b.get("/code")
		assert.Contains(t, b.class("parked"), "отправить не удалось")
	})
}

func TestLinkOfAnotherAccount(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/confirm?challenge=x&token=y")
		b.submit("/confirm", nil)
		assert.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.NotEmpty(t, b.class("problems"))
		b.get("/confirm")
		b.submit("/confirm", nil)
		assert.Equal(t, http.StatusUnprocessableEntity, b.status)
	})
}

// slowGateway takes its time.
type slowGateway struct{ notification.SMSGateway }

func (g slowGateway) SendSMS(ctx context.Context, sms notification.SMS) (string, error) {
	time.Sleep(patience / 2)
	return g.SMSGateway.SendSMS(ctx, sms)
}

// TestThePageSeesWhatAnotherPortalSends: that wakes nobody here.
func TestThePageSeesWhatAnotherPortalSends(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := memory.New()
		set.SMS = slowGateway{set.SMS}
		here, elsewhere := portalOver(t, set), portalOver(t, set)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- elsewhere.Run(ctx) }()
		s := serverOf(t, here, set, &logs{})
		s.changed = func() <-chan struct{} { return nil }

		registered := httptest.NewRecorder()
		s.handler().ServeHTTP(registered, firstForm())
		require.Equal(t, http.StatusSeeOther, registered.Code)
		request := httptest.NewRequest(http.MethodGet, "/code", nil)
		for _, cookie := range registered.Result().Cookies() {
			request.AddCookie(cookie)
		}
		page := httptest.NewRecorder()
		s.handler().ServeHTTP(page, request)
		assert.Contains(t, page.Body.String(), "SMS с кодом отправлено")
		stop()
		require.NoError(t, <-ended)
	})
}
