package main

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/examples/portal/registries"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// annasProfile is a profile that is right in itself, today. Other fields replace its own.
func annasProfile(other answers) answers {
	issued := time.Now().AddDate(0, 0, -2).Format("02.01.2006")
	all := answers{
		"name.family": "Ёлкина", "name.given": "Анна", "name.patronymic": "Сергеевна", "sex": "female",
		"bornOn": "09.05.1975", "citizenship": "RU",
		"document.kind": "passport", "document.number": "45 02 573482", "document.issuedOn": issued,
		"document.issuer": "ОВД района Арбат г. Москвы", "document.divisionCode": "773-045", "document.birthplace": "г. Москва",
		"snils": "123-456-789 64",
	}
	maps.Copy(all, other)
	return all
}

// tell is what a developer does on the console.
func (p *portal) tell(order registries.Order) {
	p.t.Helper()
	b := p.browser()
	b.get("/dev/registries")
	prefix := string(order.Check) + "."
	fill := answers{prefix + "opinion": string(order.Opinion)}
	if order.Field != "" {
		fill[prefix+"field"] = order.Field
	}
	if order.Seconds > 0 {
		fill[prefix+"seconds"] = strconv.Itoa(order.Seconds)
	}
	for _, form := range b.all("form") {
		if form.id(anchor(prefix+"opinion")).Node != nil {
			b.post("/dev/registries", "application/x-www-form-urlencoded", b.fill(form, fill).Encode())
			require.Equal(p.t, "/dev/registries", b.path)
			require.Empty(p.t, b.class("notice"))
			return
		}
	}
	require.Fail(p.t, "the console has no such registry", order.Check)
}

// TestToStandard is the whole way: register, submit, watch, standard, a service opens.
func TestToStandard(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		assert.Contains(t, b.class("next"), "Следующий шаг: Заполните анкету и отправьте её на проверку")
		b.get("/services/doctor")
		require.Equal(t, http.StatusForbidden, b.status)
		assert.Contains(t, b.text(), "Пока закрыта")
		assert.Equal(t, "/account/profile", b.all("ol")[0].all("a")[0].attribute("href"))

		b.get("/account/profile")
		assert.Equal(t, "Ёлкина", b.id("name-family").attribute("value"), "what is known is filled in")
		b.submit("/account/profile", annasProfile(answers{"inn": "500100732259", "enp": "1654 3210 9876 5438"}))
		require.Equal(t, "/account/progress", b.path)
		p.settle()
		time.Sleep(10 * time.Second)
		b.get("/account/progress")
		assert.Contains(t, b.class("verified"), "Данные подтверждены Учётная запись стала стандартной")
		assert.Equal(t, []string{"matched", "matched", "matched"}, b.checks())
		assert.Zero(t, len(b.all("script")), "nothing is left to wait for")

		b.get("/services/doctor")
		assert.Equal(t, http.StatusOK, b.status)
		b.get("/services/passport")
		assert.Equal(t, http.StatusForbidden, b.status)
		assert.Contains(t, b.text(), "Подтвердите личность одним из способов: в центре обслуживания; кодом из заказного письма; электронной подписью; через банк")
		b.get("/services/taxes")
		assert.Contains(t, b.text(), "Подтвердите личность одним из способов: в центре обслуживания; электронной подписью; через банк")
		b.get("/services/none")
		assert.Equal(t, http.StatusNotFound, b.status)
		b.get("/account")
		present := b.where(func(e document) bool { return e.attribute("aria-current") == "step" })
		assert.Equal(t, "Стандартная", present[0].text())
		assert.Contains(t, b.text(), "Данные подтверждены реестрами")
		assert.Contains(t, p.message(annaShown), "данные подтверждены", "the result is told")

		b.submit("/sign-out", nil)
		b.get("/sign-in")
		b.submit("/sign-in", answers{"login": "12345678964", "password": goodPassword})
		assert.Equal(t, "/account", b.path, "the SNILS is a login now")
	})
}

// checks are the states of the checks on the page of the progress, by name.
func (b *browser) checks() []string {
	var states []string
	for _, list := range b.where(func(e document) bool { return e.attribute("class") == "checks" }) {
		for _, check := range list.all("li") {
			states = append(states, check.attribute("class"))
		}
	}
	return states
}

// wait lets as much time pass as a check takes at most when nothing fails.
func (b *browser) wait() {
	time.Sleep(10 * time.Second)
	b.get("/account/progress")
}

// PRO-5: what a registry has otherwise is corrected alone, and only the registries that compare it are
// asked again.
func TestCorrectOnlyWhatDiffers(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		p.tell(registries.Order{Check: verification.SNILSCheck, Opinion: registries.Differs, Field: "snils"})
		b := p.registered()
		b.get("/account/profile")
		b.submit("/account/profile", annasProfile(nil))
		b.wait()
		assert.Equal(t, []string{"matched", "mismatched"}, b.checks())
		assert.Contains(t, b.text(), "СНИЛС: "+verification.ErrMismatch.Message(tongues()[0].tag))
		b.get("/services/doctor")
		assert.Contains(t, b.text(), "Исправьте отмеченные поля анкеты: СНИЛС")

		b.get("/account/profile")
		assert.Equal(t, http.StatusOK, b.status)
		assert.Equal(t, []string{"snils"}, b.names("/account/profile"), "nothing else is asked")
		assert.Equal(t, verification.ErrMismatch.Message(tongues()[0].tag), b.error("snils"))
		assert.Equal(t, "123-456-789 64", b.id("snils").attribute("value"), "the value survives")
		b.submit("/account/profile", answers{"snils": "1"})
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Equal(t, []string{"snils"}, b.names("/account/profile"))
		assert.Equal(t, "1", b.id("snils").attribute("value"))

		asked := p.asked(verification.DocumentCheck)
		b.submit("/account/profile", answers{"snils": "112-233-445 95"})
		require.Equal(t, "/account/progress", b.path)
		b.wait()
		assert.Equal(t, []string{"matched", "matched"}, b.checks())
		assert.Contains(t, b.text(), "Подтверждено при прошлой проверке")
		assert.Equal(t, asked, p.asked(verification.DocumentCheck), "what agreed is not asked again")
		b.get("/services/doctor")
		assert.Equal(t, http.StatusOK, b.status)
	})
}

// names are those of the fields that a form asks for.
func (b *browser) names(action string) []string {
	b.t.Helper()
	var names []string
	form := b.form(action)
	for _, input := range slices.Concat(form.all("input"), form.all("select")) {
		name := input.attribute("name")
		if input.attribute("type") != "hidden" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// asked is how many questions a registry has got, as the console tells.
func (p *portal) asked(check verification.Check) string {
	p.t.Helper()
	b := p.browser()
	b.get("/dev/registries")
	for _, form := range b.all("form") {
		if form.id(string(check)+"-title").Node != nil {
			return form.class("hint")
		}
	}
	require.Fail(p.t, "the console has no such registry", check)
	return ""
}

// IDN-6: a difference in ё alone is named as that. The whole profile can be corrected too.
func TestOnlyYoDiffers(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		for _, check := range registries.Checks()[:2] {
			p.tell(registries.Order{Check: check, Opinion: registries.DiffersInYo, Field: "name.family"})
		}
		b := p.registered()
		b.get("/account/profile?lang=en")
		b.submit("/account/profile", annasProfile(nil))
		b.wait()
		says := verification.ErrOnlyYo.Message(tongues()[1].tag)
		assert.Equal(t, 1, strings.Count(b.text(), says), "two registries say it, it is told once")
		b.get("/account/profile")
		assert.Equal(t, says, b.error("name-family"))
		b.get("/account/profile?all=yes")
		assert.Equal(t, says, b.error("name-family"))
		assert.Greater(t, len(b.names("/account/profile")), 30)
		b.submit("/account/profile", answers{"name.family": "Елкина", "inn": "500100732259"})
		b.wait()
		assert.Equal(t, []string{"matched", "matched", "matched"}, b.checks())
	})
}

// PRO-2: a profile is left half filled in, also with what is wrong, and resumed.
func TestDraftIsLeftAndResumed(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		b.get("/account/profile")
		half := answers{
			"sex": "male", "bornOn": "32.13.1975", "citizenship": "XXA", "document.kind": "residence-permit", "snils": "не помню",
			"addresses.delivery.country": "KZ", "addresses.delivery.city": "Алматы",
		}
		b.submit("/account/profile/draft", half)
		require.Equal(t, "/account", b.path)
		assert.Contains(t, b.class("notice"), "Анкета сохранена")
		b.submit("/sign-out", nil)
		p.restart()
		b.get("/sign-in")
		b.submit("/sign-in", answers{"login": anna, "password": goodPassword})
		b.get("/account/profile")
		sent := b.filled("/account/profile", nil)
		for name, value := range half {
			assert.Equal(t, value, sent.Get(name), name)
		}
		assert.Empty(t, sent.Get("addresses.registration.country"))
		folded := 0
		for _, part := range b.all("details") {
			if !part.has("open") {
				folded++
			}
		}
		assert.Equal(t, 3, folded, "only what has something in it is open")

		b.submit("/account/profile/draft", answers{"document.issuer": strings.Repeat("ы", 501)})
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Contains(t, b.error("document-issuer"), "Не больше 500 знаков")
		b.get("/account/progress")
		assert.Contains(t, b.text(), "Анкета ещё не отправлена")
	})
}

// REG-9: every fault is beside its field and in the summary, all at once, in both languages.
func TestRefusalsPerField(t *testing.T) {
	for _, tongue := range tongues() {
		t.Run(tongue.Code, func(t *testing.T) {
			walk(t, func(t *testing.T, p *portal) {
				b := p.registered()
				wrong := answers{
					"name.family": "Elкина", "name.given": "", "bornOn": "31.02.1975", "document.number": "12", "document.issuedOn": "01.01.2090",
					"document.divisionCode": "7", "snils": "123-456-789 12", "inn": "7707083893", "drivingLicence": "x",
					"vehicle.plate": "А123ВС 77", "enp": "1", "oldOMS": "2", "addresses.residence.house": "5", "document.kind": "passport",
				}
				b.get("/account/profile?lang=" + tongue.Code)
				b.submit("/account/profile", wrong)
				require.Equal(t, http.StatusUnprocessableEntity, b.status)
				want := []string{
					"name.family", "name.given", "sex", "bornOn", "citizenship", "document.number", "document.issuedOn", "document.issuer",
					"document.divisionCode", "document.birthplace", "snils", "inn", "drivingLicence", "vehicle.certificate", "enp", "oldOMS",
					"addresses.residence.postcode", "addresses.residence.region", "addresses.residence.city",
				}
				summary := b.where(func(e document) bool { return e.attribute("class") == "problems" })[0]
				var linked []string
				for _, a := range summary.all("a") {
					linked = append(linked, strings.TrimPrefix(a.attribute("href"), "#"))
				}
				for i, path := range want {
					require.Less(t, i, len(linked), summary.text())
					assert.Equal(t, anchor(path), linked[i], "in the order of the fields")
					assert.NotEmpty(t, b.error(anchor(path)), path)
					field := b.id(anchor(path))
					assert.True(t, field.attribute("aria-invalid") == "true" || field.attribute("type") == "radio", path)
					if value := wrong[path]; value != "" {
						assert.Equal(t, value, field.attribute("value"), "what was typed stays")
					}
				}
				assert.Len(t, linked, len(want), summary.text())
				assert.Equal(t, tongue.Code == "ru", strings.Contains(summary.text(), "Адрес проживания, Индекс: "), summary.text())
			})
		})
	}
}

// A double click, or a button pressed again on a page that lay about, submits once.
func TestSubmittedOnce(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		p.tell(registries.Order{Check: verification.SNILSCheck, Opinion: registries.Unknown})
		b := p.registered()
		b.get("/account/profile")
		sent := b.filled("/account/profile", annasProfile(nil)).Encode()
		for range 2 {
			b.post("/account/profile", "application/x-www-form-urlencoded", sent)
			require.Equal(t, "/account/progress", b.path)
		}
		b.wait()
		assert.Equal(t, []string{"matched", "not-found"}, b.checks())
		b.post("/account/profile", "application/x-www-form-urlencoded", sent)
		b.wait()
		assert.Equal(t, []string{"matched", "not-found"}, b.checks())
		b.get("/account")
		assert.Equal(t, 1, strings.Count(b.text(), "Анкета отправлена на проверку"))

		b.get("/account/profile")
		b.submit("/account/profile", nil)
		b.get("/account")
		assert.Equal(t, 2, strings.Count(b.text(), "Анкета отправлена на проверку"), "who insists may ask again")
	})
}

// PRO-6: the INN is found, its source is shown, and what was typed is kept.
func TestFindMyINN(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		b.get("/account/profile")
		b.submit("/account/profile/inn", answers{"snils": "потом"})
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.NotEmpty(t, b.error("bornOn"))
		assert.Empty(t, b.error("snils"), "the look-up does not need it")

		known := annasProfile(answers{"snils": "потом"})
		b.submit("/account/profile/inn", known)
		require.Equal(t, http.StatusOK, b.status)
		assert.Contains(t, b.class("found"), "Источник: Федеральная налоговая служба, 1 января 2000")
		inn := b.id("inn").attribute("value")
		require.Regexp(t, `^77\d{10}$`, inn)
		b.get("/account/profile")
		assert.Equal(t, inn, b.id("inn").attribute("value"))
		assert.Equal(t, "потом", b.id("snils").attribute("value"))

		p.tell(registries.Order{Check: verification.INNCheck, Opinion: registries.Unknown})
		b.submit("/account/profile/inn", nil)
		assert.Equal(t, verification.ErrINNUnknown.Message(tongues()[0].tag), b.error("inn"))
		p.tell(registries.Order{Check: verification.INNCheck, Opinion: registries.Down})
		b.submit("/account/profile/inn", nil)
		assert.Equal(t, http.StatusServiceUnavailable, b.status)
		assert.Contains(t, b.error("inn"), "Налоговая служба сейчас не отвечает")
		for range 5 {
			b.submit("/account/profile/inn", nil)
		}
		assert.Contains(t, b.error("inn"), "Слишком много поисков ИНН за час")
	})
}

// Registries that are down are told of, and asked again by themselves until they are up.
func TestRegistriesAreDownAndUp(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		p.tell(registries.Order{Check: verification.DocumentCheck, Opinion: registries.Down})
		p.tell(registries.Order{Check: verification.SNILSCheck, Opinion: registries.Later, Seconds: 7})
		b := p.registered()
		b.get("/account/profile")
		b.submit("/account/profile", annasProfile(nil))
		b.wait()
		assert.Equal(t, "unavailable", b.checks()[0])
		assert.Contains(t, b.text(), "Неполадка на стороне реестра. Ваша заявка не потеряна.")
		assert.Contains(t, b.text(), "Спросим снова 03:00:")
		b.get("/services/doctor")
		assert.Contains(t, b.text(), "Дождитесь ответа государственных реестров")
		p.tell(registries.Order{Check: verification.DocumentCheck, Opinion: registries.Agrees})
		time.Sleep(time.Minute)
		b.get("/account/progress")
		assert.Equal(t, []string{"matched", "matched"}, b.checks())
		b.get("/services/doctor")
		assert.Equal(t, http.StatusOK, b.status)
	})
}

// The console says what the registries are like, and refuses what none could be.
func TestConsole(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/dev/registries")
		assert.Contains(t, b.class("warning"), "Только для разработки.")
		assert.Contains(t, b.text(), "этот портал спрашивает снова уже через 2 секунды")
		const form = "application/x-www-form-urlencoded"
		for _, order := range []string{"", "check=snils&snils.opinion=slow&snils.seconds=0", "check=snils&snils.opinion=differs&snils.field=inn", "check=bank&bank.opinion=agrees"} {
			b.post("/dev/registries", form, order)
			assert.Equal(t, "/dev/registries", b.path)
			assert.Contains(t, b.class("notice"), "Реестр так не может", order)
		}
		p.tell(registries.Order{Check: verification.INNCheck, Opinion: registries.Slow, Seconds: 9})
		p.restart()
		b.get("/dev/registries")
		assert.Equal(t, "slow", b.id("inn-opinion").chosen(), "it survives a restart")
		assert.Equal(t, "9", b.id("inn-seconds").attribute("value"))
		assert.Equal(t, "agrees", b.id("snils-opinion").chosen())
	})
}

// Nobody sees another person's profile, nor anything without a session.
func TestPagesOfOthers(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		b.get("/account/profile")
		b.submit("/account/profile", annasProfile(nil))
		b.wait()
		require.Equal(t, []string{"matched", "matched"}, b.checks())
		stranger := p.browser()
		for _, path := range []string{"/account/profile", "/account/progress", "/services", "/services/doctor"} {
			stranger.get(path)
			assert.Equal(t, "/sign-in", stranger.path, path)
		}
		const form = "application/x-www-form-urlencoded"
		for _, path := range []string{"/account/profile", "/account/profile/draft", "/account/profile/inn"} {
			stranger.post(path, form, "snils=1")
			assert.Equal(t, "/sign-in", stranger.path, path)
		}
		stranger.get("/account/progress/events")
		assert.Equal(t, http.StatusUnauthorized, stranger.status)

		other := p.browser()
		other.fillRegistrationWith(answers{"name.family": "Петров", "contact.phone": "+7 916 765-43-21"})
		other.submit("/code", answers{"code": p.code("+7 916 765-43-21")})
		other.submit("/password", answers{"password": goodPassword})
		other.get("/account/profile?account=anna")
		assert.Equal(t, "Петров", other.id("name-family").attribute("value"))
		assert.NotContains(t, other.text(), "573482")
		other.get("/account/progress")
		assert.Contains(t, other.text(), "Анкета ещё не отправлена")
		other.get("/account/profile")
		other.submit("/account/profile", annasProfile(answers{"name.family": "Петров"}))
		require.Equal(t, "/account/progress", other.path)
		other.wait()
		other.get("/account/profile")
		assert.Equal(t, verification.ErrTaken.Message(tongues()[0].tag), other.error("snils"), "whose it is is not told")
		assert.Contains(t, other.class("problems"), "Войти или восстановить доступ")
	})
}

// Every field of a profile is asked for, by the name under which it is refused.
func TestEveryFieldIsAskedFor(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		b.get("/account/profile")
		names := b.names("/account/profile")
		assert.ElementsMatch(t, profile.Fields(), names)
		for id, want := range map[string]string{
			"name-family": "family-name", "bornOn": "bday", "addresses-delivery-postcode": "section-delivery postal-code", "snils": "off",
		} {
			assert.Equal(t, want, b.id(id).attribute("autocomplete"), id)
		}
		assert.Equal(t, "numeric", b.id("snils").attribute("inputmode"))
		assert.Greater(t, len(b.id("citizenship").all("option")), 200)
		assert.Equal(t, "Россия", b.id("citizenship").all("option")[1].text())
	})
}
