package letter

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/profile"
)

// Enter takes the code that a person read in a letter. The right one of any unexpired letter of the account confirms
// the identity by account.Letter, with that letter as evidence, once (COD-6); on a held account the confirmation waits
// (CNF-10).
//
// A code that is right for a letter which cannot confirm is refused with the reason: ErrUsed, ErrExpired, ErrReturned,
// ErrLost, ErrVoid, ErrCancelled or identity.ErrClosed. Without any letter it is ErrNoLetter. Other codes are refused as by
// identity.Service.Enter.
func (s *Service) Enter(ctx context.Context, accountID, typed string) error {
	return s.identities.Enter(ctx, identity.Entry{
		Account: accountID, Typed: typed, Elsewhere: s.elsewhere,
		Use: func(ctx context.Context, unit *es.Unit) (of bool, err error) {
			orders, err := s.orders.Load(ctx, unit, accountID)
			if err != nil {
				return false, err
			}
			known := orders.State().remembered(unit.Now())
			if id := s.match(known, typed); id != "" {
				return true, s.use(ctx, unit, accountID, id)
			}
			if len(known) == 0 {
				return false, ErrNoLetter
			}
			return false, nil
		},
	})
}

// match returns the id of the letter that the code is of, the empty text when it is of none. It compares with every one.
func (s *Service) match(orders Orders, typed string) (id string) {
	for _, order := range orders {
		if s.identities.CodeOf(codeUse, order.Letter, order.Secret).Is(typed) {
			id = order.Letter
		}
	}
	return id
}

// codeUse tells codes of letters from others that derive from the same secret.
const codeUse = "letter"

func (s *Service) use(ctx context.Context, unit *es.Unit, accountID, id string) error {
	owner, err := s.accounts.Load(ctx, unit, accountID)
	if err != nil {
		return err
	}
	l, err := s.letters.Load(ctx, unit, id)
	if err != nil {
		return err
	}
	if err := s.decide(ctx, unit, l, Use(owner.State().Profile, unit.Now())); err != nil {
		return err
	}
	return s.identities.Confirm(ctx, unit, accountID, account.Confirmation{Method: account.Letter, By: "post", Evidence: id})
}

// refusals say why the code of a letter that has ended does not confirm.
var refusals = map[State]fault.Fault{
	None: ErrNoLetter, Returned: ErrReturned, Lost: ErrLost, Used: ErrUsed, Void: ErrVoid, Cancelled: ErrCancelled, Expired: ErrExpired,
}

// Use records that the right code was entered, unless the letter has ended, its time is over, or the profile is
// another than the one it vouches for.
func Use(p profile.Profile, now time.Time) es.Decision[Letter] {
	return func(l Letter) ([]es.Event[Letter], error) {
		switch refusal, ended := refusals[l.State]; {
		case ended:
			return nil, refusal.At("code")
		case !now.Before(l.ExpiresAt):
			return nil, ErrExpired.At("code")
		case len(l.Contents.changed(p, l.To)) > 0:
			return nil, ErrVoid.At("code")
		default:
			return []es.Event[Letter]{LetterUsed{l.step(now)}}, nil
		}
	}
}

// Recognise tells a code of a letter that was typed where one of an SMS or e-mail belongs (COD-9). It implements
// confirmation.Elsewhere.
func (s *Service) Recognise(ctx context.Context, unit *es.Unit, accountID, typed string) (place, err error) {
	orders, err := s.orders.Load(ctx, unit, accountID)
	if err != nil {
		return nil, err
	}
	id := s.match(orders.State().remembered(unit.Now()), typed)
	if id == "" {
		return nil, nil
	}
	l, err := s.letters.Load(ctx, unit, id)
	if err != nil || !l.State().Open() || !unit.Now().Before(l.State().ExpiresAt) {
		return nil, err
	}
	return ErrElsewhere, nil
}
