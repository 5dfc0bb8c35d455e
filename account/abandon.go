package account

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Abandon gives up an unfinished registration. On any other account there is nothing to do. Whoever
// decides this also releases the claims and erases the data key in the same unit of work (REG-7).
func Abandon(reason AbandonReason, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		if a.Status != Registering {
			return nil, nil
		}
		return []es.Event[Account]{RegistrationAbandoned{Account: a.ID, Reason: reason, At: now}}, nil
	}
}
