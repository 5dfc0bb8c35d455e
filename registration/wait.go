package registration

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// wait notes that the registration asked last for a contact, so that Resume finds it. It reserves
// nothing: the next registration takes the place.
func (s *Service) wait(
	ctx context.Context, unit *es.Unit, contact person.Contact, opened *es.Aggregate[account.Account],
) error {
	waiting := waitingKey(unit, contact)
	earlier, found, err := unit.Owner(ctx, waiting)
	if err != nil {
		return err
	}
	if found {
		unit.Release(waiting, earlier)
	}
	unit.Claim(waiting, opened.Stream(), opened.State().RegisteredAt.Add(s.policy.Account.AbandonAfter))
	return nil
}

func waitingKey(unit *es.Unit, contact person.Contact) es.ClaimKey {
	return unit.Key("registration", string(contact.Kind())+"\x00"+contact.Reveal())
}
