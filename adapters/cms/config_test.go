package cms_test

import (
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/adapters/cms/internal/cmstest"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signature"
)

func TestConfigIsChecked(t *testing.T) {
	a := newTestAuthority(t)
	signer := a.person().Issue(t, a.signer, a.middle)
	for name, c := range map[string]struct {
		config cms.Config
		tells  string
	}{
		"no root":              {cms.Config{Policy: cms.DefaultPolicy()}, "no root is trusted"},
		"no policy":            {cms.Config{Roots: [][]byte{a.root.DER}}, "MaxSize 0 is not positive"},
		"no certificate":       {cms.Config{Roots: [][]byte{[]byte("x")}, Policy: cms.DefaultPolicy()}, "root 0"},
		"no authority":         {cms.Config{Roots: [][]byte{signer.DER}, Policy: cms.DefaultPolicy()}, "root 0 is no certificate of an authority"},
		"an intermediate":      {cms.Config{Roots: [][]byte{a.root.DER}, Intermediates: [][]byte{signer.DER}, Policy: cms.DefaultPolicy()}, "intermediate 0"},
		"an unknown algorithm": {cms.Config{Roots: [][]byte{a.root.DER}, Policy: policyOf(signature.Test)}, `"test" is not known`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := cms.New(c.config)
			require.ErrorIs(t, err, fault.Permanent)
			require.ErrorContains(t, err, c.tells)
		})
	}
	var none cms.Policy
	err := none.Validate()
	for _, figure := range []string{"MaxSize", "MaxCertificates", "MaxDepth", "MaxLinks", "MaxListSize", "KeyUsage", "Algorithms"} {
		assert.ErrorContains(t, err, figure)
	}
}

func policyOf(algorithms ...signature.Algorithm) cms.Policy {
	policy := cms.DefaultPolicy()
	policy.Algorithms = algorithms
	return policy
}

// Certificates are configured as DER or as PEM, several in one entry.
func TestConfigReadsPEM(t *testing.T) {
	a := newTestAuthority(t)
	armour := func(der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}) }
	signer := a.person().Issue(t, a.signer, a.middle)
	message := a.message(statement, signer)
	message.Certificates = message.Certificates[:1]
	for _, config := range []cms.Config{
		{Roots: [][]byte{a.root.DER}, Intermediates: [][]byte{a.middle.DER}},
		{Roots: [][]byte{armour(a.root.DER)}, Intermediates: [][]byte{append(armour(a.root.DER), armour(a.middle.DER)...)}},
	} {
		config.Policy = cms.DefaultPolicy()
		verifier, err := cms.New(config)
		require.NoError(t, err)
		_, err = verifier.Verify(t.Context(), statement, message.Sign(t), a.at)
		require.NoError(t, err)
	}
	require.ErrorIs(t, a.verifies(t, message.Sign(t)), signature.ErrUnknownIssuer, "nobody has the intermediate")
}

func TestEncodingsOfASignature(t *testing.T) {
	a := newTestAuthority(t)
	der := a.message(statement, a.person().Issue(t, a.signer, a.middle)).Sign(t)
	armoured := pem.EncodeToMemory(&pem.Block{Type: "CMS", Bytes: der})
	plain := base64.StdEncoding.EncodeToString(der)
	for name, c := range map[string]struct {
		sent   string
		reason error
	}{
		"PEM":                      {string(armoured), nil},
		"PEM with other lines":     {"\r\n" + strings.ReplaceAll(string(armoured), "\n", "\r\n"), nil},
		"Base64":                   {plain, nil},
		"Base64 in lines":          {plain[:64] + "\r\n" + plain[64:128] + "\n" + plain[128:] + "\n", nil},
		"something before the PEM": {"x" + string(armoured), signature.ErrNotSignature},
		"something after the PEM":  {string(armoured) + "x", signature.ErrNotSignature},
		"two PEM":                  {string(armoured) + string(armoured), signature.ErrNotSignature},
		"Base64 cut off":           {plain[:len(plain)-3], signature.ErrNotSignature},
		"Base64 of the Internet":   {base64.RawURLEncoding.EncodeToString(der), signature.ErrNotSignature},
		"hexadecimal":              {"3082", signature.ErrNotSignature},
		"DER and something":        {string(der) + "\n", signature.ErrNotSignature},
	} {
		t.Run(name, func(t *testing.T) {
			require.ErrorIs(t, a.verifies(t, []byte(c.sent)), c.reason)
		})
	}
}

func TestACertificateIsTold(t *testing.T) {
	a := newTestAuthority(t)
	signer := a.person().Issue(t, a.signer, a.middle)
	certificate, err := a.verifier(t).Verify(t.Context(), statement, a.message(statement, signer).Sign(t), a.at)
	require.NoError(t, err)
	assert.Equal(t, "Middle", certificate.Issuer)
	assert.Equal(t, "03e9", certificate.Serial)
	assert.Equal(t, signature.GOST256, certificate.Algorithm)
	assert.Equal(t, cms.DigestOf(cmstest.SHA256, signer.DER), certificate.Fingerprint[:])
	assert.Equal(t, a.at.Add(24*time.Hour), certificate.NotAfter)
}
