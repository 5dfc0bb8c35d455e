package verification

import (
	"context"
	"errors"
	"time"

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
// rest may be empty or wrong. The refusal names what is wrong in those, or is [ErrINNUnknown] at "inn";
// trouble of the registry is fault.Transient.
func (s *Service) FindINN(ctx context.Context, accountID string, form profile.Form) (FoundINN, error) {
	var now time.Time
	var request string
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) (err error) {
		if _, err = s.live(ctx, unit, accountID); err != nil {
			return err
		}
		now = unit.Now()
		request, err = unit.NewID()
		return err
	})
	if err != nil {
		return FoundINN{}, err
	}
	lookup := INNLookup{Request: request}
	var name, born, document error
	figures := s.policy.Profile.Person
	lookup.Name, name = figures.ParseFullName(form.Name.Family, form.Name.Given, form.Name.Patronymic)
	lookup.BornOn, born = figures.ParsePastDate(form.BornOn, s.today(now))
	lookup.Document, document = figures.ParseIdentityDocument(form.Document, s.today(now))
	if err := fault.Join(fault.At("name", name), fault.At("bornOn", born), fault.At("document", document)); err != nil {
		return FoundINN{}, err
	}
	limited, cancel := context.WithTimeout(ctx, s.policy.Timeout)
	defer cancel()
	inn, found, err := s.tax.FindINN(limited, lookup)
	switch {
	case err != nil:
		return FoundINN{}, trouble(ctx, err)
	case !found:
		return FoundINN{}, ErrINNUnknown.At("inn")
	case !inn.Person():
		return FoundINN{}, fault.AsTransient(ErrNonsense)
	}
	return FoundINN{INN: inn, Source: taxService, At: now}, nil
}

// trouble puts what a registry's adapter says on an axis, unless the caller gave up.
func trouble(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if errors.Is(err, fault.Permanent) {
		return err
	}
	return fault.AsTransient(err)
}
