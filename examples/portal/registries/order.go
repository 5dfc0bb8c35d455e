package registries

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// Opinion is how a registry takes what it is asked.
type Opinion string

// The opinions: it agrees at once; it has one field otherwise, or only its ё; it knows nobody; it agrees
// after a while, on the line or by a ticket; it does not answer; it answers outside its contract.
const (
	Agrees      Opinion = "agrees"
	Differs     Opinion = "differs"
	DiffersInYo Opinion = "differs-in-yo"
	Unknown     Opinion = "unknown"
	Slow        Opinion = "slow"
	Later       Opinion = "later"
	Down        Opinion = "down"
	Nonsense    Opinion = "nonsense"
)

// Opinions lists them all.
func Opinions() []Opinion {
	return []Opinion{Agrees, Differs, DiffersInYo, Unknown, Slow, Later, Down, Nonsense}
}

// Checks are those of the registries.
func Checks() []verification.Check {
	return []verification.Check{verification.DocumentCheck, verification.SNILSCheck, verification.INNCheck}
}

// Fields are those that the registry can be told to have otherwise.
func Fields(check verification.Check) []string {
	return slices.DeleteFunc(profile.Fields(), func(path string) bool {
		return !check.Compares(path) || path == "document.kind"
	})
}

// Order tells one registry what to be like.
type Order struct {
	Check   verification.Check `json:"check"`
	Opinion Opinion            `json:"opinion"`
	// Field is the one it has otherwise, for Differs; for DiffersInYo it is a name.
	Field string `json:"field,omitempty"`
	// Seconds is how long it takes, for Slow and Later.
	Seconds int       `json:"seconds,omitempty"`
	At      time.Time `json:"at,omitzero"`
}

// LongestSeconds is the most a registry can be told to take.
const LongestSeconds = 600

// ErrOrder means that no registry could be like that.
var ErrOrder = errors.New("registries: there is no such order")

// Validate returns ErrOrder for an order that makes no sense.
func (o Order) Validate() error {
	known := slices.Contains(Checks(), o.Check) && slices.Contains(Opinions(), o.Opinion)
	switch o.Opinion {
	case Differs:
		known = known && slices.Contains(Fields(o.Check), o.Field)
	case DiffersInYo:
		known = known && strings.HasPrefix(o.Field, "name.") && slices.Contains(Fields(o.Check), o.Field)
	case Slow, Later:
		known = known && o.Seconds > 0 && o.Seconds <= LongestSeconds
	default:
	}
	if !known {
		return ErrOrder
	}
	return nil
}

// obey has the registry behave as ordered. What it disputed before is forgotten.
func (r *Registries) obey(order Order) {
	r.orders[order.Check] = order
	for where := range r.disputes {
		if where.Check == order.Check {
			delete(r.disputes, where)
		}
	}
	r.played.Behave(order.Check, order.behaviour())
}

func (o Order) behaviour() memory.Behaviour {
	matched := memory.Behaviour{Answer: &verification.Answer{Outcome: verification.OutcomeMatched}}
	takes := time.Duration(o.Seconds) * time.Second
	switch o.Opinion {
	case Unknown:
		return memory.Behaviour{Answer: &verification.Answer{Outcome: verification.OutcomeNotFound}}
	case Slow:
		matched.Delay = takes
	case Later:
		matched.Ticket = takes
	case Down:
		return memory.Behaviour{Down: fault.AsTransient(ErrDown)}
	case Nonsense:
		return memory.Behaviour{Answer: &verification.Answer{Outcome: "perhaps"}}
	default:
	}
	return matched
}
