package notification_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/operator"
)

// CNF-2, CNF-5: what came of a visit is told once, never the code of a slip, and not what is no longer so.
func TestMessagesAboutVisits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Unhurried, func(policy *kabinet.Policy) { policy.Centres.AtOnce = false })
		form := portaltest.Profile()
		id := p.Verified(t, portaltest.Email, form)
		desk := centre.Desk{Operator: p.Person(t, "+79260000001"), Centre: "mfc-77-001"}
		require.NoError(t, p.Operators.Appoint(t.Context(), operator.Appointment{
			Account: desk.Operator, Role: operator.CentreOperator, Centre: desk.Centre,
		}))
		seen := len(p.Inbox.For(portaltest.Email))
		codes := []string{}
		told := func() (all []string) {
			synctest.Wait()
			for _, mail := range p.Inbox.For(portaltest.Email)[seen:] {
				all = append(all, mail.Subject)
				for _, code := range codes {
					require.NotContains(t, mail.Text, code)
				}
			}
			seen += len(all)
			return all
		}
		shown := centre.Shown{
			Name: form.Name, BornOn: form.BornOn, Kind: form.Document.Kind, Number: form.Document.Number, SNILS: form.SNILS,
		}
		receive := func(shown centre.Shown) (centre.Visit, error) {
			visit, err := p.Centres.Receive(t.Context(), centre.Receive{Desk: desk, Account: id, Shown: shown})
			if slip, slipErr := p.Centres.Slip(t.Context(), desk, id, visit.ID); slipErr == nil {
				codes = append(codes, slip.Code.Reveal(), slip.Code.Groups())
			}
			return visit, err
		}

		other := shown
		other.Number = "45 20 111222"
		_, err := receive(other)
		require.ErrorIs(t, err, centre.ErrDiffers)
		time.Sleep(time.Hour)
		assert.Equal(t, []string{"Кабинет: документ не совпал с анкетой"}, told())

		visit, err := receive(shown)
		require.NoError(t, err)
		time.Sleep(time.Hour)
		assert.Contains(t, p.Inbox.For(portaltest.Email)[seen].Text, visit.ExpiresAt.Add(3*time.Hour).Format("02.01.2006"))
		assert.Equal(t, []string{"Кабинет: вам выдан код подтверждения"}, told())

		form.Name.Family = "Берёзкина"
		p.Know(t, form)
		require.NoError(t, p.Verification.Submit(t.Context(), id, form))
		time.Sleep(time.Hour)
		assert.Contains(t, told(), "Кабинет: код из центра обслуживания больше не действует")

		shown.Name.Family = form.Name.Family
		p.Inbox.Fail(func(string) error { return errors.New("down") })
		_, err = receive(shown)
		require.NoError(t, err)
		synctest.Wait()
		require.NoError(t, p.Centres.Activate(t.Context(), id, codes[len(codes)-1]))
		synctest.Wait()
		p.Inbox.Fail(nil)
		time.Sleep(time.Hour)
		assert.Equal(t, []string{"Кабинет: личность подтверждена"}, told(), "a code that was used before it could be told of is not told")
	})
}
