package eventsourcing_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func TestLocalKEK(t *testing.T) {
	key := bytes.Repeat([]byte{1}, 32)
	kek := localKEK(t, "two", "one", "two")
	wrapped, err := kek.Wrap(t.Context(), "7", key)
	require.NoError(t, err)
	assert.Equal(t, "7", wrapped.ID)
	assert.Equal(t, "two", wrapped.KEK)
	assert.NotContains(t, string(wrapped.Wrapped), string(key[:8]))

	back, err := kek.Unwrap(t.Context(), wrapped)
	require.NoError(t, err)
	assert.Equal(t, key, back)

	again, err := kek.Wrap(t.Context(), "7", key)
	require.NoError(t, err)
	assert.NotEqual(t, wrapped.Wrapped, again.Wrapped)

	for name, change := range map[string]func(*es.WrappedKey){
		"made for another id": func(w *es.WrappedKey) { w.ID = "8" },
		"by another key":      func(w *es.WrappedKey) { w.KEK = "one" },
		"by a key not there":  func(w *es.WrappedKey) { w.KEK = "three" },
		"cut":                 func(w *es.WrappedKey) { w.Wrapped = w.Wrapped[:5] },
		"damaged":             func(w *es.WrappedKey) { w.Wrapped = append([]byte{^w.Wrapped[0]}, w.Wrapped[1:]...) },
	} {
		t.Run(name, func(t *testing.T) {
			changed := wrapped
			change(&changed)
			_, err := kek.Unwrap(t.Context(), changed)
			assert.ErrorIs(t, err, fault.Permanent)
		})
	}
}

func TestLocalKEKRefusesItsKeys(t *testing.T) {
	for name, test := range map[string]struct {
		current string
		keys    map[string][]byte
		want    string
	}{
		"no keys":         {"one", nil, `no key-encryption key "one"`},
		"another current": {"two", map[string][]byte{"one": make([]byte, 32)}, `no key-encryption key "two"`},
		"a short one":     {"one", map[string][]byte{"one": make([]byte, 32), "two": make([]byte, 16)}, `key-encryption key "two": eventsourcing: a key of 16 bytes, want 32`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := es.NewLocalKEK(test.current, test.keys)
			require.ErrorContains(t, err, test.want)
			assert.ErrorIs(t, err, fault.Permanent)
		})
	}
}

func TestSecretsOfTheKernelDoNotPrint(t *testing.T) {
	c := newClub(t)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
		text := fmt.Sprintf(verb, blindIndex(t)) + fmt.Sprintf(verb, localKEK(t, "one", "one")) + fmt.Sprintf(verb, c.Keyring())
		for _, secret := range []string{"7 7 7 7", "07070707", "0x7, 0x7", "oooo", "111 111", "6f6f6f", "0x6f"} {
			assert.NotContains(t, text, secret)
		}
	}
}
