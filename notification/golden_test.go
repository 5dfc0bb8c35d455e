package notification_test

import (
	"testing"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing/golden"
	"github.com/kabinet-go/kabinet/notification"
)

func TestGoldenEvents(t *testing.T) {
	_, queued := queued(t)
	confirmed := queued
	confirmed.Template, confirmed.Challenge, confirmed.Send, confirmed.Evidence = notification.Confirmed, "", 0, "l-1"
	golden.Check(t, notification.Codec(), "testdata/events",
		queued,
		confirmed,
		notification.MessageSent{Message: "m", Reference: "gateway-1", At: now},
		notification.SendingFailed{Message: "m", Reason: notification.ReasonUnavailable.Code, RetryAt: now.Add(time.Minute), At: now},
		notification.MessageParked{Message: "m", Reason: notification.ReasonRefused.Code, At: now},
		notification.MessageRetried{Message: "m", At: now},
		notification.MessageDropped{Message: "m", Reason: notification.ReasonOvertaken.Code, At: now},
	)
}
