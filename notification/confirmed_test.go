package notification_test

import (
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/notification"
)

var reportLink = regexp.MustCompile(`not-me\?report=(\S+)`)

// CNF-11: every proved contact is told date and method, with a link by which the owner closes the account.
func TestConfirmationsAreTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Patient)
		id := p.Verified(t, portaltest.Email, portaltest.Profile())
		p.AddContact(t, id, portaltest.Phone)
		byEmail, byPhone := len(p.Inbox.For(portaltest.Email)), len(p.Inbox.For(portaltest.Phone))
		p.Confirm(t, id, account.Letter, "l-1")
		time.Sleep(10 * time.Minute)
		synctest.Wait()

		mails, texts := p.Inbox.For(portaltest.Email)[byEmail:], p.Inbox.For(portaltest.Phone)[byPhone:]
		require.Len(t, mails, 1)
		require.Len(t, texts, 1)
		require.Equal(t, "Кабинет: личность подтверждена", mails[0].Subject)
		require.Contains(t, mails[0].Text, "01.01.2000 ваша личность подтверждена на портале Кабинет кодом из заказного письма")
		require.Contains(t, mails[0].Text, "сообщите до 11.01.2000")
		require.Contains(t, texts[0].Text, "01.01.2000 личность подтверждена кодом из заказного письма. Не вы? ")
		report := reportLink.FindStringSubmatch(texts[0].Text)[1]
		require.Equal(t, report, reportLink.FindStringSubmatch(mails[0].Text)[1])
		require.Empty(t, p.Leaks(t, report))

		require.NoError(t, p.Identity.ReportMisuse(t.Context(), identity.ParseReport(report)))
		owner, err := p.Accounts.Get(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, account.UnderReview, owner.Hold)
	})
}

// A confirmation revoked before its message could leave is not told.
func TestRevokedConfirmationIsNotTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Patient)
		id := p.Verified(t, portaltest.Email, portaltest.Profile())
		before := len(p.Inbox.For(portaltest.Email))
		p.Inbox.Fail(func(string) error { return errDown })
		p.Confirm(t, id, account.Bank, "b-1")
		time.Sleep(time.Minute)
		synctest.Wait()
		other := portaltest.Profile()
		other.SNILS = "112-233-445 95"
		p.Know(t, other)
		require.NoError(t, p.Verification.Submit(t.Context(), id, other))
		time.Sleep(10 * time.Minute)
		p.Inbox.Fail(nil)
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		owner, err := p.Accounts.Get(t.Context(), id)
		require.NoError(t, err)
		require.Empty(t, owner.Confirmations)
		for _, mail := range p.Inbox.For(portaltest.Email)[before:] {
			require.NotContains(t, mail.Subject, "личность подтверждена")
		}
		delivery, err := p.Notification.Delivery(t.Context(), id+".confirmed-b-1.email")
		require.NoError(t, err)
		require.Equal(t, notification.Dropped, delivery.Status)
	})
}
