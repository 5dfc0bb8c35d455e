package registryhttp_test

import (
	"context"
	"crypto/tls"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/registryhttp"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
)

// A configuration that cannot work, or would show data to strangers, is refused with all that is wrong.
func TestConfigIsValidated(t *testing.T) {
	good := registryhttp.Endpoint{URL: "https://registries.example/v1/", Token: registryhttp.StaticToken("t")}
	certified := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: make([]tls.Certificate, 1)}
	for name, c := range map[string]struct {
		endpoint registryhttp.Endpoint
		mistakes []string
	}{
		"by token":               {good, nil},
		"by certificate":         {registryhttp.Endpoint{URL: good.URL, TLS: certified}, nil},
		"by a lent transport":    {registryhttp.Endpoint{URL: good.URL, Transport: http.DefaultTransport}, nil},
		"on this machine":        {registryhttp.Endpoint{URL: "http://127.0.0.1:8080", Token: good.Token}, nil},
		"on this machine, v6":    {registryhttp.Endpoint{URL: "http://[::1]:8080/v1", Token: good.Token}, nil},
		"by name":                {registryhttp.Endpoint{URL: "http://localhost", Token: good.Token}, nil},
		"inside a mesh":          {registryhttp.Endpoint{URL: "http://bridge", Token: good.Token, Unencrypted: true}, nil},
		"nothing":                {registryhttp.Endpoint{}, []string{"URL is not", "Token, TLS"}},
		"in clear":               {registryhttp.Endpoint{URL: "http://registries.example", Token: good.Token}, []string{"Unencrypted is false"}},
		"not quite this machine": {registryhttp.Endpoint{URL: "http://localhost.example", Token: good.Token}, []string{"Unencrypted is false"}},
		"another scheme":         {registryhttp.Endpoint{URL: "ftp://registries.example", Token: good.Token}, []string{"URL is not"}},
		"no URL at all":          {registryhttp.Endpoint{URL: "https://a b", Token: good.Token}, []string{"URL is not"}},
		"a password in it":       {registryhttp.Endpoint{URL: "https://kabinet:geheim@registries.example", Token: good.Token}, []string{"more than a host"}},
		"a query in it":          {registryhttp.Endpoint{URL: "https://registries.example?key=geheim", Token: good.Token}, []string{"more than a host"}},
		"nobody's certificate":   {registryhttp.Endpoint{URL: good.URL, TLS: &tls.Config{MinVersion: tls.VersionTLS12}}, []string{"Token, TLS"}},
		"anybody's certificate":  {registryhttp.Endpoint{URL: good.URL, Token: good.Token, TLS: &tls.Config{InsecureSkipVerify: true}}, []string{"trusts anybody"}},
		"old TLS":                {registryhttp.Endpoint{URL: good.URL, Token: good.Token, TLS: &tls.Config{MinVersion: tls.VersionTLS10}}, []string{"MinVersion"}},
		"only old TLS":           {registryhttp.Endpoint{URL: good.URL, Token: good.Token, TLS: &tls.Config{MaxVersion: tls.VersionTLS11}}, []string{"MaxVersion"}},
		"two transports":         {registryhttp.Endpoint{URL: good.URL, TLS: certified, Transport: http.DefaultTransport}, []string{"beside Transport"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := registryhttp.New(registryhttp.Config{Passports: c.endpoint, Pensions: good, Taxes: good})
			if c.mistakes == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, fault.Permanent)
			assert.Equal(t, len(c.mistakes), strings.Count(err.Error(), "Config."), err)
			for _, mistake := range c.mistakes {
				assert.ErrorContains(t, err, mistake)
			}
			assert.NotContains(t, err.Error(), "geheim")
		})
	}
	_, err := registryhttp.New(registryhttp.Config{MaxResponse: -1})
	require.ErrorIs(t, err, fault.Permanent)
	for _, name := range []string{"Passports.URL", "Pensions.URL", "Taxes.URL", "MaxResponse"} {
		assert.ErrorContains(t, err, name)
	}
}

func TestCallbackConfigIsValidated(t *testing.T) {
	var b believer
	one, two := newSecret(t), newSecret(t)
	type secrets = map[verification.Check][]registryhttp.Secret
	for name, c := range map[string]struct {
		config   registryhttp.CallbackConfig
		mistakes []string
	}{
		"all three": {registryhttp.CallbackConfig{Recipient: &b, Secrets: secrets{
			verification.DocumentCheck: {one, one}, verification.SNILSCheck: {two}, verification.INNCheck: {newSecret(t)},
		}}, nil},
		"nothing":       {registryhttp.CallbackConfig{}, []string{"Recipient", "Secrets are missing"}},
		"shared":        {registryhttp.CallbackConfig{Recipient: &b, Secrets: secrets{verification.DocumentCheck: {one}, verification.INNCheck: {two, one}}}, []string{"in common"}},
		"empty":         {registryhttp.CallbackConfig{Recipient: &b, Secrets: secrets{verification.DocumentCheck: {one, {}}}}, []string{"an empty one"}},
		"none of them":  {registryhttp.CallbackConfig{Recipient: &b, Secrets: secrets{verification.DocumentCheck: nil}}, []string{"of document are missing"}},
		"another check": {registryhttp.CallbackConfig{Recipient: &b, Secrets: secrets{"credit": {one}}}, []string{"no check"}},
		"figures": {
			registryhttp.CallbackConfig{Recipient: &b, Secrets: secrets{verification.SNILSCheck: {one}}, Tolerance: -1, MaxBody: -1, BodyTimeout: -1},
			[]string{"Tolerance", "MaxBody", "BodyTimeout"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := registryhttp.Callbacks(c.config)
			if c.mistakes == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, fault.Permanent)
			assert.Equal(t, len(c.mistakes), strings.Count(err.Error(), "CallbackConfig."), err)
			for _, mistake := range c.mistakes {
				assert.ErrorContains(t, err, mistake)
			}
		})
	}
}

// What the portal's own trouble is answered with, so that the registry repeats what will be heard.
func TestTroubleOfTheRecipient(t *testing.T) {
	secret := newSecret(t)
	for _, c := range []struct {
		err    error
		status int
	}{
		{nil, 204},
		{fault.AsTransient(context.DeadlineExceeded), 503},
		{context.Canceled, 503},
		{fault.Conflict, 503},
		{fault.AsPermanent(http.ErrBodyNotAllowed), 500},
		{http.ErrBodyNotAllowed, 500},
		{verification.ErrUnknownTicket, 404},
		{fault.AsTransient(verification.ErrNonsense), 422},
	} {
		handler, err := registryhttp.Callbacks(registryhttp.CallbackConfig{
			Recipient: recipient(func() error { return c.err }), Secrets: map[verification.Check][]registryhttp.Secret{verification.SNILSCheck: {secret}},
		})
		require.NoError(t, err)
		recorder := httptestRecorder(t, handler, call{
			path: "/snils", body: `{"ticket":"T-1","answer":{"outcome":"matched"}}`, kind: "application/json", secret: secret, sent: time.Now(),
		})
		assert.Equal(t, c.status, recorder.Code, c.err)
		assert.Equal(t, c.status == 503, recorder.Header().Get("Retry-After") != "")
	}
}
