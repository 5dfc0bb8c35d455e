package person_test

import (
	"testing"

	"github.com/kabinet-go/kabinet/person"
)

func TestPlate(t *testing.T) {
	accepts(t, person.ParsePlate, map[string]string{
		"А123ВС777": "А123ВС777", "а 123 вс 77": "А123ВС77", "A123BC-777": "А123ВС777",
	})
	for _, input := range []string{
		"", "Е456КХ", "Е456КХ7", "Е456КХ7777", "Ж123ВС77", "А12ВСС77", "А000ВС77", "А123ВС00", "А１23ВС77", "1234567890",
	} {
		refuses(t, person.ParsePlate, input, person.ErrPlateForm)
	}
}

func TestVehicleCertificate(t *testing.T) {
	accepts(t, person.ParseVehicleCertificate, map[string]string{
		"77 ОК 123456": "77ОК123456", "7716123456": "7716123456", "77ok123456": "77ОК123456",
	})
	for _, input := range []string{"", "54 УУ 98765", "77 ОЖ 123456", "ОК 77 123456"} {
		refuses(t, person.ParseVehicleCertificate, input, person.ErrVehicleCertificateForm)
	}
}

func TestCitizenship(t *testing.T) {
	accepts(t, person.ParseCitizenship, map[string]string{"ru": "RU", " uz ": "UZ", "xxa": person.Stateless})
	for _, input := range []string{"", " ", "RUS", "ZZ", "россия", "419"} {
		refuses(t, person.ParseCitizenship, input, person.ErrCitizenshipForm)
	}
}

func FuzzParsePlate(f *testing.F) { fuzz(f, person.ParsePlate, "", "А123ВС777", "a123bc 77") }
func FuzzParseVehicleCertificate(f *testing.F) {
	fuzz(f, person.ParseVehicleCertificate, "", "77 ОК 123456")
}
func FuzzParseCitizenship(f *testing.F) { fuzz(f, person.ParseCitizenship, "", "RU", "xxa") }
