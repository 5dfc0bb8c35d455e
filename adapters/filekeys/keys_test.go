package filekeys_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/adapters/filekeys"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func TestOpenMakesTheFileOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	first, err := filekeys.Open(path)
	require.NoError(t, err)
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "nobody but the owner may read it")
	before, err := os.ReadFile(path)
	require.NoError(t, err)

	second, err := filekeys.Open(path)
	require.NoError(t, err)
	assert.Equal(t, first.Secrets, second.Secrets)
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, before, after)

	wrapped, err := first.Encrypter.Wrap(t.Context(), "person", key(1))
	require.NoError(t, err)
	opened, err := second.Encrypter.Unwrap(t.Context(), wrapped)
	require.NoError(t, err)
	assert.Equal(t, key(1), opened, "what was wrapped before a restart unwraps after it")

	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, left, 1, "no draft is left behind")
}

func TestOpenDrawsKeysAnew(t *testing.T) {
	seen := map[string]bool{}
	for range 2 {
		keys, err := filekeys.Open(filepath.Join(t.TempDir(), "keys.json"))
		require.NoError(t, err)
		assert.Len(t, keys.Secrets.BlindIndex, 32)
		assert.Len(t, keys.Secrets.Codes[keys.Secrets.Code], 32)
		seen[string(keys.Secrets.BlindIndex)] = true
		seen[string(keys.Secrets.Codes[keys.Secrets.Code])] = true
	}
	assert.Len(t, seen, 4)
}

func TestKeysServeAPortal(t *testing.T) {
	keys, err := filekeys.Open(filepath.Join(t.TempDir(), "keys.json"))
	require.NoError(t, err)
	ports := memory.New().Ports
	ports.Encrypter, ports.Secrets = keys.Encrypter, keys.Secrets
	_, err = kabinet.New(ports, kabinet.DefaultPolicy())
	require.NoError(t, err)
}

func TestOpenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	const processes = 16
	got := make([]filekeys.Keys, processes)
	errs := make([]error, processes)
	var opening sync.WaitGroup
	for i := range processes {
		opening.Go(func() { got[i], errs[i] = filekeys.Open(path) })
	}
	opening.Wait()
	for i := range processes {
		require.NoError(t, errs[i])
		require.Equal(t, got[0].Secrets, got[i].Secrets)
	}
}

func TestRotation(t *testing.T) {
	path := write(t, file(t, nil))
	before, err := filekeys.Open(path)
	require.NoError(t, err)
	wrapped, err := before.Encrypter.Wrap(t.Context(), "person", key(9))
	require.NoError(t, err)

	text := file(t, func(f map[string]any) {
		f["encryption"] = map[string]any{"current": "2", "keys": map[string]string{"1": text(1), "2": text(5)}}
		f["codes"] = map[string]any{"current": "2", "keys": map[string]string{"1": text(2), "2": text(6)}}
	})
	after, err := filekeys.Open(write(t, text))
	require.NoError(t, err)
	opened, err := after.Encrypter.Unwrap(t.Context(), wrapped)
	require.NoError(t, err)
	assert.Equal(t, key(9), opened, "what the old key wrapped still unwraps")
	anew, err := after.Encrypter.Wrap(t.Context(), "person", key(9))
	require.NoError(t, err)
	assert.Equal(t, "2", anew.KEK)
	assert.Equal(t, kabinet.Secrets{
		BlindIndex: key(3), Code: "2", Codes: map[string][]byte{"1": key(2), "2": key(6)},
	}, after.Secrets)
}

func TestOpenRefusesExposedFiles(t *testing.T) {
	for _, rights := range []os.FileMode{0o640, 0o604, 0o620, 0o644, 0o610, 0o601, 0o666} {
		t.Run(fmt.Sprintf("%o", rights), func(t *testing.T) {
			path := write(t, file(t, nil))
			require.NoError(t, os.Chmod(path, rights))
			_, err := filekeys.Open(path)
			require.ErrorIs(t, err, filekeys.ErrExposed)
			require.ErrorIs(t, err, fault.Permanent)
			assert.ErrorContains(t, err, "chmod 600", "the error says what to do")
		})
	}
	path := write(t, file(t, nil))
	require.NoError(t, os.Chmod(path, 0o400))
	_, err := filekeys.Open(path)
	require.NoError(t, err, "read-only is fine")
}

func TestOpenRefusesMalformedFiles(t *testing.T) {
	short := base64.StdEncoding.EncodeToString(key(7)[:31])
	set := func(part string, value any) string {
		return file(t, func(f map[string]any) { f[part] = value })
	}
	for name, test := range map[string]struct{ text, says string }{
		"empty":           {"", "empty or cut off"},
		"cut off":         {file(t, nil)[:40], "empty or cut off"},
		"no JSON":         {"KEYS=" + text(1), "no JSON at byte 1"},
		"something after": {file(t, nil) + "{}", "follows the closing brace"},
		"unknown name":    {set("kek", text(1)), "a name is unknown"},
		"wrong type":      {set("codes", "1"), `"codes" is no filekeys.ring`},
		"no Base64":       {set("blindIndex", "*"+text(1)), "no Base64"},
		"nothing in it":   {"{}", "encryption.current names no key"},
		"no blind index":  {set("blindIndex", ""), "blindIndex has 0 bytes, want 32"},
		"short index":     {set("blindIndex", short), "blindIndex has 31 bytes, want 32"},
		"short key":       {set("codes", ring("1", "1", short)), "codes.1 has 31 bytes, want 32"},
		"short old key":   {set("codes", ring("1", "1", text(4), "2", short)), "codes.2 has 31 bytes, want 32"},
		"no current key":  {set("encryption", ring("2", "1", text(4))), "encryption.current names no key"},
		"nameless key":    {set("encryption", ring("", "", text(4))), "encryption.current names no key"},
		"one key twice":   {set("codes", ring("1", "1", text(1))), "codes.1 is the same key as encryption.1"},
		"index as key":    {set("blindIndex", text(2)), "codes.1 is the same key as blindIndex"},
	} {
		t.Run(name, func(t *testing.T) {
			path := write(t, test.text)
			_, err := filekeys.Open(path)
			require.ErrorIs(t, err, filekeys.ErrMalformed)
			require.ErrorIs(t, err, fault.Permanent)
			assert.ErrorContains(t, err, test.says)
			assert.ErrorContains(t, err, path)
			for fill := range byte(10) {
				assert.NotContains(t, err.Error(), text(fill)[:8], "no error holds a key")
			}
			after, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, test.text, string(after), "the file is left as it is")
		})
	}
}

func TestOpenReportsAllMistakes(t *testing.T) {
	_, err := filekeys.Open(write(t, "{}"))
	for _, part := range []string{"encryption", "codes", "blindIndex"} {
		require.ErrorContains(t, err, part)
	}
}

func TestOpenRefusesWhatIsNoFile(t *testing.T) {
	folder := t.TempDir()
	_, err := filekeys.Open(folder)
	require.ErrorIs(t, err, filekeys.ErrMalformed)

	_, err = filekeys.Open(filepath.Join(folder, "missing", "keys.json"))
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorIs(t, err, os.ErrNotExist)
}

var _ eventsourcing.KeyEncrypter = filekeys.Keys{}.Encrypter

// file is a right file, changed.
func file(t *testing.T, change func(map[string]any)) string {
	t.Helper()
	f := map[string]any{
		"encryption": ring("1", "1", text(1)),
		"codes":      ring("1", "1", text(2)),
		"blindIndex": text(3),
	}
	if change != nil {
		change(f)
	}
	encoded, err := json.MarshalIndent(f, "", "  ")
	require.NoError(t, err)
	return string(encoded)
}

func ring(current string, namesAndKeys ...string) map[string]any {
	keys := map[string]string{}
	for i := 0; i < len(namesAndKeys); i += 2 {
		keys[namesAndKeys[i]] = namesAndKeys[i+1]
	}
	return map[string]any{"current": current, "keys": keys}
}

func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys.json")
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func key(fill byte) []byte { return []byte(strings.Repeat(string(rune('a'+fill)), 32)) }

func text(fill byte) string { return base64.StdEncoding.EncodeToString(key(fill)) }
