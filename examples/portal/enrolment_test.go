package main

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/enrolment"
	"github.com/kabinet-go/kabinet/operator"
)

// newcomer is what an operator notes of a person who has no account. Other fields replace its own.
func newcomer(other answers) answers {
	all := answers{"contact.kind": "phone", "contact.phone": anna, "consents.terms": "yes", "consents.personal-data": "yes", "language": "ru"}
	for name, value := range annasProfile(nil) {
		if !strings.HasPrefix(name, "addresses.") && !strings.HasPrefix(name, "vehicle.") {
			all[name] = value
		}
	}
	maps.Copy(all, other)
	return all
}

// CNF-9: an operator registers a person from nothing; the person sets the password by the code that went to their own
// contact, shows by the SNILS to be who was meant, and is confirmed without coming again.
func TestRegisteredAtADesk(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		desk := p.operator(operator.CentreOperator, "mfc-77-001")
		desk.get("/desk")
		desk.submit("/desk", answers{"identifier": anna})
		require.Contains(t, desk.hrefs(), "/desk/registration")
		desk.get("/desk/registration")
		desk.submit("/desk/registration", answers{"name.family": "Ёлкина"})
		require.Equal(t, http.StatusUnprocessableEntity, desk.status)
		for _, field := range []string{"name-given", "bornOn", "document-kind", "snils", "contact-phone", "consents-terms"} {
			assert.NotEmpty(t, desk.error(field), field)
		}
		form := *desk
		desk.submit("/desk/registration", newcomer(nil))
		require.True(t, strings.HasPrefix(desk.path, "/desk/registration/"), desk.class("problems"))
		registered := desk.path
		assert.Contains(t, desk.text(), "Ждём пароль")
		twice := form
		twice.submit("/desk/registration", newcomer(nil))
		assert.Equal(t, desk.path, twice.path, "a double click registers one person")
		code := p.code(annaShown)
		assert.NotContains(t, desk.text(), code, "the operator does not see it")

		p.restart()
		b := p.browser()
		b.get(p.link(annaShown))
		require.Equal(t, "/code", b.path, "the link of the SMS leads to where its code is typed")
		assert.Contains(t, b.text(), "номером из сообщения со ссылкой")
		b.submit("/code", answers{"code": p.wrongCode(annaShown)})
		assert.Contains(t, b.error("code"), "Осталось 4 попытки")
		b.submit("/code", answers{"code": code})
		require.Equal(t, "/password", b.path, b.class("problems"))
		b.submit("/password", answers{"password": goodPassword})
		require.Equal(t, "/account", b.path)
		assert.NotContains(t, b.text(), "Ёлкина", "nothing of the person is shown before they have shown to be them")
		assert.Contains(t, b.text(), "МФЦ района Замоскворечье")
		b.get("/account/enrolment")
		b.submit("/account/enrolment", answers{"snils": "112-233-445 95"})
		assert.Contains(t, b.error("snils"), "Осталось 4 попытки")
		twice = *b
		b.submit("/account/enrolment", answers{"snils": "123-456-789 64"})
		require.Equal(t, "/account/enrolment", b.path, b.class("problems"))
		twice.submit("/account/enrolment", answers{"snils": "123-456-789 64"})
		assert.Equal(t, http.StatusOK, twice.status)
		desk.get(desk.path)
		assert.NotContains(t, desk.text(), "Ёлкина")
		b.wait()
		b.get("/account")
		assert.Contains(t, b.all("h1")[0].text(), "Ёлкина Анна")
		assert.Contains(t, b.all("h1")[0].text(), "подтверждено")
		b.get("/account/identity")
		assert.Contains(t, b.class("stage"), "В центре обслуживания (МФЦ района Замоскворечье)")
		desk.get(desk.path)
		assert.Contains(t, desk.text(), "Личность подтверждена")

		desk.get("/desk/registration")
		desk.submit("/desk/registration", newcomer(answers{"contact.phone": "+7 916 111-22-33"}))
		assert.Contains(t, desk.class("problems"), enrolment.ErrKnown.Message(tongues()[0].tag))
		desk.get("/dev/operators")
		desk.submit("/dev/operators", answers{"role": "centre-operator", "centre": "bank-78-001"})
		desk.get(registered)
		assert.Equal(t, http.StatusNotFound, desk.status, "another centre's")
	})
}

// CNF-9: a bank registers its client from nothing.
func TestRegisteredByABank(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/register/bank")
		b.submit("/register/bank", nil)
		for _, field := range []string{"contact-phone", "consents-terms", "consent"} {
			assert.NotEmpty(t, b.error(field), field)
		}
		consented := answers{"contact.kind": "phone", "contact.phone": anna, "consents.terms": "yes", "consents.personal-data": "yes", "consent": "yes"}
		b.submit("/register/bank", consented)
		require.Equal(t, "/dev/bank", b.path, b.class("problems"))
		stolen := p.browser()
		stolen.get("/dev/bank?" + b.query)
		b.submit("/dev/bank", annasPapers(answers{"snils": ""}))
		b.submit("/register/bank/answer", nil)
		assert.Contains(t, b.class("problems"), "СНИЛС: ", "without it nobody can be registered")
		b.submit("/register/bank", consented)
		b.submit("/dev/bank", annasPapers(answers{"inn": "500100732259"}))
		b.submit("/register/bank/answer", nil)
		require.Equal(t, "/code", b.path, b.class("problems"))
		assert.Contains(t, b.class("delivery"), annaMasked)
		stolen.submit("/dev/bank", annasPapers(nil))
		stolen.submit("/register/bank/answer", nil)
		assert.Equal(t, http.StatusUnprocessableEntity, stolen.status, "an answer in another browser than the one that asked")

		b.submit("/code", answers{"code": p.code(annaShown)})
		b.submit("/password", answers{"password": goodPassword})
		assert.Contains(t, b.text(), "Учебный банк")
		b.get("/account/enrolment")
		b.submit("/account/enrolment", answers{"snils": "12345678964"})
		assert.Contains(t, b.text(), "Дополните анкету", "a bank does not know everything")
		b.get("/account/profile")
		assert.Equal(t, "Ёлкина", b.id("name-family").attribute("value"))
		whole := annasProfile(nil)
		b.submit("/account/profile", whole)
		b.wait()
		b.get("/account/identity")
		assert.Contains(t, b.class("stage"), "Через банк (Учебный банк)")
		b.get("/account/disclosures")
		assert.Contains(t, b.text(), "Учебный банк Фамилия")

		other := p.browser()
		other.get("/register/bank")
		other.submit("/register/bank", consented)
		other.submit("/register/bank/answer", nil)
		assert.Contains(t, other.class("notice"), "Банк ничего не сообщил")
		b.get("/account/enrolment")
		assert.Contains(t, b.text(), "Все данные совпали")
		somebody := p.somebody("Сидоров", "+7 916 222-33-44")
		somebody.get("/account/enrolment")
		assert.Equal(t, "/account", somebody.path, "nobody has registered them")
		somebody.post("/account/enrolment", "application/x-www-form-urlencoded", "snils=1")
		assert.Equal(t, http.StatusUnprocessableEntity, somebody.status)
	})
}
