package verification

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// ErrINNUnknown means that the tax service knows no INN of that person.
var ErrINNUnknown = fault.Define("verification.inn-unknown",
	"Налоговая служба не нашла ИНН по этим данным. Проверьте имя, дату рождения и документ или оставьте поле пустым",
	"The tax service found no INN by these data. Check name, birth date and document, or leave the field empty")

// FoundINN is an INN looked up for a person, and where it comes from (PRO-6).
type FoundINN struct {
	INN    person.INN
	Source fault.Text
	At     time.Time
}

// taxService is the source of an INN looked up.
var taxService = fault.Text{Russian: "Федеральная налоговая служба", English: "Federal Tax Service"}

// FindINN looks up the INN of the person by the name, birth date and document in the form, of which the
// rest may be empty or wrong. The refusal names what is wrong in those, or is a [*Limited] when the account
// has looked up too often, or [ErrINNUnknown] at "inn"; trouble of the registry is fault.Transient, or
// fault.Permanent when it will not be asked.
func (s *Service) FindINN(ctx context.Context, accountID string, form profile.Form) (FoundINN, error) {
	lookup, at, err := s.lookup(ctx, accountID, form)
	if err != nil {
		return FoundINN{}, err
	}
	inn, found, err := s.registries[INNCheck].find(ctx, s.tax, lookup)
	switch {
	case err != nil:
		return FoundINN{}, err
	case !found:
		return FoundINN{}, ErrINNUnknown.At("inn")
	}
	// That it was told stays true when the person has gone meanwhile.
	if err := s.receive(context.WithoutCancel(ctx), accountID); err != nil {
		return FoundINN{}, err
	}
	return FoundINN{INN: inn, Source: taxService, At: at}, nil
}

// lookup takes one look-up from what the account may have. It counts before the registry is asked, so that
// many at once are not more, and stays counted whatever the registry says; so does the record of what goes to it.
func (s *Service) lookup(ctx context.Context, accountID string, form profile.Form) (lookup INNLookup, at time.Time, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.live(ctx, unit, accountID)
		if err != nil {
			return err
		}
		if lookup, err = s.policy.lookupOf(form, s.today(unit.Now())); err != nil {
			return err
		}
		if lookup.Request, err = unit.NewID(); err != nil {
			return err
		}
		at = unit.Now()
		if err := s.countLookup(ctx, unit, accountID); err != nil {
			return err
		}
		return owner.Decide(disclose(Taxes, ForINNLookup, lookup.given(), unit.Now()))
	})
	return lookup, at, err
}

// receive records that the tax service told the INN of the person (CON-1).
func (s *Service) receive(ctx context.Context, accountID string) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		return owner.Decide(account.Receive(account.Transfer{
			Party: Taxes, Purpose: ForINNLookup, Fields: []string{INNCheck.subject()}, At: unit.Now(),
		}))
	})
}

func (p Policy) lookupOf(form profile.Form, today person.Date) (lookup INNLookup, err error) {
	var name, born, document error
	figures := p.Profile.Person
	lookup.Name, name = figures.ParseFullName(form.Name.Family, form.Name.Given, form.Name.Patronymic)
	lookup.BornOn, born = figures.ParsePastDate(form.BornOn, today)
	lookup.Document, document = figures.ParseIdentityDocument(form.Document, today)
	return lookup, fault.Join(fault.At("name", name), fault.At("bornOn", born), fault.At("document", document))
}
