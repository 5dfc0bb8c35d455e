package main

import (
	"slices"
	"strings"

	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// section is a part of the profile's page.
type section struct {
	// Title and Hint are keys of the catalogue.
	Title, Hint string
	// Folded sections can be left out as a whole; Open is whether somebody has filled in something.
	Folded, Open bool
	Fields       []*field
}

// The sections: what each begins with, by the paths of its fields.
var profileSections = []struct {
	title  string
	folded bool
	paths  []string
}{
	{"profile.person", false, []string{"name.", "sex", "bornOn", "citizenship"}},
	{"profile.document", false, []string{"document."}},
	{"profile.numbers", false, []string{"snils", "inn"}},
	{"profile.more", true, []string{"drivingLicence", "vehicle.", "enp", "oldOMS"}},
	{"profile.registration", true, []string{"addresses.registration."}},
	{"profile.residence", true, []string{"addresses.residence."}},
	{"profile.delivery", true, []string{"addresses.delivery."}},
}

// sections parts the fields that are there.
func sections(fields []*field) []section {
	var all []section
	for _, part := range profileSections {
		s := section{Title: part.title, Hint: part.title + ".hint", Folded: part.folded}
		for _, field := range fields {
			if slices.ContainsFunc(part.paths, func(path string) bool { return strings.HasPrefix(field.Name, path) }) {
				s.Fields = append(s.Fields, field)
				s.Open = s.Open || field.Value != "" || len(field.Errors) > 0
			}
		}
		if len(s.Fields) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// profileFields are all fields of the profile, without values.
func (v *visit) profileFields() []*field {
	fields := []*field{
		{Name: "name.family", Label: "register.family", Autocomplete: "family-name"},
		{Name: "name.given", Label: "register.given", Autocomplete: "given-name"},
		{Name: "name.patronymic", Label: "register.patronymic", Autocomplete: "additional-name", Optional: true},
		{Name: "sex", Label: "profile.sex", Type: "radio", Options: v.options("profile.sex.", "female", "male")},
		{Name: "bornOn", Label: "profile.bornOn", Hint: "profile.date", Autocomplete: "bday"},
		{Name: "citizenship", Label: "profile.citizenship", Type: "select", Options: v.citizenships(), Autocomplete: "off"},
		{Name: "document.kind", Label: "profile.document.kind", Type: "radio", Options: v.documentKinds()},
		{Name: "document.number", Label: "profile.document.number", Hint: "profile.document.number.hint", InputMode: "numeric", Autocomplete: "off"},
		{Name: "document.issuedOn", Label: "profile.document.issuedOn", Hint: "profile.date", Autocomplete: "off"},
		{Name: "document.expiresOn", Label: "profile.document.expiresOn", Hint: "profile.document.expiresOn.hint", Autocomplete: "off", Bare: true},
		{Name: "document.issuer", Label: "profile.document.issuer", Hint: "profile.document.issuer.hint", Autocomplete: "off"},
		{Name: "document.divisionCode", Label: "profile.document.divisionCode", Hint: "profile.document.divisionCode.hint", InputMode: "numeric", Autocomplete: "off", Bare: true},
		{Name: "document.birthplace", Label: "profile.document.birthplace", Hint: "profile.document.birthplace.hint", Autocomplete: "off"},
		{Name: "snils", Label: "profile.snils", Hint: "profile.snils.hint", InputMode: "numeric", Autocomplete: "off"},
		{Name: "inn", Label: "profile.inn", Hint: "profile.inn.hint", InputMode: "numeric", Autocomplete: "off", Optional: true},
		{Name: "drivingLicence", Label: "profile.drivingLicence", Hint: "profile.drivingLicence.hint", Autocomplete: "off", Optional: true, Bare: true},
		{Name: "vehicle.plate", Label: "profile.vehicle.plate", Hint: "profile.vehicle.plate.hint", Autocomplete: "off", Optional: true, Bare: true},
		{Name: "vehicle.certificate", Label: "profile.vehicle.certificate", Hint: "profile.vehicle.certificate.hint", Autocomplete: "off", Optional: true, Bare: true},
		{Name: "enp", Label: "profile.enp", Hint: "profile.enp.hint", InputMode: "numeric", Autocomplete: "off", Optional: true, Bare: true},
		{Name: "oldOMS", Label: "profile.oldOMS", Hint: "profile.oldOMS.hint", InputMode: "numeric", Autocomplete: "off", Optional: true, Bare: true},
	}
	for _, part := range []string{"registration", "residence", "delivery"} {
		fields = append(fields, v.addressFields("addresses."+part, part, "profile."+part)...)
	}
	return fields
}

// addressFields are those of an address under that path, which the label calls as a whole. Browsers tell addresses apart
// by their sections.
func (v *visit) addressFields(path, section, label string) []*field {
	of := func(name, autocomplete string) *field {
		if autocomplete != "off" {
			autocomplete = "section-" + section + " " + autocomplete
		}
		return &field{
			Name: path + "." + name, Label: "profile.address." + name, Part: label,
			Autocomplete: autocomplete, Optional: true, Bare: true,
		}
	}
	fields := []*field{
		of("country", "country"), of("postcode", "postal-code"), of("region", "address-level1"), of("district", "off"),
		of("city", "address-level2"), of("settlement", "address-level3"), of("street", "address-line1"),
		of("house", "off"), of("building", "off"), of("structure", "off"), of("flat", "off"),
	}
	fields[0].Type, fields[0].Options = "select", v.addressCountries()
	fields[1].InputMode = "numeric"
	return fields
}

// options are those of a choice; the text of each is that of the prefix and its value.
func (v *visit) options(prefix string, values ...string) []option {
	var all []option
	for _, value := range values {
		all = append(all, option{Value: value, Text: v.text(prefix + value)})
	}
	return all
}

func (v *visit) citizenships() []option {
	known := v.server.countries[v.tongue.Code]
	return slices.Concat([]option{{Text: v.text("profile.citizenship.choose")}}, known[:min(1, len(known))],
		[]option{{Value: person.Stateless, Text: v.text("profile.citizenship.none")}}, known[min(1, len(known)):])
}

// addressCountries have Russia for nothing, so that an address left alone stays empty.
func (v *visit) addressCountries() []option {
	known := slices.Clone(v.server.countries[v.tongue.Code])
	if len(known) > 0 {
		known[0].Value = ""
	}
	return known
}

// documentKinds are those which the policy accepts from anybody.
func (v *visit) documentKinds() []option {
	accepted := v.server.policy.Verification.Profile
	var kinds []string
	for _, kind := range slices.Concat(accepted.CitizenDocuments, accepted.ForeignerDocuments) {
		if !slices.Contains(kinds, string(kind)) {
			kinds = append(kinds, string(kind))
		}
	}
	return v.options("profile.document.", kinds...)
}

// familiar gives the text of a field as people write it where it can be read, and else as it was typed.
func familiar(form profile.Form, path string) string {
	text, err := form.Get(path)
	if err != nil {
		return ""
	}
	switch {
	case path == "sex":
		return spelt(person.ParseSex, person.Sex.Reveal, text)
	case path == "citizenship":
		return strings.ToUpper(text)
	case path == "bornOn", path == "document.issuedOn", path == "document.expiresOn":
		return spelt(person.ParseDate, person.Date.Format, text)
	case path == "document.number" && form.Document.Kind == person.DocumentPassport:
		return spelt(person.ParsePassport, person.Passport.Format, text)
	case path == "snils":
		return spelt(person.ParseSNILS, person.SNILS.Format, text)
	case path == "enp":
		return spelt(person.ParseENP, person.ENP.Format, text)
	case strings.HasSuffix(path, ".country") && strings.EqualFold(text, russia):
		return ""
	default:
		return text
	}
}

func spelt[T any](parse func(string) (T, error), spell func(T) string, text string) string {
	value, err := parse(text)
	if err != nil {
		return text
	}
	return spell(value)
}
