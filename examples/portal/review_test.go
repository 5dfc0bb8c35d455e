package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/operator"
)

// confirmed is a browser of somebody whom the bank has confirmed.
func (p *portal) confirmed() *browser {
	p.t.Helper()
	b := p.standard(nil)
	b.atTheBank()
	b.answered(nil)
	require.Equal(p.t, "/account/identity", b.path)
	return b
}

// somebody is a browser of another person, whose registration is finished.
func (p *portal) somebody(family, phone string) *browser {
	p.t.Helper()
	b := p.browser()
	b.fillRegistrationWith(answers{"name.family": family, "contact.phone": phone})
	b.submit("/code", answers{"code": p.code(phone)})
	b.submit("/password", answers{"password": goodPassword})
	require.Equal(p.t, "/account", b.path)
	return b
}

// operator is a browser of somebody who works for the portal.
func (p *portal) operator(role operator.Role, centre string) *browser {
	p.t.Helper()
	b := p.somebody("Петров", "+7 916 765-43-21")
	b.get("/dev/operators")
	b.submit("/dev/operators", answers{"role": string(role), "centre": centre})
	require.Equal(p.t, http.StatusOK, b.status, b.class("problems"))
	return b
}

var reports = regexp.MustCompile(portalURL + `/not-me\S+`)

// report is the link in the message about the confirmation.
func (p *portal) report() string {
	p.t.Helper()
	link := reports.FindString(p.message(annaShown))
	require.NotEmpty(p.t, link)
	return strings.TrimPrefix(link, portalURL)
}

// CNF-11: the link in the message holds the account, and a reviewer decides with a reason.
func TestThisWasNotMe(t *testing.T) {
	for decision, after := range map[string]struct{ level, says string }{
		"clear":   {"Подтверждённая", "возвращена"},
		"misused": {"Стандартная", "отозвано"},
	} {
		t.Run(decision, func(t *testing.T) {
			walk(t, func(t *testing.T, p *portal) {
				thief := p.confirmed()
				owner, link := p.browser(), p.report()
				owner.get(link)
				require.Equal(t, http.StatusOK, owner.status)
				thief.get("/account")
				require.Equal(t, "/account", thief.path, "opening the link does nothing yet")
				twice := *owner
				owner.submit("/not-me", nil)
				require.Equal(t, "/on-hold", owner.path)
				assert.Contains(t, owner.class("notice"), "приостановлена")
				twice.submit("/not-me", nil)
				assert.Equal(t, "/on-hold", twice.path, "reported twice, held once")
				thief.get("/account")
				assert.Equal(t, "/sign-in", thief.path, "every session has ended")
				thief.submit("/sign-in", answers{"login": anna, "password": goodPassword})
				assert.Contains(t, thief.class("problems"), account.ErrHeld.Message(tongues()[0].tag))
				assert.Contains(t, thief.hrefs(), "/on-hold")

				p.restart()
				reviewer := p.operator(operator.Reviewer, "")
				reviewer.get("/account")
				assert.Contains(t, reviewer.hrefs(), "/review")
				reviewer.get("/review")
				assert.Contains(t, reviewer.text(), "На проверке")
				reviewer.get(regexp.MustCompile(`/review/\w+`).FindString(reviewer.hrefs()))
				assert.NotContains(t, reviewer.text(), "Ёлкина", "the person is masked")
				assert.Contains(t, reviewer.text(), "Под вопросом Через банк (Учебный банк)")
				page := reviewer.path
				reviewer.submit(page, answers{"decision": decision})
				assert.Equal(t, account.ErrHoldReason.Message(tongues()[0].tag), reviewer.error("note"))
				reviewer.get(page)
				reviewer.submit(page, answers{"note": "звонок владельцу"})
				assert.NotEmpty(t, reviewer.error("decision"))
				reviewer.submit(page, answers{"decision": decision, "note": "звонок владельцу"})
				require.Equal(t, "/review", reviewer.path)
				reviewer.get(page)
				if decision == "misused" {
					reviewer.submit(page, answers{"decision": "give-back", "note": "пришла с паспортом"})
				}
				reviewer.get("/review")
				assert.Contains(t, reviewer.text(), "Сейчас таких нет")

				owner.get("/sign-in")
				owner.submit("/sign-in", answers{"login": anna, "password": goodPassword})
				require.Equal(t, "/account", owner.path)
				present := owner.where(func(e document) bool { return e.attribute("aria-current") == "step" })
				assert.Equal(t, after.level, present[0].text())
				assert.Contains(t, owner.all("table")[0].text(), after.says)
				assert.Equal(t, decision == "clear", owner.class("badge") != "")
			})
		})
	}
}

func TestReportsThatAreNone(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		p.confirmed()
		b, link := p.browser(), p.report()
		b.get("/not-me?report=x.y.z")
		b.submit("/not-me", nil)
		assert.Equal(t, http.StatusUnprocessableEntity, b.status)
		assert.Contains(t, b.class("problems"), identity.ErrReport.Message(tongues()[0].tag))
		b.post("/not-me", "application/x-www-form-urlencoded", "")
		assert.Contains(t, b.class("problems"), identity.ErrReport.Message(tongues()[0].tag))
		p.config.policy.Identity.ReportFor = time.Minute // 240 h of virtual time would take long
		p.restart()
		time.Sleep(time.Minute)
		b.get(link)
		b.submit("/not-me", nil)
		assert.Contains(t, b.class("problems"), identity.ErrReportExpired.Message(tongues()[0].tag))
	})
}

// OPS-1: only who has the role sees the page, and nobody decides about themselves.
func TestWhoMayReview(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		stranger := p.browser()
		for _, path := range []string{"/review", "/review/x"} {
			b.get(path)
			assert.Equal(t, http.StatusForbidden, b.status, path)
			stranger.get(path)
			assert.Equal(t, "/sign-in", stranger.path, path)
			b.post(path, "application/x-www-form-urlencoded", "decision=clear&note=x")
			assert.NotEqual(t, http.StatusOK, b.status)
		}
		stranger.get("/dev/operators")
		assert.Contains(t, stranger.text(), "Сотрудником становится тот, кто вошёл")
		b.get("/dev/operators")
		b.submit("/dev/operators", answers{"role": "support"})
		b.get("/review")
		assert.Equal(t, http.StatusForbidden, b.status, "another role")
		b.get("/dev/operators")
		b.submit("/dev/operators", answers{"role": "reviewer", "centre": "mfc-77-001"})
		require.Contains(t, b.text(), "Сейчас вы: Проверяющий")
		b.submit("/dev/operators", answers{"role": "centre-operator", "centre": ""})
		assert.Equal(t, operator.ErrCentreMissing.Message(tongues()[0].tag), b.error("centre"))
		for _, nobody := range []string{"nobody", "00000000000000000000000000", "%00"} {
			b.get("/review/" + nobody)
			assert.Equal(t, http.StatusNotFound, b.status, nobody)
		}
		b.post("/review/nobody", "application/x-www-form-urlencoded", "decision=clear&note=x")
		assert.Equal(t, http.StatusNotFound, b.status)
		b.get("/dev/operators")
		id := regexp.MustCompile(`[0-9A-Z]{26}`).FindString(b.text())
		b.get("/review/" + id)
		b.submit("/review/"+id, answers{"decision": "block", "note": "проба"})
		assert.Contains(t, b.class("problems"), identity.ErrOwnAccount.Message(tongues()[0].tag))
		b.get("/dev/operators")
		b.submit("/dev/operators/dismissal", nil)
		b.get("/review")
		assert.Equal(t, http.StatusForbidden, b.status)
	})
}
