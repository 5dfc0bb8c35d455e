package password_test

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/password"
)

func FuzzParseHash(f *testing.F) {
	f.Add(referenceHash)
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key)
	f.Add("$argon2id$v=19$m=4294967295,t=2,p=1$" + salt + "$" + key)
	f.Add("$argon2i$v=16$m=8,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, text string) {
		hash, err := password.ParseHash(text)
		if err != nil {
			require.ErrorIs(t, err, password.ErrMalformedHash)
			require.True(t, hash.IsZero())
			return
		}
		require.Equal(t, text, hash.Reveal(), "one content has one spelling")
		data, err := hash.MarshalJSON()
		require.NoError(t, err)
		var read password.Hash
		require.NoError(t, read.UnmarshalJSON(data))
		require.True(t, hash.Equal(read))
	})
}

func seed(f *testing.F) {
	for _, text := range []string{
		"", "пароль123!", "gfhjkm", "П@р0ль", "12.03.1985", "1q2w3e4r", "Vesna!2078", "корова батарея", "\xff\x00", "й\u0306🙂",
	} {
		f.Add(text, "Семён Щербаков", "s.shcherbakov@example.org", "+7 916 555-01-73")
	}
	for _, text := range hostile() {
		f.Add(text[:min(len(text), 5000)], "Ян", "@", "")
	}
}

// Every message is one that the policy can say whatever the password, so none can contain it.
func FuzzCheck(f *testing.F) {
	seed(f)
	said := messages(f)
	f.Fuzz(func(t *testing.T, text, name, mail, phone string) {
		owner := password.NewContext(name, mail, phone)
		for policyName, fresh := range namedPolicies() {
			policy := fresh()
			err := policy.Check(text, owner)
			if err == nil {
				require.True(t, utf8.ValidString(text), policyName)
				require.GreaterOrEqual(t, len(text), policy.MinLength, policyName)
				continue
			}
			require.ErrorIs(t, err, fault.Refused)
			require.NotEmpty(t, fault.All(err))
			for _, broken := range fault.All(err) {
				require.Contains(t, said, broken.Code)
				if broken.Args == nil {
					require.Equal(t, said[broken.Code], [2]string{broken.Message(language.Russian), broken.Message(language.English)})
				}
				for argument, value := range broken.Args {
					switch argument {
					case "min":
						require.Equal(t, policy.MinLength, value)
					case "max":
						require.Equal(t, policy.MaxLength, value)
					case "bytes":
						require.Equal(t, policy.MaxBytes, value)
					case "signs":
						require.Regexp(t, `^([!-/:-@\[-_{-}] )*[!-/:-@\[-_{-}]$`, value)
					default:
						t.Fatalf("unknown argument %s", argument)
					}
				}
			}
		}
	})
}

func FuzzStrength(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text, name, mail, phone string) {
		owner := password.NewContext(name, mail, phone)
		policy := password.Modern()
		estimate := policy.Strength(text, owner)
		require.GreaterOrEqual(t, estimate.Score, 0)
		require.LessOrEqual(t, estimate.Score, 4)
		require.Equal(t, estimate.Score == 4, len(estimate.Hints) == 0)
		require.Equal(t, estimate, policy.Strength(text, owner), "the same text has the same strength")
		if estimate.Score >= 2 && len(text) <= policy.MaxBytes {
			for _, broken := range codes(policy.Check(text, owner)) {
				assert.Contains(t, []string{"too-long", "unreadable"}, broken, "a refused password does not look strong")
			}
		}
	})
}
