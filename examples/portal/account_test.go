package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMyAccount(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		text := b.text()
		present := b.where(func(e document) bool { return e.attribute("aria-current") == "step" })
		require.Len(t, present, 1)
		assert.Equal(t, "Упрощённая", present[0].text())
		assert.Contains(t, text, "Вы подтвердили контакт и задали пароль", "what the level means")
		assert.Contains(t, text, annaMasked)
		assert.NotContains(t, text, "123-45")
		assert.Contains(t, text, "Редакция "+consentVersion+" Согласие дано 1 января 2000")
		journal := b.all("table")[0].text()
		for _, entry := range []string{"Регистрация начата", "Контакт подтверждён", "Пароль задан"} {
			assert.Contains(t, journal, entry)
		}
		assert.Less(t, strings.Index(journal, "Пароль задан"), strings.Index(journal, "Регистрация начата"), "the newest first")
		assert.Contains(t, journal, "1 января 2000, 03:00:00 МСК 2000-01-01 00:00:00 UTC")
	})
}

func TestSignOutAndIn(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		session := b.cookie("session")
		b.submit("/sign-out", nil)
		assert.Contains(t, b.class("notice"), "Вы вышли")
		b.get("/account")
		require.Equal(t, "/sign-in", b.path)
		thief := p.browser()
		thief.header.Set("Cookie", "session="+session)
		thief.get("/account")
		assert.Equal(t, "/sign-in", thief.path, "the old session is worth nothing")

		b.submit("/sign-in", answers{"login": anna, "password": "не тот"})
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		wrong := b.class("problems")
		assert.Equal(t, anna, b.id("login").attribute("value"))
		assert.Empty(t, b.id("password").attribute("value"))
		b.submit("/sign-in", answers{"login": "+7 916 000-00-00", "password": goodPassword})
		assert.Equal(t, wrong, b.class("problems"), "whether the login exists is not told (ACC-2)")
		b.submit("/sign-in", answers{"login": "", "password": ""})
		assert.Equal(t, "Заполните это поле", b.error("login"))
		assert.Equal(t, "Заполните это поле", b.error("password"))

		b.submit("/sign-in", answers{"login": annaShown, "password": goodPassword})
		require.Equal(t, "/account", b.path)
		b.get("/sign-in")
		assert.Equal(t, "/account", b.path, "who is in need not sign in")
	})
}

func TestSessionsEndByThemselves(t *testing.T) {
	for name, test := range map[string]struct {
		public string
		idle   time.Duration
	}{"own computer": {"", 30 * time.Minute}, "public computer": {"yes", 10 * time.Minute}} {
		t.Run(name, func(t *testing.T) {
			walk(t, func(t *testing.T, p *portal) {
				p.registered()
				b := p.browser()
				b.get("/sign-in")
				b.submit("/sign-in", answers{"login": anna, "password": goodPassword, "public": test.public})
				time.Sleep(test.idle - time.Second)
				b.get("/account")
				require.Equal(t, "/account", b.path)
				time.Sleep(test.idle)
				b.get("/account")
				require.Equal(t, "/sign-in", b.path)
				assert.Contains(t, b.class("notice"), "Сеанс завершён")
			})
		})
	}
}

func TestAddContact(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		b.get("/account/contact")
		b.submit("/account/contact", answers{"contact": "anna"})
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		require.NotEmpty(t, b.error("contact"))
		b.submit("/account/contact", answers{"contact": mail})
		require.Equal(t, "/code", b.path)

		stranger := p.browser()
		stranger.get(p.link(mail))
		stranger.submit("/confirm", nil)
		assert.Equal(t, http.StatusUnprocessableEntity, stranger.status, "it takes the session of the account")

		b.get(p.link(mail))
		b.submit("/confirm", nil)
		require.Equal(t, "/account", b.path)
		assert.Equal(t, "Контакт добавлен.", b.class("notice"))
		assert.Contains(t, b.text(), "a***@example.ru")

		b.submit("/sign-out", nil)
		b.get("/sign-in")
		b.submit("/sign-in", answers{"login": strings.ToUpper(mail[:4]) + mail[4:], "password": goodPassword})
		b.submit("/sign-in", answers{"login": mail, "password": goodPassword})
		assert.Equal(t, "/account", b.path, "one can sign in by either")

		b.get("/account/contact")
		b.submit("/account/contact", answers{"contact": "other@example.ru"})
		assert.Equal(t, http.StatusUnprocessableEntity, b.status, "there is nothing left to add")
	})
}

func TestAddAPhoneByCode(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.fillRegistrationWith(answers{"contact.kind": "email", "contact.email": mail})
		b.submit("/code", answers{"code": p.code(mail)})
		b.submit("/password", answers{"password": goodPassword})
		b.get("/account/contact")
		assert.Equal(t, "tel", b.id("contact").attribute("type"), "the kind that is missing")
		b.submit("/account/contact", answers{"contact": anna})
		assert.Contains(t, b.class("delivery"), annaMasked)
		b.submit("/code", answers{"code": p.code(annaShown)})
		require.Equal(t, "/account", b.path)
		assert.Contains(t, b.text(), annaMasked)
	})
}

// TestEveryLinkLeadsSomewhere follows all links of all pages, signed in and not.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		registering := p.browser()
		registering.fillRegistrationWith(answers{"contact.phone": "+7 916 000-00-00"})
		for name, b := range map[string]*browser{"stranger": p.browser(), "registering": registering, "signed in": p.registered()} {
			seen := map[string]bool{"/": true}
			for queue := []string{"/", "/code", "/resume", "/register"}; len(queue) > 0; queue = queue[1:] {
				b.get(queue[0])
				closed := strings.HasPrefix(queue[0], "/services/") && b.status == http.StatusForbidden
				require.True(t, b.status == http.StatusOK || closed, "%s: %s answers %d", name, queue[0], b.status)
				for _, a := range b.all("a") {
					href := a.attribute("href")
					if strings.HasPrefix(href, "/") && !seen[href] {
						seen[href] = true
						queue = append(queue, href)
					}
				}
			}
			assert.Greater(t, len(seen), 10, name)
		}
	})
}
