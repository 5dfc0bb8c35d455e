package verification

import (
	"context"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// ErrUnknownTicket means that nobody waits for an answer to that ticket, or not any more.
var ErrUnknownTicket = fault.Define("verification.unknown-ticket",
	"Ответа по этому номеру никто не ждёт", "Nobody waits for an answer to this ticket")

// Callback takes the answer that a registry gives by itself to a ticket (VER-2). Who calls must have been
// recognised as the registry before. An answer given once more, or too late, changes nothing and is no
// error, so a registry may repeat until it is heard; an unknown ticket, also one of another check, is refused
// with [ErrUnknownTicket]. An answer outside the contract, or one that is none, is refused with
// [ErrNonsense], and that there was one is recorded where its ticket is waited for.
func (s *Service) Callback(ctx context.Context, check Check, ticket string, answer Answer) error {
	nonsense := answer.final(check)
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		waiting, found, err := unit.Owner(ctx, ticketKey(unit, check, ticket))
		if err != nil {
			return err
		}
		if !found {
			return ErrUnknownTicket
		}
		v, err := s.verifications.Load(ctx, unit, waiting.ID)
		if err != nil {
			return err
		}
		if nonsense != nil {
			return s.decide(unit, v, answer.disbelieved(check, ticket, s.policy, unit.Now()))
		}
		if err := s.decide(unit, v, answer.called(check, ticket, unit.Now())); err != nil {
			return err
		}
		return s.conclude(ctx, unit, v)
	})
	if err != nil {
		return err
	}
	return nonsense
}

func ticketKey(unit *es.Unit, check Check, ticket string) es.ClaimKey {
	return unit.Key("registry-ticket", string(check)+" "+ticket)
}

// claimTicket lets a callback find the verification by the ticket that a check was given. It stays found
// after the answer, so that one repeated is not unknown.
func (s *Service) claimTicket(unit *es.Unit, v *es.Aggregate[Verification], check Check) {
	state := v.State()
	if ticket := state.Checks[check].Ticket; ticket != "" {
		unit.Claim(ticketKey(unit, check, ticket), v.Stream(), state.StartedAt.Add(s.policy.KeepTickets))
	}
}

// given reports whether the ticket of an answer was given for another question already: then the registry
// does not keep them apart, and a callback could be believed for the wrong person.
func (s *Service) given(ctx context.Context, unit *es.Unit, v *es.Aggregate[Verification], check Check, answer Answer) (bool, error) {
	if answer.Outcome != OutcomePending {
		return false, nil
	}
	other, found, err := unit.Owner(ctx, ticketKey(unit, check, answer.Ticket))
	return found && other != v.Stream(), err
}

// heard records what came of an attempt.
func (s *Service) heard(ctx context.Context, event *CheckDue, answer Answer, reason Reason) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		v, err := s.verifications.Load(ctx, unit, streamID(event.Account, event.Submission))
		if err != nil {
			return err
		}
		twice, err := s.given(ctx, unit, v, event.Check, answer)
		if err != nil {
			return err
		}
		if twice {
			answer, reason = Answer{}, ReasonNonsense
		}
		decision := answer.to(event.Check, event.Attempt, s.policy, unit.Now())
		if reason != "" {
			failed := Fail(event.Check, event.Attempt, reason, s.policy, chance(event), unit.Now())
			decision = lengthened(failed, answer.PollAfter, s.policy)
		}
		if err := s.decide(unit, v, decision); err != nil {
			return err
		}
		s.claimTicket(unit, v, event.Check)
		return s.conclude(ctx, unit, v)
	})
}
