package bankjwt_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/bankjwt"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/bank/banktest"
)

// issuer is a bank with a server that publishes its keys over HTTPS.
type issuer struct {
	*httptest.Server
	mu       sync.Mutex
	document []byte
	status   int
	asked    atomic.Int64
	signer   signer
}

// signer is a private key with its name and algorithm.
type signer struct {
	kid       string
	algorithm jose.SignatureAlgorithm
	private   crypto.Signer
}

func ecKey(t testing.TB, kid string) signer {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return signer{kid, jose.ES256, private}
}

func edKey(t testing.TB, kid string) signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	require.NoError(t, err)
	return signer{kid, jose.EdDSA, private}
}

// Keys of RSA take long to make: there are two for all tests.
var (
	oneRSA   = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })
	spareRSA = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })
)

func rsaKey(t testing.TB, kid string, algorithm jose.SignatureAlgorithm, key func() (*rsa.PrivateKey, error)) signer {
	t.Helper()
	private, err := key()
	require.NoError(t, err)
	return signer{kid, algorithm, private}
}

func (s signer) public() jose.JSONWebKey {
	return jose.JSONWebKey{Key: s.private.Public(), KeyID: s.kid, Algorithm: string(s.algorithm), Use: "sig"}
}

func start(t testing.TB, key signer) *issuer {
	t.Helper()
	i := &issuer{status: http.StatusOK, signer: key}
	i.publish(t, key.public())
	i.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		i.asked.Add(1)
		i.mu.Lock()
		defer i.mu.Unlock()
		w.WriteHeader(i.status)
		_, _ = w.Write(i.document)
	}))
	t.Cleanup(i.Close)
	return i
}

func (i *issuer) publish(t testing.TB, keys ...jose.JSONWebKey) {
	t.Helper()
	document, err := json.Marshal(jose.JSONWebKeySet{Keys: keys})
	require.NoError(t, err)
	i.serve(http.StatusOK, document)
}

func (i *issuer) serve(status int, document []byte) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.status, i.document = status, document
}

func (i *issuer) config(id string) bankjwt.Bank {
	return bankjwt.Bank{
		ID: id, Name: fault.Text{Russian: "Банк", English: "Bank"}, Audience: "portal-at-" + id,
		Issuer: "https://" + id + ".example", KeysURL: i.URL + "/jwks",
	}
}

// connect trusts the certificates of the servers.
func connect(t testing.TB, change func(*bankjwt.Config), banks map[string]*issuer) *bankjwt.Verifier {
	t.Helper()
	roots := x509.NewCertPool()
	var config bankjwt.Config
	for id, i := range banks {
		roots.AddCert(i.Certificate())
		config.Banks = append(config.Banks, i.config(id))
	}
	config.Client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}
	t.Cleanup(config.Client.CloseIdleConnections)
	if change != nil {
		config.Policy = bankjwt.DefaultPolicy()
		change(&config)
	}
	v, err := bankjwt.New(config)
	require.NoError(t, err)
	return v
}

var issuedAt = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

// claimsOf gives the claims of an order; empty parts are left out.
func claimsOf(order banktest.Order) map[string]any {
	all := map[string]any{
		"iss": "https://" + order.Bank + ".example", "sub": order.Subject, "aud": order.Audience, "nonce": order.Nonce,
		"family_name": order.Identity.Family, "given_name": order.Identity.Given, "middle_name": order.Identity.Patronymic,
		"birthdate": order.Identity.BornOn, "snils": order.Identity.SNILS, "inn": order.Identity.INN,
	}
	if !order.IssuedAt.IsZero() {
		all["iat"] = order.IssuedAt.Unix()
	}
	if !order.ExpiresAt.IsZero() {
		all["exp"] = order.ExpiresAt.Unix()
	}
	document := map[string]any{"type": string(order.Identity.DocumentKind), "number": order.Identity.DocumentNumber}
	maps.DeleteFunc(document, func(_ string, value any) bool { return value == "" })
	if len(document) > 0 {
		all["document"] = document
	}
	maps.DeleteFunc(all, func(_ string, value any) bool { return value == "" })
	return all
}

func marshal(t testing.TB, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	return text
}

// compact signs a payload under any header, as no library would let one.
func compact(t testing.TB, header map[string]any, payload []byte, sign func(input []byte) []byte) string {
	t.Helper()
	encode := base64.RawURLEncoding.EncodeToString
	input := encode(marshal(t, header)) + "." + encode(payload)
	return input + "." + encode(sign([]byte(input)))
}

// sign signs with the key under its own algorithm, the header changed.
func (s signer) sign(t testing.TB, payload []byte, change func(header map[string]any)) string {
	t.Helper()
	header := map[string]any{"alg": string(s.algorithm), "kid": s.kid, "typ": "JWT"}
	if change != nil {
		change(header)
	}
	return compact(t, header, payload, func(input []byte) []byte { return s.raw(t, input) })
}

func (s signer) raw(t testing.TB, input []byte) []byte {
	t.Helper()
	digest := sha256.Sum256(input)
	switch private := s.private.(type) {
	case *ecdsa.PrivateKey:
		r, v, err := ecdsa.Sign(rand.Reader, private, digest[:])
		require.NoError(t, err)
		signature := make([]byte, 64)
		r.FillBytes(signature[:32])
		v.FillBytes(signature[32:])
		return signature
	case ed25519.PrivateKey:
		return ed25519.Sign(private, input)
	case *rsa.PrivateKey:
		var signature []byte
		var err error
		if s.algorithm == jose.PS256 {
			signature, err = rsa.SignPSS(rand.Reader, private, crypto.SHA256, digest[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
		} else {
			signature, err = rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, digest[:])
		}
		require.NoError(t, err)
		return signature
	}
	return nil
}

// flawed signs an order with what is wrong with it.
func flawed(t testing.TB, order banktest.Order, own, other signer) string {
	t.Helper()
	payload := marshal(t, claimsOf(order))
	stranger := sameKind(t, own)
	switch order.Flaw {
	case banktest.Stranger:
		return stranger.sign(t, payload, nil)
	case banktest.OtherBanksKey:
		return other.sign(t, payload, nil)
	case banktest.Unsigned:
		return compact(t, map[string]any{"alg": "none", "kid": own.kid}, payload, func([]byte) []byte { return nil })
	case banktest.Algorithm:
		return own.sign(t, payload, func(h map[string]any) { h["alg"] = "ES256K" })
	case banktest.PublicKeySecret:
		secret, err := x509.MarshalPKIXPublicKey(own.private.Public())
		require.NoError(t, err)
		return compact(t, map[string]any{"alg": "HS256", "kid": own.kid}, payload, func(input []byte) []byte {
			mac := hmac.New(sha256.New, secret)
			mac.Write(input)
			return mac.Sum(nil)
		})
	case banktest.OtherAlgorithm:
		wrong := rsaKey(t, own.kid, jose.PS256, spareRSA)
		if key, same := own.private.(*rsa.PrivateKey); same {
			wrong.private = key
			if own.algorithm == jose.PS256 {
				wrong.algorithm = jose.RS256
			}
		}
		return wrong.sign(t, payload, nil)
	case banktest.NoKeyID:
		return own.sign(t, payload, func(h map[string]any) { delete(h, "kid") })
	case banktest.ForeignKey:
		return stranger.sign(t, payload, func(h map[string]any) { h["jwk"], h["jku"] = stranger.public(), "https://evil.example/jwks" })
	case banktest.Twice:
		return own.sign(t, append([]byte(`{"nonce":"x",`), payload[1:]...), nil)
	case banktest.Critical:
		return own.sign(t, payload, func(h map[string]any) { h["crit"], h["exp"] = []string{"exp"}, 1 })
	default:
		return own.sign(t, payload, nil)
	}
}

func sameKind(t testing.TB, s signer) signer {
	t.Helper()
	switch s.algorithm {
	case jose.EdDSA:
		return edKey(t, s.kid)
	case jose.ES256:
		return ecKey(t, s.kid)
	default:
		return rsaKey(t, s.kid, s.algorithm, spareRSA)
	}
}

// CNF-8: the contract, over a server that publishes the keys, with each kind of key.
func TestContract(t *testing.T) {
	for name, own := range map[string]signer{
		"ES256": ecKey(t, "k1"), "EdDSA": edKey(t, "k1"),
		"RS256": rsaKey(t, "k1", jose.RS256, oneRSA), "PS256": rsaKey(t, "k1", jose.PS256, oneRSA),
	} {
		t.Run(name, func(t *testing.T) {
			other := sameKind(t, own) // under the same name: banks do not agree on these
			banktest.Run(t, func(t *testing.T) banktest.Harness {
				t.Helper()
				bankA, bankB := start(t, own), start(t, other)
				return banktest.Harness{
					Assertions: connect(t, nil, map[string]*issuer{"test-bank": bankA, "other-bank": bankB}),
					Bank:       "test-bank", Other: "other-bank", At: issuedAt, Flaws: banktest.Flaws(),
					Down: func() { bankA.serve(http.StatusServiceUnavailable, nil) },
					Sign: func(t *testing.T, order banktest.Order) string {
						t.Helper()
						if order.Bank == "other-bank" {
							return flawed(t, order, other, own)
						}
						return flawed(t, order, own, other)
					},
				}
			})
		})
	}
}
