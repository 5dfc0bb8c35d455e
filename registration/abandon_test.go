package registration_test

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/registration"
)

const day = 24 * time.Hour

// alarm fires the desk's timers until the test ends.
func (d *desk) alarm() {
	d.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	alarm := es.NewAlarm(d.store, "test", es.AlarmPolicy{Poll: time.Hour, Lease: 10 * time.Hour}, slog.New(slog.DiscardHandler))
	alarm.Handle(account.Category, registration.AbandonTimer, d.Abandon)
	alarm.Handle(account.Category, registration.RemindTimer, d.Remind)
	done := make(chan error, 1)
	go func() { done <- alarm.Run(ctx) }()
	d.t.Cleanup(func() {
		stop()
		require.NoError(d.t, <-done)
	})
}

// pass lets time pass, and what is due then happen.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// reminders are the ages at which the account was reminded of.
func (d *desk) reminders(began time.Time) (ages []time.Duration) {
	d.t.Helper()
	for _, record := range d.records() {
		if record.Type == "account.reminder-due" {
			ages = append(ages, record.Time.Sub(began))
		}
	}
	return ages
}

// REG-7: at 7 days sharp an unfinished registration is abandoned, proved or not; NOT-5: with a proved
// contact there were reminders at 1, 3 and 6 days before.
func TestAbandonAfterSevenDays(t *testing.T) {
	for name, c := range map[string]struct {
		proved    bool
		reminders []time.Duration
	}{
		"unproved": {false, nil},
		"proved":   {true, []time.Duration{1 * day, 3 * day, 6 * day}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				d.alarm()
				began := time.Now()
				receipt := d.register(annasPhone)
				if c.proved {
					d.confirm(d.right(receipt))
				}
				pass(7*day - time.Microsecond)
				assert.Equal(t, account.Registering, d.accountOf(receipt).Status)
				pass(time.Microsecond)
				abandoned := d.accountOf(receipt)
				assert.Equal(t, account.Abandoned, abandoned.Status)
				assert.True(t, abandoned.Name.IsZero())
				assert.Equal(t, c.reminders, d.reminders(began))
				left, err := d.store.Due(t.Context(), time.Now().AddDate(1, 0, 0), 1)
				require.NoError(t, err)
				assert.Empty(t, left, "no timer is left")
			})
		})
	}
}

// REG-7: the contact proved on the second day is reminded on the third and sixth.
func TestRemindersBeginWithTheProof(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.alarm()
		began := time.Now()
		d.register(annasEmail)
		pass(2 * day)
		d.confirm(d.right(d.resume(annasEmail)))
		pass(10 * day)
		assert.Equal(t, []time.Duration{3 * day, 6 * day}, d.reminders(began))
	})
}

// REG-7: personal data are really unreadable afterwards: every sealed part of every stream of that
// registration, and only of that one.
func TestAbandonedDataAreUnreadable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.alarm()
		other := d.finish(borisPhone)
		receipt := d.register(annasPhone)
		chosen := d.choose(receipt, annasEmail)
		time.Sleep(time.Minute)
		_, err := d.Resend(t.Context(), registration.Resend{Challenge: chosen.Challenge})
		require.NoError(t, err)
		resumed := d.resume(annasEmailOther)
		require.False(t, d.asked(resumed))
		id := d.accountOf(receipt).ID
		sealed := func() (of map[string]int) {
			of = map[string]int{}
			catalog, err := es.NewCatalog(d.engine.Keyring(), account.Codec(), confirmation.Codec(), confirmation.AllowanceCodec())
			require.NoError(t, err)
			for _, record := range d.records() {
				if len(record.Sealed) == 0 {
					continue
				}
				event, err := catalog.Read(t.Context(), record)
				require.NoError(t, err)
				if !erased(event) {
					of[record.Key]++
				}
			}
			return of
		}
		before := sealed()
		require.Equal(t, 3, before[id], "registered, and two challenges")
		pass(7 * day)
		after := sealed()
		assert.Zero(t, after[id])
		assert.Equal(t, before[other], after[other])
		_, err = d.store.Key(t.Context(), id)
		require.ErrorIs(t, err, es.ErrErased)
		assert.True(t, d.challenge(chosen.Challenge).Contact.IsZero())
	})
}

const annasEmailOther = "anna@example.org"

func erased(event any) bool {
	switch event := event.(type) {
	case account.Registered:
		return event.Registrant.Erased
	case confirmation.CodeIssued:
		return event.Contact.Erased
	default:
		return false
	}
}

// REG-7: with the data the claims go: the contact is free, and nothing leads to the abandoned account.
func TestAbandonedClaimsAreFree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.alarm()
		proved := d.prove(annasPhone)
		d.register(annasEmail)
		pass(7 * day)
		for _, contact := range []string{annasPhone, annasEmail} {
			assert.False(t, d.asked(d.resume(contact)), "abandoned ones are not listed as waiting")
			time.Sleep(time.Minute)
			renewed := d.prove(contact)
			assert.NotEqual(t, proved.Account, renewed.Account)
		}
	})
}

// REG-7: whatever leads to a registration ends with it, also when another contact was chosen late.
func TestWaitingEndsWithTheRegistration(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWitness()
		d := newDesk(t, watched(w))
		end := time.Now().Add(7 * day).UTC()
		receipt := d.register(annasPhone)
		time.Sleep(6 * day)
		d.choose(receipt, annasEmail)
		waiting := 0
		_, batches := w.since(0, 0)
		for _, batch := range batches {
			for _, claim := range batch.Claims {
				if claim.Kind == "registration" {
					waiting++
					assert.Equal(t, end, claim.Expires)
				}
			}
		}
		assert.Equal(t, 2, waiting)
	})
}

// REG-7: what is left of an abandoned registration says so, on every path into it.
func TestAbandonedRegistrationIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.alarm()
		byMail := d.register(annasEmail)
		time.Sleep(7*day - 10*time.Minute)
		_, err := d.Resend(t.Context(), registration.Resend{Challenge: byMail.Challenge})
		require.NoError(t, err)
		byMail.Send++
		answer := d.right(byMail)
		time.Sleep(time.Minute)
		resumed := d.right(d.resume(annasEmail))
		pass(9 * time.Minute)

		_, err = d.Confirm(t.Context(), answer)
		require.ErrorIs(t, err, account.ErrNotOpen)
		_, err = d.Confirm(t.Context(), resumed)
		require.ErrorIs(t, err, account.ErrNotOpen)
		_, err = d.ChooseContact(t.Context(), registration.ChooseContact{Challenge: byMail.Challenge, Contact: annasPhone})
		require.ErrorIs(t, err, account.ErrNotOpen)
	})
}

// REG-7: the deadline holds also while no timer is fired, because nobody runs the alarm.
func TestLapsedWithoutAlarm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		began := d.register(annasEmail)
		time.Sleep(7*day - 2*time.Minute)
		began, err := d.Resend(t.Context(), registration.Resend{Challenge: began.Challenge})
		require.NoError(t, err)
		late := d.right(began)
		time.Sleep(time.Minute)
		confirmed := d.confirm(d.right(d.resume(annasEmail)))
		time.Sleep(time.Minute)
		_, err = d.SetPassword(t.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: goodSecret})
		require.ErrorIs(t, err, account.ErrNotOpen)
		_, err = d.Resend(t.Context(), registration.Resend{Challenge: began.Challenge})
		require.ErrorIs(t, err, account.ErrNotOpen)
		_, err = d.Confirm(t.Context(), late)
		require.ErrorIs(t, err, account.ErrNotOpen)
		assert.False(t, d.asked(d.resume(annasEmail)))

		// Nor does it hold the contact.
		time.Sleep(time.Minute)
		renewed := d.prove(annasEmail)
		assert.NotEqual(t, confirmed.Account, renewed.Account)
		assert.Equal(t, account.Abandoned, d.account(confirmed.Account).Status)
	})
}

// REG-5, REG-7: a registration whose time is over stands in nobody's way, not even in that of a code sent
// before it proved the contact.
func TestLapsedRegistrationGivesWay(t *testing.T) {
	for _, lapsed := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			d := newDesk(t)
			first := d.register(annasEmail)
			time.Sleep(6*day + time.Hour)
			next := d.register(annasEmail)
			time.Sleep(time.Hour)
			first, err := d.Resend(t.Context(), registration.Resend{Challenge: first.Challenge})
			require.NoError(t, err)
			held := d.confirm(d.right(first))
			time.Sleep(22*time.Hour - time.Microsecond)
			if lapsed {
				time.Sleep(time.Microsecond)
			}
			confirmed, err := d.Confirm(t.Context(), d.right(next))
			if !lapsed {
				require.ErrorIs(t, err, registration.ErrContactTaken)
				assert.Equal(t, account.SetAPassword, d.account(held.Account).Next())
				return
			}
			require.NoError(t, err)
			assert.Equal(t, account.SetAPassword, confirmed.Next)
			assert.Equal(t, account.Abandoned, d.account(held.Account).Status)
		})
	}
}

// Timers that fire late, twice, or after the end do nothing.
func TestTimersOutOfPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		live, abandoned := d.finish(annasPhone), d.prove(annasEmail).Account
		time.Sleep(7 * day)
		fire := func(id string) {
			t.Helper()
			stream := es.Stream{Category: account.Category, ID: id}
			require.NoError(t, d.Abandon(t.Context(), es.Timer{TimerKey: es.TimerKey{Stream: stream, Name: registration.AbandonTimer}}))
			require.NoError(t, d.Remind(t.Context(), es.Timer{TimerKey: es.TimerKey{Stream: stream, Name: registration.RemindTimer}}))
		}
		fire(abandoned)
		require.Equal(t, account.Abandoned, d.account(abandoned).Status)
		before := len(d.records())
		for _, id := range []string{live, abandoned, "unknown"} {
			fire(id)
			fire(id)
		}
		assert.Len(t, d.records(), before)
		assert.Equal(t, account.Live, d.account(live).Status)
		assert.Equal(t, annasPhone, d.account(live).Contacts[0].Value.Reveal())
		left, err := d.store.Due(t.Context(), time.Now().AddDate(1, 0, 0), 1)
		require.NoError(t, err)
		assert.Empty(t, left)
	})
}

// A registration finished in time is left in peace.
func TestFinishedIsNotAbandoned(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.alarm()
		id := d.finish(annasPhone)
		pass(30 * day)
		assert.Equal(t, account.Live, d.account(id).Status)
		assert.Empty(t, d.reminders(time.Now()))
	})
}

// The cost of an account stays bounded: of its challenges and counters nothing is left once they are
// purged, claims included, and everything goes on working.
func TestPurge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		id := d.finish(annasPhone)
		for range 3 {
			pass(time.Minute)
			d.resume(annasPhone)
		}
		pass(30 * day)
		d.confirmNewContact(id, annasEmail)
		for _, category := range []string{confirmation.Category, confirmation.AllowanceCategory} {
			purged, err := d.store.Purge(t.Context(), category, time.Now().Add(-10*day), 1000)
			require.NoError(t, err)
			assert.Positive(t, purged)
		}
		_, err := d.store.PurgeClaims(t.Context(), time.Now(), 1000)
		require.NoError(t, err)
		streams := map[string]bool{}
		for _, record := range d.records() {
			streams[record.Stream.String()] = true
		}
		assert.Len(t, streams, 3, "the account, and the challenge and counter of today: %v", streams)
		owner := d.resume(annasPhone)
		assert.Equal(t, id, d.challenge(owner.Challenge).Account)
	})
}
