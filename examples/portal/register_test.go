package main

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRegisterByPhone(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/")
		assert.Contains(t, b.text(), "Зарегистрироваться")

		b.fillRegistration()
		require.Equal(t, "/code", b.path)
		assert.Equal(t, "SMS с кодом отправлено на номер "+annaMasked+".", b.class("delivery"))
		assert.Contains(t, b.text(), "Осталось 5 попыток. Код действует до 03:05:00 МСК.")
		assert.Contains(t, b.text(), "Новый код можно запросить через 1 минуту.")
		assert.NotContains(t, b.text(), "123-45", "the contact is masked")

		b.submit("/code", answers{"code": p.wrongCode(annaShown)})
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Equal(t, "Код неверен. Осталось 4 попытки", b.error("code"))
		assert.Contains(t, b.text(), "Осталось 4 попытки. Код действует до")
		assert.Empty(t, b.id("code").attribute("value"), "a code is not shown again")

		code := p.code(annaShown)
		b.submit("/code", answers{"code": " " + code[:3] + "-" + code[3:]})
		require.Equal(t, "/password", b.path)
		assert.Equal(t, "Контакт подтверждён.", b.class("notice"))

		b.submit("/password", answers{"password": goodPassword})
		require.Equal(t, "/account", b.path)
		assert.Equal(t, "Вы зарегистрированы.", b.class("notice"))
		assert.Equal(t, "Ёлкина Анна", b.all("h1")[0].text())
		assert.Empty(t, b.get("/account").class("notice"), "a notice is shown once")
	})
}

func TestRegisterByEmail(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.fillRegistrationWith(answers{"contact.kind": "email", "contact.email": mail, "contact.phone": ""})
		require.Equal(t, "/code", b.path)
		assert.Equal(t, "Письмо с кодом и ссылкой отправлено на адрес a***@example.ru.", b.class("delivery"))
		assert.Contains(t, b.text(), "Код действует до 2 января 2000, 03:00:00 МСК")

		scanner := p.browser()
		link := p.link(mail)
		for range 3 {
			scanner.get(link)
			require.Equal(t, http.StatusOK, scanner.status)
		}
		scanner.get("/password")
		require.Equal(t, "/resume", scanner.path, "opening the link proves nothing")

		elsewhere := p.browser()
		elsewhere.get(link)
		elsewhere.submit("/confirm", nil)
		require.Equal(t, "/password", elsewhere.path, "the button does, in any browser")
		assert.Empty(t, elsewhere.query, "no secret stands in the address")
		elsewhere.submit("/password", answers{"password": goodPassword})
		require.Equal(t, "/account", elsewhere.path)

		b.get("/code")
		assert.Contains(t, b.text(), "Этот код больше не действует")
		b.get(link)
		b.submit("/confirm", nil)
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Contains(t, b.class("problems"), "уже")
	})
}

func TestEverythingWrong(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/register")
		b.submit("/register", answers{"name.family": "Eлкина", "name.given": "4", "name.patronymic": "%", "contact.phone": "123"})
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		for _, field := range []string{
			"name-family", "name-given", "name-patronymic", "contact-phone", "consents-terms", "consents-personal-data",
		} {
			message := b.error(field)
			require.NotEmpty(t, message, field)
			assert.Equal(t, "true", b.id(field).attribute("aria-invalid"), field)
			assert.Contains(t, b.class("problems"), message, "the summary has it too")
			assert.Len(t, b.where(func(e document) bool { return e.attribute("href") == "#"+field }), 1, "and leads there: %s", field)
		}
		assert.True(t, strings.HasPrefix(b.class("problems"), "Проверьте, пожалуйста Фамилия: "), b.class("problems"))
		assert.True(t, strings.HasPrefix(b.all("title")[0].text(), "Ошибка: "))
		assert.Equal(t, "123", b.id("contact-phone").attribute("value"), "what was typed stays")
		assert.Empty(t, b.error("contact-email"))
		assert.Empty(t, p.messages("1"), "nothing was sent")
		assert.Empty(t, b.cookie("step"), "nothing began")
	})
}

func TestEmptyRegistration(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/register")
		b.submit("/register", answers{"contact.kind": "email"})
		assert.Equal(t, "Заполните это поле", b.error("name-family"))
		assert.NotEmpty(t, b.error("contact-email"), "the fault is beside the field that was chosen")
		assert.True(t, b.id("by-email").has("checked"))
		assert.Empty(t, b.error("contact-phone"))
	})
}

func TestAnOutdatedConsentIsNone(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/register")
		values := b.filled("/register", answers{
			"name.family": "Ёлкина", "name.given": "Анна", "contact.phone": anna, "consents.terms": "yes", "consents.personal-data": "yes",
		})
		values.Set("consents.terms", "1999-01")
		b.post("/register", "application/x-www-form-urlencoded", values.Encode())
		assert.NotEmpty(t, b.error("consents-terms"))
		assert.Empty(t, b.error("consents-personal-data"))
	})
}

func TestDoubleClicks(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/register")
		registration := b.filled("/register", answers{
			"name.family": "Ёлкина", "name.given": "Анна", "contact.phone": anna, "consents.terms": "yes", "consents.personal-data": "yes",
		}).Encode()
		twice(func() { clone(b).post("/register", "application/x-www-form-urlencoded", registration) })
		b.post("/register", "application/x-www-form-urlencoded", registration)
		require.Equal(t, "/code", b.path)
		require.Len(t, p.messages(annaShown), 1, "a double click and a reload send one code (REG-10)")

		confirmation := b.filled("/code", answers{"code": p.code(annaShown)}).Encode()
		twice(func() {
			click := clone(b)
			click.post("/code", "application/x-www-form-urlencoded", confirmation)
			assert.Equal(t, "/password", click.path)
		})
		b.get("/password")
		password := b.filled("/password", answers{"password": goodPassword}).Encode()
		twice(func() {
			click := clone(b)
			click.post("/password", "application/x-www-form-urlencoded", password)
			assert.Equal(t, "/account", click.path)
		})
		journal := b.get("/account").all("table")[0].text()
		assert.Equal(t, 1, strings.Count(journal, "Регистрация начата"), journal)
		assert.Equal(t, 1, strings.Count(journal, "Пароль задан"), journal)
	})
}

// clone is the same browser, once more at the same time.
func clone(b *browser) *browser {
	same := *b
	return &same
}

func twice(click func()) {
	var clicks sync.WaitGroup
	for range 2 {
		clicks.Go(click)
	}
	clicks.Wait()
}

// TestRegisteringAKnownContact: the pages tell a stranger nothing (REG-8).
func TestRegisteringAKnownContact(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		p.registered()
		time.Sleep(time.Minute)
		stranger, newcomer := p.browser(), p.browser()
		known := stranger.fillRegistrationWith(answers{"name.family": "Чужой"}).text()
		unknown := newcomer.fillRegistrationWith(answers{"contact.phone": "+7 916 000-00-67"}).text()
		assert.Equal(t, unknown, known)
		assert.Contains(t, p.message(annaShown), "/sign-in", "the owner is told")
		assert.Empty(t, codes.FindString(p.message(annaShown)), "and no code goes out")

		stranger.submit("/code", answers{"code": "123456"})
		newcomer.submit("/code", answers{"code": "123456"})
		assert.Equal(t, newcomer.text(), stranger.text())
	})
}

func TestResume(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.fillRegistration()
		b.submit("/code", answers{"code": p.code(annaShown)})
		require.Equal(t, "/password", b.path)
		time.Sleep(time.Minute)

		later := p.browser()
		later.get("/password")
		require.Equal(t, "/resume", later.path, "another browser has no right to set the password")
		later.submit("/resume", answers{"contact.phone": "+7 916 123 45 67"})
		require.Equal(t, "/code", later.path)
		later.submit("/code", answers{"code": p.code(annaShown)})
		require.Equal(t, "/password", later.path, "it goes on where it stopped")
		later.submit("/password", answers{"password": goodPassword})
		require.Equal(t, "/account", later.path)
		assert.Equal(t, "Ёлкина Анна", later.all("h1")[0].text())
	})
}

func TestResumeDoesNotTellWhoIsRegistering(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		p.browser().fillRegistration()
		time.Sleep(time.Minute)
		begun := time.Now()
		pages := make([]string, 2)
		for i, phone := range []string{anna, "+7 916 000-00-67"} {
			b := p.browser()
			b.get("/resume")
			b.submit("/resume", answers{"contact.phone": phone})
			pages[i] = b.text()
			b.submit("/code", answers{"code": "x"})
			pages[i] += b.text()
		}
		assert.Equal(t, pages[0], pages[1])
		assert.Contains(t, pages[0], "Если регистрация с номером "+annaMasked+" не закончена, мы отправили на него код.")
		assert.Equal(t, begun, time.Now(), "nor does the time it takes")
	})
}

func TestOtherContact(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.fillRegistration()
		b.get("/other-contact")
		assert.Contains(t, b.text(), annaMasked)
		b.submit("/other-contact", answers{"contact.kind": "email", "contact.email": "anna@"})
		require.NotEmpty(t, b.error("contact-email"))
		b.submit("/other-contact", answers{"contact.kind": "email", "contact.email": mail})
		require.Equal(t, "/code", b.path)
		assert.Contains(t, b.class("delivery"), "a***@example.ru")
		b.submit("/code", answers{"code": p.code(mail)})
		b.submit("/password", answers{"password": goodPassword})
		require.Equal(t, "/account", b.path)
		assert.NotContains(t, b.text(), annaMasked, "the first contact was never proved")
	})
}

func TestPagesThatNeedAnEarlierOne(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		for path, leads := range map[string]string{
			"/code": "/resume", "/password": "/resume", "/other-contact": "/register",
			"/account": "/sign-in", "/account/password": "/sign-in", "/account/contact": "/sign-in",
		} {
			b := p.browser()
			b.get(path)
			assert.Equal(t, leads, b.path, path)
			assert.Equal(t, http.StatusOK, b.status, path)
		}
		for path, leads := range map[string]string{
			"/code": "/resume", "/code/resend": "/resume", "/other-contact": "/register", "/sign-out": "/",
			"/password": "/resume", "/account/password": "/sign-in", "/account/contact": "/sign-in",
		} {
			b := p.browser()
			b.post(path, "application/x-www-form-urlencoded", "code=1&password=x&current=x&new=x&contact=x")
			assert.Equal(t, leads, b.path, "POST %s", path)
		}
	})
}

func TestAForgedStepLeadsNowhere(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.header.Set("Cookie", "step=eyJjIjoiMDFNODA4UDA2RUtEWFZTSjBNWVBRUEFYS0sifQ")
		b.get("/code")
		assert.Equal(t, "/resume", b.path)
		b.header.Set("Cookie", "step=*; grant=x.y; session=z")
		b.get("/code")
		assert.NotEqual(t, http.StatusInternalServerError, b.status)
		synctest.Wait()
	})
}
