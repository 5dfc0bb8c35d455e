package notification_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/person"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func queued(t *testing.T) (notification.Message, notification.MessageQueued) {
	t.Helper()
	to, err := person.ParsePhoneOrEmail("anna@example.ru")
	require.NoError(t, err)
	message := notification.Message{
		ID: "m", Account: "a", Template: notification.Code, Language: "ru", To: to, Challenge: "c", Send: 1,
	}
	return message, notification.MessageQueued{
		Message: "m", Account: "a", Template: notification.Code, Language: "ru", Challenge: "c", Send: 1, At: now,
		To: es.NewPersonal(to),
	}
}

func TestQueue(t *testing.T) {
	message, event := queued(t)
	scenario.Given(t, notification.Message{}).When(notification.Queue(message, now)).Then(event)
	scenario.Given(t, notification.Message{}, event).When(notification.Queue(message, now)).ThenNothing()
}

func TestSucceedOnce(t *testing.T) {
	_, event := queued(t)
	sent := notification.MessageSent{Message: "m", Reference: "r", At: now}
	scenario.Given(t, notification.Message{}, event).When(notification.Succeed("r", now)).Then(sent)
	scenario.Given(t, notification.Message{}, event, sent).When(notification.Succeed("r", now)).ThenNothing()
	scenario.Given(t, notification.Message{}, event, sent).When(notification.Fail(errDown, notification.DefaultPolicy(), now)).ThenNothing()
}

func TestFailBacksOffUpToALimitAndThenParks(t *testing.T) {
	_, event := queued(t)
	policy := notification.Policy{Attempts: 5, Backoff: time.Second, LongestBackoff: 3 * time.Second}
	history := []es.Event[notification.Message]{event}
	for _, wait := range []time.Duration{1, 2, 3, 3} {
		failed := notification.SendingFailed{
			Message: "m", Reason: notification.ReasonUnavailable.Code, RetryAt: now.Add(wait * time.Second), At: now,
		}
		scenario.Given(t, notification.Message{}, history...).When(notification.Fail(errDown, policy, now)).Then(failed)
		history = append(history, failed)
	}
	scenario.Given(t, notification.Message{}, history...).When(notification.Fail(errDown, policy, now)).
		Then(notification.MessageParked{Message: "m", Reason: notification.ReasonUnavailable.Code, At: now})
}

func TestPermanentFailureParksAtOnce(t *testing.T) {
	_, event := queued(t)
	cause := fault.AsPermanent(errors.New("no such mailbox"))
	parked := notification.MessageParked{Message: "m", Reason: notification.ReasonRefused.Code, At: now}
	scenario.Given(t, notification.Message{}, event).
		When(notification.Fail(cause, notification.DefaultPolicy(), now)).Then(parked)
	scenario.Given(t, notification.Message{}, event, parked).When(notification.Retry(now)).
		Then(notification.MessageRetried{Message: "m", At: now})
	scenario.Given(t, notification.Message{}, event).When(notification.Retry(now)).ThenNothing()
}
