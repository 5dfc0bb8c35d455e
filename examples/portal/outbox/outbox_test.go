package outbox_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/examples/portal/outbox"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/person"
)

func open(t *testing.T, path string) *outbox.Outbox {
	t.Helper()
	o, err := outbox.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = o.Close() })
	return o
}

func sms(t *testing.T, id string) notification.SMS {
	t.Helper()
	phone, err := person.ParsePhone("+79161234567")
	require.NoError(t, err)
	return notification.SMS{ID: id, To: phone, Text: "text of " + id}
}

func TestMessagesSurviveARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	o := open(t, path)
	_, err := o.SendSMS(t.Context(), sms(t, "1"))
	require.NoError(t, err)
	email, err := person.ParseEmail("anna@example.ru")
	require.NoError(t, err)
	_, err = o.SendMail(t.Context(), notification.Mail{ID: "2", To: email, Subject: "Тема", Text: "a\nb"})
	require.NoError(t, err)
	before := o.Newest(10)
	require.NoError(t, o.Close())

	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	o = open(t, path)
	assert.Equal(t, before, o.Newest(10))
	assert.Equal(t, "Тема", before[0].Subject, "the newest first")
	assert.Equal(t, "anna@example.ru", before[0].To)
	assert.Equal(t, "a\nb", before[0].Text)
	assert.Equal(t, "+7 916 123-45-67", before[1].To)
	assert.Len(t, o.Newest(1), 1)
}

func TestAMessageIsTakenOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	for range 2 {
		o := open(t, path)
		for range 2 {
			reference, err := o.SendSMS(t.Context(), sms(t, "1"))
			require.NoError(t, err)
			assert.Equal(t, "1", reference)
		}
		require.Len(t, o.Newest(10), 1)
		require.NoError(t, o.Close())
	}
}

func TestHalfALineIsWrittenOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	o := open(t, path)
	_, err := o.SendSMS(t.Context(), sms(t, "1"))
	require.NoError(t, err)
	require.NoError(t, o.Close())
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	for cut := 1; cut < len(whole); cut += 7 {
		require.NoError(t, os.WriteFile(path, append(append([]byte(nil), whole...), whole[:cut]...), 0o600))
		o := open(t, path)
		require.Len(t, o.Newest(10), 1)
		_, err := o.SendSMS(t.Context(), sms(t, "2"))
		require.NoError(t, err)
		require.NoError(t, o.Close())
		require.Len(t, open(t, path).Newest(10), 2)
	}
}

func TestAFileThatIsNoOutbox(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	require.NoError(t, os.WriteFile(path, []byte("{}\nnonsense\n"), 0o600))
	_, err := outbox.Open(path)
	require.ErrorContains(t, err, "line 2")
	left, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, "{}\nnonsense\n", string(left))
	_, err = outbox.Open(filepath.Join(path, "below"))
	require.Error(t, err)
}

func TestFailing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := open(t, filepath.Join(t.TempDir(), "outbox.jsonl"))
		o.Fail(time.Now().Add(time.Minute))
		until, failing := o.FailingUntil()
		assert.True(t, failing)
		assert.Equal(t, time.Now().Add(time.Minute), until)
		_, err := o.SendSMS(t.Context(), sms(t, "1"))
		require.ErrorIs(t, err, outbox.ErrFailing)
		require.ErrorIs(t, err, fault.Transient)
		assert.NotContains(t, err.Error(), "916")

		time.Sleep(time.Minute)
		_, err = o.SendSMS(t.Context(), sms(t, "1"))
		require.NoError(t, err)
		_, failing = o.FailingUntil()
		assert.False(t, failing)

		o.Fail(time.Now().Add(time.Minute))
		o.Fail(time.Time{})
		_, err = o.SendSMS(t.Context(), sms(t, "2"))
		require.NoError(t, err)
	})
}

func TestSendingMeetsItsEnd(t *testing.T) {
	o := open(t, filepath.Join(t.TempDir(), "outbox.jsonl"))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := o.SendSMS(gone, sms(t, "1"))
	require.ErrorIs(t, err, context.Canceled)
	require.NoError(t, o.Close())
	_, err = o.SendSMS(t.Context(), sms(t, "1"))
	require.ErrorIs(t, err, fault.Transient)
	assert.Empty(t, o.Newest(10))
}

func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	o := open(t, path)
	const messages = 50
	var sending sync.WaitGroup
	for i := range messages {
		message := sms(t, strconv.Itoa(i))
		sending.Go(func() {
			_, err := o.SendSMS(t.Context(), message)
			assert.NoError(t, err)
		})
	}
	sending.Wait()
	require.NoError(t, o.Close())
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, messages, strings.Count(string(text), "\n"))
	assert.Len(t, open(t, path).Newest(messages+1), messages)
}
