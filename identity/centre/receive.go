package centre

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
)

const longestKey = 200

// Receive is the command of an operator to whom a person shows a document.
type Receive struct {
	Desk
	// Key lets the command be repeated: with the same key it gives the visit that it made, as that now stands (REG-10).
	// It is drawn at random for each form, is no longer than 200 bytes, and is kept. Empty means that every call counts.
	Key string
	// Account is that of the person, as [Service.Next] found it.
	Account string
	Shown   Shown
}

// Receive records the document shown, and returns the visit as it then stands (CNF-2). Where the document is the one in
// the verified profile, together with name, birth date and SNILS, the identity is confirmed at once, or by policy a slip
// is due: see [Service.Slip]. On a held account the confirmation waits for the review (CNF-10).
//
// What differs is recorded, told to the person, and refused with a fault at every field that does ([ErrDiffers],
// [ErrOnlyYo]); the visit is returned beside that refusal. Papers that cannot be so are refused at their fields and not
// recorded; so is what hinders any way of confirming, as by identity.Service.Present.
func (s *Service) Receive(ctx context.Context, command Receive) (visit Visit, err error) {
	shown, faults := command.Shown.canonical()
	if len(command.Key) > longestKey {
		faults = fault.Join(faults, ErrKey.At("key"))
	}
	if faults != nil {
		return Visit{}, faults
	}
	if err := s.accredited(ctx, command.Desk); err != nil {
		return Visit{}, err
	}
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		if err := s.staffed(ctx, unit, command.Desk, command.Account); err != nil {
			return err
		}
		visits, err := s.visits.Load(ctx, unit, command.Account)
		if err != nil {
			return err
		}
		var repeated bool
		if visit, repeated = visits.State().of(command.Key); repeated {
			return nil
		}
		visit, err = s.receive(ctx, unit, visits, command, shown)
		return err
	})
	if err != nil {
		return Visit{}, err
	}
	return visit, identity.Refuse(visit.Differences, ErrDiffers, ErrOnlyYo)
}

func (s *Service) receive(
	ctx context.Context, unit *es.Unit, visits *es.Aggregate[Visits], command Receive, shown Shown,
) (Visit, error) {
	id, err := unit.NewID()
	if err != nil {
		return Visit{}, err
	}
	way := identity.Way{Method: account.Centre, Evidence: id, At: unit.Now()}
	owner, err := s.identities.Present(ctx, unit, command.Account, way)
	if err != nil {
		return Visit{}, err
	}
	received := PersonReceived{
		Visit: id, Account: command.Account, Centre: command.Centre, Operator: command.Operator, Key: command.Key,
		At: unit.Now(), Shown: es.NewPersonal(shown),
	}
	if err := visits.Decide(s.judge(received, identity.Compare(shown.form(), owner.Profile))); err != nil {
		return Visit{}, err
	}
	visit, _ := visits.State().find(id)
	return visit, s.settle(ctx, unit, visits, visit)
}

// judge records a visit and what comes of it.
func (s *Service) judge(received PersonReceived, differences []identity.Difference) es.Decision[Visits] {
	return func(v Visits) ([]es.Event[Visits], error) {
		events := []es.Event[Visits]{received}
		switch {
		case len(differences) > 0:
			events = append(events, DocumentDiffers{
				Visit: received.Visit, Account: received.Account, Differences: differences, At: received.At,
			})
		case s.policy.AtOnce:
			events = append(events, DocumentAgrees{Visit: received.Visit, Account: received.Account, At: received.At})
		default:
			if earlier, ok := v.sealed(); ok {
				events = append(events, earlier.end(Superseded, received.At))
			}
			events = append(events, CodeSealed{
				Visit: received.Visit, Account: received.Account, Secret: s.identities.Secret(),
				ExpiresAt: received.At.Add(s.policy.CodeFor), At: received.At,
			})
		}
		return events, nil
	}
}

// settle brings the way of the visit, and those of earlier slips, to where the visit stands.
func (s *Service) settle(ctx context.Context, unit *es.Unit, visits *es.Aggregate[Visits], visit Visit) error {
	switch visit.State {
	case Agreed:
		return s.confirm(ctx, unit, visit)
	case Sealed:
		for _, earlier := range visits.State() {
			if earlier.State == Superseded {
				if err := s.identities.End(ctx, unit, visit.Account, earlier.ID, identity.GivenUp); err != nil {
					return err
				}
			}
		}
		unit.SetTimer(visits.Stream(), ExpireTimer, visit.ExpiresAt)
		return nil
	default:
		return s.identities.End(ctx, unit, visit.Account, visit.ID, identity.Failed)
	}
}

func (s *Service) confirm(ctx context.Context, unit *es.Unit, visit Visit) error {
	return s.identities.Confirm(ctx, unit, visit.Account, account.Confirmation{
		Method: account.Centre, By: visit.Centre, Operator: visit.Operator, Evidence: visit.ID,
	})
}

func (v Visit) end(state State, now time.Time) SlipEnded {
	return SlipEnded{Visit: v.ID, Account: v.Account, State: state, At: now}
}
