package registryhttp_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/adapters/registryhttp"
	"github.com/kabinet-go/kabinet/verification"
)

// call is a callback on its way to the portal.
type call struct {
	path   string
	body   string
	kind   string
	secret registryhttp.Secret
	sent   time.Time
	// header changes what goes over the wire, after signing.
	header func(http.Header)
}

func (c call) request(t *testing.T, base string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+c.path, strings.NewReader(c.body))
	require.NoError(t, err)
	r.Header.Set("Content-Type", c.kind)
	r.Header.Set("Webhook-Id", "msg_1")
	r.Header.Set("Webhook-Timestamp", strconv.FormatInt(c.sent.Unix(), 10))
	r.Header.Set("Webhook-Signature", c.secret.Sign("msg_1", c.sent, []byte(c.body)))
	if c.header != nil {
		c.header(r.Header)
	}
	return r
}

func (w *world) post(c call) int {
	w.Helper()
	response, err := http.DefaultClient.Do(c.request(w.T, w.callbacks.URL))
	require.NoError(w, err)
	defer func() { _ = response.Body.Close() }()
	_, err = io.Copy(io.Discard, response.Body)
	require.NoError(w, err)
	return response.StatusCode
}

// waiting is a world in which the answer to one ticket, of the SNILS, is still to come.
func waiting(t *testing.T) (w *world, truth call, ticket string) {
	t.Helper()
	w = newWorld(t, nil)
	w.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Ticket: time.Hour})
	w.submit()
	w.until(func(standing verification.Standing) bool {
		return state(standing, verification.DocumentCheck) == verification.Matched &&
			state(standing, verification.INNCheck) == verification.Matched && w.Count(t, "verification.ticket-given") == 1
	})
	ticket = "snils " + w.id + ".1.snils"
	return w, call{
		path: "/snils", body: fmt.Sprintf(`{"ticket":%q,"answer":{"outcome":"matched"}}`, ticket), kind: "application/json",
		secret: w.secrets[verification.SNILSCheck], sent: time.Now(),
	}, ticket
}

// VER-2, VER-7: what is forged, old, cut off or outside the contract is refused, each for its own reason, and
// changes nothing; afterwards the truth is still heard.
func TestRefusedCallbacksChangeNothing(t *testing.T) {
	w, truth, ticket := waiting(t)
	change := func(how func(*call)) call {
		changed := truth
		how(&changed)
		return changed
	}
	header := func(name, value string) call {
		return change(func(c *call) { c.header = func(h http.Header) { h.Set(name, value) } })
	}
	body := func(text string) call { return change(func(c *call) { c.body = text }) }
	answer := func(text string) call { return body(fmt.Sprintf(`{"ticket":%q,"answer":%s}`, ticket, text)) }
	right := truth.secret.Sign("msg_1", truth.sent, []byte(truth.body))

	for name, c := range map[string]struct {
		call   call
		status int
		reason string
	}{
		"a stranger's secret":         {change(func(c *call) { c.secret = newSecret(t) }), 401, "the signature is wrong"},
		"another registry's secret":   {change(func(c *call) { c.secret = w.secrets[verification.INNCheck] }), 401, "signed by another registry"},
		"the signature of another":    {change(func(c *call) { c.body += " "; c.header = func(h http.Header) { h.Set("Webhook-Signature", right) } }), 401, "the signature is wrong"},
		"under another id":            {header("Webhook-Id", "msg_2"), 401, "the signature is wrong"},
		"at another time":             {header("Webhook-Timestamp", strconv.FormatInt(truth.sent.Unix()+1, 10)), 401, "the signature is wrong"},
		"of another version":          {header("Webhook-Signature", "v2,"+right[3:]), 401, "not signed"},
		"half a signature":            {header("Webhook-Signature", right[:19]), 401, "the signature is wrong"},
		"right, after too many":       {header("Webhook-Signature", strings.Repeat("v1,AAAA ", 8)+right), 401, "the signature is wrong"},
		"without a signature":         {header("Webhook-Signature", ""), 401, "not signed"},
		"without an id":               {header("Webhook-Id", ""), 401, "not signed"},
		"without a time":              {header("Webhook-Timestamp", ""), 401, "not signed"},
		"at no time":                  {header("Webhook-Timestamp", "-1"), 401, "not signed"},
		"beyond all time":             {header("Webhook-Timestamp", strings.Repeat("9", 30)), 401, "not signed"},
		"replayed after six minutes":  {change(func(c *call) { c.sent = c.sent.Add(-6 * time.Minute) }), 401, "too old"},
		"from six minutes on":         {change(func(c *call) { c.sent = c.sent.Add(6 * time.Minute) }), 401, "from the future"},
		"to another registry's path":  {change(func(c *call) { c.path = "/inn" }), 401, "signed by another registry"},
		"another ticket":              {body(`{"ticket":"snils nobody","answer":{"outcome":"matched"}}`), 404, "an unknown ticket"},
		"no ticket":                   {body(`{"answer":{"outcome":"matched"}}`), 404, "an unknown ticket"},
		"cut off":                     {body(truth.body[:len(truth.body)-1]), 400, "truncated"},
		"nothing":                     {body(""), 400, "truncated"},
		"two of them":                 {body(truth.body + truth.body), 400, "malformed"},
		"not JSON":                    {body("outcome=matched"), 400, "malformed"},
		"no text":                     {body("{\"ticket\":\"\xff\"}"), 400, "malformed"},
		"10 MB":                       {body(`{"ticket":"` + strings.Repeat("t", 10<<20) + `"}`), 413, "too large"},
		"deep":                        {body(strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)), 400, "nested too deeply"},
		"an outcome twice":            {answer(`{"outcome":"not-found","outcome":"matched"}`), 400, "a member given twice"},
		"in capitals the second time": {answer(`{"outcome":"not-found","OUTCOME":"matched"}`), 400, "a member given twice"},
		"a number for an outcome":     {answer(`{"outcome":1}`), 422, "a member of the wrong type"},
		"a list":                      {body(`[]`), 422, "a member of the wrong type"},
		"an unknown outcome":          {answer(`{"outcome":"perhaps"}`), 422, "not an answer of this registry"},
		"no outcome":                  {answer(`{}`), 422, "not an answer of this registry"},
		"later":                       {answer(`{"outcome":"pending"}`), 422, "not an answer of this registry"},
		"lost":                        {answer(`{"outcome":"lost"}`), 422, "not an answer of this registry"},
		"a mismatch of nothing":       {answer(`{"outcome":"mismatched"}`), 422, "not an answer of this registry"},
		"a mismatch of another field": {answer(`{"outcome":"mismatched","differences":[{"field":"inn"}]}`), 422, "not an answer of this registry"},
		"as text":                     {change(func(c *call) { c.kind = "text/plain" }), 415, "the content is not JSON by its type"},
	} {
		t.Run(name, func(t *testing.T) {
			before, noted := w.total(), w.Count(t, disbelieved)
			assert.Equal(t, c.status, w.post(c.call))
			var logged struct{ Registry, Reason, Webhook string }
			text := w.log.take()
			require.NoError(t, json.Unmarshal([]byte(text), &logged), text)
			assert.Equal(t, c.reason, logged.Reason)
			assert.Equal(t, c.call.path[1:], logged.Registry)
			assert.Equal(t, c.call.request(t, "").Header.Get("Webhook-Id"), logged.Webhook)
			for _, content := range []string{"matched", w.id, "outcome"} {
				assert.NotContains(t, text, content)
			}
			standing, err := w.Verification.Standing(t.Context(), w.id)
			require.NoError(t, err)
			assert.Equal(t, verification.Asked, state(standing, verification.SNILSCheck))
			assert.Equal(t, account.Simplified, standing.Level)
			assert.Equal(t, before, w.total(), "nothing was written of it")
			if c.reason == "not an answer of this registry" {
				noted++
			}
			assert.Equal(t, noted, w.Count(t, disbelieved), "but that a registry talks nonsense")
		})
	}

	assert.Equal(t, http.StatusNoContent, w.post(truth))
	w.until(standard)
	before := w.total()
	assert.Equal(t, http.StatusNoContent, w.post(truth), "once more, should our answer have been lost")
	assert.Equal(t, http.StatusNoContent, w.post(answer(`{"outcome":"not-found"}`)), "too late to matter (VER-7)")
	assert.Equal(t, before, w.total())
	assert.Empty(t, w.log.take())
}

// total counts what is written of the account and its verification, but for what says that nonsense was not
// believed.
func (w *world) total() int {
	w.Helper()
	page, err := w.Events.Read(w.Context(), 0, 10_000)
	require.NoError(w, err)
	total := 0
	for _, record := range page.Records {
		if strings.HasPrefix(record.Type, "account.") || strings.HasPrefix(record.Type, "verification.") && record.Type != disbelieved {
			total++
		}
	}
	return total
}

const disbelieved = "verification.callback-disbelieved"

// A body that trickles in does not hold the portal up, be it signed or not.
func TestCallbackThatTrickles(t *testing.T) {
	w, truth, _ := waiting(t)
	unsigned := truth
	unsigned.header = func(h http.Header) { h.Del("Webhook-Signature") }
	for _, c := range []struct {
		call   call
		status int
		reason string
	}{{truth, 408, "too slow"}, {unsigned, 401, "not signed"}} {
		connection, err := net.Dial("tcp", w.callbacks.Listener.Addr().String())
		require.NoError(t, err)
		defer func() { _ = connection.Close() }()
		require.NoError(t, connection.SetDeadline(time.Now().Add(20*time.Second)))
		var wire bytes.Buffer
		require.NoError(t, c.call.request(t, w.callbacks.URL).Write(&wire))
		_, err = connection.Write(wire.Bytes()[:wire.Len()-1]) // and no more
		require.NoError(t, err)
		response, err := http.ReadResponse(bufio.NewReader(connection), nil)
		require.NoError(t, err)
		defer func() { _ = response.Body.Close() }()
		assert.Equal(t, c.status, response.StatusCode)
		assert.Contains(t, w.log.take(), `"reason":"`+c.reason)
	}
	assert.Equal(t, http.StatusNoContent, w.post(truth))
	w.until(standard)
}

// The time for the body is not that of the answer: a portal may think for longer.
func TestCallbackThatIsThoughtAbout(t *testing.T) {
	secret := newSecret(t)
	given := make(chan error, 1)
	handler, err := registryhttp.Callbacks(registryhttp.CallbackConfig{
		Recipient: thoughtful{time.Second, given}, Secrets: map[verification.Check][]registryhttp.Secret{verification.SNILSCheck: {secret}},
		BodyTimeout: 200 * time.Millisecond,
	})
	require.NoError(t, err)
	server := serve(t, handler, (*httptest.Server).Start)
	response, err := http.DefaultClient.Do(call{
		path: "/snils", body: `{"ticket":"T-1","answer":{"outcome":"matched"}}`, kind: "application/json", secret: secret, sent: time.Now(),
	}.request(t, server.URL))
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	require.NoError(t, <-given)
	assert.Equal(t, http.StatusNoContent, response.StatusCode)
}

// thoughtful takes its time, unless it is told that nobody waits any more.
type thoughtful struct {
	time  time.Duration
	given chan error
}

func (r thoughtful) Callback(ctx context.Context, _ verification.Check, _ string, _ verification.Answer) error {
	ctx, cancel := context.WithTimeoutCause(ctx, r.time, errThought)
	defer cancel()
	<-ctx.Done()
	if cause := context.Cause(ctx); !errors.Is(cause, errThought) {
		r.given <- cause
		return cause
	}
	r.given <- nil
	return nil
}

var errThought = errors.New("thought about")

// While secrets are changed a registry may sign with the old one, the new one, or both.
func TestSecretsChange(t *testing.T) {
	w, truth, _ := waiting(t)
	both := truth
	both.header = func(h http.Header) {
		h.Set("Webhook-Signature", newSecret(t).Sign("msg_1", both.sent, []byte(both.body))+" "+h.Get("Webhook-Signature"))
	}
	assert.Equal(t, http.StatusNoContent, w.post(both))
	w.until(standard)
}
