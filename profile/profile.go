package profile

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/kabinet-go/kabinet/person"
)

// Profile is a form that is right in itself. Optional parts are zero when not given. Values compare
// with ==.
type Profile struct {
	Name           person.FullName         `json:"name"`
	Sex            person.Sex              `json:"sex"`
	BornOn         person.Date             `json:"bornOn"`
	Citizenship    person.Citizenship      `json:"citizenship"`
	Document       person.IdentityDocument `json:"document"`
	SNILS          person.SNILS            `json:"snils"`
	INN            person.INN              `json:"inn,omitzero"`
	DrivingLicence person.DriverLicence    `json:"drivingLicence,omitzero"`
	Vehicle        Vehicle                 `json:"vehicle,omitzero"`
	ENP            person.ENP              `json:"enp,omitzero"`
	OldOMS         person.OldOMS           `json:"oldOMS,omitzero"`
	Addresses      Addresses               `json:"addresses,omitzero"`
}

// Vehicle is a person's vehicle.
type Vehicle struct {
	Plate       person.Plate              `json:"plate"`
	Certificate person.VehicleCertificate `json:"certificate"`
}

// Addresses are where a person is registered, lives, and receives letters: three things (IDN-7).
type Addresses struct {
	Registration person.Address `json:"registration,omitzero"`
	Residence    person.Address `json:"residence,omitzero"`
	Delivery     person.Address `json:"delivery,omitzero"`
}

// Format tells nothing, whatever the verb.
func (Profile) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, masked) }

// LogValue tells nothing.
func (Profile) LogValue() slog.Value { return slog.StringValue(masked) }

// IsZero reports whether there is no profile.
func (p Profile) IsZero() bool { return p == Profile{} }

// Reveal gives the form with every field in canonical form and in full, for the person to correct.
func (p Profile) Reveal() Form {
	return Form{
		Name: NameForm{
			Family: p.Name.Family().Reveal(), Given: p.Name.Given().Reveal(), Patronymic: p.Name.Patronymic().Reveal(),
		},
		Sex:            p.Sex.Reveal(),
		BornOn:         p.BornOn.Reveal(),
		Citizenship:    p.Citizenship.Reveal(),
		Document:       p.Document.Reveal(),
		SNILS:          p.SNILS.Reveal(),
		INN:            p.INN.Reveal(),
		DrivingLicence: p.DrivingLicence.Reveal(),
		Vehicle:        VehicleForm{Plate: p.Vehicle.Plate.Reveal(), Certificate: p.Vehicle.Certificate.Reveal()},
		ENP:            p.ENP.Reveal(),
		OldOMS:         p.OldOMS.Reveal(),
		Addresses: AddressesForm{
			Registration: p.Addresses.Registration.Reveal(),
			Residence:    p.Addresses.Residence.Reveal(),
			Delivery:     p.Addresses.Delivery.Reveal(),
		},
	}
}
