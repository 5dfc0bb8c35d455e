package bankjwt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// errNoKey means that the bank has no key of that name, as far as is known.
var errNoKey = errors.New("bankjwt: the bank has no such key")

// keyring holds the keys of one bank.
type keyring struct {
	bank   Bank
	client *http.Client
	policy Policy
	// turn lets one caller fetch while the others wait for what it brings.
	turn chan struct{}

	mu sync.RWMutex
	// keys count until the time; zero is for ever.
	keys  map[string]key
	until time.Time
	// asked is when the bank was asked last, trouble what came of it.
	asked   time.Time
	trouble error
}

func newKeyring(b Bank, client *http.Client, policy Policy) (*keyring, error) {
	r := &keyring{bank: b, client: client, policy: policy, turn: make(chan struct{}, 1)}
	if b.KeysURL == "" {
		keys, err := parseSet(b.Keys, policy.MostKeys)
		if err != nil {
			return nil, fault.AsPermanent(fmt.Errorf("bankjwt: the Keys of %q: %w", b.ID, err))
		}
		r.keys = keys
	}
	return r, nil
}

// find returns a key that counts, fetching the set when it has to. The error is errNoKey, that of the context, or
// transient.
func (r *keyring) find(ctx context.Context, kid string) (key, error) {
	if k, settled, err := r.look(kid); settled {
		return k, err
	}
	select {
	case r.turn <- struct{}{}:
		defer func() { <-r.turn }()
	case <-ctx.Done():
		return key{}, ctx.Err()
	}
	if k, settled, err := r.look(kid); settled {
		return k, err
	}
	keys, err := r.fetch(ctx)
	if ctx.Err() != nil {
		return key{}, ctx.Err()
	}
	r.keep(keys, err)
	if err != nil {
		return key{}, err
	}
	k, there := keys[kid]
	if !there {
		return key{}, errNoKey
	}
	return k, nil
}

// look settles what needs no fetching: a key that is there, and what is not there while the bank is left alone.
func (r *keyring) look(kid string) (k key, settled bool, err error) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	now := time.Now()
	fresh := r.until.IsZero() && r.keys != nil || now.Before(r.until)
	if k, there := r.keys[kid]; there && fresh {
		return k, true, nil
	}
	resting := r.bank.KeysURL == "" || now.Before(r.asked.Add(r.policy.RefetchAfter))
	switch {
	case !resting:
		return key{}, false, nil
	case r.trouble != nil:
		return key{}, true, r.trouble
	default:
		return key{}, true, errNoKey
	}
}

// keep takes what was fetched. After trouble the keys from before count until their time.
func (r *keyring) keep(keys map[string]key, trouble error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked, r.trouble = time.Now(), trouble
	if trouble == nil {
		r.keys, r.until = keys, r.asked.Add(r.policy.KeepKeys)
	}
}

// fetch asks the bank for its keys. Every error is transient: the bank can mend it.
func (r *keyring) fetch(ctx context.Context) (map[string]key, error) {
	trouble := func(err error) error {
		return fault.AsTransient(fmt.Errorf("bankjwt: fetching the keys of %s: %w", r.bank.ID, err))
	}
	limited, cancel := context.WithTimeout(ctx, r.policy.Timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(limited, http.MethodGet, r.bank.KeysURL, http.NoBody)
	if err != nil {
		return nil, trouble(err)
	}
	request.Header.Set("Accept", "application/jwk-set+json, application/json")
	response, err := r.client.Do(request)
	if err != nil {
		return nil, trouble(err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, trouble(fmt.Errorf("status %d", response.StatusCode))
	}
	document, err := io.ReadAll(io.LimitReader(response.Body, int64(r.policy.LargestSet)+1))
	if err != nil {
		return nil, trouble(err)
	}
	if len(document) > r.policy.LargestSet {
		return nil, trouble(errFull)
	}
	keys, err := parseSet(document, r.policy.MostKeys)
	if err != nil {
		return nil, trouble(err)
	}
	return keys, nil
}
