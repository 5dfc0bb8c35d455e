package registryhttp_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/adapters/registryhttp"
	"github.com/kabinet-go/kabinet/adapters/registryhttp/bridge"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// world is a portal, and a bridge to the state's registries, that know each other by their sockets only.
type world struct {
	*testing.T
	portaltest.Portal
	id string
	// callbacks is where registries call the portal.
	callbacks *httptest.Server
	secrets   map[verification.Check]registryhttp.Secret
	log       *journal
	traffic   *traffic
}

// newWorld starts a world whose bridge calls back for these checks; in it waiting for a registry is short,
// but the portal polls after an hour only, unless a policy is given.
func newWorld(t *testing.T, calling []verification.Check, change ...func(*kabinet.Policy)) *world {
	t.Helper()
	w := &world{T: t, log: &journal{}, secrets: map[verification.Check]registryhttp.Secret{}}
	var calls atomic.Pointer[http.Handler]
	w.callbacks = serve(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { (*calls.Load()).ServeHTTP(rw, r) }), (*httptest.Server).Start)

	set := memory.New()
	config := bridge.Config{
		Registries: set.Registry.Ports(), Tokens: []string{token}, Retry: 10 * time.Millisecond,
		Callbacks: map[verification.Check]bridge.Callback{},
	}
	valid := map[verification.Check][]registryhttp.Secret{}
	for _, check := range []verification.Check{verification.DocumentCheck, verification.SNILSCheck, verification.INNCheck} {
		w.secrets[check] = newSecret(t)
		valid[check] = []registryhttp.Secret{w.secrets[check], newSecret(t)}
		if slices.Contains(calling, check) {
			config.Callbacks[check] = bridge.Callback{
				URL: w.callbacks.URL + "/" + string(check), Secrets: []registryhttp.Secret{newSecret(t), w.secrets[check]},
			}
		}
	}
	b, err := bridge.New(config)
	require.NoError(t, err)
	run(t, b.Run)
	w.traffic = &traffic{next: b}
	server := serve(t, w.traffic, (*httptest.Server).StartTLS)

	endpoint := registryhttp.Endpoint{
		URL: server.URL, Token: registryhttp.StaticToken(token), Transport: server.Client().Transport,
	}
	set.Ports.Registries, err = registryhttp.New(registryhttp.Config{Passports: endpoint, Pensions: endpoint, Taxes: endpoint})
	require.NoError(t, err)
	k := portaltest.New(t, set.Ports, append([]func(*kabinet.Policy){hasty}, change...)...)
	portaltest.Run(t, k)
	w.Portal = portaltest.Portal{Kabinet: k, Set: set}
	handler, err := registryhttp.Callbacks(registryhttp.CallbackConfig{
		Recipient: k.Verification, Secrets: valid, BodyTimeout: time.Second,
		Logger: slog.New(slog.NewJSONHandler(w.log, nil)),
	})
	require.NoError(t, err)
	calls.Store(&handler)

	w.id = w.Person(t, portaltest.Phone)
	w.Registry.Know(w.parsed())
	return w
}

// hasty makes pauses short that a test would have to wait for.
func hasty(policy *kabinet.Policy) {
	policy.Alarm.Poll = 10 * time.Millisecond
	policy.Verification.Retry = 10 * time.Millisecond
	policy.Verification.BreakerRest = 10 * time.Millisecond
	policy.Verification.Poll = time.Hour
	policy.Verification.WatchRest = time.Millisecond
}

func newSecret(t *testing.T) registryhttp.Secret {
	t.Helper()
	secret, _, err := registryhttp.NewSecret(rand.Reader)
	require.NoError(t, err)
	return secret
}

func run(t *testing.T, what func(context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- what(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-done)
	})
}

func form() profile.Form {
	return profile.Form{
		Name: profile.NameForm{Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна"},
		Sex:  "ж", BornOn: "09.05.1975", Citizenship: "ru",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: "45 02 573482", IssuedOn: "01.06.2020",
			Issuer: "ОВД района Арбат г. Москвы", DivisionCode: "773-045", Birthplace: "г. Москва",
		},
		SNILS: "123-456-789 64", INN: "500100732259",
	}
}

func (w *world) parsed() profile.Profile {
	w.Helper()
	p, err := profile.DefaultPolicy().Parse(form(), person.DateOf(time.Now()))
	require.NoError(w, err)
	return p
}

func (w *world) submit() {
	w.Helper()
	require.NoError(w, w.Verification.Submit(w.Context(), w.id, form()))
}

// until waits for the standing of the person to become so.
func (w *world) until(so func(verification.Standing) bool) verification.Standing {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), 20*time.Second)
	defer cancel()
	var last verification.Standing
	for standing, err := range w.Verification.Watch(ctx, w.id) {
		require.NoError(w, err)
		if last = standing; so(standing) {
			return standing
		}
	}
	require.Fail(w, "it never came to that", "%+v", last)
	return last
}

func state(standing verification.Standing, check verification.Check) verification.State {
	for _, one := range standing.Checks {
		if one.Check == check {
			return one.State
		}
	}
	return ""
}

// traffic counts what comes to a bridge, and can cut every connection.
type traffic struct {
	next http.Handler
	cut  atomic.Bool
	mu   sync.Mutex
	seen []string
}

func (f *traffic) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	f.seen = append(f.seen, r.Method+" "+r.URL.Path)
	f.mu.Unlock()
	if f.cut.Load() {
		panic(http.ErrAbortHandler)
	}
	f.next.ServeHTTP(w, r)
}

func (f *traffic) count(what string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	found := 0
	for _, one := range f.seen {
		if one == what {
			found++
		}
	}
	return found
}

// journal keeps what is logged.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(line []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(line)
}

// take returns what was logged since it was taken last.
func (j *journal) take() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	text := strings.TrimSpace(j.text.String())
	j.text.Reset()
	return text
}
