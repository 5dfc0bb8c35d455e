package notification_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// told is somebody whose messages are looked at.
type told struct {
	*testing.T
	portaltest.Portal
	id   string
	from int
	at   time.Time
}

// reminded plays with somebody who has proved e-mail and phone, and wants reminders by SMS.
func reminded(t *testing.T, story func(p *told)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &told{T: t, Portal: portaltest.Start(t, portaltest.Patient)}
		p.id = p.Person(t, portaltest.Email)
		p.AddContact(t, p.id, portaltest.Phone)
		require.NoError(t, p.Notification.ChooseChannel(t.Context(), p.id, account.Reminders, person.ContactPhone))
		p.since()
		story(p)
	})
}

// since forgets what was told so far.
func (p *told) since() { p.from, p.at = len(p.Inbox.For(portaltest.Phone)), time.Now() }

// days returns after how many days which reminders came since.
func (p *told) days() map[int]string {
	p.Helper()
	synctest.Wait()
	days := map[int]string{}
	for _, message := range p.Inbox.For(portaltest.Phone)[p.from:] {
		require.LessOrEqual(p, utf8.RuneCountInString(strings.ReplaceAll(message.Text, "http://127.0.0.1:8080", "gosportal.ru")), 70)
		require.Contains(p, message.Text, "/profile", "where to go on")
		day := int(message.At.Sub(p.at).Round(time.Hour) / (24 * time.Hour))
		require.NotContains(p, days, day, "one at a time")
		days[day] = "finish"
		if strings.Contains(message.Text, "исправьте") {
			days[day] = "correct"
		}
	}
	return days
}

func (p *told) save(change func(*profile.Form)) {
	p.Helper()
	form, _ := ownProfile(p.T)
	change(&form)
	require.NoError(p, p.Verification.SaveDraft(p.Context(), p.id, form))
}

func sleepDays(n int) { time.Sleep(time.Duration(n) * 24 * time.Hour) }

// NOT-5: a profile that was begun and not submitted is reminded of after 1, 3 and 6 days, by the channel
// chosen; a new save begins anew, submitting ends it.
func TestRemindersOfABegunProfile(t *testing.T) {
	reminded(t, func(p *told) {
		sleepDays(8)
		require.Empty(p, p.days(), "nobody is reminded who never began")

		mails := len(p.Inbox.For(portaltest.Email))
		p.since()
		p.save(func(f *profile.Form) { f.SNILS = "" })
		sleepDays(8)
		require.Equal(p, map[int]string{1: "finish", 3: "finish", 6: "finish"}, p.days())
		require.Len(p, p.Inbox.For(portaltest.Email), mails, "by the channel chosen only")

		p.save(func(f *profile.Form) { f.SNILS, f.Sex = "", "" })
		sleepDays(2)
		p.since()
		p.save(func(f *profile.Form) { f.SNILS, f.Sex = "", "м" })
		sleepDays(2)
		p.save(func(f *profile.Form) { f.SNILS, f.Sex = "", "м" })
		sleepDays(2)
		require.Equal(p, map[int]string{1: "finish", 3: "finish"}, p.days(), "the same again is no new save")

		form, known := ownProfile(p.T)
		p.Registry.Know(known)
		require.NoError(p, p.Verification.Submit(p.Context(), p.id, form))
		p.since()
		sleepDays(8)
		require.Empty(p, p.days(), "it is verified")
		require.Empty(p, p.Leaks(p.T, "Ёлкина", "573482"))
	})
}

// NOT-5: so is a rejected profile that is not corrected.
func TestRemindersOfARejectedProfile(t *testing.T) {
	reminded(t, func(p *told) {
		form, known := ownProfile(p.T)
		man, err := person.ParseSex("м")
		require.NoError(p, err)
		known.Sex = man
		p.Registry.Know(known)
		p.save(func(f *profile.Form) { *f = form })
		time.Sleep(time.Hour)
		require.NoError(p, p.Verification.Submit(p.Context(), p.id, form))
		time.Sleep(5 * time.Minute)
		p.since()
		sleepDays(4)
		require.Equal(p, map[int]string{1: "correct", 3: "correct"}, p.days())

		p.since()
		p.save(func(f *profile.Form) { f.Sex = "" })
		sleepDays(8)
		require.Equal(p, map[int]string{1: "correct", 3: "correct", 6: "correct"}, p.days(), "half corrected, and left")

		require.NoError(p, p.Verification.Correct(p.Context(), p.id, map[string]string{"sex": "м"}))
		p.since()
		sleepDays(8)
		require.Empty(p, p.days())
	})
}

// One reminder stands for several ages that passed while nothing ran; a timer that fires once more reminds of
// nothing.
func TestRemindersAfterAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := memory.New()
		k := portaltest.New(t, set.Ports, portaltest.Patient)
		stop := portaltest.Run(t, k)
		p := &told{T: t, Portal: portaltest.Portal{Kabinet: k, Set: set}}
		p.id = p.Person(t, portaltest.Phone)
		stop()
		p.since()
		p.save(func(f *profile.Form) { f.SNILS = "" })
		sleepDays(4)
		k = portaltest.New(t, set.Ports, portaltest.Patient)
		stop = portaltest.Run(t, k)
		time.Sleep(2 * time.Minute)
		for range 3 {
			require.NoError(t, k.Verification.Remind(t.Context(), eventsourcing.Timer{TimerKey: eventsourcing.TimerKey{
				Stream: eventsourcing.Stream{Category: account.Category, ID: p.id}, Name: verification.RemindTimer,
			}}))
		}
		require.Equal(t, map[int]string{4: "finish"}, p.days())
		sleepDays(10)
		require.Equal(t, map[int]string{4: "finish", 6: "finish"}, p.days())
		stop()
	})
}

// A reminder that could not be sent in time is dropped when the step has been done meanwhile.
func TestReminderOvertaken(t *testing.T) {
	reminded(t, func(p *told) {
		p.save(func(f *profile.Form) { f.SNILS = "" })
		p.Inbox.Fail(func(string) error { return errDown })
		sleepDays(1)
		time.Sleep(2*time.Minute + 30*time.Second) // between two attempts
		require.Equal(p, 1, p.Count(p.T, "account.profile-reminder-due"))
		form, known := ownProfile(p.T)
		p.Registry.Know(known)
		p.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Delay: 10 * time.Second})
		require.NoError(p, p.Verification.Submit(p.Context(), p.id, form))
		p.Inbox.Fail(nil)
		time.Sleep(time.Hour)
		require.Empty(p, p.days())
		require.Equal(p, 1, p.Count(p.T, "notification.message-dropped"))
	})
}

// The reason is that of a reminder, a code, or a letter's news alike.
func TestReasonOvertakenFitsEveryMessage(t *testing.T) {
	for _, text := range []string{notification.ReasonOvertaken.Message(language.Russian), notification.ReasonOvertaken.Message(language.English)} {
		require.NotRegexp(t, `(?i)код|code`, text)
	}
}

// NOT-2: a channel is chosen among proved contacts.
func TestChooseChannel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		id := p.Person(t, portaltest.Email)
		choose := func(id string, topic account.Topic, kind person.ContactKind) error {
			return p.Notification.ChooseChannel(t.Context(), id, topic, kind)
		}
		require.ErrorIs(t, choose("nobody", account.Results, person.ContactEmail), account.ErrUnknown)
		require.ErrorIs(t, choose(id, "security", person.ContactEmail), account.ErrTopic)
		require.ErrorIs(t, choose(id, account.Results, person.ContactPhone), account.ErrChannelNotProved)
		require.NoError(t, choose(id, account.Results, person.ContactEmail))
		require.NoError(t, choose(id, account.Results, person.ContactEmail))
		require.Equal(t, 1, p.Count(t, "account.channel-chosen"))
	})
}

// The ages are a policy, and one that cannot work is refused.
func TestRemindPolicy(t *testing.T) {
	for _, ages := range [][]time.Duration{{0}, {-1}, {2, 1}, {1, 1}} {
		policy := kabinet.DefaultPolicy()
		policy.Verification.RemindAfter = ages
		require.ErrorContains(t, policy.Verification.Validate(), "RemindAfter")
	}
	policy := verification.DefaultPolicy()
	policy.RemindAfter = nil
	require.NoError(t, policy.Validate())
	require.Contains(t, notification.Templates(), notification.FinishProfile)
}
