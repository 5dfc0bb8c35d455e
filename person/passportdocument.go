package person

import (
	"encoding/json"
	"log/slog"
	"strconv"
	"unique"

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
type PassportDocument struct{ form unique.Handle[PassportForm] }

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
	return PassportDocument{unique.Make(PassportForm{
		Number:       number.Reveal(),
		IssuedOn:     issuedOn.Reveal(),
		Issuer:       issuer,
		DivisionCode: code.Reveal(),
		Birthplace:   birthplace,
	})}, nil
}

// IsZero reports whether there is no document.
func (d PassportDocument) IsZero() bool { return d == PassportDocument{} }

// Reveal gives all fields in canonical form and in full.
func (d PassportDocument) Reveal() PassportForm {
	if d.IsZero() {
		return PassportForm{}
	}
	return d.form.Value()
}

// Number gives series and number.
func (d PassportDocument) Number() Passport { return Passport{keep[passport](d.Reveal().Number)} }

// IssuedOn gives the day of issue.
func (d PassportDocument) IssuedOn() Date { return Date{keep[date](d.Reveal().IssuedOn)} }

// DivisionCode gives the code of the division that issued it.
func (d PassportDocument) DivisionCode() DivisionCode {
	return DivisionCode{keep[divisionCode](d.Reveal().DivisionCode)}
}

// Warnings gives those of the division code, at "divisionCode".
func (d PassportDocument) Warnings(policy Policy) []fault.Fault {
	odd := d.DivisionCode().Warnings(policy)
	for i, warning := range odd {
		odd[i] = warning.At("divisionCode")
	}
	return odd
}

// CheckIssued returns ErrPassportIssuedEarly, at "issuedOn", for a document issued before its holder
// reached PassportAge.
func (d PassportDocument) CheckIssued(born Date, policy Policy) error {
	if d.IssuedOn().Before(born.Birthday(policy.PassportAge)) {
		return ErrPassportIssuedEarly.With("min", policy.PassportAge).At("issuedOn")
	}
	return nil
}

// ValidOn reports whether the document of a person born that day serves on day: issued by then, not
// before PassportAge, and not outlived. A passport lapses PassportGraceDays after the first of the
// birthdays PassportRenewalAges that follows its issue; that last day still counts.
func (d PassportDocument) ValidOn(day, born Date, policy Policy) bool {
	if d.IsZero() || born.IsZero() || day.Before(d.IssuedOn()) || d.CheckIssued(born, policy) != nil {
		return false
	}
	for _, age := range policy.PassportRenewalAges {
		if renewal := born.Birthday(age); d.IssuedOn().Before(renewal) {
			return !day.After(renewal.AddDays(policy.PassportGraceDays))
		}
	}
	return true
}

// Format gives series, number, day of issue and division code as people write them.
func (d PassportDocument) Format() string {
	if d.IsZero() {
		return ""
	}
	return d.Number().Format() + ", " + d.IssuedOn().Format() + ", " + d.DivisionCode().Format()
}

// Masked gives the masked series and number.
func (d PassportDocument) Masked() string { return d.Number().Masked() }

// String is Masked.
func (d PassportDocument) String() string { return d.Masked() }

// GoString is Masked in quotes.
func (d PassportDocument) GoString() string { return strconv.Quote(d.Masked()) }

// LogValue is Masked.
func (d PassportDocument) LogValue() slog.Value { return slog.StringValue(d.Masked()) }

// MarshalJSON gives the PassportForm in full: see the package's documentation on JSON.
func (d PassportDocument) MarshalJSON() ([]byte, error) { return json.Marshal(d.Reveal()) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (d *PassportDocument) UnmarshalJSON(data []byte) error {
	var form PassportForm
	if err := json.Unmarshal(data, &form); err != nil {
		return err
	}
	if form == (PassportForm{}) {
		*d = PassportDocument{}
		return nil
	}
	_, numberErr := passport{}.read(form.Number)
	_, issuedErr := date{}.read(form.IssuedOn)
	_, issuerErr := reread(form.Issuer)
	_, codeErr := divisionCode{}.read(form.DivisionCode)
	_, birthplaceErr := reread(form.Birthplace)
	if err := fault.Join(numberErr, issuedErr, issuerErr, codeErr, birthplaceErr); err != nil {
		return err
	}
	*d = PassportDocument{unique.Make(form)}
	return nil
}
