package notification

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// ChooseChannel has messages of the topic come by a contact that the person has proved (NOT-2). It refuses with
// account.ErrUnknown, account.ErrTopic or account.ErrChannelNotProved; the same choice again changes nothing.
func (s *Service) ChooseChannel(ctx context.Context, accountID string, topic account.Topic, kind person.ContactKind) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		if !owner.Exists() {
			return account.ErrUnknown
		}
		return owner.Decide(account.ChooseChannel(topic, kind, unit.Now()))
	})
}
