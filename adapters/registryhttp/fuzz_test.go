package registryhttp_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/registryhttp"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
)

// Whatever a registry responds, it is an answer of the contract or an error on one axis.
func FuzzResponse(f *testing.F) {
	for _, body := range []string{
		`{"outcome":"matched"}`, `{"outcome":"mismatched","differences":[{"field":"name.family","onlyYo":true}]}`,
		`{"ticket":"T-1"}`, `{"outcome":"found","inn":"500100732259"}`, `[[[`, "null", `{"outcome":"lost"}`,
	} {
		for _, status := range []int{200, 202, 404, 503} {
			f.Add(status, "application/json", "60", []byte(body))
		}
	}
	f.Add(307, "text/html; charset=\"", "Fri, 31 Dec 1999 23:59:59 GMT", []byte{0xff})
	f.Fuzz(func(t *testing.T, status int, kind, after string, body []byte) {
		ports := through(t, reply{status: 200 + (status%400+400)%400, kind: kind, after: after, body: string(body)})
		for _, err := range []error{
			believed(t, "", func() (verification.Answer, error) { return ports.Pensions.CheckSNILS(t.Context(), snilsQuestion(t)) }),
			believed(t, "T-1", func() (verification.Answer, error) { return ports.Pensions.Poll(t.Context(), "T-1") }),
			func() error {
				inn, found, err := ports.Taxes.FindINN(t.Context(), verification.INNLookup{Request: "r"})
				require.Equal(t, found, !inn.IsZero())
				require.False(t, found && err != nil)
				return err
			}(),
		} {
			if err != nil {
				require.NotEqual(t, errors.Is(err, fault.Transient), errors.Is(err, fault.Permanent), err)
			}
		}
	})
}

// believed checks an answer, if there is one.
func believed(t *testing.T, ticket string, ask func() (verification.Answer, error)) error {
	t.Helper()
	answer, err := ask()
	if err != nil {
		require.Zero(t, answer)
		return err
	}
	allowed := []verification.Outcome{
		verification.OutcomeMatched, verification.OutcomeMismatched, verification.OutcomeNotFound, verification.OutcomePending,
	}
	if ticket != "" {
		allowed = append(allowed, verification.OutcomeLost)
	}
	require.True(t, slices.Contains(allowed, answer.Outcome), answer.Outcome)
	require.GreaterOrEqual(t, answer.PollAfter, time.Duration(0))
	if ticket != "" && answer.Outcome == verification.OutcomePending {
		require.Equal(t, ticket, answer.Ticket)
	}
	return nil
}

// believer counts what was handed on to it.
type believer int

func (b *believer) Callback(context.Context, verification.Check, string, verification.Answer) error {
	*b++
	return nil
}

// Whatever is posted, nothing is believed without a signature; with one, only what is an answer.
func FuzzCallback(f *testing.F) {
	secret, _, err := registryhttp.NewSecret(rand.Reader)
	require.NoError(f, err)
	now := time.Now()
	good := []byte(`{"ticket":"T-1","answer":{"outcome":"matched"}}`)
	f.Add("msg_1", strconv.FormatInt(now.Unix(), 10), secret.Sign("msg_1", now, good), "application/json", good)
	f.Add("msg_1", "", "v1,", "application/json", []byte("{"))
	f.Add("", "9223372036854775807", "v1,AAAA v1,AAAA", "", bytes.Repeat([]byte("["), 100))
	f.Fuzz(func(t *testing.T, id, timestamp, signature, kind string, body []byte) {
		var b believer
		handler, err := registryhttp.Callbacks(registryhttp.CallbackConfig{
			Recipient: &b, Secrets: map[verification.Check][]registryhttp.Secret{verification.SNILSCheck: {secret}},
		})
		require.NoError(t, err)
		post := func(signature, timestamp string) int {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/snils", bytes.NewReader(body))
			r.Header = http.Header{
				"Webhook-Id": {id}, "Webhook-Timestamp": {timestamp}, "Webhook-Signature": {signature}, "Content-Type": {kind},
			}
			recorder := httptest.NewRecorder()
			handler.ServeHTTP(recorder, r)
			return recorder.Code
		}
		right := secret.Sign(id, now, body)
		forged := signature != right || timestamp != strconv.FormatInt(now.Unix(), 10)
		if status := post(signature, timestamp); forged && !bytes.Contains([]byte(signature), []byte(right)) {
			require.Zero(t, b, "believed without a signature")
			require.NotEqual(t, http.StatusNoContent, status)
		}
		b = 0
		if status := post(right, strconv.FormatInt(now.Unix(), 10)); status == http.StatusNoContent {
			require.Equal(t, believer(1), b)
		} else {
			require.Zero(t, b)
		}
	})
}
