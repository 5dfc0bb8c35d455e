package bankjwt_test

import (
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/bankjwt"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/bank"
)

func given(t testing.TB, own signer) *bankjwt.Verifier {
	t.Helper()
	v, err := bankjwt.New(bankjwt.Config{Banks: []bankjwt.Bank{{
		ID: "test-bank", Audience: "portal-at-test-bank", Issuer: "https://test-bank.example",
		Keys: marshal(t, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{own.public()}}),
	}}})
	require.NoError(t, err)
	return v
}

// CNF-8: whatever comes, nothing panics, and nothing is believed but what the bank has signed.
func FuzzNothingIsBelievedUnsigned(f *testing.F) {
	own := ecKey(f, "k1")
	signed := own.order(f)
	v := given(f, own)
	want, err := verify(f.Context(), v, signed)
	require.NoError(f, err)
	f.Add(signed)
	f.Add("..")
	f.Add("eyJhbGciOiJub25lIiwia2lkIjoiazEifQ.e30.")
	f.Add(strings.ToUpper(signed))
	header, rest, _ := strings.Cut(signed, ".")
	f.Add(header + ".e30." + rest)
	f.Fuzz(func(t *testing.T, text string) {
		given, err := verify(t.Context(), v, text)
		if err != nil {
			require.ErrorIs(t, err, fault.Refused)
			require.Equal(t, bank.Assertion{}, given)
			return
		}
		header, payload, _ := strings.Cut(text, ".")
		payload, _, _ = strings.Cut(payload, ".")
		require.True(t, strings.HasPrefix(signed, header+"."+payload+"."), "another text than the one signed")
		require.Equal(t, want, given)
	})
}

// CNF-8: nor does what a bank signs itself make anything panic, or an identity out of nothing.
func FuzzSignedPayloads(f *testing.F) {
	own := edKey(f, "k1")
	v := given(f, own)
	f.Add(marshal(f, claimsOf(order())))
	f.Add([]byte(`{"aud":["x"],"iat":1e400}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		assertion, err := verify(t.Context(), v, own.sign(t, payload, nil))
		if err != nil {
			require.ErrorIs(t, err, fault.Refused)
			return
		}
		require.Equal(t, "portal-at-test-bank", assertion.Audience)
		require.NotEmpty(t, assertion.Nonce)
		require.False(t, assertion.Identity.Name.IsZero())
	})
}

func BenchmarkVerify(b *testing.B) {
	for name, own := range map[string]signer{"ES256": ecKey(b, "k1"), "EdDSA": edKey(b, "k1"), "RS256": rsaKey(b, "k1", jose.RS256, oneRSA)} {
		b.Run(name, func(b *testing.B) {
			v, text := given(b, own), own.order(b)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := verify(b.Context(), v, text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
