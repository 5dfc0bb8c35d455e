package identity

import (
	"context"
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// TriesCategory is that of the streams that count, per account and day (UTC), the wrong codes. A stream's id is that of
// the account and the date, so that it stays short and can be purged when its window of 24 hours has passed.
const TriesCategory = "code-tries"

// TriesCodec knows the events of tries.
func TriesCodec() *es.Codec[Tries] {
	codec := es.NewCodec[Tries]()
	es.Register[WrongCounted](codec, "code-tries.wrong-counted", 1)
	return codec
}

// Tries are when an account entered wrong codes.
type Tries []time.Time

// WrongCounted means that a wrong code was entered.
type WrongCounted struct {
	Account string    `json:"account"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e WrongCounted) Evolve(t Tries) Tries { return append(slices.Clip(t), e.At) }

// The refusals of a code that is none (COD-9).
var (
	ErrWrongCode = fault.Define("identity.wrong-code",
		"Код неверен. {tries|plural:Осталась {tries} попытка|Осталось {tries} попытки|Осталось {tries} попыток}",
		"The code is wrong. {tries|plural:{tries} try is left|{tries} tries are left}")
	ErrTooManyTries = fault.Define("identity.too-many-tries",
		"Слишком много неверных кодов. Попробуйте через {wait}", "Too many wrong codes. Try again in {wait}")
)

// WrongCode means that what was typed is no code of the account.
type WrongCode struct{ TriesLeft int }

// Fault implements fault.Faulty.
func (e *WrongCode) Fault() fault.Fault { return ErrWrongCode.With("tries", e.TriesLeft).At("code") }

// Error gives the English message.
func (e *WrongCode) Error() string { return e.Fault().Error() }

// Is matches ErrWrongCode and the axis of refusals.
func (e *WrongCode) Is(target error) bool { return ErrWrongCode.Is(target) }

// Limited means that something can be done again only later.
type Limited struct {
	// Limit is what was reached, Wait how long that lasts.
	Limit fault.Fault
	Wait  time.Duration
}

// Fault implements fault.Faulty.
func (e *Limited) Fault() fault.Fault { return e.Limit.With("wait", e.Wait) }

// Error gives the English message.
func (e *Limited) Error() string { return e.Fault().Error() }

// Is matches the limit and the axis of refusals.
func (e *Limited) Is(target error) bool { return e.Limit.Is(target) }

// allow refuses with a [*Limited] when a limit is reached, of both the one that lasts longer.
func (t Tries) allow(policy CodePolicy, now time.Time) error {
	wait := max(t.wait(policy.Tries, policy.TriesWithin, now), t.wait(policy.WrongPerDay, day, now))
	if wait <= 0 {
		return nil
	}
	return &Limited{Limit: ErrTooManyTries, Wait: wait}
}

// wait returns for how long the moments within the window are not fewer than most.
func (t Tries) wait(most int, window time.Duration, now time.Time) time.Duration {
	if len(t) < most {
		return 0
	}
	return t[len(t)-most].Add(window).Sub(now)
}

// left returns how many wrong codes may still be entered.
func (t Tries) left(policy CodePolicy, now time.Time) int {
	within := func(window time.Duration) int {
		first := slices.IndexFunc(t, func(at time.Time) bool { return at.Add(window).After(now) })
		if first < 0 {
			return 0
		}
		return len(t) - first
	}
	return max(min(policy.Tries-within(policy.TriesWithin), policy.WrongPerDay-within(day)), 0)
}

// loadTries returns the stream of today, and what counts at present.
func (s *Service) loadTries(ctx context.Context, unit *es.Unit, accountID string) (*es.Aggregate[Tries], Tries, error) {
	of := func(at time.Time) string { return accountID + "." + at.Format(time.DateOnly) }
	yesterday, err := s.tries.Load(ctx, unit, of(unit.Now().AddDate(0, 0, -1)))
	if err != nil {
		return nil, nil, err
	}
	today, err := s.tries.Load(ctx, unit, of(unit.Now()))
	if err != nil {
		return nil, nil, err
	}
	return today, slices.Concat(yesterday.State(), today.State()), nil
}
