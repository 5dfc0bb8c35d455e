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

// Allow refuses with a [*Limited] at "inn" when a limit of the policy is reached, of several the one that lasts
// longest.
func (l Lookups) Allow(policy Policy, now time.Time) error {
	return limited("inn", l.At, now,
		limit{ErrLookupsPerHour, policy.LookupsPerHour, time.Hour}, limit{ErrLookupsPerDay, policy.LookupsPerDay, 24 * time.Hour})
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
