package person

import (
	"encoding/json"
	"log/slog"
	"strconv"
	"strings"
)

// Address is a postal address. Where a person is registered, lives and receives letters are three
// addresses. Values compare with ==.
type Address struct {
	country, postcode, region, district, city, settlement personal[line]
	street, house, building, structure, flat              personal[line]
}

func keepAddress(f AddressForm) Address {
	return Address{
		country:    keep[line](f.Country),
		postcode:   keep[line](f.Postcode),
		region:     keep[line](f.Region),
		district:   keep[line](f.District),
		city:       keep[line](f.City),
		settlement: keep[line](f.Settlement),
		street:     keep[line](f.Street),
		house:      keep[line](f.House),
		building:   keep[line](f.Building),
		structure:  keep[line](f.Structure),
		flat:       keep[line](f.Flat),
	}
}

// IsZero reports whether there is no address.
func (a Address) IsZero() bool { return a == Address{} }

// Reveal gives all fields in canonical form and in full.
func (a Address) Reveal() AddressForm {
	return AddressForm{
		Country:    a.country.Reveal(),
		Postcode:   a.postcode.Reveal(),
		Region:     a.region.Reveal(),
		District:   a.district.Reveal(),
		City:       a.city.Reveal(),
		Settlement: a.settlement.Reveal(),
		Street:     a.street.Reveal(),
		House:      a.house.Reveal(),
		Building:   a.building.Reveal(),
		Structure:  a.structure.Reveal(),
		Flat:       a.flat.Reveal(),
	}
}

// InRussia reports whether the address is in Russia.
func (a Address) InRussia() bool { return a.country.Reveal() == russia }

// Format gives the address in one line as it is written in Russia, from the postcode to the flat; the
// country comes first when it is another.
func (a Address) Format() string {
	f := a.Reveal()
	var parts []string
	add := func(label, text string) {
		if text != "" {
			parts = append(parts, label+text)
		}
	}
	if f.Country != russia {
		add("", f.Country)
	}
	for _, text := range []string{f.Postcode, f.Region, f.District, f.City, f.Settlement, f.Street} {
		add("", text)
	}
	add("д. ", f.House)
	add("корп. ", f.Building)
	add("стр. ", f.Structure)
	add("кв. ", f.Flat)
	return strings.Join(parts, ", ")
}

// Masked gives the region only.
func (a Address) Masked() string {
	if a.IsZero() {
		return ""
	}
	return a.region.Reveal() + ", ***"
}

// String is Masked.
func (a Address) String() string { return a.Masked() }

// GoString is Masked in quotes.
func (a Address) GoString() string { return strconv.Quote(a.Masked()) }

// LogValue is Masked.
func (a Address) LogValue() slog.Value { return slog.StringValue(a.Masked()) }

// MarshalJSON gives the AddressForm in full: see the package's documentation on JSON.
func (a Address) MarshalJSON() ([]byte, error) { return json.Marshal(a.Reveal()) }

// UnmarshalJSON reads what MarshalJSON wrote under any policy.
func (a *Address) UnmarshalJSON(data []byte) error {
	var form AddressForm
	if err := json.Unmarshal(data, &form); err != nil {
		return err
	}
	if form == (AddressForm{}) {
		*a = Address{}
		return nil
	}
	lenient := Policy{
		TextMaxLength: len(data), ForeignPostcodeMaxLength: len(data), PostcodeFirstDigits: "0123456789",
	}
	stored, err := lenient.ParseAddress(form)
	if err != nil {
		return err
	}
	*a = stored
	return nil
}
