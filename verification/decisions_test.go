package verification

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

const who = "01HZX3K7Q4M8T0000000000000"

var (
	began  = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	policy = DefaultPolicy()
	none   = Verification{}
)

type history = []es.Event[Verification]

func after(d time.Duration) time.Time { return began.Add(d) }

func ownProfile(t testing.TB, inn string) profile.Profile {
	t.Helper()
	p, err := profile.DefaultPolicy().Parse(profile.Form{
		Name: profile.NameForm{Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна"},
		Sex:  "ж", BornOn: "09.05.1990", Citizenship: "ru",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: "45 02 573482", IssuedOn: "01.06.2010",
			Issuer: "ОВД района Арбат г. Москвы", DivisionCode: "773-045", Birthplace: "г. Москва",
		},
		SNILS: "123-456-789 64", INN: inn,
	}, person.DateOf(began))
	require.NoError(t, err)
	return p
}

func started(checks ...Check) Started {
	return Started{Account: who, Submission: 1, Checks: checks, At: began}
}

func due(check Check, attempt int, at time.Time) CheckDue {
	return CheckDue{Account: who, Submission: 1, Check: check, Attempt: attempt, Again: at.Add(policy.Longest), At: at}
}

func answered(check Check, outcome Outcome, at time.Time, differences ...Difference) Answered {
	return Answered{Account: who, Check: check, Outcome: outcome, Differences: differences, At: at}
}

func ticket(check Check, text string, next, at time.Time) TicketGiven {
	return TicketGiven{Account: who, Check: check, Ticket: text, Next: next, At: at}
}

func unavailable(check Check, reason Reason, next, at time.Time) RegistryUnavailable {
	return RegistryUnavailable{Account: who, Check: check, Reason: reason, Next: next, At: at}
}

var (
	yes = Answer{Outcome: OutcomeMatched}
	no  = Answer{Outcome: OutcomeMismatched, Differences: []Difference{{Field: "name.family", OnlyYo: true}}}
)

// VER-1: which checks there are depends on what the profile has.
func TestStart(t *testing.T) {
	scenario.Given(t, none).When(Start(who, 1, ownProfile(t, ""), nil, began)).
		Then(started(DocumentCheck, SNILSCheck)).
		State(func(t testing.TB, v Verification) {
			assert.Equal(t, Waiting, v.StateOf(DocumentCheck))
			assert.Empty(t, v.StateOf(INNCheck))
			assert.Empty(t, v.verdict())
		})
	scenario.Given(t, none).When(Start(who, 1, ownProfile(t, "500100732259"), nil, began)).
		Then(started(DocumentCheck, SNILSCheck, INNCheck))
	scenario.Given(t, none, started(SNILSCheck)).When(Start(who, 1, ownProfile(t, ""), nil, after(time.Hour))).Then()
}

// PRO-5: checks that passed on data that did not change are not repeated.
func TestCarry(t *testing.T) {
	v := es.Evolve(none, history{
		started(DocumentCheck, SNILSCheck, INNCheck),
		due(DocumentCheck, 1, began), answered(DocumentCheck, OutcomeMatched, after(time.Minute)),
		due(SNILSCheck, 1, began), answered(SNILSCheck, OutcomeNotFound, after(time.Minute)),
		due(INNCheck, 1, began), answered(INNCheck, OutcomeMatched, after(2*time.Minute)),
	}...)
	now := after(time.Hour)
	both := map[Check]time.Time{DocumentCheck: after(time.Minute), INNCheck: after(2 * time.Minute)}
	assert.Equal(t, both, v.Carry([]string{"snils"}, policy, now))
	assert.Equal(t, both, v.Carry([]string{"addresses.delivery.city", "vehicle.plate"}, policy, now))
	assert.Equal(t, map[Check]time.Time{DocumentCheck: after(time.Minute)}, v.Carry([]string{"inn"}, policy, now))
	assert.Equal(t, map[Check]time.Time{INNCheck: after(2 * time.Minute)}, v.Carry([]string{"document.issuer"}, policy, now))
	assert.Empty(t, v.Carry([]string{"name.given"}, policy, now))
	assert.Len(t, v.Carry(nil, policy, after(time.Minute).Add(policy.KeepMatched-1)), 2)
	assert.Equal(t, map[Check]time.Time{INNCheck: after(2 * time.Minute)}, v.Carry(nil, policy, after(time.Minute).Add(policy.KeepMatched)))

	scenario.Given(t, none).When(Start(who, 2, ownProfile(t, ""), both, now)).
		Then(Started{
			Account: who, Submission: 2, Checks: []Check{DocumentCheck, SNILSCheck},
			Carried: map[Check]time.Time{DocumentCheck: after(time.Minute)}, At: now,
		}).
		State(func(t testing.TB, v Verification) {
			assert.Equal(t, Matched, v.StateOf(DocumentCheck))
			assert.True(t, v.Checks[DocumentCheck].Carried)
			assert.Equal(t, Waiting, v.StateOf(SNILSCheck))
		})
}

func TestDue(t *testing.T) {
	asked := history{started(SNILSCheck), due(SNILSCheck, 1, began)}
	later := append(asked[:2:2], unavailable(SNILSCheck, ReasonDown, after(time.Minute), began))
	for name, c := range map[string]struct {
		history history
		at      time.Time
		then    history
	}{
		"at once":                       {asked[:1], began, history{due(SNILSCheck, 1, began)}},
		"not while it is under way":     {asked, after(policy.Longest - 1), nil},
		"again when nothing came of it": {asked, after(policy.Longest), history{due(SNILSCheck, 2, after(policy.Longest))}},
		"not before its time":           {later, after(time.Minute - 1), nil},
		"after a failure":               {later, after(time.Minute), history{due(SNILSCheck, 2, after(time.Minute))}},
		"not when it was answered":      {append(asked[:2:2], answered(SNILSCheck, OutcomeMatched, began)), after(time.Hour), nil},
		"not when it is over":           {append(later[:3:3], Finished{Ending: Superseded}), after(time.Hour), nil},
		"not what is not checked":       {history{started(DocumentCheck)}, began, nil},
		"not before it began":           {nil, began, nil},
	} {
		t.Run(name, func(t *testing.T) {
			scenario.Given(t, none, c.history...).When(Due(SNILSCheck, policy, c.at)).Then(c.then...)
		})
	}
}

// VER-2, VER-7: what a registry says counts once, for the attempt it belongs to.
func TestAnswer(t *testing.T) {
	asked := history{started(DocumentCheck, SNILSCheck), due(SNILSCheck, 1, began)}
	at := after(time.Second)
	scenario.Given(t, none, asked...).When(yes.to(SNILSCheck, 1, policy, at)).Then(answered(SNILSCheck, OutcomeMatched, at))
	scenario.Given(t, none, asked...).When(no.to(SNILSCheck, 1, policy, at)).
		Then(answered(SNILSCheck, OutcomeMismatched, at, no.Differences...)).
		State(func(t testing.TB, v Verification) {
			assert.Equal(t, Mismatched, v.StateOf(SNILSCheck))
			assert.Equal(t, no.Differences, v.Checks[SNILSCheck].Differences)
		})
	for wanted, kept := range map[time.Duration]time.Duration{
		0: policy.Poll, 10 * time.Minute: 10 * time.Minute, time.Second: policy.Poll, 24 * time.Hour: policy.Longest,
	} {
		pending := Answer{Outcome: OutcomePending, Ticket: "t-1", PollAfter: wanted}
		scenario.Given(t, none, asked...).When(pending.to(SNILSCheck, 1, policy, at)).
			Then(ticket(SNILSCheck, "t-1", at.Add(kept), at))
	}
	for name, c := range map[string]struct {
		history history
		attempt int
	}{
		"an attempt given up": {append(asked[:2:2], due(SNILSCheck, 2, after(policy.Longest))), 1},
		"an attempt not made": {asked, 2},
		"answered already":    {append(asked[:2:2], answered(SNILSCheck, OutcomeNotFound, at)), 1},
		"failed already":      {append(asked[:2:2], unavailable(SNILSCheck, ReasonSlow, after(time.Hour), at)), 1},
		"another submission":  {append(asked[:2:2], Finished{Ending: Superseded}), 1},
		"before it began":     {nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			for _, answer := range []Answer{yes, no, {Outcome: OutcomePending, Ticket: "t"}} {
				scenario.Given(t, none, c.history...).When(answer.to(SNILSCheck, c.attempt, policy, at)).Then()
			}
			scenario.Given(t, none, c.history...).When(Fail(SNILSCheck, c.attempt, ReasonDown, policy, 0, at)).Then()
		})
	}
}

// VER-2: a registry calls by itself with the ticket it gave.
func TestCallback(t *testing.T) {
	given := history{started(SNILSCheck), due(SNILSCheck, 1, began), ticket(SNILSCheck, "t-1", after(time.Minute), began)}
	polling := append(given[:3:3], due(SNILSCheck, 2, after(time.Minute)))
	down := append(polling[:4:4], RegistryUnavailable{Account: who, Check: SNILSCheck, Reason: ReasonDown, Ticket: "t-1", Next: after(time.Hour), At: after(time.Minute)})
	scenario.Given(t, none, given[:2]...).When(yes.called(SNILSCheck, "", began)).Then() // it owes no answer to a ticket
	for name, h := range map[string]history{"waiting": given, "polling": polling, "down": down} {
		t.Run(name, func(t *testing.T) {
			scenario.Given(t, none, h...).When(yes.called(SNILSCheck, "t-1", after(2*time.Minute))).
				Then(answered(SNILSCheck, OutcomeMatched, after(2*time.Minute)))
			scenario.Given(t, none, h...).When(yes.called(SNILSCheck, "t-2", began)).Then()
			scenario.Given(t, none, h...).When(yes.called(DocumentCheck, "t-1", began)).Then()
			scenario.Given(t, none, h...).When(yes.called(SNILSCheck, "", began)).Then()
		})
	}
}

// VER-3: pauses grow, are spread, and start anew when the registry answers.
func TestFail(t *testing.T) {
	h := history{started(SNILSCheck)}
	at := began
	for attempt, pause := range []time.Duration{30, 60, 120, 240, 480, 960, 1920, 3600, 3600} {
		h = append(h, due(SNILSCheck, attempt+1, at))
		full := at.Add(pause * time.Second)
		scenario.Given(t, none, h...).When(Fail(SNILSCheck, attempt+1, ReasonDown, policy, 1, at)).
			Then(unavailable(SNILSCheck, ReasonDown, full, at))
		scenario.Given(t, none, h...).When(Fail(SNILSCheck, attempt+1, ReasonDown, policy, 0, at)).
			Then(unavailable(SNILSCheck, ReasonDown, at.Add(pause*time.Second/2), at))
		h = append(h, unavailable(SNILSCheck, ReasonDown, full, at))
		at = full
	}
	assert.Equal(t, Unavailable, es.Evolve(none, h...).StateOf(SNILSCheck))
	h = append(h, due(SNILSCheck, 10, at), ticket(SNILSCheck, "t", at.Add(time.Minute), at), due(SNILSCheck, 11, at.Add(time.Minute)))
	at = at.Add(time.Minute)
	scenario.Given(t, none, h...).When(Fail(SNILSCheck, 11, ReasonDown, policy, 1, at)).
		Then(RegistryUnavailable{Account: who, Check: SNILSCheck, Reason: ReasonDown, Ticket: "t", Next: at.Add(30 * time.Second), At: at})
	scenario.Given(t, none, h...).When(Fail(SNILSCheck, 11, ReasonLost, policy, 1, at)).
		Then(unavailable(SNILSCheck, ReasonLost, at.Add(30*time.Second), at))
}

// A timer fires to the microsecond, and must not find that it came too early.
func TestPausesAreAsPreciseAsTimers(t *testing.T) {
	for _, pause := range []time.Duration{policy.retry(3, 0.123456789), policy.poll(90*time.Second+1, 0), policy.poll(0, 11*time.Minute+1)} {
		assert.Equal(t, pause, pause.Truncate(time.Microsecond))
	}
}

// A ticket that takes long is asked about less and less often, whatever pause the registry names.
func TestPausesBetweenPollsGrow(t *testing.T) {
	for waited, pause := range map[time.Duration]time.Duration{
		0: time.Minute, 10 * time.Minute: time.Minute, 20 * time.Minute: 2 * time.Minute, 5 * time.Hour: 30 * time.Minute,
		10 * time.Hour: time.Hour, 30 * 24 * time.Hour: time.Hour,
	} {
		assert.Equal(t, pause, policy.poll(time.Second, waited), waited)
		assert.Equal(t, policy.Longest, policy.poll(24*time.Hour, waited))
	}
	h := history{started(SNILSCheck), due(SNILSCheck, 1, after(2*time.Hour))}
	scenario.Given(t, none, h...).When(Answer{Outcome: OutcomePending, Ticket: "t-1"}.to(SNILSCheck, 1, policy, after(2*time.Hour))).
		Then(ticket(SNILSCheck, "t-1", after(2*time.Hour+12*time.Minute), after(2*time.Hour)))
}

// VER-5: told once, to the minute; asking goes on.
func TestMarkOverdue(t *testing.T) {
	h := history{started(DocumentCheck, SNILSCheck), due(SNILSCheck, 1, began), answered(SNILSCheck, OutcomeMatched, began)}
	late := after(policy.OverdueAfter)
	overdue := BecameOverdue{Account: who, Submission: 1, Checks: []Check{DocumentCheck}, At: late}
	scenario.Given(t, none, h...).When(MarkOverdue(policy, late.Add(-1))).Then()
	scenario.Given(t, none, h...).When(MarkOverdue(policy, late)).Then(overdue).
		State(func(t testing.TB, v Verification) {
			assert.Equal(t, Overdue, v.StateOf(DocumentCheck))
			assert.Equal(t, Matched, v.StateOf(SNILSCheck))
		})
	h = append(h, overdue)
	scenario.Given(t, none, h...).When(MarkOverdue(policy, late.Add(time.Hour))).Then()
	scenario.Given(t, none, h...).When(Due(DocumentCheck, policy, late)).Then(due(DocumentCheck, 1, late))
	scenario.Given(t, none, append(h[:3:3], Finished{Ending: Failed})...).When(MarkOverdue(policy, late)).Then()
	scenario.Given(t, none).When(MarkOverdue(policy, late)).Then()
}

// A no ends it as soon as no other answer is about to come; one that may take days is not waited for.
func TestVerdict(t *testing.T) {
	both := history{started(DocumentCheck, SNILSCheck), due(DocumentCheck, 1, began), due(SNILSCheck, 1, began)}
	matched := answered(DocumentCheck, OutcomeMatched, began)
	refused := answered(DocumentCheck, OutcomeNotFound, began)
	for name, c := range map[string]struct {
		then history
		want Ending
	}{
		"nothing said":                {nil, ""},
		"one matched":                 {history{matched}, ""},
		"both matched":                {history{matched, answered(SNILSCheck, OutcomeMatched, began)}, Passed},
		"one refused":                 {history{refused}, ""},
		"both refused":                {history{refused, answered(SNILSCheck, OutcomeMismatched, began)}, Failed},
		"refused and matched":         {history{refused, answered(SNILSCheck, OutcomeMatched, began)}, Failed},
		"refused, other unavailable":  {history{refused, unavailable(SNILSCheck, ReasonDown, after(time.Hour), began)}, Failed},
		"refused, other by ticket":    {history{refused, ticket(SNILSCheck, "t", after(time.Hour), began)}, Failed},
		"refused, other being polled": {history{refused, ticket(SNILSCheck, "t", after(time.Hour), began), due(SNILSCheck, 2, after(time.Hour))}, Failed},
		"matched, other unavailable":  {history{matched, unavailable(SNILSCheck, ReasonDown, after(time.Hour), began)}, ""},
		"matched, other by ticket":    {history{matched, ticket(SNILSCheck, "t", after(time.Hour), began)}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, es.Evolve(none, append(both[:3:3], c.then...)...).verdict())
		})
	}
	assert.Empty(t, es.Evolve(none, append(both[:2:2], refused)...).verdict(), "the other one was not asked yet")
}

func TestSupersede(t *testing.T) {
	at := after(time.Hour)
	ended := Finished{Account: who, Submission: 1, Ending: Superseded, At: at}
	scenario.Given(t, none, started(SNILSCheck)).When(Supersede(at)).Then(ended)
	scenario.Given(t, none, started(SNILSCheck), ended).When(Supersede(at)).Then()
	scenario.Given(t, none).When(Supersede(at)).Then()
}

// VER-3: those who wait are spread evenly, and the same attempt always waits as long.
func TestChance(t *testing.T) {
	tenths := map[int]int{}
	for attempt := range 1000 {
		event := due(SNILSCheck, attempt, began)
		c := chance(&event)
		require.Equal(t, c, chance(&event))
		tenths[int(c*10)]++
	}
	require.Len(t, tenths, 10)
	for tenth, attempts := range tenths {
		require.InDelta(t, 100, attempts, 40, "from 0.%d", tenth)
	}
}
