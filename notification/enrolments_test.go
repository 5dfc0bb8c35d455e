package notification_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/registration"
)

// CNF-9: a person learns who registered them and how to go on, and when it came to nothing; a stranger at a mistyped
// contact learns no more than that.
func TestMessagesAboutEnrolments(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Unhurried)
		p.Know(t, portaltest.Profile())
		begin := func(contact, snils, document string) (opened enrolment.Opened) {
			form := portaltest.Profile()
			form.Name.Family, form.SNILS, form.Document.Number = "Елкина", snils, document
			require.NoError(t, p.Engine(t).Do(t.Context(), func(ctx context.Context, unit *es.Unit) (err error) {
				opened, err = p.Enrolment.Open(ctx, unit, enrolment.Application{
					Form: form, Contact: contact, Consents: portaltest.Consents(),
					Vouched: account.Confirmation{Method: account.Centre, By: "mfc-77", Operator: "o-1", Evidence: "visit-1"},
				})
				return err
			}))
			synctest.Wait()
			return opened
		}
		join := func(opened enrolment.Opened, answer registration.Confirm) {
			answer.Challenge = opened.Receipt.Challenge
			confirmed, err := p.Registration.Confirm(t.Context(), answer)
			require.NoError(t, err)
			_, err = p.Registration.SetPassword(t.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: portaltest.Password})
			require.NoError(t, err)
		}
		latest := func(contact string) memory.Received {
			all := p.Inbox.For(contact)
			return all[len(all)-1]
		}

		byMail := begin(portaltest.Email, "123-456-789 64", "45 02 573482")
		mail := latest(portaltest.Email)
		assert.Equal(t, "Кабинет: вас зарегистрировали", mail.Subject)
		assert.Contains(t, mail.Text, "challenge="+byMail.Receipt.Challenge+"&token=")
		assert.Contains(t, mail.Text, "24 часа")
		join(byMail, registration.Confirm{Code: p.Code(t, portaltest.Email, 0)})
		require.NoError(t, p.Enrolment.Accept(t.Context(), byMail.Account, "123-456-789 64"))
		time.Sleep(time.Hour)
		require.NoError(t, p.Verification.Correct(t.Context(), byMail.Account, map[string]string{"name.family": "Ёлкина"}))
		time.Sleep(time.Hour)
		require.Equal(t, enrolment.Differed, ending(t, p, byMail.Account))
		assert.Equal(t, 1, mailsAbout(p, portaltest.Email, "Кабинет: личность не подтверждена"))

		const strangers = "+79260000001"
		byPhone := begin(strangers, "112-233-445 95", "45 03 111222")
		assert.Regexp(t, `^Кабинет: вас зарегистрировали\. Код \d{6}`, latest(strangers).Text)
		join(byPhone, registration.Confirm{Code: p.Code(t, strangers, 0)})
		time.Sleep(8 * 24 * time.Hour)
		require.Equal(t, enrolment.Expired, ending(t, p, byPhone.Account))
		assert.Len(t, p.Inbox.For(strangers), 1)

		const late = "+79260000002"
		rejected := begin(late, "112-233-445 95", "45 03 111222")
		join(rejected, registration.Confirm{Code: p.Code(t, late, 0)})
		require.NoError(t, p.Enrolment.Accept(t.Context(), rejected.Account, "112-233-445 95"))
		time.Sleep(31 * 24 * time.Hour)
		require.Equal(t, enrolment.Expired, ending(t, p, rejected.Account))
		assert.Equal(t, "Кабинет: личность не подтверждена, что делать: http://127.0.0.1:8080/profile", latest(late).Text)
	})
}

func ending(t *testing.T, p portaltest.Portal, id string) enrolment.Ending {
	t.Helper()
	standing, err := p.Enrolment.Standing(t.Context(), id)
	require.NoError(t, err)
	return standing.Ending
}

func mailsAbout(p portaltest.Portal, contact, subject string) (times int) {
	for _, message := range p.Inbox.For(contact) {
		if message.Subject == subject {
			times++
		}
	}
	return times
}
