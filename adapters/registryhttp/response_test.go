package registryhttp_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/registryhttp"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// reply is what a registry sends back, whatever it is asked.
type reply struct {
	status int
	kind   string
	after  string
	body   string
}

func (r reply) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	kind := r.kind
	if kind == "" {
		kind = "application/json"
	}
	w.Header().Set("Content-Type", kind)
	if r.after != "" {
		w.Header().Set("Retry-After", r.after)
	}
	w.WriteHeader(r.status)
	_, _ = io.WriteString(w, r.body)
}

// RoundTrip is the reply without a socket.
func (r reply) RoundTrip(request *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	r.ServeHTTP(recorder, request)
	return recorder.Result(), nil
}

// through returns registries whose requests a transport takes.
func through(t testing.TB, transport http.RoundTripper) verification.Registries {
	t.Helper()
	endpoint := registryhttp.Endpoint{URL: "https://registries.example/v1", Transport: transport}
	ports, err := registryhttp.New(registryhttp.Config{Passports: endpoint, Pensions: endpoint, Taxes: endpoint})
	require.NoError(t, err)
	return ports
}

func snilsQuestion(t testing.TB) verification.SNILSQuestion {
	t.Helper()
	p, err := profile.DefaultPolicy().Parse(form(), person.DateOf(time.Now()))
	require.NoError(t, err)
	return verification.SNILSQuestion{Request: "r-1", Name: p.Name, Sex: p.Sex, BornOn: p.BornOn, SNILS: p.SNILS}
}

// What a registry answers becomes an answer, or an error on the axis that says what to do.
func TestResponses(t *testing.T) {
	const matched, pending, huge = `{"outcome":"matched"}`, `{"ticket":"T-1"}`, 1 << 20
	yes := verification.Answer{Outcome: verification.OutcomeMatched}
	later := verification.Answer{Outcome: verification.OutcomePending, Ticket: "T-1"}
	in := func(pause time.Duration) verification.Answer {
		answer := later
		answer.PollAfter = pause
		return answer
	}
	lost := verification.Answer{Outcome: verification.OutcomeLost}
	type outcome struct {
		answer verification.Answer
		axis   error
		busy   time.Duration
	}
	nonsense, refused, down := outcome{axis: verification.ErrNonsense}, outcome{axis: fault.Permanent}, outcome{axis: fault.Transient}
	for name, c := range map[string]struct {
		reply  reply
		asked  outcome
		polled outcome
	}{
		"matched":               {reply{status: 200, body: matched}, outcome{answer: yes}, outcome{answer: yes}},
		"with what comes later": {reply{status: 200, body: `{"outcome":"matched","since":"2026"}`}, outcome{answer: yes}, outcome{answer: yes}},
		"in UTF-8":              {reply{status: 200, kind: "application/json; charset=UTF-8", body: matched}, outcome{answer: yes}, outcome{answer: yes}},
		"a ticket":              {reply{status: 202, body: pending}, outcome{answer: later}, outcome{answer: later}},
		"a ticket for seconds":  {reply{status: 202, after: "90", body: pending}, outcome{answer: in(90 * time.Second)}, outcome{answer: in(90 * time.Second)}},
		"a ticket for no time":  {reply{status: 202, after: "soon", body: pending}, outcome{answer: later}, outcome{answer: later}},
		"another ticket":        {reply{status: 202, body: `{"ticket":"T-2"}`}, outcome{answer: verification.Answer{Outcome: verification.OutcomePending, Ticket: "T-2"}}, nonsense},
		"a ticket at once":      {reply{status: 200, body: pending}, nonsense, nonsense},
		"an answer later":       {reply{status: 202, body: matched}, outcome{answer: verification.Answer{Outcome: verification.OutcomePending}}, nonsense},

		"pending by its word":    {reply{status: 200, body: `{"outcome":"pending"}`}, nonsense, nonsense},
		"lost by its word":       {reply{status: 200, body: `{"outcome":"lost"}`}, nonsense, nonsense},
		"an unknown word":        {reply{status: 200, body: `{"outcome":"да"}`}, nonsense, nonsense},
		"nothing":                {reply{status: 200}, nonsense, nonsense},
		"null":                   {reply{status: 200, body: "null"}, nonsense, nonsense},
		"cut off":                {reply{status: 200, body: matched[:9]}, nonsense, nonsense},
		"twice":                  {reply{status: 200, body: `{"outcome":"mismatched","Outcome":"matched"}`}, nonsense, nonsense},
		"deep":                   {reply{status: 200, body: strings.Repeat("[", 9999)}, nonsense, nonsense},
		"a page":                 {reply{status: 200, kind: "text/html", body: matched}, nonsense, nonsense},
		"another charset":        {reply{status: 200, kind: "application/json; charset=windows-1251", body: matched}, nonsense, nonsense},
		"no kind of content":     {reply{status: 200, kind: ";", body: matched}, nonsense, nonsense},
		"too much":               {reply{status: 200, body: matched + strings.Repeat(" ", huge)}, nonsense, nonsense},
		"created":                {reply{status: 201, body: matched}, nonsense, nonsense},
		"no content":             {reply{status: 204}, nonsense, nonsense},
		"moved":                  {reply{status: 307, body: matched}, refused, refused},
		"not understood":         {reply{status: 400, body: matched}, refused, refused},
		"not known here":         {reply{status: 401}, refused, refused},
		"not allowed":            {reply{status: 403, after: "60"}, refused, refused},
		"no such path or ticket": {reply{status: 404}, refused, outcome{answer: lost}},
		"gone":                   {reply{status: 410}, refused, outcome{answer: lost}},
		"not a good question":    {reply{status: 422}, refused, refused},
		"too slow":               {reply{status: 408}, down, down},
		"under way":              {reply{status: 409}, down, down},
		"too often":              {reply{status: 429}, down, down},
		"too often for a minute": {reply{status: 429, after: "60"}, outcome{axis: fault.Transient, busy: time.Minute}, outcome{axis: fault.Transient, busy: time.Minute}},
		"failed":                 {reply{status: 500, body: matched}, down, down},
		"nothing behind it":      {reply{status: 502}, down, down},
		"busy for an hour":       {reply{status: 503, after: "3600"}, outcome{axis: fault.Transient, busy: time.Hour}, outcome{axis: fault.Transient, busy: time.Hour}},
		"busy for ever":          {reply{status: 503, after: "4294967295"}, outcome{axis: fault.Transient, busy: 30 * 24 * time.Hour}, outcome{axis: fault.Transient, busy: 30 * 24 * time.Hour}},
		"busy till yesterday":    {reply{status: 503, after: time.Now().Add(-24 * time.Hour).UTC().Format(http.TimeFormat)}, down, down},
	} {
		t.Run(name, func(t *testing.T) {
			ports := through(t, c.reply)
			check := func(want outcome, answer verification.Answer, err error) {
				t.Helper()
				if want.axis == nil {
					require.NoError(t, err)
					assert.Equal(t, want.answer, answer)
					return
				}
				require.ErrorIs(t, err, want.axis)
				assert.Zero(t, answer)
				assert.NotEqual(t, errors.Is(err, fault.Transient), errors.Is(err, fault.Permanent), "on one axis")
				var busy *verification.BusyError
				if errors.As(err, &busy) || want.busy > 0 {
					require.NotNil(t, busy)
					assert.Equal(t, want.busy, busy.After)
				}
				assert.NotContains(t, err.Error(), "matched")
				assert.Contains(t, err.Error(), "registryhttp: snils: ")
			}
			answer, err := ports.Pensions.CheckSNILS(t.Context(), snilsQuestion(t))
			check(c.asked, answer, err)
			answer, err = ports.Pensions.Poll(t.Context(), "T-1")
			check(c.polled, answer, err)
		})
	}
}

// Retry-After may be a date.
func TestRetryAfterDate(t *testing.T) {
	at := time.Now().Add(time.Hour)
	ports := through(t, reply{status: 202, after: at.UTC().Format(http.TimeFormat), body: `{"ticket":"T-1"}`})
	answer, err := ports.Pensions.CheckSNILS(t.Context(), snilsQuestion(t))
	require.NoError(t, err)
	assert.InDelta(t, time.Hour, answer.PollAfter, float64(10*time.Second))
}

func TestFoundINN(t *testing.T) {
	for body, known := range map[string]bool{
		`{"outcome":"found","inn":"500100732259"}`:     true,
		`{"outcome":"not-found"}`:                      false,
		`{"outcome":"found"}`:                          false,
		`{"outcome":"found","inn":"500100732258"}`:     false,
		`{"outcome":"not-found","inn":"500100732259"}`: false,
		`{"inn":"500100732259"}`:                       false,
		`{"outcome":"matched","inn":"500100732259"}`:   false,
		`{"outcome":"found","inn":500100732259}`:       false,
		`{"outcome":"found","inn":null}`:               false,
	} {
		inn, found, err := through(t, reply{status: 200, body: body}).Taxes.FindINN(t.Context(), verification.INNLookup{Request: "r"})
		assert.Equal(t, known, found, body)
		assert.Equal(t, known, !inn.IsZero(), body)
		if !known && body != `{"outcome":"not-found"}` {
			require.ErrorIs(t, err, verification.ErrNonsense, body)
			require.NotErrorIs(t, err, fault.Refused, "it is not the person who is wrong")
			assert.NotContains(t, err.Error(), "5001007322")
		} else {
			require.NoError(t, err, body)
		}
	}
	_, _, err := through(t, reply{status: 202, body: `{"outcome":"found","inn":"500100732259"}`}).Taxes.FindINN(t.Context(), verification.INNLookup{Request: "r"})
	require.ErrorIs(t, err, verification.ErrNonsense, "a person is waiting: there is no later")
	_, _, err = through(t, reply{status: 404}).Taxes.FindINN(t.Context(), verification.INNLookup{Request: "r"})
	require.ErrorIs(t, err, fault.Permanent, "a path that is not there is no INN that is not known")
}

// What goes over the wire is what the contract says, and personal data are in the body alone.
func TestRequests(t *testing.T) {
	var seen *http.Request
	var body []byte
	spy := roundTrip(func(r *http.Request) (*http.Response, error) {
		seen = r
		if body = nil; r.Body != nil {
			body, _ = io.ReadAll(r.Body)
		}
		return reply{status: 200, body: `{"outcome":"matched"}`}.RoundTrip(r)
	})
	ports := through(t, spy)
	_, err := ports.Pensions.CheckSNILS(t.Context(), snilsQuestion(t))
	require.NoError(t, err)
	assert.Equal(t, "POST https://registries.example/v1/snils/checks", seen.Method+" "+seen.URL.String())
	assert.Equal(t, "r-1", seen.Header.Get("Idempotency-Key"))
	assert.Equal(t, "application/json", seen.Header.Get("Content-Type"))
	assert.JSONEq(t, `{"name":{"family":"Ёлкина","given":"Анна","patronymic":"Сергеевна"},"sex":"female","bornOn":"1975-05-09","snils":"12345678964"}`, string(body))
	assert.NotContains(t, fmt.Sprint(seen.Header, seen.URL), "12345678964")

	for _, ticket := range []string{"T-1", "snils 01.1/../x?y=&z#%20+;", strings.Repeat("~", 200)} {
		_, err = ports.Pensions.Poll(t.Context(), ticket)
		require.NoError(t, err)
		assert.Equal(t, "GET https://registries.example/v1/snils/answers", seen.Method+" "+strings.Split(seen.URL.String(), "?")[0])
		assert.Equal(t, ticket, seen.URL.Query().Get("ticket"))
	}
}

// What the other side says of a question that was given up meanwhile is not its trouble.
func TestGivenUpMeanwhile(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ports := through(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		cancel()
		late, err := reply{status: 503}.RoundTrip(r)
		late.Request = r
		return late, err
	}))
	_, err := ports.Pensions.CheckSNILS(ctx, snilsQuestion(t))
	require.ErrorIs(t, err, context.Canceled)
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// An error says what happened, and repeats nothing of what was sent or received.
func TestErrorsAreQuiet(t *testing.T) {
	cause := errors.New("malformed HTTP response \"Ёлкина 12345678964\"")
	_, err := through(t, roundTrip(func(*http.Request) (*http.Response, error) { return nil, cause })).Pensions.CheckSNILS(t.Context(), snilsQuestion(t))
	require.ErrorIs(t, err, fault.Transient)
	require.ErrorIs(t, err, cause)
	assert.Equal(t, "registryhttp: snils: no answer", err.Error())

	broken := roundTrip(func(r *http.Request) (*http.Response, error) {
		response, _ := reply{status: 200, body: "{"}.RoundTrip(r)
		response.Body = io.NopCloser(io.MultiReader(strings.NewReader("{"), failing{}))
		return response, nil
	})
	_, err = through(t, broken).Pensions.Poll(t.Context(), "T-1")
	require.ErrorIs(t, err, fault.Transient)
	require.NotErrorIs(t, err, verification.ErrNonsense)
	assert.Equal(t, "registryhttp: snils: no answer", err.Error())
}

// Of a response without an end no more is read than is allowed.
func TestEndlessResponse(t *testing.T) {
	var endless spaces
	_, err := through(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		response, _ := reply{status: 200}.RoundTrip(r)
		response.Body = io.NopCloser(&endless)
		return response, nil
	})).Pensions.Poll(t.Context(), "T-1")
	require.ErrorIs(t, err, verification.ErrNonsense)
	assert.LessOrEqual(t, int(endless), 64<<10+1)
}

// spaces counts how many of them were read.
type spaces int

func (s *spaces) Read(into []byte) (int, error) {
	*s += spaces(len(into))
	if *s > 1<<20 {
		return 0, io.EOF
	}
	for i := range into {
		into[i] = ' '
	}
	return len(into), nil
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("reset") }

// A bearer token is asked for with every request, and trouble with it is told without its text.
func TestTokens(t *testing.T) {
	var sent []string
	tokens := []string{"first", "second"}
	endpoint := registryhttp.Endpoint{
		URL: "https://registries.example",
		Token: func(context.Context) (string, error) {
			if len(sent) < len(tokens) {
				return tokens[len(sent)], nil
			}
			return "", errors.New("token endpoint said: secret")
		},
		Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			sent = append(sent, r.Header.Get("Authorization"))
			return reply{status: 200, body: `{"outcome":"matched"}`}.RoundTrip(r)
		}),
	}
	ports, err := registryhttp.New(registryhttp.Config{Passports: endpoint, Pensions: endpoint, Taxes: endpoint})
	require.NoError(t, err)
	for range tokens {
		_, err = ports.Pensions.Poll(t.Context(), "T-1")
		require.NoError(t, err)
	}
	assert.Equal(t, []string{"Bearer first", "Bearer second"}, sent)
	_, err = ports.Pensions.Poll(t.Context(), "T-1")
	require.ErrorIs(t, err, fault.Transient)
	assert.Equal(t, "registryhttp: snils: there is no bearer token", err.Error())
	assert.Len(t, sent, 2, "nothing was sent")

	endpoint.Token = registryhttp.StaticToken("")
	ports, err = registryhttp.New(registryhttp.Config{Passports: endpoint, Pensions: endpoint, Taxes: endpoint})
	require.NoError(t, err)
	_, err = ports.Pensions.Poll(t.Context(), "T-1")
	require.ErrorIs(t, err, fault.Permanent)
	assert.NotErrorIs(t, err, fault.Transient)
}
