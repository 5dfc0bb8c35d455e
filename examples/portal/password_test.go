package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPasswordRefusals(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.fillRegistration()
		b.submit("/code", answers{"code": p.code(annaShown)})
		assert.Contains(t, b.class("rules"), "не короче 8 символов")
		assert.Empty(t, b.class("strength"))

		b.submit("/password", answers{"password": "Анна"})
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Contains(t, b.error("password"), "слишком короткий")
		assert.Contains(t, b.error("password"), "ваше имя", "all broken rules at once")
		assert.Contains(t, b.class("strength"), "Надёжность:")
		assert.Empty(t, b.id("password").attribute("value"), "a password is never shown again")
		assert.NotContains(t, b.text(), "Анна")

		b.submit("/password", answers{"password": "йцукен12"})
		assert.Contains(t, b.error("password"), "легко угадать")
		assert.Contains(t, b.class("strength"), "угадают сразу")
		assert.Equal(t, "0", b.all("meter")[0].attribute("value"))

		b.submit("/password", answers{"password": "синий 9161234567 журавль на крыше"})
		assert.Contains(t, b.error("password"), "ваше имя, телефон")
		assert.Equal(t, "1", b.all("meter")[0].attribute("value"), "never called strong while it is refused")

		b.submit("/password", answers{"password": ""})
		assert.Equal(t, "Заполните это поле", b.error("password"))
		assert.Empty(t, b.class("strength"))

		b.submit("/password", answers{"password": goodPassword})
		assert.Equal(t, "/account", b.path)
	})
}

func TestTimeForThePasswordRunsOut(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.fillRegistration()
		b.submit("/code", answers{"code": p.code(annaShown)})
		late := b.filled("/password", answers{"password": goodPassword}).Encode()
		grant := b.cookie("grant")
		require.NotEmpty(t, grant)
		time.Sleep(30 * time.Minute)
		require.Empty(t, b.cookie("grant"), "the browser forgets it")
		b.header.Set("Cookie", "grant="+grant)
		b.post("/password", "application/x-www-form-urlencoded", late)
		require.Equal(t, "/resume", b.path, "and so does the portal")
		assert.Contains(t, b.class("notice"), "Время на ввод пароля вышло")
	})
}

func TestChangePassword(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b, other := p.registered(), p.browser()
		other.get("/sign-in")
		other.submit("/sign-in", answers{"login": anna, "password": goodPassword})
		require.Equal(t, "/account", other.path)

		b.get("/account/password")
		b.submit("/account/password", answers{"current": "нет", "new": "пароль"})
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Equal(t, "Текущий пароль неверен", b.error("current"))
		assert.Contains(t, b.error("new"), "слишком короткий")
		assert.Contains(t, b.error("new"), "легко угадать")
		assert.NotEmpty(t, b.class("strength"))

		b.submit("/account/password", answers{"current": "нет", "new": "семь журавлей над тихим омутом"})
		assert.Empty(t, b.error("new"))
		assert.Empty(t, b.class("strength"), "the new one is not to blame")

		time.Sleep(time.Second)
		b.submit("/account/password", answers{"current": goodPassword, "new": "семь журавлей над тихим омутом"})
		require.Equal(t, "/account", b.path)
		assert.Contains(t, b.class("notice"), "Пароль изменён")
		assert.Contains(t, b.all("table")[0].text(), "Пароль изменён")
		assert.Contains(t, p.message(annaShown), "пароль", "the person is told")

		other.get("/account")
		require.Equal(t, "/sign-in", other.path, "other sessions end (PWD-4)")
		assert.Contains(t, other.class("notice"), "Сеанс завершён")
		other.submit("/sign-in", answers{"login": anna, "password": goodPassword})
		assert.Equal(t, http.StatusUnprocessableEntity, other.status)
		other.submit("/sign-in", answers{"login": anna, "password": "семь журавлей над тихим омутом"})
		assert.Equal(t, "/account", other.path)
	})
}
