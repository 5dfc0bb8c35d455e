package verification

import (
	"testing"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing/golden"
)

// What an older release wrote, this one reads.
func TestEvents(t *testing.T) {
	carried := started(DocumentCheck, SNILSCheck)
	carried.Carried = map[Check]time.Time{DocumentCheck: began}
	golden.Check(t, Codec(), "testdata/events",
		started(DocumentCheck, SNILSCheck, INNCheck),
		carried,
		due(SNILSCheck, 2, began),
		ticket(SNILSCheck, "t-1", after(time.Minute), began),
		answered(SNILSCheck, OutcomeMatched, began),
		answered(SNILSCheck, OutcomeMismatched, began, Difference{Field: "name.family", OnlyYo: true}, Difference{Field: "sex"}),
		unavailable(SNILSCheck, ReasonDown, after(time.Minute), began),
		RegistryUnavailable{Account: who, Check: SNILSCheck, Reason: ReasonSlow, Ticket: "t-1", Next: after(time.Minute), At: began},
		BecameOverdue{Account: who, Submission: 1, Checks: []Check{DocumentCheck}, At: began},
		CallbackDisbelieved{Account: who, Check: SNILSCheck, Outcome: OutcomePending, At: began},
		CallbackDisbelieved{Account: who, Check: INNCheck, At: began},
		Finished{Account: who, Submission: 1, Ending: Passed, At: began},
	)
}
