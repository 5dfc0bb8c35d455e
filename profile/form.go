package profile

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/kabinet-go/kabinet/person"
)

// Form is a profile as a person types it. While it is a draft any part may be empty.
type Form struct {
	Name           NameForm                    `json:"name"`
	Sex            string                      `json:"sex"`
	BornOn         string                      `json:"bornOn"`
	Citizenship    string                      `json:"citizenship"` // ISO 3166 alpha-2, or person.Stateless
	Document       person.IdentityDocumentForm `json:"document"`
	SNILS          string                      `json:"snils"`
	INN            string                      `json:"inn"`
	DrivingLicence string                      `json:"drivingLicence"`
	Vehicle        VehicleForm                 `json:"vehicle"`
	ENP            string                      `json:"enp"`    // health policy by its uniform number
	OldOMS         string                      `json:"oldOMS"` // health policy of the old form
	Addresses      AddressesForm               `json:"addresses"`
}

// NameForm is a name; the patronymic is left empty by whoever has none.
type NameForm struct {
	Family     string `json:"family"`
	Given      string `json:"given"`
	Patronymic string `json:"patronymic"`
}

// VehicleForm is a vehicle: either both parts or none.
type VehicleForm struct {
	Plate       string `json:"plate"`
	Certificate string `json:"certificate"`
}

// AddressesForm are where a person is registered, lives, and receives letters.
type AddressesForm struct {
	Registration person.AddressForm `json:"registration"`
	Residence    person.AddressForm `json:"residence"`
	Delivery     person.AddressForm `json:"delivery"`
}

const masked = "***"

// Format tells nothing, whatever the verb.
func (Form) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, masked) }

// LogValue tells nothing.
func (Form) LogValue() slog.Value { return slog.StringValue(masked) }

// IsZero reports whether nothing is filled in.
func (f Form) IsZero() bool { return f == Form{} }
