package registryhttp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"

	"github.com/kabinet-go/kabinet/fault"
)

// Config says where the registries are. One bridge may serve all three: then give the same [Endpoint] thrice.
type Config struct {
	Passports, Pensions, Taxes Endpoint
	// MaxResponse is how many bytes of a response are read, headers apart; longer ones are not believed. 0
	// means what the contract allows, 64 KiB.
	MaxResponse int64
}

// Endpoint is one registry and what opens it. It needs a Token, a certificate in TLS, or a Transport that
// brings credentials of its own; it may have several.
type Endpoint struct {
	// URL is the base of the contract's paths. It is https, unless the host is this machine.
	URL string
	// Unencrypted permits http to other machines, where something else encrypts: a mesh, a tunnel.
	Unencrypted bool
	// Token returns the bearer token, for each request anew so that it can be changed at any time. It is
	// called concurrently, and within the time of the request. Its errors are transient, unless they are
	// fault.Permanent; what they say is not repeated.
	Token func(ctx context.Context) (string, error)
	// TLS holds the client's certificate and the roots, see [Files]. nil trusts the system's roots.
	TLS *tls.Config
	// Transport carries the requests, for hosts that trace or meter them; it is lent, and never closed. TLS
	// is its own matter then. nil stands for a transport with TLS, through the proxy that the environment names.
	Transport http.RoundTripper
}

// StaticToken is an [Endpoint]'s Token that never changes.
func StaticToken(token string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return token, nil }
}

const defaultMaxBody = 64 << 10

func (c Config) withDefaults() Config {
	if c.MaxResponse == 0 {
		c.MaxResponse = defaultMaxBody
	}
	return c
}

// Validate returns everything that is wrong, joined, on the fault.Permanent axis.
func (c Config) Validate() error {
	c = c.withDefaults()
	mistakes := []error{
		c.Passports.validate("Passports"), c.Pensions.validate("Pensions"), c.Taxes.validate("Taxes"),
	}
	if c.MaxResponse < 0 {
		mistakes = append(mistakes, fmt.Errorf("registryhttp: Config.MaxResponse is %d, want more than 0", c.MaxResponse))
	}
	return fault.AsPermanent(errors.Join(mistakes...))
}

func (e Endpoint) validate(name string) error {
	var mistakes []error
	demand := func(ok bool, text string) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf("registryhttp: Config.%s.%s", name, text))
		}
	}
	base, err := url.Parse(e.URL)
	if err != nil {
		base = &url.URL{} // the error repeats the URL, which may hold a password
	}
	demand((base.Scheme == "https" || base.Scheme == "http") && base.Hostname() != "", "URL is not an http or https address")
	demand(base.User == nil && base.RawQuery == "" && base.Fragment == "", "URL has more than a host and a path")
	demand(base.Scheme != "http" || e.Unencrypted || loopback(base.Hostname()), "URL is http to another machine, and Unencrypted is false")
	demand(e.Token != nil || e.Transport != nil || certified(e.TLS), "Token, TLS with a certificate, or Transport is needed")
	demand(e.TLS == nil || e.Transport == nil, "TLS is of no use beside Transport")
	demand(e.TLS == nil || !e.TLS.InsecureSkipVerify, "TLS trusts anybody (InsecureSkipVerify)")
	demand(e.TLS == nil || e.TLS.MinVersion == 0 || e.TLS.MinVersion >= tls.VersionTLS12, "TLS.MinVersion is below 1.2")
	demand(e.TLS == nil || e.TLS.MaxVersion == 0 || e.TLS.MaxVersion >= tls.VersionTLS12, "TLS.MaxVersion is below 1.2")
	return errors.Join(mistakes...)
}

func certified(config *tls.Config) bool {
	return config != nil && (len(config.Certificates) > 0 || config.GetClientCertificate != nil)
}

func loopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
