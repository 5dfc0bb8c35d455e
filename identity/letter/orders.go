package letter

import (
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
)

// OrdersCategory is that of the streams that list, per account, which letters were ordered; a stream's id is that of
// the account.
const OrdersCategory = "letter-orders"

// ErrTooSoon is the limit of ordering; the refusal is an identity.Limited.
var ErrTooSoon = fault.Define("letter.too-soon",
	"Письмо уже заказано. Следующее можно заказать через {wait}",
	"A letter has been ordered already. The next one can be ordered in {wait}")

// OrdersCodec knows the events of orders.
func OrdersCodec() *es.Codec[Orders] {
	codec := es.NewCodec[Orders]()
	es.Register[OrderCounted](codec, "letter-orders.counted", 1)
	return codec
}

// Orders are the letters of an account, the latest last.
type Orders []OrderCounted

// OrderCounted means that a letter was ordered.
type OrderCounted struct {
	Account   string    `json:"account"`
	Letter    string    `json:"letter"`
	Secret    string    `json:"secret"`
	At        time.Time `json:"at"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// Evolve implements eventsourcing.Event.
func (e OrderCounted) Evolve(o Orders) Orders { return append(slices.Clip(o), e) }

// next returns when the next letter can be ordered (CNF-4); the zero time when none was.
func (o Orders) next(policy Policy) time.Time {
	if len(o) == 0 {
		return time.Time{}
	}
	return o[len(o)-1].At.Add(policy.RepeatAfter)
}

// CountOrder counts one more letter, or refuses it with an *identity.Limited.
func CountOrder(order OrderCounted, policy Policy) es.Decision[Orders] {
	return func(o Orders) ([]es.Event[Orders], error) {
		if next := o.next(policy); next.After(order.At) {
			return nil, &identity.Limited{Limit: ErrTooSoon, Wait: next.Sub(order.At)}
		}
		return []es.Event[Orders]{order}, nil
	}
}

// remembered returns those letters whose codes are told from wrong ones: for as long after they have expired as they
// were valid.
func (o Orders) remembered(now time.Time) Orders {
	return slices.DeleteFunc(slices.Clone(o), func(order OrderCounted) bool {
		return now.After(order.ExpiresAt.Add(order.ExpiresAt.Sub(order.At)))
	})
}
