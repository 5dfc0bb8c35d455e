package person

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"

	"github.com/kabinet-go/kabinet/fault"
)

// DocumentKind is a kind of identity document (IDN-3).
type DocumentKind string

// The kinds: the passport of a citizen of Russia, their passport for travel abroad, and the residence
// permit of somebody who has neither.
const (
	DocumentPassport        DocumentKind = "passport"
	DocumentForeignPassport DocumentKind = "foreign-passport"
	DocumentResidencePermit DocumentKind = "residence-permit"
)

// Refusals of ParseIdentityDocument.
var (
	ErrDocumentKind = fault.Define("person.document.kind",
		"Выберите вид документа", "Choose the kind of document")
	ErrDocumentExpires = fault.Define("person.document.expires",
		"Срок действия не может кончиться раньше дня выдачи. Сверьте обе даты с документом",
		"A document cannot expire before its day of issue. Compare both dates with the document")
)

// IdentityDocumentForm is what a person types from an identity document. A division code belongs to the
// kind "passport", a day of expiry to the others; the rest is in all.
type IdentityDocumentForm struct {
	Kind         DocumentKind `json:"kind"`
	Number       string       `json:"number"` // series and number together
	IssuedOn     string       `json:"issuedOn"`
	ExpiresOn    string       `json:"expiresOn,omitempty"`
	Issuer       string       `json:"issuer"`
	DivisionCode string       `json:"divisionCode,omitempty"`
	Birthplace   string       `json:"birthplace"`
}

// String tells nothing.
func (IdentityDocumentForm) String() string { return "***" }

// GoString tells nothing.
func (IdentityDocumentForm) GoString() string { return "person.IdentityDocumentForm{***}" }

// LogValue tells nothing.
func (IdentityDocumentForm) LogValue() slog.Value { return slog.StringValue("***") }

// IdentityDocument is one of the documents that say who somebody is. Values compare with ==.
type IdentityDocument struct {
	kind                DocumentKind
	passport            PassportDocument
	number              personal[line]
	issuedOn, expiresOn Date
	issuer, birthplace  personal[line]
}

// ParseIdentityDocument is Policy.ParseIdentityDocument with the default figures.
func ParseIdentityDocument(form IdentityDocumentForm, today Date) (IdentityDocument, error) {
	return DefaultPolicy().ParseIdentityDocument(form, today)
}

// ParseIdentityDocument reads every field its kind has. The refusal has the faults of all fields at their
// `json` names: ErrDocumentKind alone for an unknown kind; those of ParsePassportDocument for a passport;
// for the others those of ParseForeignPassport or ParseResidencePermit, ParsePastDate, ParseDate,
// ErrDocumentExpires, and of the texts.
func (p Policy) ParseIdentityDocument(form IdentityDocumentForm, today Date) (IdentityDocument, error) {
	switch form.Kind {
	case DocumentPassport:
		passport, err := p.ParsePassportDocument(PassportForm{
			Number: form.Number, IssuedOn: form.IssuedOn, Issuer: form.Issuer,
			DivisionCode: form.DivisionCode, Birthplace: form.Birthplace,
		}, today)
		if err != nil {
			return IdentityDocument{}, err
		}
		return documentOf(passport), nil
	case DocumentForeignPassport:
		number, err := ParseForeignPassport(form.Number)
		return p.parseExpiring(form, number.Reveal(), err, today)
	case DocumentResidencePermit:
		number, err := ParseResidencePermit(form.Number)
		return p.parseExpiring(form, number.Reveal(), err, today)
	default:
		return IdentityDocument{}, ErrDocumentKind.At("kind")
	}
}

func documentOf(passport PassportDocument) IdentityDocument {
	return IdentityDocument{kind: DocumentPassport, passport: passport}
}

// parseExpiring reads what the kinds with a day of expiry have in common.
func (p Policy) parseExpiring(form IdentityDocumentForm, number string, numberErr error, today Date) (IdentityDocument, error) {
	issuedOn, issuedErr := p.ParsePastDate(form.IssuedOn, today)
	expiresOn, expiresErr := ParseDate(form.ExpiresOn)
	if expiresErr == nil && issuedErr == nil && expiresOn.Before(issuedOn) {
		expiresErr = ErrDocumentExpires
	}
	issuer, issuerErr := tidy(form.Issuer, p.TextMaxLength)
	birthplace, birthplaceErr := tidy(form.Birthplace, p.TextMaxLength)
	err := fault.Join(
		fault.At("number", numberErr),
		fault.At("issuedOn", issuedErr),
		fault.At("expiresOn", expiresErr),
		fault.At("issuer", issuerErr),
		fault.At("birthplace", birthplaceErr),
	)
	if err != nil {
		return IdentityDocument{}, err
	}
	return IdentityDocument{
		kind: form.Kind, number: keep[line](number), issuedOn: issuedOn, expiresOn: expiresOn,
		issuer: keep[line](issuer), birthplace: keep[line](birthplace),
	}, nil
}

// IsZero reports whether there is no document.
func (d IdentityDocument) IsZero() bool { return d == IdentityDocument{} }

// Kind gives the kind, the empty text of the zero value.
func (d IdentityDocument) Kind() DocumentKind { return d.kind }

// Passport gives the passport; ok is false for other kinds.
func (d IdentityDocument) Passport() (passport PassportDocument, ok bool) {
	return d.passport, d.kind == DocumentPassport
}

// Reveal gives all fields in canonical form and in full.
func (d IdentityDocument) Reveal() IdentityDocumentForm {
	if passport, ok := d.Passport(); ok {
		form := passport.Reveal()
		return IdentityDocumentForm{
			Kind: d.kind, Number: form.Number, IssuedOn: form.IssuedOn, Issuer: form.Issuer,
			DivisionCode: form.DivisionCode, Birthplace: form.Birthplace,
		}
	}
	return IdentityDocumentForm{
		Kind: d.kind, Number: d.number.Reveal(), IssuedOn: d.issuedOn.Reveal(), ExpiresOn: d.expiresOn.Reveal(),
		Issuer: d.issuer.Reveal(), Birthplace: d.birthplace.Reveal(),
	}
}

// Key gives kind and number: what no two living people have alike.
func (d IdentityDocument) Key() string { return string(d.kind) + " " + d.Reveal().Number }

// CheckHolder returns what PassportDocument.CheckIssued does, and nothing for kinds that children have.
func (d IdentityDocument) CheckHolder(born Date, policy Policy) error {
	if passport, ok := d.Passport(); ok {
		return passport.CheckIssued(born, policy)
	}
	return nil
}

// ValidOn reports whether the document of a person born that day serves on day: see
// PassportDocument.ValidOn; the other kinds serve up to and on their day of expiry.
func (d IdentityDocument) ValidOn(day, born Date, policy Policy) bool {
	if passport, ok := d.Passport(); ok {
		return passport.ValidOn(day, born, policy)
	}
	return !d.IsZero() && !day.Before(d.issuedOn) && !day.After(d.expiresOn)
}

// LastDay gives the last day on which the document of a person born that day serves; the zero value when
// it does not lapse.
func (d IdentityDocument) LastDay(born Date, policy Policy) Date {
	if passport, ok := d.Passport(); ok {
		return passport.LastDay(born, policy)
	}
	return d.expiresOn
}

// Warnings gives those of a passport.
func (d IdentityDocument) Warnings(policy Policy) []fault.Fault {
	if passport, ok := d.Passport(); ok {
		return passport.Warnings(policy)
	}
	return nil
}

// Masked gives the masked series and number.
func (d IdentityDocument) Masked() string {
	switch d.kind {
	case DocumentPassport:
		return d.passport.Masked()
	case "":
		return ""
	default:
		return stars(foreignPassport{}.format(d.number.Reveal()), 3)
	}
}

// String is Masked.
func (d IdentityDocument) String() string { return d.Masked() }

// GoString is Masked in quotes.
func (d IdentityDocument) GoString() string { return strconv.Quote(d.Masked()) }

// LogValue is Masked.
func (d IdentityDocument) LogValue() slog.Value { return slog.StringValue(d.Masked()) }

// MarshalJSON gives the IdentityDocumentForm in full: see the package's documentation on JSON.
func (d IdentityDocument) MarshalJSON() ([]byte, error) { return json.Marshal(d.Reveal()) }

// UnmarshalJSON reads what MarshalJSON wrote under any policy.
func (d *IdentityDocument) UnmarshalJSON(data []byte) error {
	var form IdentityDocumentForm
	if err := json.Unmarshal(data, &form); err != nil {
		return err
	}
	if form == (IdentityDocumentForm{}) {
		*d = IdentityDocument{}
		return nil
	}
	lenient := Policy{TextMaxLength: len(data), EarliestYear: 1}
	stored, err := lenient.ParseIdentityDocument(form, Date{keep[date]("9999-12-31")})
	if err != nil {
		return fmt.Errorf("person: a stored identity document: %w", err)
	}
	*d = stored
	return nil
}
