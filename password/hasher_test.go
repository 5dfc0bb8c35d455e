package password_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/password"
)

func cheap() password.HasherConfig {
	config := password.DefaultHasherConfig()
	config.Params = password.CheapestParams()
	return config
}

func newHasher(t testing.TB, config password.HasherConfig, random io.Reader) *password.Hasher {
	t.Helper()
	hasher, err := password.NewHasher(config, random)
	require.NoError(t, err)
	return hasher
}

func TestHashedPasswordVerifies(t *testing.T) {
	hasher := newHasher(t, cheap(), rand.Reader)
	for _, secret := range []string{"корова батарея", "", " ", "рыба 🐟", strings.Repeat("щ", 2048)} {
		hash, err := hasher.Hash(t.Context(), secret)
		require.NoError(t, err)

		ok, needsRehash, err := hasher.Verify(t.Context(), hash, secret)
		require.NoError(t, err)
		assert.True(t, ok)
		assert.False(t, needsRehash)

		ok, needsRehash, err = hasher.Verify(t.Context(), hash, secret+"x")
		require.NoError(t, err)
		assert.False(t, ok)
		assert.False(t, needsRehash)
	}
}

func TestReferenceVectorVerifies(t *testing.T) {
	hash, err := password.ParseHash(referenceHash)
	require.NoError(t, err)
	ok, needsRehash, err := newHasher(t, cheap(), rand.Reader).Verify(t.Context(), hash, "password")
	require.NoError(t, err)
	assert.True(t, ok)
	assert.True(t, needsRehash)
}

func TestHashWritesPHCStringFormat(t *testing.T) {
	hasher := newHasher(t, password.DefaultHasherConfig(), bytes.NewReader(make([]byte, 16)))
	hash, err := hasher.Hash(t.Context(), "корова батарея")
	require.NoError(t, err)
	assert.Regexp(t, `^\$argon2id\$v=19\$m=19456,t=2,p=1\$A{22}\$[A-Za-z0-9+/]{43}$`, hash.Reveal())
}

func TestSaltsDiffer(t *testing.T) {
	hasher := newHasher(t, cheap(), rand.Reader)
	one, err := hasher.Hash(t.Context(), "корова батарея")
	require.NoError(t, err)
	other, err := hasher.Hash(t.Context(), "корова батарея")
	require.NoError(t, err)
	assert.False(t, one.Equal(other))
}

// PWD-3: one password typed on different devices, whatever form they send.
func TestUnicodeIsNormalised(t *testing.T) {
	hasher := newHasher(t, cheap(), rand.Reader)
	hash, err := hasher.Hash(t.Context(), norm.NFD.String("Ёжик йоги é 각"))
	require.NoError(t, err)
	for typed, want := range map[string]bool{
		norm.NFC.String("Ёжик йоги é 각"): true,
		norm.NFD.String("Ёжик йоги é 각"): true,
		"Ежик йоги é 각":                  false, // ё is significant
		"ёжик йоги é 각":                  false, // so are capitals
		" Ёжик йоги é 각":                 false, // and spaces
	} {
		ok, _, err := hasher.Verify(t.Context(), hash, typed)
		require.NoError(t, err)
		assert.Equal(t, want, ok, typed)
	}
}

func TestCompatibilityFormsStayDifferent(t *testing.T) {
	hasher := newHasher(t, cheap(), rand.Reader)
	hash, err := hasher.Hash(t.Context(), "площадь²")
	require.NoError(t, err)
	ok, _, err := hasher.Verify(t.Context(), hash, "площадь2")
	require.NoError(t, err)
	assert.False(t, ok)
}

func TestNothingIsTruncated(t *testing.T) {
	hasher := newHasher(t, cheap(), rand.Reader)
	for _, length := range []int{72, 128, 1000, 4095} {
		long := strings.Repeat("a", length)
		hash, err := hasher.Hash(t.Context(), long+"b")
		require.NoError(t, err)
		for _, other := range []string{long, long + "c"} {
			ok, _, err := hasher.Verify(t.Context(), hash, other)
			require.NoError(t, err)
			assert.False(t, ok, length)
		}
	}
}

func TestHashRefusesWhatCannotBeTypedAgain(t *testing.T) {
	hasher := newHasher(t, cheap(), rand.Reader)
	_, err := hasher.Hash(t.Context(), strings.Repeat("a", 4097))
	assert.ErrorIs(t, err, password.ErrTooLarge)
	_, err = hasher.Hash(t.Context(), "корова\xff")
	assert.ErrorIs(t, err, password.ErrUnreadable)
	_, err = hasher.Hash(t.Context(), "корова\n")
	assert.ErrorIs(t, err, password.ErrUnreadable)
	assert.ErrorIs(t, err, fault.Refused)
}

// What Check accepts, Hash hashes.
func TestHasherTakesWhateverTheNamedPoliciesTake(t *testing.T) {
	hasher := newHasher(t, cheap(), rand.Reader)
	for name, fresh := range namedPolicies() {
		for _, candidate := range []string{
			"Vesna!2078-y", strings.Repeat("Vesna!2078-y", 341), norm.NFD.String("Vёsna!2078-й") + "Z",
			"Vesna!2078\x00", "Vesna!2078\xff", "Vesna!2078\U000E0FFF",
		} {
			if fresh().Check(candidate, password.Context{}) == nil {
				_, err := hasher.Hash(t.Context(), candidate)
				assert.NoError(t, err, name)
			}
		}
	}
}

func TestImpossiblePasswordIsMerelyWrong(t *testing.T) {
	hasher := newHasher(t, cheap(), rand.Reader)
	hash, err := hasher.Hash(t.Context(), "корова батарея")
	require.NoError(t, err)
	for _, typed := range []string{strings.Repeat("a", 1<<20), "\xff", "\x00"} {
		ok, _, err := hasher.Verify(t.Context(), hash, typed)
		require.NoError(t, err)
		assert.False(t, ok)
		assert.NoError(t, hasher.VerifyNone(t.Context(), typed))
	}
}

func TestNoHashMatchesNothing(t *testing.T) {
	hasher := newHasher(t, cheap(), rand.Reader)
	ok, needsRehash, err := hasher.Verify(t.Context(), password.Hash{}, "")
	require.NoError(t, err)
	assert.False(t, ok)
	assert.False(t, needsRehash)
}

// PWD-3: old hashes are upgraded at sign-in, when the password is known.
func TestHashOfOtherCostsNeedsRehash(t *testing.T) {
	old := newHasher(t, cheap(), rand.Reader)
	hash, err := old.Hash(t.Context(), "корова батарея")
	require.NoError(t, err)
	changes := map[string]func(p *password.Params){
		"Time":       func(p *password.Params) { p.Time = 2 },
		"Memory":     func(p *password.Params) { p.Memory = 64 },
		"Threads":    func(p *password.Params) { p.Threads, p.Memory = 2, 16 },
		"SaltLength": func(p *password.Params) { p.SaltLength = 16 },
		"KeyLength":  func(p *password.Params) { p.KeyLength = 32 },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			config := cheap()
			change(&config.Params)
			now := newHasher(t, config, rand.Reader)

			ok, needsRehash, err := now.Verify(t.Context(), hash, "корова батарея")
			require.NoError(t, err)
			assert.True(t, ok)
			assert.True(t, needsRehash)

			ok, needsRehash, err = now.Verify(t.Context(), hash, "другой пароль")
			require.NoError(t, err)
			assert.False(t, ok)
			assert.False(t, needsRehash, "a wrong password cannot be hashed anew")
		})
	}
}

func TestFailingRandomnessIsTransient(t *testing.T) {
	broken := errors.New("no entropy")
	for name, random := range map[string]io.Reader{
		"error": iotest.ErrReader(broken), "too little": bytes.NewReader(make([]byte, 7)),
	} {
		t.Run(name, func(t *testing.T) {
			hash, err := newHasher(t, cheap(), random).Hash(t.Context(), "корова батарея")
			require.ErrorIs(t, err, fault.Transient)
			assert.True(t, hash.IsZero())
			assert.NotContains(t, err.Error(), "корова")
		})
	}
}

func TestNewHasherRefusesMistakes(t *testing.T) {
	_, err := password.NewHasher(password.HasherConfig{}, rand.Reader)
	require.ErrorIs(t, err, fault.Permanent)
	for _, field := range []string{"Time", "Memory", "Threads", "SaltLength", "KeyLength", "Concurrency", "MaxBytes"} {
		assert.ErrorContains(t, err, field)
	}
	_, err = password.NewHasher(cheap(), nil)
	assert.ErrorIs(t, err, fault.Permanent)
}

func TestCancelledContextHashesNothing(t *testing.T) {
	hasher := newHasher(t, cheap(), rand.Reader)
	hash, err := hasher.Hash(t.Context(), "корова батарея")
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = hasher.Hash(ctx, "корова батарея")
	assert.ErrorIs(t, err, context.Canceled)
	ok, _, err := hasher.Verify(ctx, hash, "корова батарея")
	assert.ErrorIs(t, err, context.Canceled)
	assert.False(t, ok)
	assert.ErrorIs(t, hasher.VerifyNone(ctx, "корова батарея"), context.Canceled)
}

func TestHasherIsSafeForConcurrentUse(t *testing.T) {
	hasher := newHasher(t, cheap(), rand.Reader)
	var group sync.WaitGroup
	for range 32 {
		group.Go(func() {
			hash, err := hasher.Hash(t.Context(), "корова батарея")
			assert.NoError(t, err)
			ok, _, err := hasher.Verify(t.Context(), hash, "корова батарея")
			assert.NoError(t, err)
			assert.True(t, ok)
		})
	}
	group.Wait()
}
