package bankjwt

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Bank is a bank whose tokens are believed.
type Bank struct {
	// ID, Name and Audience are those of bank.Bank; the audience is the claim aud.
	ID       string
	Name     fault.Text
	Audience string
	// Issuer is the claim iss.
	Issuer string
	// KeysURL is where the bank publishes its keys, https only. Keys is the set itself, for banks that send it
	// otherwise; it is not fetched again. One of the two is needed.
	KeysURL string
	Keys    []byte
}

// Config is what [New] needs.
type Config struct {
	Banks []Bank
	// Client fetches the keys; nil means one of its own. Redirects are never followed.
	Client *http.Client
	// Policy is that of [DefaultPolicy] when zero.
	Policy Policy
}

// Policy holds the figures of fetching and keeping keys.
type Policy struct {
	// KeepKeys is for how long fetched keys count: 1 h. A key that a bank withdraws counts no longer than that.
	KeepKeys time.Duration
	// RefetchAfter is how long a bank is left alone after its keys were asked for, whatever comes meanwhile: 30 s.
	RefetchAfter time.Duration
	// Timeout is how long one fetch may take: 5 s.
	Timeout time.Duration
	// LargestSet is how many bytes a set of keys may have, MostKeys how many keys are kept of it: 64 KiB, 32.
	LargestSet, MostKeys int
	// LargestToken is how many bytes a token may have: 16 KiB.
	LargestToken int
}

// DefaultPolicy returns the figures named at the fields of Policy.
func DefaultPolicy() Policy {
	return Policy{
		KeepKeys: time.Hour, RefetchAfter: 30 * time.Second, Timeout: 5 * time.Second,
		LargestSet: 64 << 10, MostKeys: 32, LargestToken: 16 << 10,
	}
}

// Validate reports every mistake, on the fault.Permanent axis.
func (c Config) Validate() error {
	var mistakes []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf("bankjwt: "+format, args...))
		}
	}
	seen := map[string]bool{}
	for _, b := range c.Banks {
		demand(b.ID != "" && !seen[b.ID], "the bank %q is there twice or has no ID", b.ID)
		demand(b.Audience != "", "the bank %q has no Audience", b.ID)
		demand(b.Issuer != "", "the bank %q has no Issuer", b.ID)
		demand((b.KeysURL == "") != (len(b.Keys) == 0), "the bank %q has not exactly one of KeysURL and Keys", b.ID)
		if b.KeysURL != "" {
			at, err := url.Parse(b.KeysURL)
			demand(err == nil && at.Scheme == "https" && at.Host != "" && at.User == nil, "the KeysURL of the bank %q is no https address", b.ID)
		}
		seen[b.ID] = true
	}
	p := c.Policy
	demand(p.KeepKeys > 0 && p.RefetchAfter > 0 && p.RefetchAfter <= p.KeepKeys && p.Timeout > 0,
		"KeepKeys %v, RefetchAfter %v and Timeout %v have to be positive, RefetchAfter not above KeepKeys", p.KeepKeys, p.RefetchAfter, p.Timeout)
	demand(p.LargestSet > 0 && p.MostKeys > 0 && p.LargestToken > 0, "a figure of LargestSet, MostKeys, LargestToken is not positive")
	return fault.AsPermanent(errors.Join(mistakes...))
}
