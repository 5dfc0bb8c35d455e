package enrolment

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/profile"
)

// ExpireTimer is the timer on an enrolment's stream that fires when its time is over.
const ExpireTimer = "enrolment-expires"

// Opened is an enrolment that waits for its person.
type Opened struct {
	Account string
	// Receipt is that of the code. Whoever vouches never sees the code itself.
	Receipt confirmation.Receipt
}

// Open begins an enrolment inside the unit of work of its caller, who has authenticated the operator or verified what
// the bank asserts. It opens the account and sends the one-time code to the contact, with which the person goes on as
// in any registration. Every fault of the application is refused at its path: the form's, "contact",
// "consents.<purpose>"; a person who is known with a [Known]. A unit in which it refuses must not be committed.
func (s *Service) Open(ctx context.Context, unit *es.Unit, a Application) (Opened, error) {
	form, err := s.check(ctx, unit, a)
	if err != nil {
		return Opened{}, err
	}
	enrolled, err := s.registration.Enrol(ctx, unit, a.enrol())
	if err != nil {
		return Opened{}, err
	}
	e, err := s.enrolments.Begin(unit, enrolled.Account)
	if err != nil {
		return Opened{}, err
	}
	if err := s.decide(unit, e, Begin(enrolled.Account, a.Vouched, form, s.policy, unit.Now())); err != nil {
		return Opened{}, err
	}
	return Opened(enrolled), nil
}

// Begin begins an enrolment.
func Begin(accountID string, vouched account.Confirmation, form profile.Form, policy Policy, now time.Time) es.Decision[Enrolment] {
	return func(Enrolment) ([]es.Event[Enrolment], error) {
		vouched.At = now
		return []es.Event[Enrolment]{EnrolmentBegun{
			Account: accountID, Vouched: vouched, ExpiresAt: now.Add(policy.AcceptWithin), At: now, Form: es.NewPersonal(form),
		}}, nil
	}
}

// decide records what was decided, and sets the timer for the time that the enrolment then has.
func (s *Service) decide(unit *es.Unit, e *es.Aggregate[Enrolment], decision es.Decision[Enrolment]) error {
	if err := e.Decide(decision); err != nil {
		return err
	}
	if e.State().open() {
		unit.SetTimer(e.Stream(), ExpireTimer, e.State().ExpiresAt)
	} else {
		unit.CancelTimer(e.Stream(), ExpireTimer)
	}
	return nil
}
