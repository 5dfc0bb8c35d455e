package registryhttp_test

import (
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/adapters/registryhttp"
	"github.com/kabinet-go/kabinet/adapters/registryhttp/bridge"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
	"github.com/kabinet-go/kabinet/verification/registrytest"
)

const token = "a token of the portal"

// Client and bridge together keep the contract of the registries, over TLS and a bearer token.
func TestRegistriesKeepTheirContract(t *testing.T) {
	registrytest.Run(t, func(t *testing.T) registrytest.Harness {
		t.Helper()
		registries := memory.NewRegistries()
		b, err := bridge.New(bridge.Config{Registries: registries.Ports(), Tokens: []string{"an older one", token}})
		require.NoError(t, err)
		server := serve(t, b, (*httptest.Server).StartTLS)
		return harness(t, registries, registryhttp.Endpoint{
			URL: server.URL, Token: registryhttp.StaticToken(token), Transport: server.Client().Transport,
		})
	})
}

// serve serves until the test ends; how is StartTLS or Start.
func serve(t *testing.T, handler http.Handler, how func(*httptest.Server)) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(handler)
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	how(server)
	t.Cleanup(server.Close)
	return server
}

func harness(t *testing.T, registries *memory.Registries, endpoint registryhttp.Endpoint) registrytest.Harness {
	t.Helper()
	ports, err := registryhttp.New(registryhttp.Config{Passports: endpoint, Pensions: endpoint, Taxes: endpoint})
	require.NoError(t, err)
	return registrytest.Harness{
		Registries: ports,
		Know:       registries.Know,
		Behave: func(check verification.Check, behaviour registrytest.Behaviour) {
			registries.Behave(check, map[registrytest.Behaviour]memory.Behaviour{
				registrytest.Prompt:    {},
				registrytest.Ticket:    {Ticket: time.Nanosecond},
				registrytest.Pending:   {Ticket: time.Hour},
				registrytest.Forgetful: {Ticket: time.Nanosecond, Forgetful: true},
				registrytest.Down:      {Down: fault.AsTransient(errors.New("the registry is down"))},
				registrytest.Silent:    {Delay: time.Hour},
				registrytest.Busy:      {Down: &verification.BusyError{After: registrytest.Pause}},
				registrytest.Refusing:  {Down: fault.AsPermanent(errors.New("the registry refuses"))},
				registrytest.Nonsense:  {Answer: &verification.Answer{Outcome: "perhaps"}},
			}[behaviour])
		},
	}
}
