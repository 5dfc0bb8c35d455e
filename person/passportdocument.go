package person

import (
	"encoding/json"
	"log/slog"
	"strconv"

	"github.com/kabinet-go/kabinet/fault"
)

// ErrPassportIssuedEarly says that a passport cannot have been issued that early in a life.
var ErrPassportIssuedEarly = fault.Define("person.passport.issued-early",
	"Паспорт выдают с {min} лет, а дата выдачи раньше. Проверьте дату выдачи и дату рождения",
	"Passports are issued from the age of {min}, and the date of issue is earlier. Check it and the birth date")

// PassportForm is what a person types from the pages of a passport.
type PassportForm struct {
	Number       string `json:"number"` // series and number together
	IssuedOn     string `json:"issuedOn"`
	Issuer       string `json:"issuer"`
	DivisionCode string `json:"divisionCode"`
	Birthplace   string `json:"birthplace"`
}

// String tells nothing.
func (PassportForm) String() string { return "***" }

// GoString tells nothing.
func (PassportForm) GoString() string { return "person.PassportForm{***}" }

// LogValue tells nothing.
func (PassportForm) LogValue() slog.Value { return slog.StringValue("***") }

// PassportDocument is the whole passport of a citizen of Russia. Values compare with ==.
type PassportDocument struct {
	number       Passport
	issuedOn     Date
	issuer       personal[line]
	divisionCode DivisionCode
	birthplace   personal[line]
}

// ParsePassportDocument is Policy.ParsePassportDocument with the default figures.
func ParsePassportDocument(form PassportForm, today Date) (PassportDocument, error) {
	return DefaultPolicy().ParsePassportDocument(form, today)
}

// ParsePassportDocument reads every field, all of them required. The refusal has the faults of all fields
// at their `json` names: those of ParsePassport, ParsePastDate, ParseDivisionCode, and for the texts
// ErrTextEmpty, ErrTextLong, ErrTextCharacters.
func (p Policy) ParsePassportDocument(form PassportForm, today Date) (PassportDocument, error) {
	number, numberErr := p.ParsePassport(form.Number)
	issuedOn, issuedErr := p.ParsePastDate(form.IssuedOn, today)
	issuer, issuerErr := tidy(form.Issuer, p.TextMaxLength)
	code, codeErr := ParseDivisionCode(form.DivisionCode)
	birthplace, birthplaceErr := tidy(form.Birthplace, p.TextMaxLength)
	err := fault.Join(
		fault.At("number", numberErr),
		fault.At("issuedOn", issuedErr),
		fault.At("issuer", issuerErr),
		fault.At("divisionCode", codeErr),
		fault.At("birthplace", birthplaceErr),
	)
	if err != nil {
		return PassportDocument{}, err
	}
	return PassportDocument{number, issuedOn, keep[line](issuer), code, keep[line](birthplace)}, nil
}

// IsZero reports whether there is no document.
func (d PassportDocument) IsZero() bool { return d == PassportDocument{} }

// Reveal gives all fields in canonical form and in full.
func (d PassportDocument) Reveal() PassportForm {
	return PassportForm{
		Number:       d.number.Reveal(),
		IssuedOn:     d.issuedOn.Reveal(),
		Issuer:       d.issuer.Reveal(),
		DivisionCode: d.divisionCode.Reveal(),
		Birthplace:   d.birthplace.Reveal(),
	}
}

// Number gives series and number.
func (d PassportDocument) Number() Passport { return d.number }

// IssuedOn gives the day of issue.
func (d PassportDocument) IssuedOn() Date { return d.issuedOn }

// DivisionCode gives the code of the division that issued it.
func (d PassportDocument) DivisionCode() DivisionCode { return d.divisionCode }

// Warnings gives those of the division code, at "divisionCode".
func (d PassportDocument) Warnings(policy Policy) []fault.Fault {
	odd := d.divisionCode.Warnings(policy)
	for i, warning := range odd {
		odd[i] = warning.At("divisionCode")
	}
	return odd
}

// CheckIssued returns ErrPassportIssuedEarly, at "issuedOn", for a document issued before its holder
// reached PassportAge.
func (d PassportDocument) CheckIssued(born Date, policy Policy) error {
	if d.issuedOn.Before(born.Birthday(policy.PassportAge)) {
		return ErrPassportIssuedEarly.With("min", policy.PassportAge).At("issuedOn")
	}
	return nil
}

// ValidOn reports whether the document of a person born that day serves on day: issued by then, not
// before PassportAge, and not outlived. A passport lapses PassportGraceDays after the first of the
// birthdays PassportRenewalAges that follows its issue; that last day still counts.
func (d PassportDocument) ValidOn(day, born Date, policy Policy) bool {
	if d.IsZero() || born.IsZero() || day.Before(d.issuedOn) || d.CheckIssued(born, policy) != nil {
		return false
	}
	last := d.LastDay(born, policy)
	return last.IsZero() || !day.After(last)
}

// LastDay gives the last day on which the document of a person born that day serves; the zero value when
// it does not lapse.
func (d PassportDocument) LastDay(born Date, policy Policy) Date {
	for _, age := range policy.PassportRenewalAges {
		if renewal := born.Birthday(age); d.issuedOn.Before(renewal) {
			return renewal.AddDays(policy.PassportGraceDays)
		}
	}
	return Date{}
}

// Format gives series, number, day of issue and division code as people write them.
func (d PassportDocument) Format() string {
	if d.IsZero() {
		return ""
	}
	return d.number.Format() + ", " + d.issuedOn.Format() + ", " + d.divisionCode.Format()
}

// Masked gives the masked series and number.
func (d PassportDocument) Masked() string { return d.number.Masked() }

// String is Masked.
func (d PassportDocument) String() string { return d.Masked() }

// GoString is Masked in quotes.
func (d PassportDocument) GoString() string { return strconv.Quote(d.Masked()) }

// LogValue is Masked.
func (d PassportDocument) LogValue() slog.Value { return slog.StringValue(d.Masked()) }

type passportJSON struct {
	Number       Passport       `json:"number"`
	IssuedOn     Date           `json:"issuedOn"`
	Issuer       personal[line] `json:"issuer"`
	DivisionCode DivisionCode   `json:"divisionCode"`
	Birthplace   personal[line] `json:"birthplace"`
}

// MarshalJSON gives an object like a PassportForm, in full: see the package's documentation on JSON.
func (d PassportDocument) MarshalJSON() ([]byte, error) {
	return json.Marshal(passportJSON{d.number, d.issuedOn, d.issuer, d.divisionCode, d.birthplace})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (d *PassportDocument) UnmarshalJSON(data []byte) error {
	var stored passportJSON
	if err := json.Unmarshal(data, &stored); err != nil {
		return err
	}
	*d = PassportDocument{
		stored.Number, stored.IssuedOn, stored.Issuer, stored.DivisionCode, stored.Birthplace,
	}
	return nil
}
