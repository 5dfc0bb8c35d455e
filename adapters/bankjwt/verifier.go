package bankjwt

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"github.com/kabinet-go/kabinet/identity/bank"
)

// Verifier implements [bank.Assertions]. Safe for concurrent use.
type Verifier struct {
	banks  []bank.Bank
	issued map[string]issuer
	policy Policy
}

// issuer is a bank with its keys.
type issuer struct {
	bank Bank
	keys *keyring
}

var _ bank.Assertions = (*Verifier)(nil)

// New returns a verifier, or says on the fault.Permanent axis what is missing or cannot work. It fetches nothing yet.
func New(config Config) (*Verifier, error) {
	if config.Policy == (Policy{}) {
		config.Policy = DefaultPolicy()
	}
	if err := config.Validate(); err != nil {
		return nil, err
	}
	v := &Verifier{issued: map[string]issuer{}, policy: config.Policy}
	for _, b := range config.Banks {
		keys, err := newKeyring(b, clientOf(config.Client), config.Policy)
		if err != nil {
			return nil, err
		}
		v.issued[b.ID] = issuer{b, keys}
		v.banks = append(v.banks, bank.Bank{ID: b.ID, Name: b.Name, Audience: b.Audience})
	}
	return v, nil
}

// clientOf returns a client that follows no redirect: the address of the keys is that of the configuration.
func clientOf(given *http.Client) *http.Client {
	var client http.Client
	if given != nil {
		client = *given
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// Banks implements [bank.Assertions].
func (v *Verifier) Banks() []bank.Bank { return slices.Clone(v.banks) }

// Verify implements [bank.Assertions].
func (v *Verifier) Verify(ctx context.Context, presented bank.Presented) (bank.Assertion, error) {
	if err := ctx.Err(); err != nil {
		return bank.Assertion{}, err
	}
	from, known := v.issued[presented.Bank]
	if !known {
		return bank.Assertion{}, bank.ErrUnknownBank
	}
	token, err := parse(presented.Text, v.policy.LargestToken)
	if err != nil {
		return bank.Assertion{}, err
	}
	key, err := from.keys.find(ctx, token.kid)
	if errors.Is(err, errNoKey) {
		return bank.Assertion{}, bank.ErrSignature
	}
	if err != nil {
		return bank.Assertion{}, err
	}
	payload, err := token.open(key)
	if err != nil {
		return bank.Assertion{}, err
	}
	return from.bank.read(payload, presented)
}
