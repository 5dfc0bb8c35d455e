package main

import (
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/operator"
)

// annasPapers are what an operator reads in the documents of the person of annasProfile. Other fields replace their own.
func annasPapers(other answers) answers {
	papers := answers{}
	for _, name := range []string{"name.family", "name.given", "name.patronymic", "bornOn", "document.kind", "document.number", "snils"} {
		papers[name] = annasProfile(nil)[name]
	}
	maps.Copy(papers, other)
	return papers
}

// served has an operator look for a person, and note the papers that they show.
func (b *browser) served(identifier string, papers answers) {
	b.t.Helper()
	b.get("/desk")
	b.submit("/desk", answers{"identifier": identifier})
	require.Equal(b.t, http.StatusOK, b.status)
	b.submit("/desk/visit", papers)
}

// CNF-2: the document agrees, and the person is confirmed at once; the operator never sees the profile.
func TestConfirmAtADesk(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.standard(nil)
		desk := p.operator(operator.CentreOperator, "mfc-77-001")
		desk.get("/account")
		assert.Contains(t, desk.hrefs(), "/desk")
		desk.get("/desk")
		assert.Contains(t, desk.text(), "МФЦ района Замоскворечье")
		desk.submit("/desk", answers{"identifier": "кто-то"})
		assert.Equal(t, centre.ErrIdentifier.Message(tongues()[0].tag), desk.error("identifier"))
		desk.submit("/desk", answers{"identifier": "123-456-789 64"})
		assert.Contains(t, desk.text(), "Личность не подтверждена: подтвердите")
		assert.NotContains(t, desk.text(), "Ёлкина", "the operator does not see the profile")
		assert.Empty(t, desk.id("name-family").attribute("value"))
		desk.submit("/desk/visit", nil)
		for _, field := range []string{"name-family", "bornOn", "document-kind", "snils"} {
			assert.NotEmpty(t, desk.error(field), field)
		}

		desk.submit("/desk/visit", annasPapers(answers{"document.number": "45 02 573483"}))
		require.Equal(t, http.StatusUnprocessableEntity, desk.status)
		assert.Equal(t, centre.ErrDiffers.Message(tongues()[0].tag), desk.error("document-number"))
		assert.Empty(t, desk.error("snils"))
		b.get("/account/identity/centre")
		assert.Contains(t, b.text(), "Документ отличается от анкеты МФЦ района Замоскворечье")
		assert.Contains(t, b.text(), "В анкете иначе: Серия и номер")

		twice := *desk
		desk.submit("/desk/visit", annasPapers(nil))
		require.Equal(t, "/desk", desk.path)
		assert.Contains(t, desk.class("notice"), "личность подтверждена")
		twice.submit("/desk/visit", annasPapers(nil))
		assert.Equal(t, "/desk", twice.path, "a double click is one visit")
		b.get("/account/identity/centre")
		assert.Len(t, b.all("main")[0].all("li"), 2)
		assert.Contains(t, b.way("Центр обслуживания"), "Подтверждено")
		assert.Contains(t, b.class("stage"), "В центре обслуживания (МФЦ района Замоскворечье)")
		b.get("/services/taxes")
		assert.Equal(t, http.StatusOK, b.status)
		desk.get("/desk")
		desk.submit("/desk", answers{"identifier": anna})
		assert.Contains(t, desk.text(), "Личность подтверждена: помогите вернуть доступ")
		desk.get("/desk")
		desk.submit("/desk", answers{"identifier": "+7 916 000-11-22"})
		assert.Contains(t, desk.text(), "Учётной записи нет: зарегистрируйте")
	})
}

// CNF-2: by policy the person is handed a sealed code, which only they read.
func TestSealedCodes(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		p.config.policy.Centres.AtOnce = false
		p.restart()
		b := p.standard(nil)
		desk := p.operator(operator.CentreOperator, "mfc-77-001")
		desk.served(anna, annasPapers(nil))
		require.Equal(t, "/desk", desk.path)
		assert.Contains(t, desk.class("notice"), "не открывая")
		printer := p.browser()
		printer.get("/dev/slips")
		code := letterCodes.FindString(printer.text())
		require.NotEmpty(t, code)
		assert.NotContains(t, desk.text(), code, "the operator does not see it")

		p.restart()
		assert.Contains(t, b.way("Центр обслуживания"), "Начато")
		b.get("/account/identity/centre")
		assert.Contains(t, b.text(), "Выдан конверт с кодом")
		b.submit("/account/identity/centre", answers{"code": "00000 00000"})
		assert.Contains(t, b.error("code"), "Осталось 4 попытки")
		twice := *b
		b.submit("/account/identity/centre", answers{"code": code})
		require.Equal(t, "/account/identity", b.path)
		assert.Contains(t, b.class("stage"), "В центре обслуживания")
		twice.submit("/account/identity/centre", answers{"code": code})
		assert.Equal(t, "/account/identity", twice.path)
	})
}

// OPS-1: only an operator of a centre that is accredited serves people, and nobody serves themselves.
func TestWhoMayServe(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.standard(nil)
		const form = "application/x-www-form-urlencoded"
		stranger := p.browser()
		for _, path := range []string{"/desk", "/desk/visit"} {
			b.post(path, form, "identifier=x")
			assert.Equal(t, http.StatusForbidden, b.status, path)
			stranger.post(path, form, "identifier=x")
			assert.Equal(t, "/sign-in", stranger.path, path)
		}
		b.get("/desk")
		assert.Equal(t, http.StatusForbidden, b.status)
		b.get("/dev/operators")
		b.submit("/dev/operators", answers{"role": "centre-operator", "centre": "bank-78-001"})
		b.served(anna, annasPapers(nil))
		assert.Contains(t, b.class("problems"), identity.ErrOwnAccount.Message(tongues()[0].tag))
		b.post("/dev/operators", form, "role=centre-operator&centre=mfc-50-004")
		b.served(anna, annasPapers(nil))
		assert.Contains(t, b.class("problems"), centre.ErrNotAccredited.Message(tongues()[0].tag))

		newcomer := p.operator(operator.CentreOperator, "mfc-77-001")
		newcomer.get("/desk")
		newcomer.submit("/desk", answers{"identifier": "+7 916 765-43-21"})
		assert.Contains(t, newcomer.text(), "Анкета ещё не проверена")
		newcomer.post("/account/identity/centre", form, "code=x")
		assert.Contains(t, newcomer.class("problems"), centre.ErrNoCode.Message(tongues()[0].tag))
	})
}

// CNF-3: centres are found by region and kind, with address and hours.
func TestFindACentre(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/centres")
		assert.Len(t, b.all("section"), 4, "those that may vouch for people")
		assert.Contains(t, b.text(), "пн–пт 08:00–20:00; сб 09:00–15:00")
		assert.NotContains(t, b.text(), "Химки")
		b.get("/centres?region=77&kind=post-office")
		assert.Len(t, b.all("section"), 1)
		assert.Contains(t, b.text(), "101000, Москва, ул. Мясницкая, д. 26")
		assert.Contains(t, b.text(), "Сейчас закрыт", "at 3 in the night")
		assert.Equal(t, "77", b.id("region").chosen())
		p.stop()
		night := strings.ReplaceAll(strings.ReplaceAll(string(centreList), "09:00", "00:00"), "21:00", "24:00")
		require.NoError(t, os.WriteFile(filepath.Join(p.config.data, "centres.json"), []byte(night), 0o600))
		p.start()
		b.get("/centres?region=77&kind=post-office")
		assert.Contains(t, b.text(), "Сейчас открыт", "the folder's own list counts")
		b.get("/centres?region=99&lang=en")
		b.get("/centres?region=99")
		assert.Contains(t, b.text(), "There are no such centres")
	})
}
