package main

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/filekeys"
)

// TestRestartInTheMiddle stops the program after every step of a registration and starts it again.
func TestRestartInTheMiddle(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/register")
		p.restart()
		b.submit("/register", answers{
			"name.family": "Ёлкина", "name.given": "Анна", "contact.phone": anna, "consents.terms": "yes", "consents.personal-data": "yes",
		})
		code := p.code(annaShown)
		p.restart()
		b.get("/code")
		assert.Contains(t, b.class("sent"), annaMasked)
		assert.Equal(t, code, p.code(annaShown), "what was sent survives too")
		b.submit("/code", answers{"code": p.wrongCode(annaShown)})
		p.restart()
		b.get("/code")
		assert.Contains(t, b.text(), "Осталось 4 попытки")
		b.submit("/code/resend", nil)
		assert.Contains(t, b.class("problems"), "Новый код можно запросить через", "counters survive (COD-4)")
		b.submit("/code", answers{"code": code})
		require.Equal(t, "/password", b.path)
		p.restart()
		b.submit("/password", answers{"password": goodPassword})
		require.Equal(t, "/account", b.path)
		p.restart()
		b.get("/account")
		require.Equal(t, "/account", b.path, "the session goes on")
		require.Len(t, p.messages(annaShown), 1, "nothing was sent twice")
	})
}

func TestWhatWaitedIsSentAfterARestart(t *testing.T) {
	walk(t, func(t *testing.T, p *portal) {
		b := p.browser()
		b.get("/dev/outbox")
		b.submit("/dev/outbox/failure", nil)
		b.fillRegistration()
		require.Empty(t, p.messages(annaShown))
		p.restart()
		require.Empty(t, p.messages(annaShown), "sending still fails")
		time.Sleep(2 * time.Minute)
		require.Len(t, p.messages(annaShown), 1)
		b.get("/code")
		assert.Contains(t, b.class("sent"), annaMasked)
	})
}

func TestRefusalsToStart(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(t *testing.T, folder string)
		says  string
	}{
		"keys lost": {func(t *testing.T, folder string) {
			t.Helper()
			require.NoError(t, os.Remove(filepath.Join(folder, "keys.json")))
		}, "keys.json is missing"},
		"keys of another portal": {func(t *testing.T, folder string) {
			t.Helper()
			require.NoError(t, os.Remove(filepath.Join(folder, "keys.json")))
			_, err := filekeys.Open(filepath.Join(folder, "keys.json"))
			require.NoError(t, err)
		}, "keys.json holds other keys"},
		"keys open to all": {func(t *testing.T, folder string) {
			t.Helper()
			require.NoError(t, os.Chmod(filepath.Join(folder, "keys.json"), 0o644))
		}, "chmod 600"},
		"keys broken": {func(t *testing.T, folder string) {
			t.Helper()
			require.NoError(t, os.WriteFile(filepath.Join(folder, "keys.json"), []byte("{"), 0o600))
		}, "malformed"},
		"no database": {func(t *testing.T, folder string) {
			t.Helper()
			require.NoError(t, os.WriteFile(filepath.Join(folder, "kabinet.db"), []byte("no database, but long enough to be one"), 0o600))
		}, "kabinet.db"},
		"no outbox": {func(t *testing.T, folder string) {
			t.Helper()
			require.NoError(t, os.WriteFile(filepath.Join(folder, "outbox.jsonl"), []byte("no message\n"), 0o600))
		}, "outbox.jsonl"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := newPortal(t)
				p.start()
				p.registered()
				p.stop()
				for _, file := range []string{"keys.json", "outbox.jsonl"} {
					info, err := os.Stat(filepath.Join(p.config.data, file))
					require.NoError(t, err)
					assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), file)
				}
				test.spoil(t, p.config.data)
				err := serve(t.Context(), p.config, newPipe())
				require.ErrorContains(t, err, test.says)
			})
		})
	}
}
