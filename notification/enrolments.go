package notification

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/components/cqrs"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// The messages about an enrolment (CNF-9). That it confirmed the person is told as every confirmation is.
const (
	// Enrolled carries the code or link with which a person takes the account that was opened for them.
	Enrolled Template = "enrolled"
	// EnrolmentFailed tells that it did not confirm the person, and what to do next.
	EnrolmentFailed Template = "enrolment-failed"
)

func (s *Service) enrolmentHandlers() []cqrs.GroupEventHandler {
	return []cqrs.GroupEventHandler{
		cqrs.NewGroupEventHandler(func(ctx context.Context, event *enrolment.EnrolmentDiffered) error {
			return s.tellOfFailure(ctx, event.Account)
		}),
		cqrs.NewGroupEventHandler(func(ctx context.Context, event *enrolment.EnrolmentEnded) error {
			if event.Ending != enrolment.Expired {
				return nil
			}
			return s.tellOfFailure(ctx, event.Account)
		}),
	}
}

// tellOfFailure tells whoever has shown to be the person. Before that the contact may be anybody's.
func (s *Service) tellOfFailure(ctx context.Context, accountID string) error {
	var accepted bool
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		e, err := s.enrolments.Load(ctx, unit, accountID)
		accepted = err == nil && !e.State().AcceptedAt.IsZero()
		return err
	})
	if err != nil || !accepted {
		return err
	}
	return s.tellBy(ctx, account.Results, accountID, EnrolmentFailed, accountID+"."+string(EnrolmentFailed))
}
