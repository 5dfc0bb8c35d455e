package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/identity/bank"
)

// atTheBank leads the browser to the test bank, with the consent given.
func (b *browser) atTheBank() {
	b.t.Helper()
	b.get("/account/identity/bank")
	b.submit("/account/identity/bank", answers{"test-bank.consent": "yes"})
	require.Equal(b.t, "/dev/bank", b.path)
}

// answered has the bank answer, with what is otherwise than the profile, and goes back to the portal.
func (b *browser) answered(other answers) {
	b.t.Helper()
	b.submit("/dev/bank", other)
	b.submit("/account/identity/bank/answer", nil)
}

// CNF-8: the whole way through the bank, with consent, and what is to be seen of it afterwards.
func TestConfirmByBank(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.standard(nil)
		b.get("/account/identity/bank")
		b.submit("/account/identity/bank", nil)
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Equal(t, bank.ErrConsent.Message(tongues()[0].tag), b.error("test-bank-consent"))

		b.atTheBank()
		assert.NotContains(t, b.query, "Анна", "the bank is told nothing about the person")
		assert.Equal(t, "Ёлкина", b.id("name-family").attribute("value"))
		b.get("/account/disclosures")
		assert.Contains(t, b.text(), "Портал ни от кого не получал данные о вас")
		assert.Contains(t, b.way("Банк"), "Начато")
		p.restart()
		b.atTheBank()
		b.submit("/dev/bank", nil)
		assert.Contains(t, b.all("pre")[0].text(), `"family_name": "Ёлкина"`)
		again := *b
		b.submit("/account/identity/bank/answer", nil)
		require.Equal(t, "/account/identity", b.path)
		assert.Equal(t, "Личность подтверждена.", b.class("notice"))
		assert.Contains(t, b.class("stage"), "Через банк (Учебный банк), 1 января 2000")
		assert.Equal(t, "подтверждено", b.all("header")[0].class("badge"))
		again.submit("/account/identity/bank/answer", nil)
		assert.Equal(t, "/account/identity", again.path, "a double click confirms once and troubles nobody")
		assert.Contains(t, b.way("Электронная подпись"), "Закрыто")

		b.get("/account")
		assert.Contains(t, b.all("h1")[0].text(), "подтверждено")
		for _, service := range []string{"passport", "doctor", "taxes"} {
			b.get("/services/" + service)
			assert.Equal(t, http.StatusOK, b.status, service)
		}

		b.get("/account/disclosures")
		assert.Contains(t, b.text(), "Учебный банк Фамилия, Имя, Отчество")
		b.submit("/account/disclosures", nil)
		assert.Equal(t, "Согласие отозвано.", b.class("notice"))
		b.get("/account/identity")
		assert.Contains(t, b.text(), "Личность подтверждена", "what was done under it stays done")
		assert.Contains(t, p.message(annaShown), "личность подтверждена через банк")
	})
}

// What the bank has otherwise is told at each field of the profile, and nothing is confirmed.
func TestTheBankHasItOtherwise(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.standard(nil)
		b.atTheBank()
		b.answered(answers{"name.family": "Елкина", "bornOn": "10.05.1975"})
		require.Equal(t, http.StatusUnprocessableEntity, b.status)
		problems := b.class("problems")
		assert.Contains(t, problems, "Фамилия: "+bank.ErrOnlyYo.Message(tongues()[0].tag))
		assert.Contains(t, problems, "Дата рождения: "+bank.ErrMismatch.Message(tongues()[0].tag))
		assert.NotContains(t, problems, "10.05.1975", "what the bank has is not shown")
		b.get("/account/identity")
		assert.Contains(t, b.text(), "Выберите способ")
		b.get("/account/disclosures")
		assert.Contains(t, b.text(), "Дата рождения", "but that it came is recorded")
	})
}

func TestAnswersOfTheBankThatAreNone(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.standard(nil)
		b.atTheBank()
		refuser := *b
		b.submit("/dev/bank", nil)
		time.Sleep(3 * time.Minute)
		b.submit("/account/identity/bank/answer", nil)
		assert.Contains(t, b.class("problems"), bank.ErrExpired.Message(tongues()[0].tag))
		refuser.submit("/account/identity/bank/answer", nil)
		require.Equal(t, "/account/identity", refuser.path)
		assert.Contains(t, refuser.class("notice"), "Банк ничего не сообщил")
		assert.Contains(t, refuser.way("Банк"), "Можно начать", "the request is given up")

		const form = "application/x-www-form-urlencoded"
		for _, body := range []string{"", "state=x&assertion=y", "state=" + strings.Repeat("x", 1000)} {
			b.post("/account/identity/bank/answer", form, body)
			assert.Equal(t, http.StatusUnprocessableEntity, b.status, body)
			assert.Contains(t, b.class("problems"), bank.ErrUnknownRequest.Message(tongues()[0].tag))
		}
		b.post("/account/identity/bank", form, "bank=mine&mine.consent="+consentVersion)
		assert.Contains(t, b.class("problems"), bank.ErrUnknownBank.Message(tongues()[0].tag))

		stranger := p.browser()
		for _, path := range []string{"/account/identity", "/account/identity/bank", "/account/disclosures"} {
			stranger.get(path)
			assert.Equal(t, "/sign-in", stranger.path, path)
		}
		for _, path := range []string{"/account/identity/bank", "/account/identity/bank/answer", "/account/disclosures"} {
			stranger.post(path, form, "state=x")
			assert.Equal(t, "/sign-in", stranger.path, path)
		}
		stranger.get("/dev/bank?state=x&nonce=y")
		assert.Empty(t, stranger.id("name-family").attribute("value"))
	})
}
