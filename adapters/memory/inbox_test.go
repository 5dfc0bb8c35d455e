package memory_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/person"
)

func TestInboxReceivesBothKinds(t *testing.T) {
	inbox := memory.NewInbox()
	phone, err := person.ParsePhone("89161234567")
	require.NoError(t, err)
	mail, err := person.ParseEmail("anna@example.ru")
	require.NoError(t, err)

	first, err := inbox.SendSMS(t.Context(), notification.SMS{ID: "1", To: phone, Text: "код 012345"})
	require.NoError(t, err)
	second, err := inbox.SendMail(t.Context(), notification.Mail{ID: "2", To: mail, Subject: "тема", Text: "код 654321"})
	require.NoError(t, err)
	require.NotEqual(t, first, second)

	require.Len(t, inbox.All(), 2)
	code, err := inbox.Code(t.Context(), "+79161234567")
	require.NoError(t, err)
	require.Equal(t, "012345", code)
	received, err := inbox.Next(t.Context(), "anna@example.ru", 0)
	require.NoError(t, err)
	require.Equal(t, "тема", received.Subject)
}

func TestInboxWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		inbox := memory.NewInbox()
		phone, err := person.ParsePhone("89161234567")
		require.NoError(t, err)
		go func() {
			for range 2 {
				time.Sleep(time.Hour)
				_, err := inbox.SendSMS(t.Context(), notification.SMS{To: phone})
				require.NoError(t, err)
			}
		}()
		began := time.Now()
		second, err := inbox.Next(t.Context(), "+79161234567", 1)
		require.NoError(t, err)
		require.Equal(t, 2*time.Hour, second.At.Sub(began))

		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err = inbox.Next(ctx, "+79161234567", 2)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	})
}

func TestInboxFails(t *testing.T) {
	inbox := memory.NewInbox()
	down := errors.New("down")
	inbox.Fail(func(string) error { return down })
	_, err := inbox.SendSMS(t.Context(), notification.SMS{})
	require.ErrorIs(t, err, down)
	require.Empty(t, inbox.All())

	inbox.Fail(nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = inbox.SendMail(ctx, notification.Mail{})
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, inbox.All())
}
