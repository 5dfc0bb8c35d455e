package bank

import (
	"context"
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// TriesCategory is that of the streams that count, per account and day (UTC), the requests begun; for somebody without
// an account a blind index of their contact stands in its place. A stream's id is that of the account and the date, so that it stays short and can be purged when its window of 24 hours has passed.
const TriesCategory = "bank-tries"

// ErrTriesPerDay means that the account has begun as many requests as the policy allows in 24 hours.
var ErrTriesPerDay = fault.Define("bank.tries-per-day",
	"Слишком много запросов в банк за сутки. Следующий возможен через {wait}",
	"Too many requests to a bank within a day. The next is possible in {wait}")

// TriesCodec knows the events of tries.
func TriesCodec() *es.Codec[Tries] {
	codec := es.NewCodec[Tries]()
	es.Register[TryCounted](codec, "bank-tries.counted", 1)
	return codec
}

// Tries are when an account began requests on one day.
type Tries struct{ At []time.Time }

// TryCounted means that a request was begun.
type TryCounted struct {
	Account string    `json:"account"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e TryCounted) Evolve(t Tries) Tries { return Tries{At: append(slices.Clip(t.At), e.At)} }

// allow refuses with the remaining wait when the limit is reached.
func (t Tries) allow(most int, now time.Time) error {
	if len(t.At) < most {
		return nil
	}
	if wait := t.At[len(t.At)-most].Add(24 * time.Hour).Sub(now); wait > 0 {
		return ErrTriesPerDay.With("wait", wait)
	}
	return nil
}

// countTry counts one more, or refuses it.
func (s *Service) countTry(ctx context.Context, unit *es.Unit, accountID string) error {
	day := func(at time.Time) string { return accountID + "." + at.Format(time.DateOnly) }
	yesterday, err := s.tries.Load(ctx, unit, day(unit.Now().AddDate(0, 0, -1)))
	if err != nil {
		return err
	}
	today, err := s.tries.Load(ctx, unit, day(unit.Now()))
	if err != nil {
		return err
	}
	return today.Decide(func(t Tries) ([]es.Event[Tries], error) {
		both := Tries{At: slices.Concat(yesterday.State().At, t.At)}
		if err := both.allow(s.policy.RequestsPerDay, unit.Now()); err != nil {
			return nil, err
		}
		return []es.Event[Tries]{TryCounted{Account: accountID, At: unit.Now()}}, nil
	})
}
