package enrolment

import (
	"context"
	"crypto/subtle"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// Accept has the signed-in person take over what was said of them, by entering their SNILS: whoever got the code of
// somebody else by a mistyped contact does not know it. A whole form is submitted for verification, a partial one
// becomes the draft for the person to complete. Where their profile is verified already, the enrolment ends at once.
//
// A wrong SNILS is refused with [*Wrong] at "snils" and counted; too many end the enrolment (ErrExhausted). One that is
// no SNILS at all is not counted. Accepted already, nothing changes, whatever was entered, also when the
// identity is confirmed by now.
func (s *Service) Accept(ctx context.Context, accountID, snils string) error {
	given, err := person.ParseSNILS(snils)
	if err != nil {
		return fault.At("snils", err)
	}
	var refusal error
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) (err error) {
		refusal, err = s.accept(ctx, unit, accountID, given)
		return err
	})
	if err != nil {
		return err
	}
	return refusal
}

// accept returns as refusal what must be recorded nevertheless.
func (s *Service) accept(ctx context.Context, unit *es.Unit, accountID string, given person.SNILS) (refusal, err error) {
	owner, err := s.accounts.Load(ctx, unit, accountID)
	if err != nil {
		return nil, err
	}
	e, err := s.enrolments.Load(ctx, unit, accountID)
	if err != nil {
		return nil, err
	}
	switch {
	case !owner.Exists():
		return nil, account.ErrUnknown
	case owner.State().Status != account.Live:
		return nil, account.ErrNotLive
	case owner.State().Hold != account.NotHeld:
		return nil, account.ErrHeld
	case e.State().taken():
		return nil, nil
	}
	right := subtle.ConstantTimeCompare([]byte(given.Reveal()), []byte(e.State().Form.SNILS)) == 1
	if err := s.decide(unit, e, Answer(right, s.policy, unit.Now())); err != nil {
		return nil, err
	}
	if !e.State().accepted() {
		return e.State().wrong(s.policy), nil
	}
	if err := s.verification.TakeOver(ctx, unit, accountID, e.State().Form); err != nil {
		return nil, err
	}
	return nil, s.settle(ctx, unit, e, owner)
}

// Answer judges the SNILS that was entered: right accepts the enrolment, wrong is counted, and the last wrong one ends
// it.
func Answer(right bool, policy Policy, now time.Time) es.Decision[Enrolment] {
	return func(e Enrolment) ([]es.Event[Enrolment], error) {
		if err := e.takesAnswer(now); err != nil {
			return nil, err
		}
		if right {
			return []es.Event[Enrolment]{EnrolmentAccepted{Account: e.Account, ExpiresAt: now.Add(policy.VerifyWithin), At: now}}, nil
		}
		events := []es.Event[Enrolment]{SNILSWrong{Account: e.Account, At: now}}
		if e.Wrong+1 >= policy.Tries {
			events = append(events, EnrolmentEnded{Account: e.Account, Ending: Exhausted, At: now})
		}
		return events, nil
	}
}

// takesAnswer refuses by what became of the enrolment.
func (e Enrolment) takesAnswer(now time.Time) error {
	switch {
	case e.Account == "":
		return ErrNone
	case e.Ending == Exhausted:
		return ErrExhausted
	case e.Ending == Expired, e.open() && !now.Before(e.ExpiresAt):
		return ErrExpired
	case e.Ending != "", e.accepted():
		return ErrOver
	default:
		return nil
	}
}

// wrong is what to say of the wrong SNILS that was counted last.
func (e Enrolment) wrong(policy Policy) error {
	if e.Ending == Exhausted {
		return ErrExhausted.At("snils")
	}
	return fault.At("snils", &Wrong{TriesLeft: policy.Tries - e.Wrong})
}
