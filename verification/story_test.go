package verification_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// PRO-2: a draft is left and resumed; what was submitted is where correcting begins.
func TestDraft(t *testing.T) {
	play(t, func(s scene) {
		draft := func() profile.Form {
			f, err := s.Verification.Draft(s.Context(), s.id)
			require.NoError(s, err)
			return f
		}
		assert.Equal(s, profile.Form{Name: profile.NameForm{Family: "Ёлкина", Given: "Анна"}}, draft(), "the name is known")
		half := profile.Form{SNILS: "не помню", Sex: "ж"}
		require.NoError(s, s.Verification.SaveDraft(s.Context(), s.id, half))
		assert.Equal(s, half, draft())
		assert.Equal(s, account.NotSubmitted, s.standing().State)

		time.Sleep(time.Minute)
		s.submit(form())
		assert.Equal(s, parsed(s, form()).Reveal(), draft())
		time.Sleep(time.Minute)
		require.NoError(s, s.Verification.SaveDraft(s.Context(), s.id, half))
		assert.Equal(s, half, draft())

		err := s.Verification.SaveDraft(s.Context(), s.id, profile.Form{Sex: strings.Repeat("ж", 501)})
		require.ErrorIs(s, err, profile.ErrLong)
		assert.Empty(s, s.Leaks(s.T, "не помню", "573482"))
	})
}

// REG-9: a submission is refused with every fault at once, and nothing is kept of it.
func TestSubmitRefusals(t *testing.T) {
	play(t, func(s scene) {
		err := s.Verification.Submit(s.Context(), s.id, profile.Form{SNILS: "1"})
		var paths []string
		for _, f := range fault.All(err) {
			paths = append(paths, f.Path)
		}
		assert.Equal(s, []string{"name.family", "name.given", "sex", "bornOn", "citizenship", "document.kind", "snils"}, paths)
		assert.Equal(s, 0, s.standing().Submission)

		for _, id := range []string{"nobody", ""} {
			require.ErrorIs(s, s.Verification.Submit(s.Context(), id, form()), account.ErrUnknown)
		}
		_, err = s.Verification.Standing(s.Context(), "nobody")
		require.ErrorIs(s, err, account.ErrUnknown)
		confirmed := s.Prove(s.T, "+79035550101")
		require.ErrorIs(s, s.Verification.Submit(s.Context(), confirmed.Account, form()), account.ErrNotLive)
	})
}

// PRO-6: the INN is found by name, birth date and document, and its source is shown.
func TestFindINN(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		half := with(s, map[string]string{"inn": "", "snils": "", "sex": ""})
		found, err := s.Verification.FindINN(s.Context(), s.id, half)
		require.NoError(s, err)
		assert.Equal(s, "500100732259", found.INN.Reveal())
		assert.Equal(s, "Федеральная налоговая служба", found.Source.Russian)

		other := half
		other.Name.Given = "Мария"
		_, err = s.Verification.FindINN(s.Context(), s.id, other)
		require.ErrorIs(s, err, verification.ErrINNUnknown)
		_, err = s.Verification.FindINN(s.Context(), s.id, profile.Form{})
		assert.Len(s, fault.All(err), 4)
		s.Registry.Behave(verification.INNCheck, memory.Behaviour{Down: errDown})
		_, err = s.Verification.FindINN(s.Context(), s.id, half)
		require.ErrorIs(s, err, fault.Transient)
		_, err = s.Verification.FindINN(s.Context(), "nobody", half)
		require.ErrorIs(s, err, account.ErrUnknown)
	})
}

// VER-2, VER-7: a registry calls by itself; once is enough, more does no harm, and strangers are refused.
func TestCallbackOfARegistry(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Ticket: 30 * 24 * time.Hour})
		s.submit(form())
		s.rest(5 * time.Minute)
		ticket := "snils " + s.id + ".1.snils"
		matched := verification.Answer{Outcome: verification.OutcomeMatched}
		call := func(check verification.Check, ticket string, answer verification.Answer) error {
			return s.Verification.Callback(s.Context(), check, ticket, answer)
		}
		require.ErrorIs(s, call(verification.SNILSCheck, "another", matched), verification.ErrUnknownTicket)
		require.ErrorIs(s, call(verification.INNCheck, ticket, matched), verification.ErrUnknownTicket)
		require.ErrorIs(s, call(verification.SNILSCheck, ticket, verification.Answer{}), verification.ErrNonsense)
		require.ErrorIs(s, call(verification.SNILSCheck, ticket, verification.Answer{
			Outcome: verification.OutcomeMismatched, Differences: []verification.Difference{{Field: "inn"}},
		}), verification.ErrNonsense)
		assert.Equal(s, account.Simplified, s.standing().Level)

		require.NoError(s, call(verification.SNILSCheck, ticket, matched))
		assert.Equal(s, account.Standard, s.standing().Level, "at once")
		require.NoError(s, call(verification.SNILSCheck, ticket, verification.Answer{Outcome: verification.OutcomeNotFound}))
		assert.Equal(s, account.Standard, s.standing().Level)
	})
}

// A callback that makes no sense is refused and recorded, a bounded number of times, and tells the person
// nothing; where nobody waits for its ticket it leaves nothing.
func TestCallbackOfNonsense(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Ticket: 30 * 24 * time.Hour})
		s.submit(form())
		s.rest(5 * time.Minute)
		before := s.standing()
		recorded := func() int { return s.Count(s.T, "verification.callback-disbelieved") }
		call := func(check verification.Check, ticket string, answer verification.Answer) error {
			return s.Verification.Callback(s.Context(), check, ticket, answer)
		}
		ticket := "snils " + s.id + ".1.snils"
		nonsense := []verification.Answer{
			{},
			{Outcome: "Ёлкина"},
			{Outcome: verification.OutcomePending, Ticket: "x"},
			{Outcome: verification.OutcomeLost},
			{Outcome: verification.OutcomeMismatched},
			{Outcome: verification.OutcomeMismatched, Differences: []verification.Difference{{Field: "inn"}}},
			{Outcome: verification.OutcomeMatched, Ticket: ticket},
		}
		for i, answer := range nonsense {
			for _, unknown := range []string{"", "another"} {
				require.ErrorIs(s, call(verification.SNILSCheck, unknown, answer), verification.ErrUnknownTicket)
			}
			require.ErrorIs(s, call(verification.INNCheck, ticket, answer), verification.ErrUnknownTicket, "another check's")
			require.Equal(s, i, recorded())

			err := call(verification.SNILSCheck, ticket, answer)
			require.ErrorIs(s, err, verification.ErrNonsense)
			require.ErrorIs(s, err, fault.Transient)
			require.NotContains(s, err.Error(), "Ёлкина")
			require.Equal(s, i+1, recorded())
		}
		for range 20 {
			require.ErrorIs(s, call(verification.SNILSCheck, ticket, nonsense[0]), verification.ErrNonsense)
		}
		require.Equal(s, verification.DefaultPolicy().KeepNonsense, recorded())
		require.Equal(s, before, s.standing(), "the person sees nothing of it")
		require.Empty(s, s.Leaks(s.T, "Ёлкина"))

		require.NoError(s, call(verification.SNILSCheck, ticket, verification.Answer{Outcome: verification.OutcomeMatched}))
		require.Equal(s, account.Standard, s.standing().Level, "an answer is still an answer")
	})
	play(t, func(s scene) {
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Ticket: 30 * 24 * time.Hour})
		s.submit(form())
		s.rest(5 * time.Minute)
		s.submit(with(s, map[string]string{"snils": "112-233-445 95"}))
		s.rest(5 * time.Minute)
		err := s.Verification.Callback(s.Context(), verification.SNILSCheck, "snils "+s.id+".1.snils", verification.Answer{})
		require.ErrorIs(s, err, verification.ErrNonsense)
		require.Zero(s, s.Count(s.T, "verification.callback-disbelieved"), "nobody waits for it any more")
	})
}

// A registry that gives one ticket to two people is not believed: a callback could be for either.
func TestOneTicketForTwo(t *testing.T) {
	play(t, func(s scene) {
		same := &verification.Answer{Outcome: verification.OutcomePending, Ticket: "T-1", PollAfter: 24 * time.Hour}
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Answer: same})
		s.submit(form())
		s.rest(5 * time.Minute)
		other := scene{s.T, s.Portal, s.Person(s.T, "+79035550101")}
		other.submit(with(s, map[string]string{"snils": "112-233-445 95"}))
		other.rest(5 * time.Minute)
		assert.Equal(s, verification.Asked, s.states()[verification.SNILSCheck])
		assert.Equal(s, verification.Unavailable, other.states()[verification.SNILSCheck])
	})
}

// VER-2: the process survives that of the portal, at any moment.
func TestRestarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := memory.New()
		k := portaltest.New(t, set.Ports, portaltest.Patient)
		stop := portaltest.Run(t, k)
		p := portaltest.Portal{Kabinet: k, Set: set}
		s := scene{t, p, p.Person(t, portaltest.Phone)}
		set.Registry.Know(parsed(t, form()))
		set.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Delay: 10 * time.Second})
		set.Registry.Behave(verification.DocumentCheck, memory.Behaviour{Ticket: time.Hour})
		s.submit(form())
		for range 5 {
			time.Sleep(65 * time.Second) // somewhere in the midst of a call
			stop()
			stop = portaltest.Run(t, portaltest.New(t, set.Ports, portaltest.Patient))
		}
		s.rest(4 * time.Hour)
		assert.Equal(t, account.Standard, s.standing().Level)
	})
}

// Of two accounts with the same data whose answers come at once, one is verified.
func TestTwoAtOnce(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		all := []scene{s}
		for _, phone := range []string{"+79035550101", "+79035550102", "+79035550103"} {
			all = append(all, scene{s.T, s.Portal, s.Person(s.T, phone)})
		}
		for _, one := range all {
			one.submit(form())
		}
		s.rest(10 * time.Minute)
		levels := map[account.Level]int{}
		for _, one := range all {
			levels[one.standing().Level]++
		}
		assert.Equal(s, map[account.Level]int{account.Standard: 1, account.Simplified: 3}, levels)
	})
}

// VER-6: what an account gave up by correcting its data is free for its owner.
func TestCorrectedNumbersAreFree(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		moved := with(s, map[string]string{"document.number": "45 20 111222", "document.issuedOn": "01.06.1999"})
		s.submit(form())
		s.rest(5 * time.Minute)
		require.Equal(s, account.Standard, s.standing().Level)
		s.Registry.Know(parsed(s, moved))
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{})
		s.submit(moved)
		s.rest(5 * time.Minute)
		require.Equal(s, account.Verified, s.standing().State)

		s.Registry.Know(parsed(s, with(s, map[string]string{"snils": "112-233-445 95", "inn": ""})))
		other := scene{s.T, s.Portal, s.Person(s.T, "+79035550101")}
		other.submit(with(s, map[string]string{"snils": "112-233-445 95", "inn": ""}))
		other.rest(5 * time.Minute)
		assert.Equal(s, account.Standard, other.standing().Level, "the old passport is nobody's any more")
	})
}
