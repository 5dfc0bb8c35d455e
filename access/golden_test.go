package access_test

import (
	"testing"
	"time"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/eventsourcing/golden"
)

func TestGoldenEvents(t *testing.T) {
	at := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	golden.Check(t, access.Codec(), "testdata/events",
		access.SignedIn{Session: "s", Account: "a", Public: true, At: at},
		access.SessionSeen{Session: "s", At: at},
		access.SignedOut{Session: "s", At: at},
	)
}
