package person_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

func TestParseAddress(t *testing.T) {
	address := must[person.Address](t)(person.ParseAddress(addressForm()))
	assert.Equal(t, person.AddressForm{
		Country: "RU", Postcode: "115035", Region: "Москва", Street: "ул. Большая Ордынка", House: "5/2",
		Building: "1", Structure: "2", Flat: "16А",
	}, address.Reveal())
	assert.True(t, address.InRussia())
	assert.True(t, address == must[person.Address](t)(person.ParseAddress(address.Reveal())))
}

func TestAddressesOfManyKinds(t *testing.T) {
	for want, form := range map[string]person.AddressForm{
		"663091, Красноярский край, Емельяновский р-н, пос. Овсянка, д. 12": {
			Postcode: "663091", Region: "Красноярский край", District: "Емельяновский р-н", Settlement: "пос. Овсянка", House: "12",
		},
		"620000, Свердловская обл., г. Екатеринбург, ул. 8 Марта, д. 3, кв. 0-5": {
			Country: "ru", Postcode: "620000", Region: "Свердловская обл.", City: "г. Екатеринбург", Street: "ул. 8 Марта",
			House: "3", Flat: "0-5",
		},
		"BY, 220030, Минск, Минск, пр-т Независимости, д. 1": {
			Country: "by", Postcode: "220030", Region: "Минск", City: "Минск", Street: "пр-т Независимости", House: "1",
		},
		"GB, SW1A 1AA, England, London": {Country: "GB", Postcode: "sw1a  1aa", Region: "England", City: "London"},
		"AE, Dubai, Dubai":              {Country: "AE", Region: "Dubai", City: "Dubai"},
	} {
		address, err := person.ParseAddress(form)
		require.NoError(t, err, want)
		assert.Equal(t, want, address.Format())
		assert.Equal(t, !strings.HasPrefix(want[2:], ", "), address.InRussia())
	}
}

func TestParseAddressTellsEveryFault(t *testing.T) {
	address, err := person.ParseAddress(person.AddressForm{})
	assert.True(t, address.IsZero())
	assert.Equal(t, map[string]string{
		"postcode": "person.postcode.form", "region": "person.text.empty", "city": "person.address.place",
		"house": "person.text.empty",
	}, codes(err))

	_, err = person.ParseAddress(person.AddressForm{Country: "GB", Street: "Downing St"})
	assert.Equal(t, map[string]string{"region": "person.text.empty", "city": "person.address.place"}, codes(err))

	_, err = person.ParseAddress(person.AddressForm{
		Country: "XX", Postcode: "?", Region: "нет", District: "-", City: "<script>", Settlement: strings.Repeat("я", 256),
		Street: "Н/Д", House: "000", Building: "\u0000", Structure: "👍", Flat: "0",
	})
	assert.Equal(t, map[string]string{
		"country": "person.address.country", "postcode": "person.address.postcode", "region": "person.text.dummy",
		"district": "person.text.dummy", "city": "person.text.characters", "settlement": "person.text.long",
		"street": "person.text.dummy", "house": "person.text.dummy", "building": "person.text.characters",
		"structure": "person.text.characters", "flat": "person.text.dummy",
	}, codes(err))
	assert.Len(t, fault.All(err), 11)
}

func TestAddressCountries(t *testing.T) {
	for country, ok := range map[string]bool{
		"": true, " ru ": true, "KZ": true, "US": true, "ZZ": false, "RUS": false, "643": false, "EU": false, "R": false,
		"россия": false, "Р": false,
	} {
		form := addressForm()
		form.Country, form.Postcode, form.City = country, "115035", "Город"
		_, err := person.ParseAddress(form)
		assert.Equal(t, ok, err == nil, country)
	}
}

func TestForeignPostcodes(t *testing.T) {
	for postcode, ok := range map[string]bool{
		"": true, "220030": true, "1234 AB": true, "12345-6789": true, "12345-67890": false, "-": false, "12_34": false,
		"１２３": false, "АБВ": false,
	} {
		_, err := person.ParseAddress(person.AddressForm{Country: "US", Postcode: postcode, Region: "Ohio", City: "Dayton"})
		assert.Equal(t, ok, err == nil, postcode)
	}
}

func TestAddressPolicy(t *testing.T) {
	policy := person.DefaultPolicy()
	policy.DummyTexts = []string{"ул. большая ордынка"}
	policy.TextMaxLength = 20
	form := addressForm()
	_, err := policy.ParseAddress(form)
	assert.Equal(t, map[string]string{"street": "person.text.dummy"}, codes(err))
	form.Street = "ул. Большая Якиманка, двор"
	_, err = policy.ParseAddress(form)
	assert.Equal(t, map[string]string{"street": "person.text.long"}, codes(err))
}
