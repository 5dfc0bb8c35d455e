package notification_test

import (
	"bytes"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

func ownProfile(t *testing.T) (profile.Form, profile.Profile) {
	t.Helper()
	form := portaltest.Profile()
	p, err := profile.DefaultPolicy().Parse(form, person.DateOf(time.Now()))
	require.NoError(t, err)
	return form, p
}

// subjects returns those of the mails to an address, without the portal's name.
func subjects(p portaltest.Portal, to string) []string {
	var all []string
	for _, mail := range p.Inbox.For(to) {
		all = append(all, mail.Subject)
	}
	return all
}

const support = "support@example.ru"

// VER-4, VER-5: start, delay and result are told once each, by the person's channel; support hears of a
// delay and of nothing else.
func TestResultsOfVerification(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk, err := person.ParsePhoneOrEmail(support)
		require.NoError(t, err)
		p := portaltest.Start(t, portaltest.Patient, func(policy *kabinet.Policy) { policy.Portal.Support = desk })
		id := p.Person(t, portaltest.Email)
		p.AddContact(t, id, portaltest.Phone)
		byPhone := len(p.Inbox.For(portaltest.Phone))
		before := len(p.Inbox.For(portaltest.Email))

		form, known := ownProfile(t)
		p.Registry.Know(known)
		p.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Down: fault.AsTransient(errDown)})
		require.NoError(t, p.Verification.Submit(t.Context(), id, form))
		time.Sleep(6 * 24 * time.Hour)
		p.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Answer: &verification.Answer{Outcome: verification.OutcomeNotFound}})
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		require.Equal(t, []string{
			"Кабинет: анкета на проверке", "Кабинет: ответ реестра задерживается", "Кабинет: анкету нужно исправить",
		}, subjects(p, portaltest.Email)[before:])

		p.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Delay: 10 * time.Second})
		require.NoError(t, p.Verification.Submit(t.Context(), id, form))
		time.Sleep(time.Hour)
		synctest.Wait()
		require.Equal(t, []string{"Кабинет: анкета на проверке", "Кабинет: данные подтверждены"}, subjects(p, portaltest.Email)[before+3:])

		require.Len(t, p.Inbox.For(portaltest.Phone), byPhone, "results come by one channel")
		told := p.Inbox.For(support)
		require.Len(t, told, 1)
		require.Contains(t, told[0].Text, id)
		require.NotContains(t, told[0].Text, "Ёлкина")
		require.Empty(t, p.Leaks(t, "Ёлкина", "12345678964", "573482", support))
	})
}

// What was said to go on is not told any more when it is over.
func TestResultsOvertaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Patient)
		id := p.Person(t, portaltest.Phone)
		form, known := ownProfile(t)
		p.Registry.Know(known)
		p.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Delay: time.Second})
		seen := len(p.Inbox.For(portaltest.Phone))
		p.Inbox.Fail(func(string) error { return errDown })
		require.NoError(t, p.Verification.Submit(t.Context(), id, form))
		time.Sleep(3 * time.Minute)
		p.Inbox.Fail(nil)
		time.Sleep(time.Hour)
		told := p.Inbox.For(portaltest.Phone)[seen:]
		require.Len(t, told, 1)
		require.Contains(t, told[0].Text, "подтверждены")
		require.Equal(t, 1, p.Count(t, "notification.message-dropped"))
	})
}

// DEL-2: that a registry was late with somebody who has been erased since is told to nobody, and holds up nothing.
func TestOverdueOfSomebodyErased(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		desk, err := person.ParsePhoneOrEmail(support)
		require.NoError(t, err)
		change := func(policy *kabinet.Policy) {
			portaltest.Patient(policy)
			policy.Portal.Support = desk
		}
		set := memory.New()
		k := portaltest.New(t, set.Ports, change)
		stop := portaltest.Run(t, k)
		p := portaltest.Portal{Kabinet: k, Set: set}
		id := p.Person(t, portaltest.Phone)
		form, known := ownProfile(t)
		p.Registry.Know(known)
		p.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Down: fault.AsTransient(errDown)})
		require.NoError(t, p.Verification.Submit(t.Context(), id, form))
		time.Sleep(4 * 24 * time.Hour)
		stop()
		time.Sleep(2 * 24 * time.Hour)
		require.NoError(t, p.Verification.MarkOverdue(t.Context(), eventsourcing.Timer{TimerKey: eventsourcing.TimerKey{
			Stream: eventsourcing.Stream{Category: verification.Category, ID: id + ".1"}, Name: verification.OverdueTimer,
		}}))
		require.Equal(t, 1, p.Count(t, "verification.became-overdue"))
		_, err = p.Events.Append(t.Context(), eventsourcing.Batch{Erase: []string{id}})
		require.NoError(t, err)
		told := len(p.Inbox.All())

		var log bytes.Buffer
		ports := set.Ports
		ports.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))
		stop = portaltest.Run(t, portaltest.New(t, ports, change))
		time.Sleep(time.Hour)
		stop()
		synctest.Wait() // until nobody logs any more
		require.Len(t, p.Inbox.All(), told)
		require.Empty(t, log.String(), "a handler that fails again and again")
	})
}
