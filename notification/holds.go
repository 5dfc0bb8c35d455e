package notification

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// holds reports whether what a message says is still so. It may have waited for a gateway, or been overtaken
// by an answer that came at once.
func (s *Service) holds(ctx context.Context, m Message) (holds bool, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		a, err := s.accounts.Load(ctx, unit, m.Account)
		if err != nil {
			return err
		}
		owner := a.State()
		switch m.Template {
		case Reminder:
			holds = owner.Status == account.Registering
		case Checking, Overdue:
			holds = owner.Submission.State == account.Checking
		default:
			draft, err := s.drafts.Load(ctx, unit, m.Account)
			if err != nil {
				return err
			}
			step, _ := owner.ProfileStep(draft.State())
			holds = profileTemplates[step] == m.Template
		}
		return nil
	})
	return holds, err
}
