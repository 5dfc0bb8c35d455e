package main

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"time"

	"github.com/kabinet-go/kabinet/adapters/bankjwt"
	"github.com/kabinet-go/kabinet/identity/bank"
)

// assertions are signed tokens of a bank read by adapters/bankjwt, whose keys are at hand. The floor is nothing but the
// mathematics of the signature.
func assertions(size sizing) []row {
	of := func(kind string, key bare, ops int) row {
		return row{
			work: "a bank's assertion, " + kind, store: noStore, rate: true,
			floor: key.floor(1, ops), full: reading(kind, key, ops),
		}
	}
	return []row{of("ES256", ecdsaP256, size.of(2000)), of("RS256", rsa2048, size.of(2000))}
}

func reading(algorithm string, kind bare, ops int) contender {
	return func(ctx context.Context) (time.Duration, error) {
		key, err := kind.fresh()
		if err != nil {
			return 0, err
		}
		at := time.Now()
		token, err := tokenOf(algorithm, kind, key, at)
		if err != nil {
			return 0, err
		}
		published, err := published(algorithm, key.Public())
		if err != nil {
			return 0, err
		}
		banks, err := bankjwt.New(bankjwt.Config{Banks: []bankjwt.Bank{{
			ID: "bank", Audience: "portal", Issuer: "https://bank.example", Keys: published,
		}}})
		if err != nil {
			return 0, err
		}
		return timed(ops, 1, func(int) error {
			_, err := banks.Verify(ctx, bank.Presented{Bank: "bank", Text: token, At: at, Validity: bank.DefaultValidity()})
			return err
		})
	}
}

// tokenOf is what the bank signs.
func tokenOf(algorithm string, kind bare, key crypto.Signer, at time.Time) (string, error) {
	encode := base64.RawURLEncoding.EncodeToString
	header, err := json.Marshal(map[string]any{"alg": algorithm, "kid": "k1", "typ": "JWT"})
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(map[string]any{
		"iss": "https://bank.example", "sub": "client-17", "aud": "portal", "nonce": "n",
		"iat": at.Unix(), "exp": at.Add(time.Minute).Unix(),
		"family_name": "Ёлкина", "given_name": "Анна", "middle_name": "Сергеевна", "birthdate": "1975-05-09", "snils": "12345678964",
		"document": map[string]any{"type": "passport", "number": "4502573482"},
	})
	if err != nil {
		return "", err
	}
	text := encode(header) + "." + encode(claims)
	signature, err := key.Sign(rand.Reader, kind.digest([]byte(text)), kind.opts)
	if err == nil && algorithm == "ES256" {
		signature, err = concatenated(signature)
	}
	return text + "." + encode(signature), err
}

// concatenated is a signature as JSON Web Signatures have it (RFC 7518, 3.4).
func concatenated(signature []byte) ([]byte, error) {
	var halves struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(signature, &halves); err != nil {
		return nil, err
	}
	both := make([]byte, 64)
	halves.R.FillBytes(both[:32])
	halves.S.FillBytes(both[32:])
	return both, nil
}

// published is the bank's set of keys (RFC 7517).
func published(algorithm string, public crypto.PublicKey) ([]byte, error) {
	encode := base64.RawURLEncoding.EncodeToString
	key := map[string]any{"kid": "k1", "use": "sig", "alg": algorithm}
	switch public := public.(type) {
	case *ecdsa.PublicKey:
		point, err := public.Bytes() // 4, x, y
		if err != nil {
			return nil, err
		}
		key["kty"], key["crv"], key["x"], key["y"] = "EC", "P-256", encode(point[1:33]), encode(point[33:])
	case *rsa.PublicKey:
		key["kty"], key["n"], key["e"] = "RSA", encode(public.N.Bytes()), encode(big.NewInt(int64(public.E)).Bytes())
	default:
		return nil, errors.ErrUnsupported
	}
	return json.Marshal(map[string]any{"keys": []any{key}})
}
