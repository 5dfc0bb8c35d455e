package cmstest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/asn1"
	"math/big"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms/internal/gosttest"
	"github.com/kabinet-go/kabinet/adapters/cms/streebog"
)

// Key signs. Its parts are DER, so that tests can replace them.
type Key struct {
	Public []byte // SubjectPublicKeyInfo
	Scheme []byte // AlgorithmIdentifier of signatures
	Hash   string // the digest's object identifier
	Digest func(data []byte) []byte
	Sign   func(tb testing.TB, digest []byte) []byte
}

// ID is the key identifier.
func (k Key) ID() []byte {
	sum := sha1.Sum(k.Public)
	return sum[:]
}

// SHA256 is the object identifier of the digest.
const SHA256 = "2.16.840.1.101.3.4.2.1"

func sha2(hash crypto.Hash) func([]byte) []byte {
	return func(data []byte) []byte {
		h := hash.New()
		_, _ = h.Write(data)
		return h.Sum(nil)
	}
}

// ECDSA makes a key that signs with SHA-256.
func ECDSA(tb testing.TB, curve elliptic.Curve) Key {
	tb.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	require.NoError(tb, err)
	return Key{
		Public: spki(tb, &key.PublicKey), Scheme: Algorithm("1.2.840.10045.4.3.2", nil), Hash: SHA256, Digest: sha2(crypto.SHA256),
		Sign: func(tb testing.TB, digest []byte) []byte {
			tb.Helper()
			signed, err := ecdsa.SignASN1(rand.Reader, key, digest)
			require.NoError(tb, err)
			return signed
		},
	}
}

// RSA makes a key that signs by PKCS #1 v1.5 with SHA-256.
func RSA(tb testing.TB, bits int) Key {
	tb.Helper()
	return rsaKey(tb, bits, Algorithm("1.2.840.113549.1.1.11", Null), func(key *rsa.PrivateKey, digest []byte) ([]byte, error) {
		return rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest)
	})
}

// RSAPSS makes a key that signs by PSS with SHA-256 and a salt of 32 bytes.
func RSAPSS(tb testing.TB, bits int) Key {
	tb.Helper()
	hash := Algorithm(SHA256, Null)
	parameters := Sequence(Tagged(0, hash), Tagged(1, Algorithm("1.2.840.113549.1.1.8", hash)), Tagged(2, Integer(32)))
	return rsaKey(tb, bits, Algorithm("1.2.840.113549.1.1.10", parameters), func(key *rsa.PrivateKey, digest []byte) ([]byte, error) {
		return rsa.SignPSS(rand.Reader, key, crypto.SHA256, digest, &rsa.PSSOptions{SaltLength: 32})
	})
}

func rsaKey(tb testing.TB, bits int, scheme []byte, sign func(*rsa.PrivateKey, []byte) ([]byte, error)) Key {
	tb.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	require.NoError(tb, err)
	return Key{
		Public: spki(tb, &key.PublicKey), Scheme: scheme, Hash: SHA256, Digest: sha2(crypto.SHA256),
		Sign: func(tb testing.TB, digest []byte) []byte {
			tb.Helper()
			signed, err := sign(key, digest)
			require.NoError(tb, err)
			return signed
		},
	}
}

func spki(tb testing.TB, public any) []byte {
	tb.Helper()
	der, err := x509.MarshalPKIXPublicKey(public)
	require.NoError(tb, err)
	return der
}

// GOST makes a key of 256 bits on the curve CryptoPro A.
func GOST(tb testing.TB) Key {
	tb.Helper()
	curve := gosttest.CryptoProA()
	draw := func(tb testing.TB) *big.Int {
		tb.Helper()
		number, err := rand.Int(rand.Reader, new(big.Int).Sub(curve.Q, big.NewInt(1)))
		require.NoError(tb, err)
		return number.Add(number, big.NewInt(1))
	}
	d := draw(tb)
	return Key{
		Public: GOSTPublic("1.2.643.2.2.35.1", curve.Octets(curve.Times(d, curve.Base))),
		Scheme: Algorithm("1.2.643.7.1.1.3.2", nil), Hash: "1.2.643.7.1.1.2.2",
		Digest: func(data []byte) []byte {
			sum := streebog.Sum256(data)
			return sum[:]
		},
		Sign: func(tb testing.TB, digest []byte) []byte {
			tb.Helper()
			turned := slices.Clone(digest)
			slices.Reverse(turned)
			return curve.Sign(d, draw(tb), new(big.Int).SetBytes(turned))
		},
	}
}

// GOSTPublic writes a public key of 256 bits on the curve of a parameter set.
func GOSTPublic(set string, octets []byte) []byte {
	return Sequence(Algorithm("1.2.643.7.1.1.1.1", Sequence(OID(set), OID("1.2.643.7.1.1.2.2"))), Bits(Octets(octets)))
}

// Null is the NULL of ASN.1.
var Null = []byte{asn1.TagNull, 0}
