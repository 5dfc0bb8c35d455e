package bridge

import (
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/kabinet-go/kabinet/adapters/registryhttp"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/verification"
)

// Config is what a bridge stands on. Registries are needed, and a way to recognise the portal.
type Config struct {
	// Registries answer the questions.
	Registries verification.Registries
	// Tokens are the bearer tokens that are let in; several, so that they can be changed.
	Tokens []string
	// Certificate lets a client in by its certificate, which the server's TLS configuration has verified
	// already: see tls.RequireAndVerifyClientCert and tls.VerifyClientCertIfGiven.
	Certificate func(certificate *x509.Certificate) bool
	// Callbacks say where and how each registry's answers to tickets are told; without one the portal polls.
	Callbacks map[verification.Check]Callback
	// Client sends the callbacks; it is lent. nil stands for one that follows no redirects and gives each
	// attempt 20 s.
	Client *http.Client
	// Retry is the pause before a callback that was not heard is sent again; it doubles up to Longest, and
	// KeepTrying ends it: 5 s, 10 min, 24 h. What the portal's Retry-After says is kept.
	Retry, Longest, KeepTrying time.Duration
	// Poll is the pause between questions to the registry about a ticket, when it names none: 1 min.
	Poll time.Duration
	// Waiting is how many tickets are followed for callbacks at once: 1,000. The portal polls for the others.
	Waiting int
	// MaxBody is how many bytes a question may have: 64 KiB.
	MaxBody int64
	// Person are the figures by which values in questions are read: person.DefaultPolicy.
	Person *person.Policy
	// Logger hears of trouble, without personal data; nil means nobody does.
	Logger *slog.Logger
}

// Callback is where a registry's answers are told.
type Callback struct {
	// URL is the portal's for that registry.
	URL string
	// Secrets sign each callback, the first is the newest: two while they are changed.
	Secrets []registryhttp.Secret
}

func (c Config) withDefaults() Config {
	setDefault(&c.Retry, 5*time.Second)
	setDefault(&c.Longest, 10*time.Minute)
	setDefault(&c.KeepTrying, 24*time.Hour)
	setDefault(&c.Poll, time.Minute)
	setDefault(&c.Waiting, 1000)
	setDefault(&c.MaxBody, 64<<10)
	if c.Client == nil {
		c.Client = &http.Client{
			Timeout:       20 * time.Second,
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}
	}
	if c.Person == nil {
		figures := person.DefaultPolicy()
		c.Person = &figures
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Validate returns everything that is wrong, joined, on the fault.Permanent axis; zero figures stand for their
// defaults.
func (c Config) Validate() error {
	c = c.withDefaults()
	var mistakes []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf("bridge: Config."+format, args...))
		}
	}
	demand(c.Registries.Passports != nil && c.Registries.Pensions != nil && c.Registries.Taxes != nil, "Registries are incomplete")
	demand(len(c.Tokens) > 0 || c.Certificate != nil, "Tokens or Certificate are needed: nobody could be let in")
	for _, token := range c.Tokens {
		demand(token != "", "Tokens has an empty one")
	}
	for check, callback := range c.Callbacks {
		target, err := url.Parse(callback.URL)
		demand(err == nil && (target.Scheme == "https" || target.Scheme == "http") && target.Host != "", "Callbacks of %q: the URL is no http or https address", check)
		demand(len(callback.Secrets) > 0, "Callbacks of %q: Secrets are missing", check)
		for _, secret := range callback.Secrets {
			demand(!secret.IsZero(), "Callbacks of %q: Secrets has an empty one", check)
		}
	}
	demand(c.Retry > 0 && c.Longest >= c.Retry, "Retry %v and Longest %v do not fit", c.Retry, c.Longest)
	demand(c.KeepTrying > 0, "KeepTrying is %v, want more than 0", c.KeepTrying)
	demand(c.Poll > 0, "Poll is %v, want more than 0", c.Poll)
	demand(c.Waiting > 0, "Waiting is %d, want more than 0", c.Waiting)
	demand(c.MaxBody > 0, "MaxBody is %d, want more than 0", c.MaxBody)
	return fault.AsPermanent(errors.Join(mistakes...))
}
