package password_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/password"
)

// Made by the reference implementation's command line from "password" and "somesalt"; from its test.c.
const referenceHash = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

const (
	salt = "AAAAAAAAAAAAAAAAAAAAAA"                      // 16 bytes
	key  = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" // 32 bytes
)

func TestParseHashReadsWhatRevealWrites(t *testing.T) {
	for _, text := range []string{
		referenceHash,
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key,
		"$argon2id$v=19$m=65536,t=3,p=4$" + salt + "$" + key, // RFC 9106, second recommended option
		"$argon2id$v=19$m=262144,t=16,p=16$" + salt + "$" + key,
	} {
		hash, err := password.ParseHash(text)
		require.NoError(t, err, text)
		assert.Equal(t, text, hash.Reveal())
		assert.False(t, hash.IsZero())
	}
}

func TestParseHashRefuses(t *testing.T) {
	tests := map[string]string{
		"empty":                  "",
		"no PHC string":          "5f4dcc3b5aa765d61d8327deb882cf99",
		"bcrypt":                 "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy",
		"Argon2i":                "$argon2i$v=19$m=19456,t=2,p=1$" + salt + "$" + key,
		"Argon2d":                "$argon2d$v=19$m=19456,t=2,p=1$" + salt + "$" + key,
		"old version":            "$argon2id$v=16$m=19456,t=2,p=1$" + salt + "$" + key,
		"no version":             "$argon2id$m=19456,t=2,p=1$" + salt + "$" + key,
		"other order":            "$argon2id$v=19$t=2,m=19456,p=1$" + salt + "$" + key,
		"leading zero":           "$argon2id$v=19$m=019456,t=2,p=1$" + salt + "$" + key,
		"plus":                   "$argon2id$v=19$m=+19456,t=2,p=1$" + salt + "$" + key,
		"negative":               "$argon2id$v=19$m=-1,t=2,p=1$" + salt + "$" + key,
		"another parameter":      "$argon2id$v=19$m=19456,t=2,p=1,x=1$" + salt + "$" + key,
		"no parameter names":     "$argon2id$v=19$19456,2,1$" + salt + "$" + key,
		"key identifier":         "$argon2id$v=19$m=19456,t=2,p=1,keyid=AA$" + salt + "$" + key,
		"4 TiB":                  "$argon2id$v=19$m=4294967295,t=2,p=1$" + salt + "$" + key,
		"beyond 32 bits":         "$argon2id$v=19$m=4294967296,t=2,p=1$" + salt + "$" + key,
		"just above 256 MiB":     "$argon2id$v=19$m=262145,t=2,p=1$" + salt + "$" + key,
		"below 8 KiB per thread": "$argon2id$v=19$m=31,t=2,p=4$" + salt + "$" + key,
		"no pass":                "$argon2id$v=19$m=19456,t=0,p=1$" + salt + "$" + key,
		"17 passes":              "$argon2id$v=19$m=19456,t=17,p=1$" + salt + "$" + key,
		"no thread":              "$argon2id$v=19$m=19456,t=2,p=0$" + salt + "$" + key,
		"17 threads":             "$argon2id$v=19$m=19456,t=2,p=17$" + salt + "$" + key,
		"256 threads":            "$argon2id$v=19$m=19456,t=2,p=256$" + salt + "$" + key,
		"no salt":                "$argon2id$v=19$m=19456,t=2,p=1$$" + key,
		"short salt":             "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAA$" + key,
		"no key":                 "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$",
		"short key":              "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$AAAAAAAAAA",
		"padding":                "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "==$" + key + "=",
		"Base64 for URLs":        "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + strings.ReplaceAll(key, "AAA", "A_-"),
		"loose bits":             "$argon2id$v=19$m=19456,t=2,p=1$" + salt[:21] + "B$" + key,
		"line break":             "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key + "\n",
		"one more field":         "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key + "$",
		"something before":       "x$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key,
		"very long":              "$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + strings.Repeat("A", 1<<20),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			hash, err := password.ParseHash(text)
			require.ErrorIs(t, err, password.ErrMalformedHash)
			require.ErrorIs(t, err, fault.Permanent)
			assert.True(t, hash.IsZero())
			assert.NotContains(t, err.Error(), "AAAA", "the error must not show the hash")
			assert.Less(t, len(err.Error()), 300)
		})
	}
}

func TestHashNeverPrints(t *testing.T) {
	hash, err := password.ParseHash(referenceHash)
	require.NoError(t, err)
	var log strings.Builder
	for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(handler).Info("x", "hash", hash)
	}
	for _, text := range []string{
		printed(hash), printed(&hash), printed([]password.Hash{hash}),
		printed(struct{ H password.Hash }{hash}),
		printed(struct{ h password.Hash }{hash}),
		fmt.Sprint(fmt.Errorf("about %v", hash)),
		log.String(),
	} {
		for _, part := range []string{"argon2id", "65536", "c29tZXNhbHQ", "CTFhFdXPJO1a", "247261"} {
			assert.NotContains(t, text, part)
		}
	}
	assert.Equal(t, "password hash ***", hash.String())
}

func TestHashTravelsInJSON(t *testing.T) {
	hash, err := password.ParseHash(referenceHash)
	require.NoError(t, err)
	type sealed struct {
		Hash password.Hash `json:"hash"`
	}
	data, err := json.Marshal(sealed{hash})
	require.NoError(t, err)
	assert.JSONEq(t, `{"hash":"`+referenceHash+`"}`, string(data))

	var read sealed
	require.NoError(t, json.Unmarshal(data, &read))
	assert.Equal(t, sealed{hash}, read)
	assert.True(t, hash.Equal(read.Hash))

	for _, none := range []string{`{"hash":""}`, `{"hash":null}`, `{}`} {
		read = sealed{}
		require.NoError(t, json.Unmarshal([]byte(none), &read), none)
		assert.True(t, read.Hash.IsZero(), none)
	}
	data, err = json.Marshal(sealed{})
	require.NoError(t, err)
	assert.JSONEq(t, `{"hash":""}`, string(data))

	for _, wrong := range []string{`{"hash":1}`, `{"hash":{}}`, `{"hash":"secret"}`} {
		err := json.Unmarshal([]byte(wrong), &read)
		require.ErrorIs(t, err, password.ErrMalformedHash, wrong)
		assert.NotContains(t, err.Error(), "secret")
	}
}

func TestHashesAreEqualByContent(t *testing.T) {
	one, err := password.ParseHash(referenceHash)
	require.NoError(t, err)
	same, err := password.ParseHash(referenceHash)
	require.NoError(t, err)
	other, err := password.ParseHash("$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + key)
	require.NoError(t, err)
	assert.True(t, one.Equal(same))
	assert.False(t, one.Equal(other))
	assert.False(t, one.Equal(password.Hash{}))
	assert.True(t, password.Hash{}.Equal(password.Hash{}))
}

func TestParamsValidateJoinsAllMistakes(t *testing.T) {
	require.NoError(t, password.DefaultParams().Validate())
	require.NoError(t, password.CheapestParams().Validate())
	err := password.Params{}.Validate()
	require.ErrorIs(t, err, fault.Permanent)
	for _, field := range []string{"Time", "Memory", "Threads", "SaltLength", "KeyLength"} {
		assert.ErrorContains(t, err, field)
	}
}

func TestDefaultParamsAreThoseOfTheGuides(t *testing.T) {
	assert.Equal(t, password.Params{Time: 2, Memory: 19456, Threads: 1, SaltLength: 16, KeyLength: 32}, password.DefaultParams())
}
