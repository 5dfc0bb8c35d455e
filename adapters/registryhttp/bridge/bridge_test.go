package bridge_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/adapters/registryhttp"
	"github.com/kabinet-go/kabinet/adapters/registryhttp/bridge"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
)

const question = `{"name":{"family":"Ёлкина","given":"Анна"},"sex":"female","bornOn":"1990-05-09","snils":"12345678964"}`

func newBridge(t *testing.T, registries *memory.Registries, change ...func(*bridge.Config)) *bridge.Bridge {
	t.Helper()
	config := bridge.Config{Registries: registries.Ports(), Tokens: []string{"one", "two"}}
	for _, c := range change {
		c(&config)
	}
	b, err := bridge.New(config)
	require.NoError(t, err)
	return b
}

// ask posts a question and returns what the bridge says.
func ask(t *testing.T, b http.Handler, change func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/snils/checks", strings.NewReader(question))
	r.Header.Set("Authorization", "Bearer two")
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", "r-1")
	if change != nil {
		change(r)
	}
	recorder := httptest.NewRecorder()
	b.ServeHTTP(recorder, r)
	return recorder
}

func body(text string) func(*http.Request) {
	return func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(text)) }
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

// What breaks the contract is refused by the statuses of the contract, and repeated in none of the problems.
func TestRefusals(t *testing.T) {
	b := newBridge(t, memory.NewRegistries())
	for name, c := range map[string]struct {
		change func(*http.Request)
		status int
		faults []string
	}{
		"a good one":           {nil, 200, nil},
		"by the older token":   {header("Authorization", "bearer one"), 200, nil},
		"no token":             {header("Authorization", ""), 401, nil},
		"an empty token":       {header("Authorization", "Bearer "), 401, nil},
		"another token":        {header("Authorization", "Bearer onetwo"), 401, nil},
		"another scheme":       {header("Authorization", "Basic one"), 401, nil},
		"no key":               {func(r *http.Request) { r.Header.Del("Idempotency-Key") }, 400, nil},
		"as text":              {header("Content-Type", "text/plain"), 415, nil},
		"nothing":              {body(""), 400, nil},
		"cut off":              {body(question[:40]), 400, nil},
		"a list":               {body("[]"), 400, nil},
		"a field twice":        {body(strings.Replace(question, "{", `{"snils":"1",`, 1)), 400, nil},
		"a number for a text":  {body(strings.Replace(question, `"12345678964"`, "12345678964", 1)), 400, nil},
		"too large":            {body(question + strings.Repeat(" ", 64<<10)), 413, nil},
		"nothing in it":        {body("{}"), 400, []string{"snils", "name.family", "name.given", "sex", "bornOn"}},
		"another check digit":  {body(strings.Replace(question, "64\"", "65\"", 1)), 400, []string{"snils"}},
		"born in the future":   {body(strings.Replace(question, "1990", "2990", 1)), 400, []string{"bornOn"}},
		"no such path":         {func(r *http.Request) { r.URL.Path = "/credit/checks" }, 404, nil},
		"another method":       {func(r *http.Request) { r.Method = http.MethodPut }, 405, nil},
		"a ticket that is not": {func(r *http.Request) { r.Method, r.URL.Path, r.URL.RawQuery = "GET", "/snils/answers", "ticket=T-1" }, 404, nil},
		"no ticket":            {func(r *http.Request) { r.Method, r.URL.Path = "GET", "/snils/answers" }, 400, nil},
	} {
		t.Run(name, func(t *testing.T) {
			recorder := ask(t, b, c.change)
			assert.Equal(t, c.status, recorder.Code, recorder.Body)
			for _, secret := range []string{"1234567896", "Ёлкина", "1990", "one", "two"} {
				assert.NotContains(t, strings.ReplaceAll(recorder.Body.String(), "understood", ""), secret)
			}
			var problem struct {
				Status int
				Faults []struct{ Path, Code string }
			}
			if recorder.Header().Get("Content-Type") == "application/problem+json" {
				require.NoError(t, json.Unmarshal(recorder.Body.Bytes(), &problem))
				assert.Equal(t, c.status, problem.Status)
			}
			var paths []string
			for _, f := range problem.Faults {
				paths = append(paths, f.Path)
				assert.NotEmpty(t, f.Code)
			}
			assert.ElementsMatch(t, c.faults, paths)
		})
	}
}

// What a registry's trouble becomes.
func TestTroubleOfARegistry(t *testing.T) {
	registries := memory.NewRegistries()
	b := newBridge(t, registries)
	for _, c := range []struct {
		behaviour memory.Behaviour
		status    int
		after     string
	}{
		{memory.Behaviour{Down: fault.AsTransient(errors.New("down"))}, 503, ""},
		{memory.Behaviour{Down: &verification.BusyError{After: 1500 * time.Millisecond}}, 429, "2"},
		{memory.Behaviour{Down: fault.AsPermanent(errors.New("no access"))}, 403, ""},
		{memory.Behaviour{Down: fault.AsTransient(verification.ErrNonsense)}, 502, ""},
		{memory.Behaviour{Down: errors.New("who knows")}, 500, ""},
		{memory.Behaviour{Answer: &verification.Answer{Outcome: "perhaps"}}, 502, ""},
		{memory.Behaviour{Ticket: time.Hour}, 202, "3600"},
	} {
		registries.Behave(verification.SNILSCheck, c.behaviour)
		recorder := ask(t, b, nil)
		assert.Equal(t, c.status, recorder.Code)
		assert.Equal(t, c.after, recorder.Header().Get("Retry-After"))
		assert.NotContains(t, recorder.Body.String(), "who knows")
	}
}

func TestConfigIsValidated(t *testing.T) {
	secret, _, err := registryhttp.NewSecret(rand.Reader)
	require.NoError(t, err)
	_, err = bridge.New(bridge.Config{})
	require.ErrorIs(t, err, fault.Permanent)
	assert.ErrorContains(t, err, "Registries")
	assert.ErrorContains(t, err, "nobody could be let in")
	_, err = bridge.New(bridge.Config{
		Registries: memory.NewRegistries().Ports(), Tokens: []string{""}, Retry: -1, KeepTrying: -1, Poll: -1, Waiting: -1, MaxBody: -1,
		Callbacks: map[verification.Check]bridge.Callback{
			verification.SNILSCheck: {}, verification.INNCheck: {URL: "https://portal.example", Secrets: []registryhttp.Secret{secret, {}}},
		},
	})
	require.ErrorIs(t, err, fault.Permanent)
	for _, mistake := range []string{"Tokens has", "Retry", "KeepTrying", "Poll", "Waiting", "MaxBody", `"snils": the URL`, `"snils": Secrets are missing`, `"inn": Secrets has`} {
		assert.ErrorContains(t, err, mistake)
	}
}

// portal answers callbacks as scripted, and notes when they came.
type portal struct {
	mu      sync.Mutex
	answers []int
	after   string
	came    []time.Time
	ids     map[string]bool
	stamps  []string
}

func (p *portal) RoundTrip(r *http.Request) (*http.Response, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.came = append(p.came, time.Now())
	p.ids[r.Header.Get("Webhook-Id")] = true
	p.stamps = append(p.stamps, r.Header.Get("Webhook-Timestamp"))
	status := p.answers[min(len(p.came), len(p.answers))-1]
	if status == 0 {
		return nil, errors.New("connection reset")
	}
	recorder := httptest.NewRecorder()
	if p.after != "" {
		recorder.Header().Set("Retry-After", p.after)
	}
	recorder.WriteHeader(status)
	return recorder.Result(), nil
}

// A callback is sent until it is heard, with pauses that grow, or until it cannot be.
func TestCallbacksAreRepeated(t *testing.T) {
	for name, c := range map[string]struct {
		answers []int
		after   string
		waits   []time.Duration
	}{
		"heard at once":           {[]int{204}, "", nil},
		"never understood":        {[]int{422, 204}, "", nil},
		"the portal is down":      {[]int{0, 503, 500, 204}, "", []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second}},
		"the ticket is not noted": {[]int{404, 204}, "", []time.Duration{5 * time.Second}},
		"the ticket is not his":   {[]int{404}, "", []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second}},
		"a secret is not there":   {[]int{401, 401, 204}, "", []time.Duration{5 * time.Second, 10 * time.Second}},
		"it says when":            {[]int{503, 204}, "60", []time.Duration{time.Minute}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := follow(t, &portal{answers: c.answers, after: c.after, ids: map[string]bool{}}, memory.Behaviour{Ticket: time.Minute}, 48*time.Hour)
				require.Len(t, p.came, len(c.waits)+1)
				for i, wait := range c.waits {
					assert.Equal(t, wait, p.came[i+1].Sub(p.came[i]))
					assert.Equal(t, strconv.FormatInt(p.came[i].Unix(), 10), p.stamps[i])
				}
				assert.Len(t, p.ids, 1, "the same answer")
			})
		})
	}
	t.Run("never heard", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := follow(t, &portal{answers: []int{503}, ids: map[string]bool{}}, memory.Behaviour{Ticket: time.Minute}, 48*time.Hour)
			assert.Greater(t, len(p.came), 100)
			assert.Less(t, p.came[len(p.came)-1].Sub(p.came[0]), 24*time.Hour)
		})
	})
	t.Run("the registry has forgotten it", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			p := follow(t, &portal{answers: []int{204}, ids: map[string]bool{}}, memory.Behaviour{Ticket: time.Minute, Forgetful: true}, 48*time.Hour)
			assert.Empty(t, p.came)
		})
	})
}

// follow has a bridge give one ticket, asked for twice, and tell its answer to the portal.
func follow(t *testing.T, p *portal, behaviour memory.Behaviour, patience time.Duration) *portal {
	t.Helper()
	secret, _, err := registryhttp.NewSecret(rand.Reader)
	require.NoError(t, err)
	registries := memory.NewRegistries()
	registries.Behave(verification.SNILSCheck, behaviour)
	b := newBridge(t, registries, func(config *bridge.Config) {
		config.Client = &http.Client{Transport: p}
		config.Callbacks = map[verification.Check]bridge.Callback{
			verification.SNILSCheck: {URL: "https://portal.example/snils", Secrets: []registryhttp.Secret{secret}},
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- b.Run(ctx) }()
	for range 2 {
		require.Equal(t, http.StatusAccepted, ask(t, b, nil).Code)
	}
	time.Sleep(patience)
	cancel()
	require.NoError(t, <-done)
	return p
}
