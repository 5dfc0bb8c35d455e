package main

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
)

// CON-1: a person sees which registries were told what, and what for.
func TestDisclosuresToRegistries(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.standard(nil)
		b.get("/account/disclosures")
		for _, text := range []string{
			"МВД, реестр паспортов", "Социальный фонд, реестр СНИЛС", "Проверка анкеты", "Серия и номер", "СНИЛС",
		} {
			assert.Contains(t, b.text(), text)
		}
	})
}

// CON-1: without a consent there is no account, so it is not withdrawn alone.
func TestConsentsThatAreNeeded(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		b.get("/account/disclosures")
		assert.Contains(t, b.text(), "Портал никому не передавал ваши данные")
		assert.Contains(t, b.text(), "Нужно, пока есть учётная запись")
		const form = "application/x-www-form-urlencoded"
		b.post("/account/disclosures", form, "purpose=terms")
		assert.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Contains(t, b.class("problems"), account.ErrConsentNeeded.Message(tongues()[0].tag))
		b.post("/account/disclosures", form, "purpose=identity-by-bank&recipient=bank:test-bank")
		assert.Contains(t, b.class("problems"), account.ErrConsentUnknown.Message(tongues()[0].tag))
	})
}
