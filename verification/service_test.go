package verification_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

func form() profile.Form { return portaltest.Profile() }

func with(t testing.TB, changes map[string]string) profile.Form {
	t.Helper()
	f := form()
	for path, text := range changes {
		require.NoError(t, f.Set(path, text))
	}
	return f
}

func parsed(t testing.TB, f profile.Form) profile.Profile {
	t.Helper()
	p, err := profile.DefaultPolicy().Parse(f, person.DateOf(time.Now()))
	require.NoError(t, err)
	return p
}

// scene is a portal with one person on it, in virtual time.
type scene struct {
	*testing.T
	portaltest.Portal
	id string
}

func play(t *testing.T, story func(s scene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Patient)
		story(scene{t, p, p.Person(t, portaltest.Phone)})
	})
}

func (s scene) submit(f profile.Form) {
	s.Helper()
	require.NoError(s, s.Verification.Submit(s.Context(), s.id, f))
}

// rest lets everything happen that happens within d.
func (s scene) rest(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (s scene) standing() verification.Standing {
	s.Helper()
	standing, err := s.Verification.Standing(s.Context(), s.id)
	require.NoError(s, err)
	return standing
}

func (s scene) states() map[verification.Check]verification.State {
	s.Helper()
	states := map[verification.Check]verification.State{}
	for _, check := range s.standing().Checks {
		states[check.Check] = check.State
	}
	return states
}

// PRO-3, VER-6, LVL-1: from simplified to standard.
func TestFromSimplifiedToStandard(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		s.submit(form())
		assert.Equal(s, account.Simplified, s.standing().Level, "not before it is checked")
		assert.Equal(s, account.Checking, s.standing().State)
		assert.Len(s, s.standing().Checks, 3, "shown at once")
		s.rest(2 * time.Minute)
		standing := s.standing()
		assert.Equal(s, account.Standard, standing.Level)
		assert.Equal(s, account.Verified, standing.State)
		for check, state := range s.states() {
			assert.Equal(s, verification.Matched, state, check)
		}
		before := s.Registry.Asked(verification.SNILSCheck)
		s.submit(form())
		s.rest(time.Hour)
		assert.Equal(s, before, s.Registry.Asked(verification.SNILSCheck), "the same again asks nobody")
	})
}

// PRO-5: only what is wrong is corrected, and what passed is not asked again. IDN-6: ё is named.
func TestCorrectOnlyWhatIsWrong(t *testing.T) {
	play(t, func(s scene) {
		known := parsed(s, with(s, map[string]string{"snils": "112-233-445 95"}))
		s.Registry.Know(known)
		wrong := with(s, map[string]string{"snils": "123-456-789 64"})
		s.submit(wrong)
		s.rest(2 * time.Minute)
		standing := s.standing()
		require.Equal(s, account.Rejected, standing.State)
		require.Len(s, standing.Faults, 1)
		assert.Equal(s, "snils", standing.Faults[0].Path)
		assert.ErrorIs(s, standing.Faults[0], verification.ErrNotFound)

		documents := s.Registry.Asked(verification.DocumentCheck)
		require.NoError(s, s.Verification.Correct(s.Context(), s.id, map[string]string{"snils": "112-233-445 95"}))
		s.rest(2 * time.Minute)
		assert.Equal(s, account.Standard, s.standing().Level)
		assert.Equal(s, documents, s.Registry.Asked(verification.DocumentCheck), "passed on the same data")

		err := s.Verification.Correct(s.Context(), s.id, map[string]string{"nick": "x", "snils": "1"})
		require.ErrorIs(s, err, profile.ErrUnknownField)
	})
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, with(s, map[string]string{"name.family": "Елкина"})))
		s.submit(form())
		s.rest(2 * time.Minute)
		for _, f := range s.standing().Faults {
			assert.Equal(s, "name.family", f.Path)
			assert.ErrorIs(s, f, verification.ErrOnlyYo)
		}
		assert.Len(s, s.standing().Faults, 3)
	})
}

var errDown = fault.AsTransient(errors.New("registry is down"))

// VER-3, VER-5: five days of outage lose nothing; asking goes on, and the person need not come again.
func TestFiveDaysOfOutage(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Down: errDown})
		s.submit(form())
		s.rest(10 * time.Minute)
		assert.Equal(s, map[verification.Check]verification.State{
			verification.DocumentCheck: verification.Matched, verification.INNCheck: verification.Matched,
			verification.SNILSCheck: verification.Unavailable,
		}, s.states(), "the others do not wait for it")
		s.rest(5*24*time.Hour - 20*time.Minute)
		assert.Equal(s, verification.Unavailable, s.states()[verification.SNILSCheck])
		s.rest(20 * time.Minute)
		assert.Equal(s, verification.Overdue, s.states()[verification.SNILSCheck])
		assert.Equal(s, account.Simplified, s.standing().Level, "never passed")
		asked := s.Registry.Asked(verification.SNILSCheck)
		assert.Less(s, asked, 300, "with pauses up to an hour")
		assert.Greater(s, asked, 100)

		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{})
		s.rest(2 * time.Hour)
		assert.Equal(s, account.Standard, s.standing().Level)
	})
}

// VER-2: registries answer later by ticket.
func TestAnswerByTicket(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		s.Registry.Behave(verification.DocumentCheck, memory.Behaviour{Ticket: 40 * time.Minute})
		s.submit(form())
		s.rest(30 * time.Minute)
		assert.Equal(s, verification.Asked, s.states()[verification.DocumentCheck])
		s.rest(20 * time.Minute)
		assert.Equal(s, account.Standard, s.standing().Level)
		assert.Equal(s, 2, s.Registry.Asked(verification.DocumentCheck), "asked, and polled when the time had come")
	})
}

// VER-6: what belongs to another account is refused without a word about that account.
func TestTakenByAnotherAccount(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		s.submit(form())
		s.rest(2 * time.Minute)
		require.Equal(s, account.Standard, s.standing().Level)

		other := scene{s.T, s.Portal, s.Person(s.T, "+79035550101")}
		other.submit(form())
		other.rest(2 * time.Minute)
		standing := other.standing()
		assert.Equal(s, account.Simplified, standing.Level)
		require.Len(s, standing.Faults, 2)
		for _, f := range standing.Faults {
			assert.ErrorIs(s, f, verification.ErrTaken)
			assert.NotContains(s, f.Error(), s.id)
		}
	})
}

// VER-7: an answer to superseded data changes nothing.
func TestSupersededSubmission(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Down: errDown})
		s.submit(form())
		s.rest(5 * time.Minute)
		s.submit(with(s, map[string]string{"snils": "112-233-445 95"}))
		s.rest(5 * time.Minute)
		assert.Equal(s, 2, s.standing().Submission)
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{})
		s.rest(2 * time.Hour)
		standing := s.standing()
		assert.Equal(s, account.Rejected, standing.State, "the second is what counts")
		assert.Equal(s, account.Simplified, standing.Level)
	})
}
