package verification

import (
	"context"
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// LookupsCategory is that of the streams that count, per account and day (UTC), how often an INN was looked
// up. A stream's id is that of the account and the date, so that it stays short and can be purged when its
// window of 24 hours has passed.
const LookupsCategory = "inn-lookups"

// The refusals of a look-up. Each carries the remaining wait as the argument "wait", see [Limited].
var (
	ErrLookupsPerHour = fault.Define("verification.inn-lookups-per-hour",
		"Слишком много поисков ИНН за час. Следующий возможен через {wait}; поле можно и оставить пустым",
		"Too many look-ups of the INN within an hour. The next is possible in {wait}; the field may also be left empty")
	ErrLookupsPerDay = fault.Define("verification.inn-lookups-per-day",
		"Слишком много поисков ИНН за сутки. Следующий возможен через {wait}; поле можно и оставить пустым",
		"Too many look-ups of the INN within a day. The next is possible in {wait}; the field may also be left empty")
)

// Limited means that one of the limits of look-ups is reached.
type Limited struct {
	// Limit is which one, Wait how long it lasts.
	Limit fault.Fault
	Wait  time.Duration
}

// Fault implements fault.Faulty.
func (e *Limited) Fault() fault.Fault { return e.Limit.With("wait", e.Wait).At("inn") }

// Error gives the English message.
func (e *Limited) Error() string { return e.Fault().Error() }

// Is matches the limit reached and the axis of refusals.
func (e *Limited) Is(target error) bool { return e.Limit.Is(target) }

// LookupsCodec knows the events of look-ups.
func LookupsCodec() *es.Codec[Lookups] {
	codec := es.NewCodec[Lookups]()
	es.Register[LookupCounted](codec, "inn-lookups.counted", 1)
	return codec
}

// Lookups are when an account looked up an INN on one day.
type Lookups struct{ At []time.Time }

// LookupCounted means that an INN was looked up.
type LookupCounted struct {
	Account string    `json:"account"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e LookupCounted) Evolve(l Lookups) Lookups {
	return Lookups{At: append(slices.Clip(l.At), e.At)}
}

// Allow refuses with a [*Limited] when a limit of the policy is reached, of several the one that lasts
// longest.
func (l Lookups) Allow(policy Policy, now time.Time) error {
	refusal := &Limited{}
	for _, limit := range []struct {
		fault  fault.Fault
		most   int
		window time.Duration
	}{
		{ErrLookupsPerHour, policy.LookupsPerHour, time.Hour},
		{ErrLookupsPerDay, policy.LookupsPerDay, 24 * time.Hour},
	} {
		if len(l.At) < limit.most {
			continue
		}
		if wait := l.At[len(l.At)-limit.most].Add(limit.window).Sub(now); wait > refusal.Wait {
			refusal = &Limited{Limit: limit.fault, Wait: wait}
		}
	}
	if refusal.Wait > 0 {
		return refusal
	}
	return nil
}

// countLookup counts one more, or refuses it.
func (s *Service) countLookup(ctx context.Context, unit *es.Unit, accountID string) error {
	day := func(at time.Time) string { return accountID + "." + at.Format(time.DateOnly) }
	yesterday, err := s.lookups.Load(ctx, unit, day(unit.Now().AddDate(0, 0, -1)))
	if err != nil {
		return err
	}
	today, err := s.lookups.Load(ctx, unit, day(unit.Now()))
	if err != nil {
		return err
	}
	return today.Decide(func(l Lookups) ([]es.Event[Lookups], error) {
		both := Lookups{At: slices.Concat(yesterday.State().At, l.At)}
		if err := both.Allow(s.policy, unit.Now()); err != nil {
			return nil, err
		}
		return []es.Event[Lookups]{LookupCounted{Account: accountID, At: unit.Now()}}, nil
	})
}
