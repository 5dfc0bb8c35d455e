package bankjwt

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"errors"
	"slices"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/json"
)

// key is a public key with the only algorithm that counts for it.
type key struct {
	public    any
	algorithm jose.SignatureAlgorithm
}

// shortestRSA is the length in bits below which RSA keys are not believed (NIST SP 800-131A).
const shortestRSA = 2048

var (
	errSet  = errors.New("bankjwt: what the bank publishes is no set of keys")
	errFull = errors.New("bankjwt: the bank publishes too many keys")
	errTwin = errors.New("bankjwt: the bank publishes two keys of one name")
)

// parseSet reads the keys that can verify; others are left out, since banks publish keys for other purposes too.
func parseSet(document []byte, most int) (map[string]key, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := json.Unmarshal(document, &set); err != nil {
		return nil, errSet
	}
	if len(set.Keys) > most {
		return nil, errFull
	}
	keys := map[string]key{}
	for _, raw := range set.Keys {
		var published jose.JSONWebKey
		if json.Unmarshal(raw, &published) != nil {
			continue
		}
		found, ok := usable(published)
		if !ok {
			continue
		}
		if _, twin := keys[published.KeyID]; twin {
			return nil, errTwin
		}
		keys[published.KeyID] = found
	}
	if len(keys) == 0 {
		return nil, errSet
	}
	return keys, nil
}

// usable returns a public key for signatures, no private or symmetric one; the algorithm of an RSA key that names
// none is RS256.
func usable(published jose.JSONWebKey) (key, bool) {
	if published.KeyID == "" || !published.Valid() || published.Use != "" && published.Use != "sig" {
		return key{}, false
	}
	fits := fitting(published.Key)
	algorithm := jose.SignatureAlgorithm(published.Algorithm)
	if algorithm == "" && len(fits) > 0 {
		algorithm = fits[0]
	}
	return key{published.Key, algorithm}, slices.Contains(fits, algorithm)
}

// fitting lists the algorithms a key can have, the one it has unless it names another first.
func fitting(public any) []jose.SignatureAlgorithm {
	switch k := public.(type) {
	case *rsa.PublicKey:
		if k.N.BitLen() >= shortestRSA {
			return []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.PS256, jose.PS384, jose.PS512}
		}
	case *ecdsa.PublicKey:
		switch k.Curve.Params().BitSize {
		case 256:
			return []jose.SignatureAlgorithm{jose.ES256}
		case 384:
			return []jose.SignatureAlgorithm{jose.ES384}
		case 521:
			return []jose.SignatureAlgorithm{jose.ES512}
		}
	case ed25519.PublicKey:
		return []jose.SignatureAlgorithm{jose.EdDSA}
	}
	return nil
}
