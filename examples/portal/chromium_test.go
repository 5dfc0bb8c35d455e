package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/go-rod/rod"
	"github.com/go-rod/rod/lib/launcher"
	"github.com/go-rod/rod/lib/proto"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/examples/portal/registries"
	"github.com/kabinet-go/kabinet/verification"
)

// pictures names a folder in which the tests leave pictures of the pages they see; none are taken without.
const pictures = "KABINET_PORTAL_PICTURES"

// chromium is a real browser with a window of its own.
type chromium struct {
	*rod.Page
	t  *testing.T
	at string
}

// chromium starts the browser. A machine that has none skips the test, unless it has to have what tests need.
func (p *portal) chromium() *chromium {
	p.t.Helper()
	binary, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("KABINET_REQUIRE_SERVICES") == "" {
		p.t.Skip("there is no chromium on this machine")
	}
	require.NoError(p.t, err)
	started := launcher.New().Bin(binary).NoSandbox(true).Leakless(false).Set("disable-dev-shm-usage")
	p.t.Cleanup(started.Cleanup)
	p.t.Cleanup(started.Kill)
	control, err := started.Launch()
	require.NoError(p.t, err)
	browser := rod.New().ControlURL(control)
	require.NoError(p.t, browser.Connect())
	page, err := browser.Timeout(3 * time.Minute).Page(proto.TargetCreateTarget{})
	require.NoError(p.t, err)
	return &chromium{Page: page, t: p.t, at: "http://" + string(p.net.(tcp))}
}

// open goes to an address of the portal.
func (c *chromium) open(path string) {
	c.t.Helper()
	require.NoError(c.t, c.Navigate(c.at+path))
	require.NoError(c.t, c.WaitLoad())
}

// fillIn types into fields, ticks boxes and chooses, by the id of each element; as a person does.
func (c *chromium) fillIn(values map[string]string) {
	c.t.Helper()
	for id, value := range values {
		element, err := c.Element("#" + id)
		require.NoError(c.t, err, id)
		kind, err := element.Property("type")
		require.NoError(c.t, err)
		switch kind.Str() {
		case "checkbox", "radio":
			require.NoError(c.t, element.Click(proto.InputMouseButtonLeft, 1), id)
		case "select-one":
			require.NoError(c.t, element.Select([]string{value}, true, rod.SelectorTypeText), id)
		default:
			require.NoError(c.t, element.SelectAllText())
			require.NoError(c.t, element.Input(value), id)
		}
	}
}

// press presses the button with that text, which leads to another page.
func (c *chromium) press(text string) {
	c.t.Helper()
	button, err := c.ElementR("main button:not(.unseen)", text)
	require.NoError(c.t, err)
	wait := c.WaitNavigation(proto.PageLifecycleEventNameLoad)
	require.NoError(c.t, button.Click(proto.InputMouseButtonLeft, 1))
	wait()
}

func (c *chromium) path() string {
	c.t.Helper()
	return c.evaluate("location.pathname")
}

func (c *chromium) evaluate(expression string) string {
	c.t.Helper()
	value, err := c.Eval("() => String(" + expression + ")")
	require.NoError(c.t, err)
	return value.Value.Str()
}

// await waits until the expression is true.
func (c *chromium) await(expression string) {
	c.t.Helper()
	require.NoError(c.t, c.Timeout(30*time.Second).Wait(rod.Eval("() => "+expression)), expression)
}

// look sees that the page fits at the three widths in the two languages, and leaves pictures if wanted.
func (c *chromium) look(name string) {
	c.t.Helper()
	for _, tongue := range []string{"en", "ru"} {
		c.open(c.path() + "?lang=" + tongue)
		for _, width := range []int{320, 390, 1200} {
			require.NoError(c.t, c.SetViewport(&proto.EmulationSetDeviceMetricsOverride{Width: width, Height: 900, DeviceScaleFactor: 1}))
			assert.LessOrEqual(c.t, c.evaluate("Math.max(0, document.documentElement.scrollWidth - innerWidth)"), "0",
				"%s, %s, %d px: it can be scrolled sideways", name, tongue, width)
			c.picture(fmt.Sprintf("%s-%s-%d", name, tongue, width))
		}
	}
}

func (c *chromium) picture(name string) {
	c.t.Helper()
	folder := os.Getenv(pictures)
	if folder == "" {
		return
	}
	picture, err := c.Screenshot(true, nil)
	require.NoError(c.t, err)
	require.NoError(c.t, os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600))
}

// register goes through the pages of a registration.
func (c *chromium) register(p *portal) { c.registerAs(p, "Ёлкина", "Анна", annaShown) }

func (c *chromium) registerAs(p *portal, family, given, phone string) {
	c.t.Helper()
	c.open("/register?lang=ru")
	c.fillIn(map[string]string{
		"name-family": family, "name-given": given, "contact-phone": phone, "consents-terms": "yes", "consents-personal-data": "yes",
	})
	c.press("Получить код")
	c.fillIn(map[string]string{"code": p.awaitCode(phone)})
	c.press("Подтвердить")
	c.fillIn(map[string]string{"password": goodPassword})
	c.press("Сохранить и войти")
	require.Equal(c.t, "/account", c.path())
}

// signOut ends the session by the button of the header.
func (c *chromium) signOut() {
	c.t.Helper()
	button, err := c.ElementR("header button", "Выйти")
	require.NoError(c.t, err)
	wait := c.WaitNavigation(proto.PageLifecycleEventNameLoad)
	require.NoError(c.t, button.Click(proto.InputMouseButtonLeft, 1))
	wait()
}

// TestInARealBrowser: the whole way to the level standard, on which the page of the progress changes by
// itself and is never loaded again.
func TestInARealBrowser(t *testing.T) {
	overSockets(t, func(t *testing.T, p *portal) {
		c := p.chromium()
		p.tell(registries.Order{Check: verification.DocumentCheck, Opinion: registries.Down})
		c.register(p)
		c.look("account")
		c.open("/services")
		c.look("services")
		c.open("/account/profile")
		c.press("Отправить на проверку")
		c.picture("refused")
		assert.Equal(t, "problems", c.evaluate("document.activeElement.className"), "the summary has the focus")
		c.look("profile")

		c.fillProfile()
		assert.Equal(t, "none", c.evaluate(`getComputedStyle(document.getElementById("document-expiresOn").parentElement).display`), "a passport does not expire")
		c.press("Узнать мой ИНН")
		assert.Contains(t, c.evaluate(`document.querySelector(".found").textContent`), "Федеральная налоговая служба")
		c.open(c.path() + "?lang=en")
		require.Equal(t, "/account/profile", c.path(), "to reload the address of a form does no harm")
		c.look("profile-filled")
		c.press("Отправить на проверку")
		require.Equal(t, "/account/progress", c.path())
		c.await(`document.querySelector(".checks .unavailable") !== null`)
		c.look("progress")

		require.Equal(t, "0", c.evaluate("window.changes = 0"))
		c.evaluate(`new MutationObserver(() => window.changes++).observe(document.getElementById("progress"), {childList: true})`)
		p.tell(registries.Order{Check: verification.DocumentCheck, Opinion: registries.Differs, Field: "document.number"})
		c.await(`document.querySelector(".stage.rejected") !== null`)
		assert.NotEqual(t, "0", c.evaluate("window.changes"), "by the script; a page loaded again would not know it")
		assert.Equal(t, "Есть расхождения", c.evaluate(`document.getElementById("progress-told").textContent`), "who hears the page is told")
		c.look("rejected")

		c.open("/account/profile")
		c.look("correct")
		c.fillIn(map[string]string{"document-number": "45 20 573483"})
		c.press("Отправить на проверку")
		c.await(`document.querySelector(".stage.verified") !== null`)
		c.look("verified")
		c.open("/services/doctor")
		c.look("service")
		c.open("/dev/registries")
		c.look("registries")
	})
}

// TestConfirmedInARealBrowser: the whole way from the level standard to confirmed, by each page of it.
func TestConfirmedInARealBrowser(t *testing.T) {
	overSockets(t, func(t *testing.T, p *portal) {
		c := p.chromium()
		c.register(p)
		c.open("/account/identity")
		c.look("identity-simplified")
		c.open("/account/profile")
		c.fillProfile()
		c.evaluate(`document.querySelectorAll("details").forEach((d) => d.open = true)`)
		c.fillIn(map[string]string{
			"addresses-registration-postcode": "119002", "addresses-registration-region": "г. Москва", "addresses-registration-city": "Москва",
			"addresses-registration-street": "ул. Арбат", "addresses-registration-house": "12", "addresses-registration-flat": "16А",
		})
		c.press("Отправить на проверку")
		c.await(`document.querySelector(".stage.verified") !== null`)
		c.open("/account/identity")
		c.look("identity")

		c.open("/account/identity/letter")
		c.look("letter-order")
		assert.Equal(t, "none", c.evaluate(`getComputedStyle(document.querySelector(".other")).display`), "an address of the profile is chosen")
		c.press("Заказать письмо")
		c.await(`document.querySelectorAll("ol.way .reached").length === 2`)
		for _, to := range []string{"Отправить", "В отделение"} {
			c.open("/dev/post")
			c.press(to)
		}
		c.look("post")
		c.open("/account/identity/letter")
		c.fillIn(map[string]string{"code": "ABCDE 12345"})
		c.press("Подтвердить личность")
		c.picture("letter-refused")
		c.look("letter")

		c.open("/account/identity/signature")
		c.look("signature")
		c.open("/dev/signatures")
		c.look("authority")
		c.open("/sign-in/signature")
		c.look("signed-sign-in")
		c.open("/centres")
		c.look("centres")
		c.signOut()
		c.atADesk(p)
		c.signOut()
		c.open("/sign-in")
		c.fillIn(map[string]string{"login": anna, "password": goodPassword})
		c.press("Войти")
		c.open("/account/identity/centre")
		assert.Contains(t, c.evaluate(`document.querySelector(".visits").textContent`), "Документ отличается от анкеты")
		c.look("visits")
		c.open("/account/identity")
		c.look("identity-begun")

		c.open("/account/identity/bank")
		c.look("bank")
		c.fillIn(map[string]string{"test-bank-consent": "yes"})
		c.press("Перейти в банк")
		require.Equal(t, "/dev/bank", c.path())
		c.picture("test-bank")
		c.fillIn(map[string]string{"bornOn": "10.05.1975"})
		c.press("Подтвердить и подписать")
		c.press("Вернуться на портал")
		c.picture("bank-differs")
		assert.Contains(t, c.evaluate(`document.querySelector(".problems").textContent`), "Дата рождения")
		c.fillIn(map[string]string{"test-bank-consent": "yes"})
		c.press("Перейти в банк")
		c.press("Подтвердить и подписать")
		c.picture("test-bank-answer")
		c.press("Вернуться на портал")
		require.Equal(t, "/account/identity", c.path())
		assert.Equal(t, "подтверждено", c.evaluate(`document.querySelector("header .badge").textContent`))
		c.look("confirmed")
		c.open("/account")
		c.look("account-confirmed")
		c.open("/account/disclosures")
		c.look("disclosures")
		c.open("/services")
		c.look("services-confirmed")

		c.open("/dev/operators")
		c.fillIn(map[string]string{"role": "Проверяющий"})
		c.press("Назначить")
		c.open("/review")
		c.look("reviews")
		c.open("/dev")
		c.look("dev")
		c.open(p.report())
		c.picture("not-me")
		c.press("Это не я")
		c.look("on-hold")
		c.registeredByABank(p)
	})
}

// registeredByABank goes from nothing to the page on which the person takes over what the bank said of them.
func (c *chromium) registeredByABank(p *portal) {
	c.t.Helper()
	const phone = "+7 916 111-22-33"
	c.open("/register/bank")
	c.look("bank-registration")
	c.fillIn(map[string]string{"contact-phone": phone, "consents-terms": "yes", "consents-personal-data": "yes", "consent": "yes"})
	c.press("Перейти в банк")
	c.fillIn(map[string]string{
		"name-family": "Белов", "name-given": "Борис", "bornOn": "01.02.1980", "document-kind": "yes", "document-number": "45 21 111222",
		"snils": "112-233-445 95",
	})
	c.press("Подтвердить и подписать")
	c.press("Вернуться на портал")
	c.fillIn(map[string]string{"code": p.awaitCode(phone)})
	c.press("Подтвердить")
	c.fillIn(map[string]string{"password": goodPassword})
	c.press("Сохранить и войти")
	c.look("account-enrolled")
	c.open("/account/enrolment")
	c.look("enrolment")
	c.fillIn(map[string]string{"snils": "112-233-445 95"})
	c.press("Это я")
	assert.Contains(c.t, c.evaluate(`document.querySelector(".stage").textContent`), "Дополните анкету")
}

// atADesk has another person become operator of a centre, and note papers that differ from Anna's profile.
func (c *chromium) atADesk(p *portal) {
	c.t.Helper()
	c.registerAs(p, "Петров", "Пётр", "+7 916 765-43-21")
	c.open("/dev/operators")
	c.fillIn(map[string]string{"role": "Оператор центра обслуживания", "centre": "МФЦ района Замоскворечье"})
	c.press("Назначить")
	c.look("operators")
	c.open("/desk")
	c.look("desk")
	c.open("/desk/registration")
	c.look("desk-registration")
	c.open("/desk?lang=en")
	c.fillIn(map[string]string{"identifier": anna})
	c.press("What to do next")
	c.fillIn(map[string]string{
		"name-family": "Ёлкина", "name-given": "Анна", "name-patronymic": "Сергеевна", "bornOn": "09.05.1975", "document-kind": "yes",
		"document-number": "45 20 573483", "snils": "123-456-789 64",
	})
	c.press("Note and compare")
	assert.Equal(c.t, "problems", c.evaluate("document.activeElement.className"))
	c.picture("desk-differs")
	c.open("/desk?lang=ru")
}

func (c *chromium) fillProfile() {
	c.t.Helper()
	c.fillIn(map[string]string{
		"name-patronymic": "Сергеевна", "sex": "yes", "bornOn": "09.05.1975", "citizenship": "Россия", "document-kind": "yes",
		"document-number": "45 20 573482", "document-issuedOn": "01.06.2020", "document-issuer": "ГУ МВД России по г. Москве",
		"document-divisionCode": "770-045", "document-birthplace": "г. Москва", "snils": "123-456-789 64",
	})
}
