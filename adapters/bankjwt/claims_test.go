package bankjwt_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/bankjwt"
	"github.com/kabinet-go/kabinet/identity/bank"
)

// CNF-8: claims of another shape than agreed are not guessed at.
func TestClaims(t *testing.T) {
	own := ecKey(t, "k1")
	v := only(t, start(t, own), nil)
	for name, c := range map[string]struct {
		change func(claims map[string]any)
		reason error
	}{
		"audience in a list":       {func(c map[string]any) { c["aud"] = []string{"portal-at-test-bank"} }, nil},
		"several audiences":        {func(c map[string]any) { c["aud"] = []string{"portal-at-test-bank", "other"} }, bank.ErrAudience},
		"the same audience twice":  {func(c map[string]any) { c["aud"] = []string{"portal-at-test-bank", "portal-at-test-bank"} }, bank.ErrAudience},
		"no audience in a list":    {func(c map[string]any) { c["aud"] = []string{} }, bank.ErrAudience},
		"a number as audience":     {func(c map[string]any) { c["aud"] = 7 }, bank.ErrUnreadable},
		"another issuer":           {func(c map[string]any) { c["iss"] = "https://other-bank.example" }, bank.ErrOtherBank},
		"no issuer":                {func(c map[string]any) { delete(c, "iss") }, bank.ErrOtherBank},
		"a text as time":           {func(c map[string]any) { c["iat"] = "1772355600" }, bank.ErrUnreadable},
		"part of a second":         {func(c map[string]any) { c["exp"] = 1772355600.5 }, bank.ErrUnreadable},
		"the year 10000":           {func(c map[string]any) { c["exp"] = 253402300800 }, bank.ErrUnreadable},
		"more than fits":           {func(c map[string]any) { c["exp"] = 1e30 }, bank.ErrUnreadable},
		"before 1970":              {func(c map[string]any) { c["iat"] = -1 }, bank.ErrUnreadable},
		"counting already":         {func(c map[string]any) { c["nbf"] = issuedAt.Unix() }, nil},
		"not counting yet":         {func(c map[string]any) { c["nbf"] = issuedAt.Unix() + 31 }, bank.ErrNotYetValid},
		"nobody's document":        {func(c map[string]any) { c["document"] = []string{"45 02 573482"} }, bank.ErrUnreadable},
		"a claim of no concern":    {func(c map[string]any) { c["auth_time"], c["x"] = 1, map[string]any{"y": []int{1}} }, nil},
		"names in capitals":        {func(c map[string]any) { c["NONCE"] = c["nonce"]; delete(c, "nonce") }, bank.ErrNonceMissing},
		"a nonce that is a number": {func(c map[string]any) { c["nonce"] = 1 }, bank.ErrUnreadable},
	} {
		claims := claimsOf(order())
		c.change(claims)
		_, err := verify(t.Context(), v, own.sign(t, marshal(t, claims), nil))
		if c.reason == nil {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, c.reason, name)
	}
	for _, payload := range []string{"", "null", "[]", `"x"`, "1", "{", "{} {}", strings.Repeat("[", 10_000)} {
		_, err := verify(t.Context(), v, own.sign(t, []byte(payload), nil))
		require.Error(t, err, payload)
	}
	within := marshal(t, claimsOf(order()))
	twice := strings.Replace(string(within), `"number":`, `"number":"4502573482","number":`, 1)
	_, err := verify(t.Context(), v, own.sign(t, []byte(twice), nil))
	require.ErrorIs(t, err, bank.ErrUnreadable, "twice further down")
}

// A token that is right but larger than allowed is not read.
func TestLargestToken(t *testing.T) {
	own := ecKey(t, "k1")
	i, text := start(t, own), own.order(t)
	_, err := verify(t.Context(), only(t, i, func(c *bankjwt.Config) { c.Policy.LargestToken = len(text) }), text)
	require.NoError(t, err)
	_, err = verify(t.Context(), only(t, i, func(c *bankjwt.Config) { c.Policy.LargestToken = len(text) - 1 }), text)
	require.ErrorIs(t, err, bank.ErrUnreadable)
}

// CNF-8: headers that mean something else than a signed JWT of this bank.
func TestHeaders(t *testing.T) {
	own := ecKey(t, "k1")
	v := only(t, start(t, own), nil)
	payload := marshal(t, claimsOf(order()))
	for name, c := range map[string]struct {
		change func(header map[string]any)
		reason error
	}{
		"no type":              {func(h map[string]any) { delete(h, "typ") }, nil},
		"small letters":        {func(h map[string]any) { h["typ"] = "jwt" }, nil},
		"an access token":      {func(h map[string]any) { h["typ"] = "at+jwt" }, bank.ErrUnreadable},
		"a type of no text":    {func(h map[string]any) { h["typ"] = 1 }, bank.ErrUnreadable},
		"payload not encoded":  {func(h map[string]any) { h["crit"], h["b64"] = []string{"b64"}, false }, bank.ErrUnreadable},
		"b64 without crit":     {func(h map[string]any) { h["b64"] = true }, bank.ErrUnreadable},
		"none in capitals":     {func(h map[string]any) { h["alg"] = "NONE" }, bank.ErrAlgorithm},
		"no algorithm":         {func(h map[string]any) { delete(h, "alg") }, bank.ErrAlgorithm},
		"an empty name of key": {func(h map[string]any) { h["kid"] = "" }, bank.ErrUnreadable},
		"a name of a file":     {func(h map[string]any) { h["kid"] = "../../dev/null" }, bank.ErrSignature},
	} {
		_, err := verify(t.Context(), v, own.sign(t, payload, c.change))
		if c.reason == nil {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorIs(t, err, c.reason, name)
	}
}
