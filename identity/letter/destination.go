package letter

import (
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// AddressKind says which address a letter goes to.
type AddressKind string

// The kinds: the addresses of the profile, by their names there, and one given for this letter alone.
const (
	ToDelivery     AddressKind = "delivery"
	ToResidence    AddressKind = "residence"
	ToRegistration AddressKind = "registration"
	ToOther        AddressKind = "other"
)

// Refusals of an address.
var (
	ErrNoAddress = fault.Define("letter.no-address",
		"Этого адреса нет в проверенной анкете: укажите адрес для письма", "The verified profile has no such address: give one for the letter")
	ErrAbroad = fault.Define("letter.abroad",
		"Письмо с кодом отправляется только по России: выберите адрес в России или другой способ подтверждения",
		"The letter with the code is sent within Russia only: choose an address in Russia, or another way of confirming")
)

// Destination is where a letter is to go. The zero value means the first address that the profile has of delivery,
// residence and registration.
type Destination struct {
	To AddressKind
	// Address is the one meant by ToOther, and of no meaning otherwise.
	Address person.AddressForm
}

// of returns the address of that kind; ok is false for a kind that is not in profiles.
func (k AddressKind) of(all profile.Addresses) (address person.Address, ok bool) {
	switch k {
	case ToDelivery:
		return all.Delivery, true
	case ToResidence:
		return all.Residence, true
	case ToRegistration:
		return all.Registration, true
	default:
		return person.Address{}, false
	}
}

// choose finds the address, which must be in Russia, where each has a postcode. Faults are at "to" and "address".
func (d Destination) choose(p profile.Profile, policy person.Policy) (AddressKind, person.Address, error) {
	kind := d.To
	if kind == ToOther {
		address, err := policy.ParseAddress(d.Address)
		if err == nil && !address.InRussia() {
			err = ErrAbroad.At("country")
		}
		return kind, address, fault.At("address", err)
	}
	for _, first := range []AddressKind{ToDelivery, ToResidence, ToRegistration} {
		if address, _ := first.of(p.Addresses); kind == "" && !address.IsZero() {
			kind = first
		}
	}
	switch address, _ := kind.of(p.Addresses); {
	case address.IsZero():
		return "", person.Address{}, ErrNoAddress.At("to")
	case !address.InRussia():
		return "", person.Address{}, ErrAbroad.At("to")
	default:
		return kind, address, nil
	}
}
