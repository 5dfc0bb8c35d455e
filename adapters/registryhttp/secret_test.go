package registryhttp_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/registryhttp"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
)

// The example of the Standard Webhooks specification's reference libraries:
// https://github.com/standard-webhooks/standard-webhooks
func TestSignAsStandardWebhooksDo(t *testing.T) {
	secret, err := registryhttp.ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	require.NoError(t, err)
	signature := secret.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	assert.Equal(t, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature)
}

func TestParseSecret(t *testing.T) {
	text := func(n int) string { return "whsec_" + base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, n)) }
	for _, good := range []string{text(24), text(32), text(64)} {
		secret, err := registryhttp.ParseSecret(good)
		require.NoError(t, err)
		assert.False(t, secret.IsZero())
		for _, shown := range []string{fmt.Sprintf("%v %+v %#v %s %q %x", secret, secret, secret, secret, secret, secret), slog.AnyValue(secret).Resolve().String()} {
			assert.Empty(t, strings.NewReplacer("*", "", " ", "").Replace(shown))
		}
	}
	for _, bad := range []string{"", "whsec_", text(23), text(65), text(32)[6:], text(32) + "!", "whsec_geheimgeheimgeheimgeheim_-_-_-_-"} {
		_, err := registryhttp.ParseSecret(bad)
		require.ErrorIs(t, err, fault.Permanent, bad)
		assert.NotContains(t, err.Error(), "geheim")
	}
}

func TestNewSecret(t *testing.T) {
	secret, text, err := registryhttp.NewSecret(bytes.NewReader(bytes.Repeat([]byte{9}, 32)))
	require.NoError(t, err)
	parsed, err := registryhttp.ParseSecret(text)
	require.NoError(t, err)
	assert.Equal(t, secret, parsed)
	_, _, err = registryhttp.NewSecret(iotest.ErrReader(errors.New("no entropy")))
	assert.Error(t, err)
}

// recipient does with every callback the same.
type recipient func() error

func (r recipient) Callback(context.Context, verification.Check, string, verification.Answer) error {
	return r()
}

func httptestRecorder(t *testing.T, handler http.Handler, c call) *httptest.ResponseRecorder {
	t.Helper()
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, c.request(t, "http://portal.example"))
	return recorder
}
