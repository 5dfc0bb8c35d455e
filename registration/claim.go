package registration

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// claim takes the contact of the proof for the account, from an unfinished registration if that has to
// give way. A contact that the account has already needs no claim.
func (s *Service) claim(
	ctx context.Context, unit *es.Unit, proved *es.Aggregate[account.Account], proof confirmation.Proof,
) (refusal, err error) {
	key := account.ContactKey(unit, proof.Contact)
	holder, found, err := s.holder(ctx, unit, key)
	switch {
	case err != nil:
		return nil, err
	case found && holder.Stream() == proved.Stream():
		return nil, nil
	case found && !s.givesWay(holder.State(), proof, unit.Now()):
		return ErrContactTaken, nil
	case registers(proof.Purpose) && proved.State().Next() != account.ProveContact:
		return ErrContactProved, nil
	}
	if refusal := proved.Decide(account.ConfirmContact(proof.Contact, unit.Now())); refusal != nil {
		return refusal, nil
	}
	if found {
		if err := abandon(unit, holder, account.Superseded); err != nil {
			return nil, err
		}
	}
	unit.Release(waitingKey(unit, proof.Contact), proved.Stream())
	unit.Claim(key, proved.Stream(), time.Time{})
	return nil, nil
}

// givesWay tells whether a registration that holds the contact makes room for the proof: it is
// unfinished, and the person asked for the code after it had proved the contact, so begins anew on
// purpose (REG-6). A code sent before that was overtaken: of two that prove at once, the first has the
// contact (REG-5).
func (s *Service) givesWay(holder account.Account, proof confirmation.Proof, now time.Time) bool {
	held, _ := holder.Proved(proof.Contact.Kind())
	return holder.Status == account.Registering &&
		(held.ProvedAt.Before(proof.AskedAt) || holder.Lapsed(s.policy.Account, now))
}
