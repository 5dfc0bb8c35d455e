package bridge

import (
	"time"

	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/contract"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/verification"
)

// reading collects what is wrong with the fields of a question.
type reading struct {
	figures person.Policy
	today   person.Date
	faults  []error
}

// read begins a question. A day more than today is no future yet: it may be tomorrow where the portal is.
func (b *Bridge) read() *reading {
	return &reading{figures: *b.config.Person, today: person.DateOf(time.Now().AddDate(0, 0, 1))}
}

// done returns every fault at its path; none of them holds a value.
func (r *reading) done() error { return fault.Join(r.faults...) }

func field[T any](r *reading, path string, value T, err error) T {
	r.faults = append(r.faults, fault.At(path, err))
	return value
}

func (r *reading) name(name contract.Name) person.FullName {
	value, err := r.figures.ParseFullName(name.Family, name.Given, name.Patronymic)
	return field(r, "name", value, err)
}

func (r *reading) sex(sex contract.Sex) person.Sex {
	value, err := person.ParseSex(string(sex))
	return field(r, "sex", value, err)
}

func (r *reading) bornOn(date contract.Date) person.Date {
	value, err := r.figures.ParsePastDate(date, r.today)
	return field(r, "bornOn", value, err)
}

func (r *reading) document(document contract.Document) person.IdentityDocument {
	value, err := r.figures.ParseIdentityDocument(person.IdentityDocumentForm{
		Kind: person.DocumentKind(document.Kind), Number: document.Number, IssuedOn: document.IssuedOn,
		ExpiresOn: document.ExpiresOn, Issuer: document.Issuer, DivisionCode: document.DivisionCode,
		Birthplace: document.Birthplace,
	}, r.today)
	return field(r, "document", value, err)
}

func (b *Bridge) documentQuestion(request string, body contract.DocumentQuestion) (verification.DocumentQuestion, error) {
	r := b.read()
	q := verification.DocumentQuestion{
		Request: request, Name: r.name(body.Name), Sex: r.sex(body.Sex), BornOn: r.bornOn(body.BornOn),
		Document: r.document(body.Document),
	}
	return q, r.done()
}

func (b *Bridge) snilsQuestion(request string, body contract.SNILSQuestion) (verification.SNILSQuestion, error) {
	r := b.read()
	snils, err := person.ParseSNILS(body.SNILS)
	q := verification.SNILSQuestion{
		Request: request, Name: r.name(body.Name), Sex: r.sex(body.Sex), BornOn: r.bornOn(body.BornOn),
		SNILS: field(r, "snils", snils, err),
	}
	return q, r.done()
}

func (b *Bridge) innQuestion(request string, body contract.INNQuestion) (verification.INNQuestion, error) {
	r := b.read()
	inn, err := person.ParseINN(body.INN)
	q := verification.INNQuestion{
		Request: request, Name: r.name(body.Name), BornOn: r.bornOn(body.BornOn), Document: r.document(body.Document),
		INN: field(r, "inn", inn, err),
	}
	return q, r.done()
}

func (b *Bridge) innLookup(request string, body contract.INNLookup) (verification.INNLookup, error) {
	r := b.read()
	q := verification.INNLookup{
		Request: request, Name: r.name(body.Name), BornOn: r.bornOn(body.BornOn), Document: r.document(body.Document),
	}
	return q, r.done()
}
