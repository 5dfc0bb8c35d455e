package main

import (
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/identity/letter"
)

// home is an address of the profile that letters can go to.
func home() answers {
	return answers{
		"addresses.registration.postcode": "119002", "addresses.registration.region": "г. Москва", "addresses.registration.city": "Москва",
		"addresses.registration.street": "ул. Арбат", "addresses.registration.house": "12", "addresses.registration.flat": "16А",
	}
}

// ordered is a browser of somebody who has ordered a letter to the address of their profile.
func (p *portal) ordered() *browser {
	p.t.Helper()
	b := p.standard(home())
	b.get("/account/identity/letter")
	b.submit("/account/identity/letter", nil)
	require.Equal(p.t, "/account/identity/letter", b.path)
	b.wait()
	return b
}

// move has the post do something with the letter printed last.
func (p *portal) move(to letter.State) {
	p.t.Helper()
	b := p.browser()
	b.get("/dev/post")
	b.submit("/dev/post", answers{"to": string(to)})
	require.Equal(p.t, "/dev/post", b.path)
	require.Equal(p.t, http.StatusOK, b.status)
}

var letterCodes = regexp.MustCompile(`[0-9A-Z]{5} [0-9A-Z]{5}`)

// letterCode is that on the paper printed last.
func (p *portal) letterCode() string {
	p.t.Helper()
	code := letterCodes.FindString(p.browser().get("/dev/post").all("code")[0].text())
	require.NotEmpty(p.t, code)
	return code
}

// journey is what the page says of the letter: its steps, the one it is at in brackets.
func (b *browser) journey() string {
	b.t.Helper()
	b.get("/account/identity/letter")
	var steps []string
	for _, item := range b.all("ol")[0].all("li") {
		switch {
		case item.attribute("aria-current") == "step":
			steps = append(steps, "["+item.text()+"]")
		case item.attribute("class") == "reached":
			steps = append(steps, item.text())
		}
	}
	return strings.Join(steps, " → ")
}

// CNF-4: a letter is ordered, followed on its way, and its code entered.
func TestConfirmByLetter(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.standard(home())
		b.get("/account/identity/letter")
		assert.Contains(t, b.text(), "Адрес регистрации: 119002, г. Москва, Москва, ул. Арбат, д. 12, кв. 16А")
		again := *b
		b.submit("/account/identity/letter", nil)
		require.Equal(t, "/account/identity/letter", b.path)
		assert.Equal(t, "Письмо заказано.", b.class("notice"))
		again.submit("/account/identity/letter", nil)
		assert.Equal(t, http.StatusOK, again.status, "a double click orders one letter and troubles nobody")
		assert.Equal(t, "[Письмо заказано]", b.journey())
		assert.NotEmpty(t, b.where(func(e document) bool { return e.attribute("http-equiv") == "refresh" }))
		b.wait()
		assert.Equal(t, "Письмо заказано → [Письмо напечатано]", b.journey())
		assert.Contains(t, p.message(annaShown), "письмо", "it is told")

		p.restart()
		pdf := p.browser()
		pdf.get("/dev/post")
		pdf.get(regexp.MustCompile(`/dev/post/\w+\.pdf`).FindString(pdf.hrefs()))
		assert.Equal(t, "application/pdf", pdf.sent.Get("Content-Type"))
		for path, want := range map[string]int{"/dev/post/x.pdf": http.StatusNotFound, "/dev/post/x": http.StatusNotFound} {
			pdf.get(path)
			assert.Equal(t, want, pdf.status, path)
		}
		p.move(letter.Dispatched)
		assert.Contains(t, b.journey(), "[Письмо в пути]")
		number := regexp.MustCompile(`101000 \d\d \d{5} \d`).FindString(b.text())
		require.NotEmpty(t, number)
		assert.Contains(t, p.message(annaShown), number)
		p.move(letter.AtOffice)
		assert.Contains(t, b.journey(), "[Письмо в отделении почты]")
		assert.Contains(t, b.way("Заказное письмо"), "Письмо в отделении почты")
		p.move(letter.HandedOver)
		assert.Contains(t, b.journey(), "Письмо в отделении почты → [Письмо вручено]")

		code := p.letterCode()
		b.submit("/account/identity/letter/code", answers{"code": "00000 00000"})
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Contains(t, b.error("code"), "Осталось 4 попытки")
		twice := *b
		b.submit("/account/identity/letter/code", answers{"code": strings.ToLower(code)})
		require.Equal(t, "/account/identity", b.path)
		assert.Contains(t, b.class("stage"), "Кодом из заказного письма")
		assert.Contains(t, b.class("stage"), "письма мало", "weaker than the others (CNF-6)")
		twice.submit("/account/identity/letter/code", answers{"code": code})
		assert.Equal(t, "/account/identity", twice.path)
		assert.Equal(t, "Письмо заказано → Письмо напечатано → Письмо в пути → [Код введён]", b.journey())
		assert.NotContains(t, b.text(), "Следующее письмо", "nobody needs another")
		b.get("/services/taxes")
		assert.Equal(t, http.StatusForbidden, b.status)
		b.get("/services/passport")
		assert.Equal(t, http.StatusOK, b.status)
		assert.Contains(t, b.way("Банк"), "Можно начать", "a stronger way stays open")
		b.get("/account/disclosures")
		assert.Contains(t, b.text(), "Почта Фамилия, Имя, Отчество, Адрес регистрации Заказное письмо с кодом")
	})
}

func TestLettersThatDoNotArrive(t *testing.T) {
	for state, says := range map[letter.State]string{letter.Lost: "Письмо потеряно", letter.Returned: "Письмо вернулось"} {
		t.Run(string(state), func(t *testing.T) {
			walk(t, func(t *testing.T, p *portal) {
				b := p.ordered()
				p.move(letter.Dispatched)
				p.move(letter.AtOffice)
				p.move(state)
				assert.Equal(t, "Письмо заказано → Письмо напечатано → Письмо в пути → ["+says+"]", b.journey())
				assert.Contains(t, b.text(), "Следующее письмо можно заказать с")
				assert.Empty(t, b.id("code").Node, "there is nothing to enter")
				b.post("/account/identity/letter/code", "application/x-www-form-urlencoded", "code="+strings.ReplaceAll(p.letterCode(), " ", ""))
				assert.Equal(t, http.StatusUnprocessableEntity, b.status)
				assert.Contains(t, b.class("problems"), "его код не действует")
				p.config.policy.Letters.RepeatAfter = time.Minute // 30 days of virtual time would take long
				p.restart()
				time.Sleep(time.Minute)
				b.get("/account/identity/letter")
				b.submit("/account/identity/letter", nil)
				assert.Equal(t, "Письмо заказано.", b.class("notice"), "another, after a pause")
			})
		})
	}
}

// CNF-4: the letter goes within Russia, to an address that can be delivered to.
func TestAddressOfALetter(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.standard(nil)
		b.get("/account/identity/letter")
		b.submit("/account/identity/letter", answers{"address.postcode": "1", "address.city": "Тверь"})
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		for _, field := range []string{"address-postcode", "address-region", "address-house"} {
			assert.NotEmpty(t, b.error(field), field)
		}
		assert.Contains(t, b.class("problems"), "Адрес для этого письма, Индекс: ")
		abroad := answers{"address.country": "KZ", "address.city": "Алматы", "address.region": "Алматы", "address.house": "1", "address.postcode": "050000"}
		b.submit("/account/identity/letter", abroad)
		assert.Equal(t, letter.ErrAbroad.Message(tongues()[0].tag), b.error("address-country"))
		here := maps.Clone(abroad)
		maps.Copy(here, answers{"address.country": "", "address.postcode": "170100", "address.region": "Тверская область", "address.city": "Тверь"})
		b.submit("/account/identity/letter", here)
		require.Equal(t, "Письмо заказано.", b.class("notice"))
		assert.Contains(t, b.text(), "170100, Тверская область, Тверь, д. 1")
		b.post("/account/identity/letter", "application/x-www-form-urlencoded", "key=1&to=moon")
		assert.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Contains(t, b.class("problems"), letter.ErrNoAddress.Message(tongues()[0].tag))
	})
}

// COD-9: a code that belongs elsewhere is recognised, and after too many wrong ones even the right one waits.
func TestCodesOfALetter(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		b.post("/account/identity/letter/code", "application/x-www-form-urlencoded", "code=x")
		assert.Contains(t, b.class("problems"), letter.ErrNoLetter.Message(tongues()[0].tag))
		b.get("/account/identity/letter")
		assert.Contains(t, b.text(), "Сначала заполните анкету")
		b.get("/account/profile")
		b.submit("/account/profile", annasProfile(home()))
		b.wait()
		b.get("/account/identity/letter?lang=en")
		b.submit("/account/identity/letter", nil)
		b.wait()
		b.get("/account/identity/letter")
		for left := 4; left > 0; left-- {
			b.submit("/account/identity/letter/code", answers{"code": "wrong"})
			assert.Contains(t, b.error("code"), "left")
		}
		b.submit("/account/identity/letter/code", answers{"code": "wrong"})
		b.submit("/account/identity/letter/code", answers{"code": p.letterCode()})
		assert.Contains(t, b.error("code"), "Too many wrong codes. Try again in 10")
		time.Sleep(10 * time.Minute)
		b.submit("/account/identity/letter/code", answers{"code": p.letterCode()})
		assert.Equal(t, "/account/identity", b.path)
	})
}

// CNF-5: what the letter vouches for was changed after the order.
func TestALetterOfDataThatChanged(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.ordered()
		b.get("/account/profile")
		b.submit("/account/profile", answers{"addresses.registration.house": "13"})
		b.wait()
		assert.Equal(t, "Письмо заказано → Письмо напечатано → [Данные изменились]", b.journey())
	})
}

// hrefs are all links of the page.
func (d document) hrefs() string {
	var all []string
	for _, a := range d.all("a") {
		all = append(all, a.attribute("href"))
	}
	return strings.Join(all, " ")
}
