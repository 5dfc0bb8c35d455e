package bankjwt_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/bankjwt"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/identity/bank/banktest"
)

func order() banktest.Order {
	return banktest.Order{
		Bank: "test-bank", Subject: "client-17", Audience: "portal-at-test-bank", Nonce: "n",
		IssuedAt: issuedAt, ExpiresAt: issuedAt.Add(time.Minute), Identity: banktest.Anna(),
	}
}

func verify(ctx context.Context, v *bankjwt.Verifier, text string) (bank.Assertion, error) {
	return v.Verify(ctx, bank.Presented{Bank: "test-bank", Text: text, At: issuedAt, Validity: bank.DefaultValidity()})
}

func (s signer) order(t testing.TB) string {
	t.Helper()
	return s.sign(t, marshal(t, claimsOf(order())), nil)
}

// only connects to one bank.
func only(t testing.TB, i *issuer, change func(*bankjwt.Config)) *bankjwt.Verifier {
	t.Helper()
	return connect(t, change, map[string]*issuer{"test-bank": i})
}

// CNF-8: a key that the bank has taken into use is found, one that it has withdrawn counts no more.
func TestRotation(t *testing.T) {
	old, next := ecKey(t, "old"), ecKey(t, "next")
	i := start(t, old)
	v := only(t, i, func(c *bankjwt.Config) { c.Policy.RefetchAfter = time.Nanosecond })
	_, err := verify(t.Context(), v, old.order(t))
	require.NoError(t, err)
	_, err = verify(t.Context(), v, next.order(t))
	require.ErrorIs(t, err, bank.ErrSignature, "not published yet")
	i.publish(t, old.public(), next.public())
	_, err = verify(t.Context(), v, next.order(t))
	require.NoError(t, err)
	i.publish(t, next.public())
	_, err = verify(t.Context(), v, ecKey(t, "unknown").order(t))
	require.ErrorIs(t, err, bank.ErrSignature, "has the keys fetched again")
	_, err = verify(t.Context(), v, old.order(t))
	require.ErrorIs(t, err, bank.ErrSignature, "withdrawn")
}

// Tokens that name unknown keys do not make the bank be asked again and again.
func TestKeysAreFetchedSparingly(t *testing.T) {
	own := ecKey(t, "k1")
	i := start(t, own)
	v := only(t, i, nil)
	var running sync.WaitGroup
	for range 16 {
		running.Go(func() {
			_, err := verify(t.Context(), v, own.order(t))
			assert.NoError(t, err)
		})
	}
	running.Wait()
	for range 50 {
		_, err := verify(t.Context(), v, ecKey(t, "unknown").order(t))
		require.ErrorIs(t, err, bank.ErrSignature)
	}
	assert.EqualValues(t, 1, i.asked.Load())
}

func TestKeysThatAreOutOfReachAreAskedForSparingly(t *testing.T) {
	own := ecKey(t, "k1")
	i := start(t, own)
	i.serve(http.StatusInternalServerError, nil)
	v := only(t, i, nil)
	for range 20 {
		_, err := verify(t.Context(), v, own.order(t))
		require.ErrorIs(t, err, fault.Transient)
	}
	assert.EqualValues(t, 1, i.asked.Load())
}

// Keys count for as long as the policy says, and no longer when the bank is out of reach.
func TestKeysGoOutOfDate(t *testing.T) {
	own := ecKey(t, "k1")
	i := start(t, own)
	v := only(t, i, func(c *bankjwt.Config) { c.Policy.KeepKeys, c.Policy.RefetchAfter = time.Nanosecond, time.Nanosecond })
	_, err := verify(t.Context(), v, own.order(t))
	require.NoError(t, err)
	i.serve(http.StatusInternalServerError, nil)
	_, err = verify(t.Context(), v, own.order(t))
	require.ErrorIs(t, err, fault.Transient, "out of date")

	i.publish(t, own.public())
	v = only(t, i, func(c *bankjwt.Config) { c.Policy.RefetchAfter = time.Nanosecond })
	_, err = verify(t.Context(), v, own.order(t))
	require.NoError(t, err)
	i.serve(http.StatusInternalServerError, nil)
	_, err = verify(t.Context(), v, ecKey(t, "unknown").order(t))
	require.ErrorIs(t, err, fault.Transient)
	_, err = verify(t.Context(), v, own.order(t))
	require.NoError(t, err, "kept while it counts")
}

// A caller who leaves does not leave trouble to the others.
func TestCallerWhoLeavesWhileKeysAreFetched(t *testing.T) {
	own := ecKey(t, "k1")
	i := start(t, own)
	v := only(t, i, nil)
	i.mu.Lock() // the server answers nobody
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() { _, err := verify(ctx, v, own.order(t)); gone <- err }()
	for i.asked.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	require.ErrorIs(t, <-gone, context.Canceled)
	i.mu.Unlock()
	_, err := verify(t.Context(), v, own.order(t))
	require.NoError(t, err)
}

// What the bank publishes has bounds, and is a set of keys; a redirect leads nowhere.
func TestSetsThatAreNone(t *testing.T) {
	own := ecKey(t, "k1")
	good := marshal(t, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{own.public()}})
	many := make([]jose.JSONWebKey, 33)
	for n := range many {
		many[n] = ecKey(t, strings.Repeat("k", n+1)).public()
	}
	elsewhere := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(good) }))
	t.Cleanup(elsewhere.Close)
	for name, c := range map[string]struct {
		status   int
		document []byte
	}{
		"nothing":      {http.StatusOK, nil},
		"no JSON":      {http.StatusOK, []byte("<html>")},
		"no keys":      {http.StatusOK, []byte(`{"keys":[]}`)},
		"too large":    {http.StatusOK, append(good[:len(good):len(good)], strings.Repeat(" ", 64<<10)...)},
		"too many":     {http.StatusOK, marshal(t, jose.JSONWebKeySet{Keys: many})},
		"twins":        {http.StatusOK, marshal(t, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{own.public(), ecKey(t, "k1").public()}})},
		"keys twice":   {http.StatusOK, append([]byte(`{"keys":[],`), good[1:]...)},
		"not found":    {http.StatusNotFound, good},
		"redirect":     {http.StatusFound, good},
		"out of order": {http.StatusServiceUnavailable, good},
	} {
		i := start(t, own)
		i.serve(c.status, c.document)
		_, err := verify(t.Context(), only(t, i, nil), own.order(t))
		require.ErrorIs(t, err, fault.Transient, name)
	}
	moved := start(t, own)
	moved.Config.Handler = http.RedirectHandler(elsewhere.URL, http.StatusFound)
	v := connect(t, nil, map[string]*issuer{"test-bank": moved, "elsewhere": {Server: elsewhere}})
	_, err := verify(t.Context(), v, own.order(t))
	require.ErrorIs(t, err, fault.Transient, "the trusted server elsewhere is not asked")
}

// Keys for other purposes, secret ones, weak ones and those without a name are no keys; the others beside them are.
func TestKeysThatAreNone(t *testing.T) {
	own, good := ecKey(t, "k1"), ecKey(t, "good")
	short, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // to see it refused
	require.NoError(t, err)
	change := func(change func(*jose.JSONWebKey)) jose.JSONWebKey {
		k := own.public()
		change(&k)
		return k
	}
	for name, c := range map[string]struct {
		key  jose.JSONWebKey
		sign signer
	}{
		"for encryption":    {change(func(k *jose.JSONWebKey) { k.Use = "enc" }), own},
		"without a name":    {change(func(k *jose.JSONWebKey) { k.KeyID = "" }), own},
		"private":           {change(func(k *jose.JSONWebKey) { k.Key = own.private }), own},
		"symmetric":         {jose.JSONWebKey{Key: []byte(strings.Repeat("x", 32)), KeyID: "k1", Algorithm: "HS256"}, own},
		"short":             {jose.JSONWebKey{Key: &short.PublicKey, KeyID: "k1", Algorithm: "RS256"}, signer{"k1", jose.RS256, short}},
		"of another sort":   {change(func(k *jose.JSONWebKey) { k.Algorithm = "RS256" }), own},
		"for a shared name": {change(func(k *jose.JSONWebKey) { k.Algorithm = "HS256" }), own},
	} {
		i := start(t, good)
		i.publish(t, c.key, c.key, good.public())
		v := only(t, i, nil)
		_, err := verify(t.Context(), v, c.sign.order(t))
		require.ErrorIs(t, err, bank.ErrSignature, name)
		_, err = verify(t.Context(), v, good.order(t))
		require.NoError(t, err, name)
	}
}

// A key without an algorithm has the one of its type and curve.
func TestAlgorithmOfAKeyThatNamesNone(t *testing.T) {
	for _, own := range []signer{ecKey(t, "k1"), edKey(t, "k1"), rsaKey(t, "k1", jose.RS256, oneRSA)} {
		public := own.public()
		public.Algorithm, public.Use = "", ""
		i := start(t, own)
		i.publish(t, public)
		_, err := verify(t.Context(), only(t, i, nil), own.order(t))
		require.NoError(t, err, own.algorithm)
	}
	own := rsaKey(t, "k1", jose.PS256, oneRSA)
	i := start(t, own)
	public := own.public()
	public.Algorithm = ""
	i.publish(t, public)
	_, err := verify(t.Context(), only(t, i, nil), own.order(t))
	require.ErrorIs(t, err, bank.ErrAlgorithm)
}

// Keys that were given need no address.
func TestGivenKeys(t *testing.T) {
	own := ecKey(t, "k1")
	config := bankjwt.Config{Banks: []bankjwt.Bank{{
		ID: "test-bank", Audience: "portal-at-test-bank", Issuer: "https://test-bank.example",
		Keys: marshal(t, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{own.public()}}),
	}}}
	v, err := bankjwt.New(config)
	require.NoError(t, err)
	_, err = verify(t.Context(), v, own.order(t))
	require.NoError(t, err)
	_, err = verify(t.Context(), v, ecKey(t, "unknown").order(t))
	require.ErrorIs(t, err, bank.ErrSignature)
	config.Banks[0].Keys = json.RawMessage("{}")
	_, err = bankjwt.New(config)
	require.ErrorIs(t, err, fault.Permanent)
}

func TestConfigThatCannotWork(t *testing.T) {
	sound := bankjwt.Bank{ID: "b", Audience: "a", Issuer: "i", KeysURL: "https://b.example/jwks"}
	for name, change := range map[string]func(*bankjwt.Config){
		"http":        func(c *bankjwt.Config) { c.Banks[0].KeysURL = "http://b.example/jwks" },
		"no host":     func(c *bankjwt.Config) { c.Banks[0].KeysURL = "https:///jwks" },
		"user":        func(c *bankjwt.Config) { c.Banks[0].KeysURL = "https://u:p@b.example" },
		"no keys":     func(c *bankjwt.Config) { c.Banks[0].KeysURL = "" },
		"both":        func(c *bankjwt.Config) { c.Banks[0].Keys = []byte("{}") },
		"no issuer":   func(c *bankjwt.Config) { c.Banks[0].Issuer = "" },
		"no audience": func(c *bankjwt.Config) { c.Banks[0].Audience = "" },
		"no id":       func(c *bankjwt.Config) { c.Banks[0].ID = "" },
		"twice":       func(c *bankjwt.Config) { c.Banks = append(c.Banks, c.Banks[0]) },
		"policy":      func(c *bankjwt.Config) { c.Policy = bankjwt.DefaultPolicy(); c.Policy.MostKeys = 0 },
	} {
		config := bankjwt.Config{Banks: []bankjwt.Bank{sound}}
		change(&config)
		_, err := bankjwt.New(config)
		require.ErrorIs(t, err, fault.Permanent, name)
	}
	_, err := bankjwt.New(bankjwt.Config{Banks: []bankjwt.Bank{sound}})
	require.NoError(t, err)
}
