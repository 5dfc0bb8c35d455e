package person

import (
	"log/slog"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
)

// Refusals of ParseAddress, beside those of texts and postcodes.
var (
	ErrAddressCountry = fault.Define("person.address.country",
		"Выберите страну из списка", "Choose a country from the list")
	ErrAddressPlace = fault.Define("person.address.place",
		"Укажите город, населённый пункт или, в городе федерального значения, улицу",
		"Give the city, the settlement or, in a city that is a region itself, the street")
	ErrAddressPostcode = fault.Define("person.address.postcode",
		"Проверьте почтовый индекс: в нём только латинские буквы, цифры, пробел и дефис",
		"Check the postcode: it has only Latin letters, digits, space and hyphen")
)

// russia is the country of an address that names none.
const russia = "RU"

// AddressForm is an address as a person types it. In Russia postcode, region, house, and a city, a
// settlement or a street are required; in other countries a region and a city or a settlement are.
// Everything else stays empty where there is nothing to say: a flat most of all (IDN-7).
type AddressForm struct {
	Country    string `json:"country"` // ISO 3166 alpha-2; empty means Russia
	Postcode   string `json:"postcode,omitempty"`
	Region     string `json:"region"`
	District   string `json:"district,omitempty"`
	City       string `json:"city,omitempty"`
	Settlement string `json:"settlement,omitempty"`
	Street     string `json:"street,omitempty"`
	House      string `json:"house,omitempty"`
	Building   string `json:"building,omitempty"`  // корпус
	Structure  string `json:"structure,omitempty"` // строение
	Flat       string `json:"flat,omitempty"`      // "16А" is one
}

// String tells nothing.
func (AddressForm) String() string { return "***" }

// GoString tells nothing.
func (AddressForm) GoString() string { return "person.AddressForm{***}" }

// LogValue tells nothing.
func (AddressForm) LogValue() slog.Value { return slog.StringValue("***") }

// ParseAddress is Policy.ParseAddress with the default figures.
func ParseAddress(form AddressForm) (Address, error) { return DefaultPolicy().ParseAddress(form) }

// ParseAddress reads an address. The refusal has the faults of all fields at their `json` names:
// ErrAddressCountry, ErrPostcodeForm or ErrAddressPostcode, ErrTextEmpty for required fields,
// ErrAddressPlace at "city", and ErrTextLong, ErrTextCharacters and ErrTextDummy.
func (p Policy) ParseAddress(form AddressForm) (Address, error) {
	country, countryErr := parseCountry(form.Country)
	inRussia := country == russia
	postcode, postcodeErr := p.addressPostcode(form.Postcode, inRussia)
	errs := []error{fault.At("country", countryErr), fault.At("postcode", postcodeErr)}

	part := func(path, input string, required bool) string {
		text, err := p.addressPart(input, required)
		errs = append(errs, fault.At(path, err))
		return text
	}
	canonical := AddressForm{
		Country:    country,
		Postcode:   postcode,
		Region:     part("region", form.Region, true),
		District:   part("district", form.District, false),
		City:       part("city", form.City, false),
		Settlement: part("settlement", form.Settlement, false),
		Street:     part("street", form.Street, false),
		House:      part("house", form.House, inRussia),
		Building:   part("building", form.Building, false),
		Structure:  part("structure", form.Structure, false),
		Flat:       part("flat", form.Flat, false),
	}
	place := form.City + form.Settlement
	if inRussia {
		place += form.Street
	}
	if strings.TrimSpace(place) == "" {
		errs = append(errs, ErrAddressPlace.At("city"))
	}
	if err := fault.Join(errs...); err != nil {
		return Address{}, err
	}
	return keepAddress(canonical), nil
}

func parseCountry(input string) (string, error) {
	text := strings.ToUpper(strings.TrimSpace(input))
	if text == "" {
		return russia, nil
	}
	region, err := language.ParseRegion(text)
	if err != nil || len(text) != 2 || !region.IsCountry() {
		return "", ErrAddressCountry
	}
	return text, nil
}

func (p Policy) addressPostcode(input string, inRussia bool) (string, error) {
	if inRussia {
		code, err := p.ParsePostcode(input)
		return code.Reveal(), err
	}
	text := strings.ToUpper(strings.Join(strings.Fields(input), " "))
	strange := strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 -") != ""
	if strange || len(text) > p.ForeignPostcodeMaxLength || text != "" && strings.Trim(text, "- ") == "" {
		return "", ErrAddressPostcode
	}
	return text, nil
}

// addressPart reads a text of letters and digits that says something.
func (p Policy) addressPart(input string, required bool) (string, error) {
	text, err := tidy(input, p.TextMaxLength)
	switch {
	case err != nil && strings.TrimSpace(input) == "" && !required:
		return "", nil
	case err != nil:
		return "", err
	case strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" .,-/()№\"«»'’", r)
	}):
		return "", ErrTextCharacters
	case slices.Contains(p.DummyTexts, strings.ToLower(text)), !strings.ContainsFunc(text, meaningful):
		return "", ErrTextDummy
	default:
		return text, nil
	}
}

func meaningful(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) && r != '0' }
