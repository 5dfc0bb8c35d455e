package enrolment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/registration"
)

// Application is what somebody says of a person they vouch for.
type Application struct {
	// Form is whole from a centre. From a bank it has the parts that the bank knows: name, birth date and SNILS at least.
	Form profile.Form
	// Contact is where the person gets their one-time code. Consents, Language and Channel are as in
	// registration.Register.
	Contact           string
	Consents          []registration.Consent
	Language, Channel string
	// Vouched is the confirmation that the enrolment is to end with; At is of no meaning. Where an operator vouches
	// they are told openly that the person has an account already, or the contact another one (OPS-2); a bank's client
	// is told nothing of others (REG-8).
	Vouched account.Confirmation
}

// Format prints a mask for every verb.
func (Application) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[application]") }

// LogValue is a mask.
func (Application) LogValue() slog.Value { return slog.StringValue("[application]") }

// byOperator reports whether an operator vouches, who has the person's document in hand.
func (a Application) byOperator() bool { return a.Vouched.Operator != "" }

func (a Application) enrol() registration.Enrol {
	return registration.Enrol{
		Contact: a.Contact, Consents: a.Consents, Language: a.Language, Channel: a.Channel, Openly: a.byOperator(),
	}
}

// CheckContact gives every fault of an application that does not say yet who it is about.
func (s *Service) CheckContact(ctx context.Context, unit *es.Unit, a Application) error {
	return s.registration.CheckEnrol(ctx, unit, a.enrol())
}

// check returns what is vouched for in canonical form, or every fault of the application.
func (s *Service) check(ctx context.Context, unit *es.Unit, a Application) (profile.Form, error) {
	v := a.Vouched
	if v.Method == "" || v.By == "" || v.Evidence == "" {
		return profile.Form{}, fault.AsPermanent(errors.New("enrolment: nobody vouches: Method, By or Evidence is missing"))
	}
	form, refusal := partial(a.Form)
	if a.byOperator() {
		form, refusal = s.whole(ctx, unit, a.Form)
	}
	return form, fault.Join(refusal, s.CheckContact(ctx, unit, a))
}

// whole reads the form of a person who is in nobody's account yet.
func (s *Service) whole(ctx context.Context, unit *es.Unit, form profile.Form) (profile.Form, error) {
	p, err := s.verification.Parse(form, unit.Now())
	if err != nil {
		return profile.Form{}, err
	}
	return p.Reveal(), s.unknown(ctx, unit, p)
}

// partial reads what a bank knows: at least what tells one person from all others.
func partial(form profile.Form) (profile.Form, error) {
	_, name := person.ParseFullName(form.Name.Family, form.Name.Given, form.Name.Patronymic)
	born, bornErr := person.ParseDate(form.BornOn)
	snils, snilsErr := person.ParseSNILS(form.SNILS)
	if strings.TrimSpace(form.SNILS) == "" {
		snilsErr = profile.ErrSNILSMissing
	}
	var document person.DocumentNumber
	var documentErr error
	if form.Document.Kind != "" || form.Document.Number != "" {
		document, documentErr = person.ParseDocumentNumber(form.Document.Kind, form.Document.Number)
	}
	form.BornOn, form.SNILS, form.Document.Number = born.Reveal(), snils.Reveal(), document.Number()
	return form, fault.Join(
		fault.At("name", name), fault.At("bornOn", bornErr), fault.At("snils", snilsErr), fault.At("document", documentErr),
	)
}

// unknown refuses with a [Known] when the SNILS or the document belongs to an account, without a word about it but
// the next step.
func (s *Service) unknown(ctx context.Context, unit *es.Unit, p profile.Profile) error {
	var faults []error
	for _, claim := range []struct {
		key  es.ClaimKey
		path string
	}{
		{account.SNILSKey(unit, p.SNILS), "snils"},
		{account.DocumentKey(unit, p.Document), "document.number"},
	} {
		holder, held, err := unit.Owner(ctx, claim.key)
		if err != nil {
			return err
		}
		if !held {
			continue
		}
		owner, err := s.accounts.Load(ctx, unit, holder.ID)
		if err != nil {
			return err
		}
		faults = append(faults, fault.At(claim.path, &Known{Next: operator.Next(owner.State())}))
	}
	return fault.Join(faults...)
}
