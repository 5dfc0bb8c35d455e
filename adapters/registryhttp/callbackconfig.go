package registryhttp

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
)

// Recipient takes what registries tell by themselves: verification.Service, of which a portal without registries
// has none.
type Recipient interface {
	Callback(ctx context.Context, check verification.Check, ticket string, answer verification.Answer) error
}

// CallbackConfig is what callbacks need; Recipient and Secrets have no default.
type CallbackConfig struct {
	Recipient Recipient
	// Secrets are those of each registry that calls; one without any is not listened to. Several are valid at
	// once: to change a secret add the new one first, and take the old one away when the registry uses the new
	// one. No two registries share one.
	Secrets map[verification.Check][]Secret
	// Tolerance is how far the time of a callback may be from ours: 5 min, as Standard Webhooks advise.
	Tolerance time.Duration
	// MaxBody is how many bytes a callback may have: 64 KiB, as the contract says.
	MaxBody int64
	// BodyTimeout is how long a body may take to arrive: 10 s.
	BodyTimeout time.Duration
	// Logger hears of every callback that was not believed: the registry, the reason and the webhook-id, never
	// content. nil means that nobody does.
	Logger *slog.Logger
}

func (c CallbackConfig) withDefaults() CallbackConfig {
	if c.Tolerance == 0 {
		c.Tolerance = 5 * time.Minute
	}
	if c.MaxBody == 0 {
		c.MaxBody = defaultMaxBody
	}
	if c.BodyTimeout == 0 {
		c.BodyTimeout = 10 * time.Second
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// Validate returns everything that is wrong, joined, on the fault.Permanent axis; zero figures stand for their
// defaults.
func (c CallbackConfig) Validate() error {
	c = c.withDefaults()
	var mistakes []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf("registryhttp: CallbackConfig."+format, args...))
		}
	}
	demand(c.Recipient != nil, "Recipient is missing")
	demand(len(c.Secrets) > 0, "Secrets are missing")
	owners := map[Secret]verification.Check{}
	for _, check := range checks {
		for _, secret := range c.Secrets[check] {
			owner, taken := owners[secret]
			demand(!secret.IsZero(), "Secrets of %s has an empty one", check)
			demand(!taken || owner == check, "Secrets of %s and %s have one in common", owner, check)
			owners[secret] = check
		}
	}
	for check, secrets := range c.Secrets {
		demand(slices.Contains(checks, check), "Secrets are for %q, which is no check", check)
		demand(len(secrets) > 0, "Secrets of %s are missing", check)
	}
	demand(c.Tolerance > 0, "Tolerance is %v, want more than 0", c.Tolerance)
	demand(c.MaxBody > 0, "MaxBody is %d, want more than 0", c.MaxBody)
	demand(c.BodyTimeout > 0, "BodyTimeout is %v, want more than 0", c.BodyTimeout)
	return fault.AsPermanent(errors.Join(mistakes...))
}

var checks = []verification.Check{verification.DocumentCheck, verification.SNILSCheck, verification.INNCheck}
