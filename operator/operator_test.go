package operator_test

import (
	"testing"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/golden"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/operator"
)

const (
	anna   = "01HZX3K7Q4M8T000000000000A"
	boss   = "01HZX3K7Q4M8T000000000000B"
	centre = "mfc-77-001"
)

var (
	now  = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	none operator.Operator

	desk      = operator.Appointment{Account: anna, Role: operator.CentreOperator, Centre: centre, By: boss}
	support   = operator.Appointment{Account: anna, Role: operator.Support}
	atDesk    = operator.Appointed{Account: anna, Role: operator.CentreOperator, Centre: centre, By: boss, At: now}
	inSupport = operator.Appointed{Account: anna, Role: operator.Support, At: now}
	dismissed = operator.Dismissed{Account: anna, By: boss, At: now}
)

func TestEvents(t *testing.T) {
	golden.Check(t, operator.Codec(), "testdata/events", atDesk, inSupport, dismissed)
}

// OPS-1: one role at a time.
func TestAppoint(t *testing.T) {
	type history = []es.Event[operator.Operator]
	for _, c := range []struct {
		given   history
		appoint operator.Appointment
		then    history
	}{
		{nil, desk, history{atDesk}},
		{history{atDesk}, desk, nil},
		{history{atDesk}, support, history{inSupport}},
		{history{atDesk, dismissed}, desk, history{atDesk}},
	} {
		scenario.Given(t, none, c.given...).When(operator.Appoint(c.appoint, now)).Then(c.then...)
	}
}

func TestAppointmentsThatMakeNoSense(t *testing.T) {
	for _, c := range []struct {
		appoint operator.Appointment
		refusal error
	}{
		{operator.Appointment{Account: anna}, operator.ErrRole},
		{operator.Appointment{Account: anna, Role: "king"}, operator.ErrRole},
		{operator.Appointment{Account: anna, Role: operator.CentreOperator}, operator.ErrCentreMissing},
		{operator.Appointment{Account: anna, Role: operator.Auditor, Centre: centre}, operator.ErrCentreNotAsked},
	} {
		scenario.Given(t, none).When(operator.Appoint(c.appoint, now)).ThenRefused(c.refusal)
	}
}

func TestDismiss(t *testing.T) {
	scenario.Given(t, none, atDesk).When(operator.Dismiss(boss, now)).Then(dismissed)
	scenario.Given(t, none, atDesk, dismissed).When(operator.Dismiss(boss, now)).Then()
	scenario.Given(t, none).When(operator.Dismiss(boss, now)).Then()
}
