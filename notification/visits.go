package notification

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/components/cqrs"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/centre"
)

// The messages about a visit to a service centre (CNF-2). None holds the code of a slip.
const (
	// VisitDiffers tells that the document shown is not what the profile says, and to correct it and come again.
	VisitDiffers Template = "visit-differs"
	// SlipHandedOver tells until when the code of a slip lives, SlipVoid that it is dead since the data have changed.
	SlipHandedOver Template = "slip-handed-over"
	SlipVoid       Template = "slip-void"
)

// visitTemplates are the messages about visits, with the state of the visit in which each is true.
var visitTemplates = map[Template]centre.State{
	VisitDiffers: centre.Differs, SlipHandedOver: centre.Sealed, SlipVoid: centre.Void,
}

func (s *Service) visitHandlers() []cqrs.GroupEventHandler {
	return []cqrs.GroupEventHandler{
		cqrs.NewGroupEventHandler(func(ctx context.Context, event *centre.DocumentDiffers) error {
			return s.tellOf(ctx, event.Account, event.Visit, VisitDiffers, account.Results)
		}),
		cqrs.NewGroupEventHandler(func(ctx context.Context, event *centre.CodeSealed) error {
			return s.tellOf(ctx, event.Account, event.Visit, SlipHandedOver, account.Results)
		}),
		cqrs.NewGroupEventHandler(func(ctx context.Context, event *centre.SlipEnded) error {
			if event.State != centre.Void {
				return nil
			}
			return s.tellOf(ctx, event.Account, event.Visit, SlipVoid, account.Results)
		}),
	}
}

// composeVisit writes what came of a visit. What is not so any more is not told.
func (s *Service) composeVisit(ctx context.Context, m Message) (words Words, useless *fault.Fault, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		visits, err := s.visits.Load(ctx, unit, m.Account)
		if err != nil {
			return err
		}
		for _, visit := range visits.State() {
			if visit.ID == m.Evidence && visit.State == visitTemplates[m.Template] {
				words = s.words("", "")
				words.Until = s.date(visit.ExpiresAt)
				return nil
			}
		}
		useless = &ReasonOvertaken
		return nil
	})
	return words, useless, err
}
