package main

import (
	"crypto/rand"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/adapters/cms/fixtures"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// Each row verifies what its name says.
func TestSignaturesAreOfTheirKind(t *testing.T) {
	kinds := map[string]signature.Algorithm{
		"GOST 2012 of 256": signature.GOST256, "GOST 2012 of 512": signature.GOST512, "RSA 2048": signature.RSA,
		"RSA-PSS": signature.RSAPSS, "ECDSA": signature.ECDSA,
	}
	for _, kind := range signatureKinds {
		f, at, err := fixtures.Get(kind.fixture)
		require.NoError(t, err)
		verifier, err := cms.New(f.Config())
		require.NoError(t, err)
		certificate, err := verifier.Verify(t.Context(), []byte(fixtures.Statement), f.Signed, at)
		require.NoError(t, err, kind.name)
		for name, algorithm := range kinds {
			assert.Equal(t, strings.HasPrefix(kind.name, name), certificate.Algorithm == algorithm, kind.name)
		}
	}
	_, _, err := fixtures.Get("openssl-dsa")
	require.ErrorContains(t, err, "openssl-dsa")
}

// The floor verifies: it refuses what is wrong.
func TestBareSignaturesAreVerified(t *testing.T) {
	for name, kind := range map[string]bare{"RSA": rsa2048, "RSA-PSS": rsaPSS2048, "P-256": ecdsaP256, "P-384": ecdsaP384} {
		key, err := kind.fresh()
		require.NoError(t, err)
		digest := kind.digest([]byte("x"))
		signed, err := key.Sign(rand.Reader, digest, kind.opts)
		require.NoError(t, err)
		require.NoError(t, kind.verify(key.Public(), digest, signed), name)
		digest[0] ^= 1
		require.Error(t, kind.verify(key.Public(), digest, signed), name)
	}
}
