package outbox_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
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
	before := newest(t, o)
	require.NoError(t, o.Close())

	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	o = open(t, path)
	assert.Equal(t, before, newest(t, o))
	assert.Equal(t, "Тема", before[0].Subject, "the newest first")
	assert.Equal(t, "anna@example.ru", before[0].To)
	assert.Equal(t, "a\nb", before[0].Text)
	assert.Equal(t, "+7 916 123-45-67", before[1].To)
	one, err := o.Newest(1)
	require.NoError(t, err)
	assert.Equal(t, before[:1], one)
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
		require.Len(t, newest(t, o), 1)
		require.NoError(t, o.Close())
	}
}

// TestATornLineIsPassedOver: a process died while it wrote, at every possible point.
func TestATornLineIsPassedOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	o := open(t, path)
	_, err := o.SendSMS(t.Context(), sms(t, "1"))
	require.NoError(t, err)
	whole, err := os.ReadFile(path)
	require.NoError(t, err)
	torn := bytes.Replace(whole, []byte(`"1"`), []byte(`"torn"`), 1)
	for cut := 1; cut < len(torn)-2; cut++ {
		require.NoError(t, os.WriteFile(path, append(bytes.Clone(whole), torn[:cut]...), 0o600))
		o := open(t, path)
		require.Equal(t, []string{"1"}, ids(newest(t, o)))
		for _, id := range []string{"2", "3"} {
			_, err := o.SendSMS(t.Context(), sms(t, id))
			require.NoError(t, err)
		}
		require.Equal(t, []string{"3", "2", "1"}, ids(newest(t, o)))
		require.NoError(t, o.Close())
		require.Equal(t, []string{"3", "2", "1"}, ids(newest(t, open(t, path))))
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
		require.NoError(t, o.Fail(time.Now().Add(time.Minute)))
		until, failing, err := o.FailingUntil()
		require.NoError(t, err)
		assert.True(t, failing)
		assert.WithinDuration(t, time.Now().Add(time.Minute), until, 0)
		_, err = o.SendSMS(t.Context(), sms(t, "1"))
		require.ErrorIs(t, err, outbox.ErrFailing)
		require.ErrorIs(t, err, fault.Transient)
		assert.NotContains(t, err.Error(), "916")

		time.Sleep(time.Minute)
		_, err = o.SendSMS(t.Context(), sms(t, "1"))
		require.NoError(t, err)
		_, failing, err = o.FailingUntil()
		require.NoError(t, err)
		assert.False(t, failing)

		require.NoError(t, o.Fail(time.Now().Add(time.Minute)))
		require.NoError(t, o.Fail(time.Time{}))
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
	_, err = o.Newest(10)
	require.ErrorIs(t, err, os.ErrClosed)
	_, _, err = o.FailingUntil()
	require.ErrorIs(t, err, os.ErrClosed)
	require.ErrorIs(t, o.Fail(time.Now()), os.ErrClosed)
}

// TestPortalsSideBySide: each sees what the other took, and no message is there twice.
func TestPortalsSideBySide(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	here, there := open(t, path), open(t, path)
	for _, o := range []*outbox.Outbox{here, there} {
		for _, id := range []string{"1", "2"} {
			_, err := o.SendSMS(t.Context(), sms(t, id))
			require.NoError(t, err)
		}
	}
	assert.Equal(t, []string{"2", "1"}, ids(newest(t, here)))
	assert.Equal(t, newest(t, here), newest(t, there))

	require.NoError(t, here.Fail(time.Now().Add(time.Hour)))
	_, err := there.SendSMS(t.Context(), sms(t, "3"))
	require.ErrorIs(t, err, outbox.ErrFailing, "sending fails everywhere")
	require.NoError(t, there.Fail(time.Time{}))
	_, failing, err := here.FailingUntil()
	require.NoError(t, err)
	assert.False(t, failing)
}

// TestTwoTakeOneMessage at the same moment, so that neither saw the other's line.
func TestTwoTakeOneMessage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	o := open(t, path)
	_, err := o.SendSMS(t.Context(), sms(t, "1"))
	require.NoError(t, err)
	line, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, append(line, line...), 0o600))
	assert.Len(t, newest(t, open(t, path)), 1)
	assert.Len(t, newest(t, o), 1)
}

func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "outbox.jsonl")
	const messages, portals = 50, 3
	var sending sync.WaitGroup
	for portal := range portals {
		o := open(t, path)
		for i := range messages {
			message := sms(t, fmt.Sprintf("%d.%d", portal, i))
			sending.Go(func() {
				_, err := o.SendSMS(t.Context(), message)
				assert.NoError(t, err)
			})
		}
	}
	sending.Wait()
	all, err := open(t, path).Newest(messages * portals * 2)
	require.NoError(t, err)
	assert.Len(t, all, messages*portals)
}

func newest(t *testing.T, o *outbox.Outbox) []outbox.Message {
	t.Helper()
	messages, err := o.Newest(10)
	require.NoError(t, err)
	return messages
}

func ids(messages []outbox.Message) []string {
	all := make([]string, len(messages))
	for i, message := range messages {
		all[i] = message.ID
	}
	return all
}
