package confirmation

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

func issued(kind person.ContactKind, valid time.Duration) CodeIssued {
	return CodeIssued{
		Challenge: "c", Account: "a", Purpose: ForRegistration, Kind: kind, Index: "i", Language: "ru", Secret: "one",
		At: noon, ExpiresAt: noon.Add(valid),
	}
}

// COD-1, COD-3, COD-6, COD-9: what an answer comes to at every stage of a challenge. The event is what
// is recorded also where the answer is refused.
func TestAnswer(t *testing.T) {
	policy := DefaultPolicy()
	open := []es.Event[Challenge]{issued(person.ContactPhone, 300*time.Second)}
	with := func(more ...es.Event[Challenge]) []es.Event[Challenge] { return append(open[:1:1], more...) }
	wrong := func(n int) (events []es.Event[Challenge]) {
		for range n {
			events = append(events, AnswerWrong{Challenge: "c", Send: 1, At: noon})
		}
		return with(events...)
	}
	withheld := issued(person.ContactPhone, 300*time.Second)
	withheld.Withheld = true
	exhausted := &Limited{Limit: ErrContactTries, Wait: time.Hour}
	right := func(by Means, after time.Duration) es.Event[Challenge] {
		return AnswerRight{Challenge: "c", Send: 1, By: by, At: noon.Add(after)}
	}
	counted := func(after time.Duration) es.Event[Challenge] {
		return AnswerWrong{Challenge: "c", Send: 1, At: noon.Add(after)}
	}
	for name, c := range map[string]struct {
		given     []es.Event[Challenge]
		by        Means
		right     bool
		exhausted error
		after     time.Duration
		event     es.Event[Challenge]
		refusal   error
	}{
		"right":                         {open, ByCode, true, nil, 0, right(ByCode, 0), nil},
		"right at 299.999999 s":         {open, ByCode, true, nil, 300*time.Second - 1000, right(ByCode, 300*time.Second-1000), nil},
		"right at 300 s":                {open, ByCode, true, nil, 300 * time.Second, nil, ErrExpired},
		"wrong at 300 s costs nothing":  {open, ByCode, false, nil, 300 * time.Second, nil, ErrExpired},
		"never issued":                  {nil, ByCode, true, nil, 0, nil, ErrNoneIssued},
		"wrong":                         {open, ByCode, false, nil, 0, counted(0), ErrWrong},
		"the fifth wrong":               {wrong(4), ByCode, false, nil, 0, counted(0), ErrWrong},
		"wrong after five":              {wrong(5), ByCode, false, nil, 0, nil, ErrTooManyTries},
		"right after four":              {wrong(4), ByCode, true, nil, 0, right(ByCode, 0), nil},
		"right after five":              {wrong(5), ByCode, true, nil, 0, nil, ErrTooManyTries},
		"the link after five":           {wrong(5), ByLink, true, nil, 0, right(ByLink, 0), nil},
		"a broken link costs nothing":   {open, ByLink, false, nil, 0, nil, ErrLinkBroken},
		"used":                          {with(right(ByCode, 0)), ByCode, true, nil, time.Second, nil, ErrUsed},
		"used, by link":                 {with(right(ByCode, 0)), ByLink, true, nil, time.Second, nil, ErrUsed},
		"used long ago":                 {with(right(ByCode, 0)), ByCode, true, nil, time.Hour, nil, ErrUsed},
		"superseded":                    {with(ChallengeSuperseded{Challenge: "c"}), ByCode, true, nil, 0, nil, ErrSuperseded},
		"withheld: no code is right":    {[]es.Event[Challenge]{withheld}, ByCode, true, nil, 0, counted(0), ErrWrong},
		"withheld: no link is right":    {[]es.Event[Challenge]{withheld}, ByLink, true, nil, 0, nil, ErrLinkBroken},
		"contact exhausted":             {open, ByCode, false, exhausted, 0, nil, ErrContactTries},
		"contact exhausted, right code": {open, ByCode, true, exhausted, 0, nil, ErrContactTries},
		"contact exhausted, link":       {open, ByLink, true, exhausted, 0, right(ByLink, 0), nil},
		"a new code has tries of its own": {
			append(wrong(5), CodeResent{Challenge: "c", Send: 2, Secret: "one", At: noon, ExpiresAt: noon.Add(time.Minute)}),
			ByCode, false, nil, 0,
			AnswerWrong{Challenge: "c", Send: 2, At: noon},
			ErrWrong,
		},
	} {
		t.Run(name, func(t *testing.T) {
			state := es.Evolve(Challenge{}, c.given...)
			event, refusal := answer(c.by, c.right, c.exhausted, policy, noon.Add(c.after))(state)
			assert.Equal(t, c.event, event)
			if c.refusal == nil {
				require.NoError(t, refusal)
				assert.Equal(t, Answered, event.Evolve(state).Status)
				return
			}
			require.ErrorIs(t, refusal, c.refusal)
			require.ErrorIs(t, refusal, fault.Refused)
		})
	}
}

// COD-3: five tries and no more; what is left is in the answer.
func TestTriesLeft(t *testing.T) {
	state := es.Evolve(Challenge{}, es.Event[Challenge](issued(person.ContactEmail, time.Hour)))
	for left := 4; left >= 0; left-- {
		event, refusal := answer(ByCode, false, nil, DefaultPolicy(), noon)(state)
		var wrong *Wrong
		require.ErrorAs(t, refusal, &wrong)
		assert.Equal(t, left, wrong.TriesLeft)
		state = event.Evolve(state)
	}
	_, refusal := answer(ByCode, true, nil, DefaultPolicy(), noon)(state)
	require.ErrorIs(t, refusal, ErrTooManyTries)
}
