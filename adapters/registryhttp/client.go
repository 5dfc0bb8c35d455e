package registryhttp

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/contract"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
)

// New returns the registries as ports of package verification, or what [Config.Validate] says. It connects to
// nobody yet. The registries are safe for concurrent use and need not be closed.
func New(config Config) (verification.Registries, error) {
	if err := config.Validate(); err != nil {
		return verification.Registries{}, err
	}
	config = config.withDefaults()
	return verification.Registries{
		Passports: passports{config.connect(config.Passports, verification.DocumentCheck)},
		Pensions:  pensions{config.connect(config.Pensions, verification.SNILSCheck)},
		Taxes:     taxes{config.connect(config.Taxes, verification.INNCheck)},
	}, nil
}

// registry is the client's end of one registry.
type registry struct {
	check       verification.Check
	api         *contract.Client
	maxResponse int64
}

func (c Config) connect(endpoint Endpoint, check verification.Check) registry {
	return registry{check: check, maxResponse: c.MaxResponse, api: &contract.Client{
		Server:         endpoint.server(),
		Client:         endpoint.client(),
		RequestEditors: []contract.RequestEditorFn{endpoint.authorize},
	}}
}

// server returns the base URL with the slash that the generated code wants.
func (e Endpoint) server() string {
	if e.URL[len(e.URL)-1] == '/' {
		return e.URL
	}
	return e.URL + "/"
}

func (e Endpoint) client() *http.Client {
	transport := e.Transport
	if transport == nil {
		transport = &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			TLSClientConfig:        e.TLS.Clone(),
			ForceAttemptHTTP2:      true,
			MaxIdleConnsPerHost:    16,
			IdleConnTimeout:        90 * time.Second,
			TLSHandshakeTimeout:    10 * time.Second,
			MaxResponseHeaderBytes: 64 << 10,
			DisableCompression:     true, // what is small when packed may be large
		}
	}
	return &http.Client{
		Transport: transport,
		// A redirect would carry personal data to somebody else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

var errNoToken = errors.New("there is no bearer token")

func (e Endpoint) authorize(ctx context.Context, request *http.Request) error {
	request.Header.Set("Accept", "application/json, application/problem+json")
	if e.Token == nil {
		return nil
	}
	token, err := e.Token(ctx)
	if err == nil && token == "" {
		err = fault.AsPermanent(errors.New("the token is empty"))
	}
	if err != nil {
		return errors.Join(errNoToken, err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	return nil
}
