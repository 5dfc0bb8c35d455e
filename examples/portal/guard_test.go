package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		for name, header := range map[string]http.Header{
			"cross-site":           {"Sec-Fetch-Site": {"cross-site"}},
			"same-site":            {"Sec-Fetch-Site": {"same-site"}},
			"other origin":         {"Origin": {"http://evil.test"}},
			"no origin":            {"Origin": {"null"}},
			"same name, other way": {"Origin": {"http://portal.test:81"}},
		} {
			b.header = header
			b.post("/sign-out", "application/x-www-form-urlencoded", "")
			assert.Equal(t, http.StatusForbidden, b.status, name)
			assert.Contains(t, b.text(), "Запрос пришёл с другого сайта", name)
		}
		b.header = http.Header{"Sec-Fetch-Site": {"cross-site"}}
		b.get("/account")
		assert.Equal(t, "/account", b.path, "a link from elsewhere is no harm, and nobody was signed out")
		b.header = http.Header{"Origin": {portalURL}}
		b.post("/sign-out", "application/x-www-form-urlencoded", "")
		assert.Equal(t, "/", b.path, "an old browser names its origin only")
	})
}

func TestHeaders(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.registered()
		for _, path := range []string{"/", "/account", "/nowhere", "/static/style.css", "/static/none", "/dev/outbox", "/confirm?challenge=a&token=b"} {
			b.get(path)
			assert.Equal(t, "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
				b.sent.Get("Content-Security-Policy"), path)
			assert.Equal(t, "nosniff", b.sent.Get("X-Content-Type-Options"), path)
			assert.Equal(t, "DENY", b.sent.Get("X-Frame-Options"), path)
			assert.Equal(t, "no-referrer", b.sent.Get("Referrer-Policy"), path)
			assert.Empty(t, b.sent.Get("Strict-Transport-Security"), "%s: not without TLS", path)
			if !strings.HasPrefix(path, "/static/") {
				assert.Equal(t, "no-store", b.sent.Get("Cache-Control"), path)
			}
		}
		b.get("/static/style.css")
		assert.Equal(t, "max-age=300", b.sent.Get("Cache-Control"))
		assert.Contains(t, b.sent.Get("Content-Type"), "text/css")
		b.get("/static/")
		assert.Equal(t, http.StatusNotFound, b.status, "folders are not listed")
	})
}

func TestCookies(t *testing.T) {
	for name, secure := range map[string]bool{"plain": false, "TLS": true} {
		t.Run(name, func(t *testing.T) {
			walk(t, func(t *testing.T, p *portal) {
				p.stop()
				p.config.secure = secure
				p.start()
				kept := cookieKeeper{seen: map[string]*http.Cookie{}}
				b := p.browser()
				b.client.Jar = &kept
				b.fillRegistration()
				b.submit("/code", answers{"code": p.code(annaShown)})
				b.submit("/password", answers{"password": goodPassword})
				require.Equal(t, "/account", b.path)
				b.get("/?lang=en")
				assert.Equal(t, "en", b.all("html")[0].attribute("lang"))

				prefix := ""
				if secure {
					prefix = "__Host-"
					assert.Equal(t, "max-age=31536000", b.sent.Get("Strict-Transport-Security"))
				}
				for _, cookie := range []string{sessionCookie, grantCookie, stepCookie, noticeCookie, languageCookie} {
					set := kept.seen[prefix+cookie]
					require.NotNil(t, set, cookie)
					assert.True(t, set.HttpOnly, cookie)
					assert.Equal(t, http.SameSiteLaxMode, set.SameSite, cookie)
					assert.Equal(t, secure, set.Secure, cookie)
					assert.Equal(t, "/", set.Path, cookie)
					assert.Empty(t, set.Domain, cookie)
				}
				assert.Zero(t, kept.seen[prefix+sessionCookie].MaxAge, "a session ends with the browser")
			})
		})
	}
}

// cookieKeeper sends cookies back whatever their flags, and remembers the flags.
type cookieKeeper struct {
	seen    map[string]*http.Cookie
	present []*http.Cookie
}

func (k *cookieKeeper) SetCookies(_ *url.URL, cookies []*http.Cookie) {
	for _, set := range cookies {
		if set.MaxAge >= 0 {
			k.seen[set.Name] = set
			k.present = append(k.present, &http.Cookie{Name: set.Name, Value: set.Value})
		}
	}
}

func (k *cookieKeeper) Cookies(*url.URL) []*http.Cookie {
	latest := map[string]*http.Cookie{}
	for _, cookie := range k.present {
		latest[cookie.Name] = cookie
	}
	var all []*http.Cookie
	for _, cookie := range latest {
		all = append(all, cookie)
	}
	return all
}

func TestFormsThatAreNone(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		const form = "application/x-www-form-urlencoded"
		b.post("/register", form, "%zz")
		assert.Equal(t, http.StatusBadRequest, b.status)
		b.post("/register", "application/json", `{"name":"x"}`)
		assert.Equal(t, http.StatusUnprocessableEntity, b.status, "an empty form, as far as we can tell")
		b.post("/register", form, "name.family=\xff\xfe&contact.phone=\x00&contact.kind=pigeon&key="+strings.Repeat("k", 300))
		assert.Equal(t, http.StatusUnprocessableEntity, b.status)
		b.post("/sign-in", form, "login="+strings.Repeat("9", 5000)+"&password="+strings.Repeat("я", 5000))
		assert.Equal(t, http.StatusUnprocessableEntity, b.status)
		b.get("/nowhere")
		assert.Equal(t, http.StatusNotFound, b.status)
		b.post("/account", form, "")
		assert.Equal(t, http.StatusNotFound, b.status)
		b.get("/code/resend")
		assert.Equal(t, http.StatusNotFound, b.status)
	})
}

func TestFormsThatAreTooLarge(t *testing.T) {
	body := strings.NewReader("name.family=" + strings.Repeat("x", largestForm))
	request := httptest.NewRequest(http.MethodPost, "/register", body)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	handlerOver(t, nil, &logs{}).handler().ServeHTTP(answer, request)
	assert.Equal(t, http.StatusRequestEntityTooLarge, answer.Code)
	assert.Contains(t, answer.Body.String(), "Слишком много данных")
}

func TestTyped(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/register")
		b.submit("/register", answers{"name.family": `"><script>alert(1)</script>`})
		assert.Empty(t, b.all("script"))
		assert.Equal(t, `"><script>alert(1)</script>`, b.id("name-family").attribute("value"))
	})
}

// brokenStore cannot write.
type brokenStore struct {
	eventsourcing.Store
	err error
}

func (s brokenStore) Append(context.Context, eventsourcing.Batch) (int64, error) { return 0, s.err }

// handlerOver is a portal over a store that fails.
func handlerOver(t *testing.T, err error, logs *logs) *server {
	t.Helper()
	set := memory.New()
	set.Store = brokenStore{set.Events, err}
	return serverOf(t, portalOver(t, set), set, logs)
}

func portalOver(t *testing.T, set *memory.Set) *kabinet.Kabinet {
	t.Helper()
	portal, err := kabinet.New(set.Ports, kabinet.DefaultPolicy())
	require.NoError(t, err)
	return portal
}

func serverOf(t *testing.T, portal *kabinet.Kabinet, set *memory.Set, logs *logs) *server {
	t.Helper()
	texts, err := readCatalogue()
	require.NoError(t, err)
	pages, err := readPages(texts, time.UTC)
	require.NoError(t, err)
	return &server{
		portal: portal, policy: kabinet.DefaultPolicy(), changed: set.Events.Changed, texts: texts, pages: pages,
		logger: slog.New(slog.NewTextHandler(logs, nil)),
	}
}

// firstForm is that of a registration, filled in.
func firstForm() *http.Request {
	form := url.Values{
		"name.family": {"Ёлкина"}, "name.given": {"Анна"}, "contact.kind": {"phone"}, "contact.phone": {anna},
		"consents.terms": {consentVersion}, "consents.personal-data": {consentVersion},
	}
	request := httptest.NewRequest(http.MethodPost, "/register", strings.NewReader(form.Encode()))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return request
}

func TestFailuresOfTheStore(t *testing.T) {
	for name, test := range map[string]struct {
		err    error
		status int
		says   string
	}{
		"for now":  {fault.AsTransient(errors.New("disk of 9161234567 is full")), http.StatusServiceUnavailable, "Портал сейчас недоступен"},
		"for good": {fault.AsPermanent(errors.New("disk is gone")), http.StatusInternalServerError, "Что-то пошло не так"},
		"in time":  {context.DeadlineExceeded, http.StatusServiceUnavailable, "Портал сейчас недоступен"},
	} {
		t.Run(name, func(t *testing.T) {
			logs := &logs{}
			answer := httptest.NewRecorder()
			handlerOver(t, test.err, logs).handler().ServeHTTP(answer, firstForm())
			assert.Equal(t, test.status, answer.Code)
			assert.Contains(t, answer.Body.String(), test.says)
			assert.NotContains(t, answer.Body.String(), "disk", "no raw error is shown")
			assert.Contains(t, logs.String(), test.err.Error())
		})
	}
}

func TestPanics(t *testing.T) {
	logs := &logs{}
	s := handlerOver(t, nil, logs)
	for name, cause := range map[string]any{"value": "Ёлкина", "error": errors.New("Ёлкина"), "runtime": nil} {
		handler := s.guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			if cause == nil {
				var none []int
				_ = none[len(name)]
			}
			panic(cause)
		}))
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/", nil))
		assert.Equal(t, http.StatusInternalServerError, answer.Code, name)
		assert.Contains(t, answer.Body.String(), "Что-то пошло не так", name)
		assert.NotEmpty(t, answer.Header().Get("Content-Security-Policy"), name)
	}
	assert.NotContains(t, logs.String(), "Ёлкина", "a panic's value may be anybody's")
	assert.Contains(t, logs.String(), "index out of range")

	half := httptest.NewRecorder()
	s.guard(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("half"))
		panic("late")
	})).ServeHTTP(half, httptest.NewRequest(http.MethodGet, "/", nil))
	assert.Equal(t, "half", half.Body.String(), "nothing is added to a page that has begun")

	assert.PanicsWithValue(t, http.ErrAbortHandler, func() {
		s.guard(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })).
			ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	})
}
