package person

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// Refusals of ParsePlate and ParseVehicleCertificate.
var (
	ErrPlateForm = fault.Define("person.plate.form",
		"Номер машины — буква, три цифры, две буквы и код региона, например А123ВС 777. Сверьте его с документом",
		"A car's number is a letter, three digits, two letters and the code of the region, for example А123ВС 777. Compare it with the document")
	ErrVehicleCertificateForm = fault.Define("person.vehicle-certificate.form",
		"У свидетельства о регистрации 4 знака серии и 6 цифр номера, например 77 ОК 123456. Сверьте их с документом",
		"A registration certificate has 4 characters of series and 6 digits of number, for example 77 ОК 123456. Compare them with the document")
)

// Plate is the registration plate of a car (GOST R 50577, type 1): canonically "А123ВС777" with Cyrillic
// capitals. The code of the region has two digits or three.
type Plate struct{ personal[plate] }

// ParsePlate reads a plate; spaces, dashes and the case of letters do not matter, and Latin letters that
// look alike are read as Cyrillic ones. It returns ErrPlateForm.
func ParsePlate(input string) (Plate, error) {
	text, err := plate{}.read(input)
	return Plate{keep[plate](text)}, err
}

// VehicleCertificate is series and number of a vehicle's registration certificate, written like those of
// a driving licence.
type VehicleCertificate struct{ personal[vehicleCertificate] }

// ParseVehicleCertificate reads series and number together; spaces, dashes and the case of letters do not
// matter. It returns ErrVehicleCertificateForm.
func ParseVehicleCertificate(input string) (VehicleCertificate, error) {
	text, err := vehicleCertificate{}.read(input)
	return VehicleCertificate{keep[vehicleCertificate](text)}, err
}

type plate struct{}

func (plate) read(input string) (string, error) {
	text := []rune(cyrillicLetters(compact(input)))
	if len(text) != 8 && len(text) != 9 {
		return "", ErrPlateForm
	}
	letters := string(text[0]) + string(text[4:6])
	number, region := string(text[1:4]), string(text[6:])
	lettered := strings.Trim(letters, licenceCyrillic) == ""
	if !lettered || !allDigits(number) || number == "000" || !allDigits(region) || strings.Trim(region, "0") == "" {
		return "", ErrPlateForm
	}
	return string(text), nil
}

func (plate) format(s string) string {
	r := []rune(s)
	return string(r[:6]) + " " + string(r[6:])
}

func (k plate) mask(s string) string { return stars(k.format(s), 3) }

type vehicleCertificate struct{}

func (vehicleCertificate) read(input string) (string, error) {
	text, err := driverLicence{}.read(input)
	if err != nil {
		return "", ErrVehicleCertificateForm
	}
	return text, nil
}

func (vehicleCertificate) format(s string) string { return driverLicence{}.format(s) }
func (vehicleCertificate) mask(s string) string   { return driverLicence{}.mask(s) }
