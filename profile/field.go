package profile

import (
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// ErrUnknownField says that a form has no field of that path.
var ErrUnknownField = fault.Define("profile.unknown-field",
	"В анкете нет такого поля", "There is no such field in the profile")

// ErrLong says that a field of a draft is longer than anything that could be right.
var ErrLong = fault.Define("profile.long",
	"Не больше {max} {max|plural:знака|знаков|знаков}, сократите",
	"At most {max} {max|plural:character|characters}, make it shorter")

// field is one field of a form: its path and where its text stands.
type field struct {
	path string
	text *string
}

// fields lists every field of the form in the order in which a person fills them in.
func (f *Form) fields() []field {
	all := []field{
		{"name.family", &f.Name.Family},
		{"name.given", &f.Name.Given},
		{"name.patronymic", &f.Name.Patronymic},
		{"sex", &f.Sex},
		{"bornOn", &f.BornOn},
		{"citizenship", &f.Citizenship},
		{"document.kind", (*string)(&f.Document.Kind)},
		{"document.number", &f.Document.Number},
		{"document.issuedOn", &f.Document.IssuedOn},
		{"document.expiresOn", &f.Document.ExpiresOn},
		{"document.issuer", &f.Document.Issuer},
		{"document.divisionCode", &f.Document.DivisionCode},
		{"document.birthplace", &f.Document.Birthplace},
		{"snils", &f.SNILS},
		{"inn", &f.INN},
		{"drivingLicence", &f.DrivingLicence},
		{"vehicle.plate", &f.Vehicle.Plate},
		{"vehicle.certificate", &f.Vehicle.Certificate},
		{"enp", &f.ENP},
		{"oldOMS", &f.OldOMS},
	}
	all = append(all, addressFields("addresses.registration.", &f.Addresses.Registration)...)
	all = append(all, addressFields("addresses.residence.", &f.Addresses.Residence)...)
	return append(all, addressFields("addresses.delivery.", &f.Addresses.Delivery)...)
}

func addressFields(prefix string, f *person.AddressForm) []field {
	return []field{
		{prefix + "country", &f.Country},
		{prefix + "postcode", &f.Postcode},
		{prefix + "region", &f.Region},
		{prefix + "district", &f.District},
		{prefix + "city", &f.City},
		{prefix + "settlement", &f.Settlement},
		{prefix + "street", &f.Street},
		{prefix + "house", &f.House},
		{prefix + "building", &f.Building},
		{prefix + "structure", &f.Structure},
		{prefix + "flat", &f.Flat},
	}
}

// Fields returns the paths of all fields, in the order in which a person fills them in.
func Fields() []string {
	var paths []string
	for _, field := range new(Form).fields() {
		paths = append(paths, field.path)
	}
	return paths
}

// Get returns the text of the field, or ErrUnknownField at its path.
func (f Form) Get(path string) (string, error) {
	for _, field := range f.fields() {
		if field.path == path {
			return *field.text, nil
		}
	}
	return "", ErrUnknownField.At(path)
}

// Set replaces the text of the field, or returns ErrUnknownField at its path.
func (f *Form) Set(path, text string) error {
	for _, field := range f.fields() {
		if field.path == path {
			*field.text = text
			return nil
		}
	}
	return ErrUnknownField.At(path)
}

// CheckDraft refuses what is too long to be kept, with ErrLong at each such field.
func (p Policy) CheckDraft(form Form) error {
	var long []error
	for _, field := range form.fields() {
		if len([]rune(*field.text)) > p.LongestText {
			long = append(long, ErrLong.With("max", p.LongestText).At(field.path))
		}
	}
	return fault.Join(long...)
}

// Changed returns the paths of the fields in which two profiles differ, in the order of Fields.
func Changed(a, b Profile) []string {
	before, after := a.Reveal(), b.Reveal()
	old, changed := before.fields(), []string(nil)
	for i, field := range after.fields() {
		if *field.text != *old[i].text {
			changed = append(changed, field.path)
		}
	}
	return changed
}
