package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity"
)

// standard is a browser of somebody whose profile the registries have verified. Other fields replace those of the
// profile.
func (p *portal) standard(other answers) *browser {
	p.t.Helper()
	b := p.registered()
	b.get("/account/profile")
	b.submit("/account/profile", annasProfile(other))
	b.wait()
	b.get("/account/identity")
	require.Contains(p.t, b.text(), "Выберите способ")
	return b
}

// way is the text of a way of being confirmed, as the page tells it.
func (b *browser) way(name string) string {
	b.t.Helper()
	for _, section := range b.get("/account/identity").all("section") {
		if section.all("h2")[0].text() == name {
			return section.text()
		}
	}
	require.Fail(b.t, "no such way", name)
	return ""
}

// CNF-1: what can be begun, and why what cannot is closed.
func TestChoiceOfWays(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		why := account.ErrNotStandard.Message(tongues()[0].tag)
		for _, way := range []string{"Центр обслуживания", "Заказное письмо", "Электронная подпись", "Банк"} {
			assert.Contains(t, b.way(way), "Закрыто")
			assert.Contains(t, b.way(way), why)
		}
		assert.Empty(t, b.class("badge"))
		b.get("/account/profile")
		b.submit("/account/profile", annasProfile(nil))
		b.wait()
		for _, way := range []string{"Центр обслуживания", "Заказное письмо", "Электронная подпись", "Банк"} {
			assert.Contains(t, b.way(way), "Можно начать")
			assert.NotContains(t, b.text(), identity.ErrConfirmed.Message(tongues()[0].tag))
		}
		b.get("/services/passport")
		assert.Contains(t, b.text(), "Подтвердите личность одним из способов")
		b.get("/account/identity?lang=en")
		assert.Contains(t, b.text(), "Choose a way")
	})
}
