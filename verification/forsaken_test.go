package verification_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

func (s scene) erase() {
	s.Helper()
	_, err := s.Events.Append(s.Context(), es.Batch{Erase: []string{s.id}})
	require.NoError(s, err)
}

// decide has somebody else decide about the account.
func (s scene) decide(decision es.Decision[account.Account]) {
	s.Helper()
	index, err := es.NewBlindIndex(s.Secrets.BlindIndex)
	require.NoError(s, err)
	engine, err := es.NewEngine(es.Config{Store: s.Events, Encrypter: s.Encrypter, BlindIndex: index})
	require.NoError(s, err)
	accounts, err := es.NewRepository(account.Category, account.Codec())
	require.NoError(s, err)
	require.NoError(s, engine.Do(s.Context(), func(ctx context.Context, unit *es.Unit) error {
		owner, err := accounts.Load(ctx, unit, s.id)
		if err != nil {
			return err
		}
		return owner.Decide(decision)
	}))
}

// DEL-2: nobody asks about somebody who was erased, nobody is told, and nothing goes on for ever.
func TestErasedInTheMidst(t *testing.T) {
	for name, behaviour := range map[string]memory.Behaviour{
		"a registry is down":  {Down: errDown},
		"a ticket is pending": {Ticket: 30 * 24 * time.Hour},
		"a call is under way": {Delay: 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(s scene) {
				s.Registry.Know(parsed(s, form()))
				s.Registry.Behave(verification.SNILSCheck, behaviour)
				s.submit(form())
				s.rest(2 * time.Second)
				s.erase()
				s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{})
				s.rest(2 * time.Hour)
				asked, told := s.Registry.Asked(verification.SNILSCheck), len(s.Inbox.All())
				dues := s.Count(s.T, "verification.check-due")
				s.rest(8 * 24 * time.Hour)
				assert.Equal(s, asked, s.Registry.Asked(verification.SNILSCheck))
				assert.Equal(s, dues, s.Count(s.T, "verification.check-due"))
				assert.Len(s, s.Inbox.All(), told)
				assert.Zero(s, s.Count(s.T, "verification.became-overdue"))
				assert.Equal(s, 1, s.Count(s.T, "verification.finished"))
				assert.Equal(s, account.Simplified, s.standing().Level)
			})
		})
	}
}

// An answer about somebody erased verifies nobody, and claims nothing in their name.
func TestCallbackAboutSomebodyErased(t *testing.T) {
	play(t, func(s scene) {
		for _, one := range []scene{s, {s.T, s.Portal, s.Person(s.T, "+79035550101")}} {
			one.Registry.Know(parsed(s, form()))
			one.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Ticket: 30 * 24 * time.Hour})
			one.submit(form())
			one.rest(time.Minute)
			one.erase()
			require.NoError(s, s.Verification.Callback(s.Context(), verification.SNILSCheck, "snils "+one.id+".1.snils",
				verification.Answer{Outcome: verification.OutcomeMatched}))
			assert.Equal(s, account.Simplified, one.standing().Level)
			assert.Equal(s, account.Checking, one.standing().State)
		}
		assert.Zero(s, s.Count(s.T, "account.profile-verified"))
		assert.Zero(s, s.Count(s.T, "account.profile-rejected"))
		assert.Equal(s, 2, s.Count(s.T, "verification.finished"))
	})
}

// VER-7, PRO-5: submissions that follow each other while nothing reacts leave none being checked but the last,
// and what the first one passed counts for it.
func TestSubmissionsFollowEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := memory.New()
		k := portaltest.New(t, set.Ports, portaltest.Patient)
		stop := portaltest.Run(t, k)
		p := portaltest.Portal{Kabinet: k, Set: set}
		s := scene{t, p, p.Person(t, portaltest.Phone)}
		s.Registry.Know(parsed(t, form()))
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Down: errDown})
		s.submit(form())
		s.rest(10 * time.Minute)
		documents := s.Registry.Asked(verification.DocumentCheck)
		stop()
		s.submit(with(s, map[string]string{"snils": "112-233-445 95"}))
		s.submit(with(s, map[string]string{"snils": "087-654-303 00"}))
		s.submit(with(s, map[string]string{"drivingLicence": "77 01 123456"}))
		stop = portaltest.Run(t, portaltest.New(t, set.Ports, portaltest.Patient))
		s.rest(time.Minute)
		assert.Equal(t, documents, s.Registry.Asked(verification.DocumentCheck), "passed on the same data")
		assert.Equal(t, 3, s.Count(t, "verification.finished"), "superseded")
		s.rest(6 * 24 * time.Hour)
		assert.Equal(t, 1, s.Count(t, "verification.became-overdue"))
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{})
		s.rest(2 * time.Hour)
		assert.Equal(t, account.Standard, s.standing().Level)
		assert.Equal(t, 4, s.standing().Submission)
		stop()
	})
}

// OPS-3: a held account is not worked on.
func TestHeldAccount(t *testing.T) {
	play(t, func(s scene) {
		s.decide(account.Block(account.Act{Reason: account.Suspicion, Author: "operator"}, time.Now()))
		require.ErrorIs(s, s.Verification.Submit(s.Context(), s.id, form()), account.ErrHeld)
		require.ErrorIs(s, s.Verification.SaveDraft(s.Context(), s.id, profile.Form{}), account.ErrHeld)
		require.ErrorIs(s, s.Verification.Correct(s.Context(), s.id, nil), account.ErrHeld)
		_, err := s.Verification.Draft(s.Context(), s.id)
		require.ErrorIs(s, err, account.ErrHeld)
		_, err = s.Verification.FindINN(s.Context(), s.id, form())
		require.ErrorIs(s, err, account.ErrHeld)
		s.decide(account.GiveBack(account.Act{Reason: account.Cleared, Author: "operator"}, time.Now()))
		s.submit(form())
	})
}
