package person_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/person"
)

func TestSNILS(t *testing.T) {
	accepts(t, person.ParseSNILS, map[string]string{
		"123-456-789 64":            "12345678964",
		" 123 456 789-64 ":          "12345678964",
		"1-2-3-4-5-6-7-8-9-6-4":     "12345678964",
		"123–456—789\u00a064":       "12345678964",
		"197-027-745 00":            "19702774500", // the sum leaves 100
		"001-001-999 65":            "00100199965",
		"001-001-998 77":            "00100199877",
		"000-000-001 00":            "00000000100",
		"\t123-456-789\u202f64\r\n": "12345678964",
	})
	for _, input := range []string{
		"", " ", "-", "1234567896", "123456789640", "123-456-789 6a", "123.456.789 64", "１２３４５６７８９６４",
		"١٢٣٤٥٦٧٨٩٦٤", "СНИЛС 12345678964",
	} {
		refuses(t, person.ParseSNILS, input, person.ErrSNILSForm)
	}
	refuses(t, person.ParseSNILS, "123-456-789 12", person.ErrSNILSChecksum)
	refuses(t, person.ParseSNILS, "001-001-999 64", person.ErrSNILSChecksum)
	refuses(t, person.ParseSNILS, "000-000-000 00", person.ErrSNILSUnissued)
	refuses(t, person.ParseSNILS, "000-000-000 17", person.ErrSNILSUnissued)
}

func TestEveryTypingMistakeInASNILSIsFound(t *testing.T) {
	const right = "12345678964"
	for i := range len(right) {
		for digit := byte('0'); digit <= '9'; digit++ {
			wrong := right[:i] + string(digit) + right[i+1:]
			if wrong == right {
				continue
			}
			_, err := person.ParseSNILS(wrong)
			assert.ErrorIs(t, err, person.ErrSNILSChecksum, wrong)
		}
	}
}

func TestINN(t *testing.T) {
	accepts(t, person.ParseINN, map[string]string{
		"5001 0073 2259": "500100732259", "7730257499": "7730257499", " 77-30257499": "7730257499",
	})
	assert.True(t, must[person.INN](t)(person.ParseINN("500100732259")).Person())
	assert.False(t, must[person.INN](t)(person.ParseINN("7730257499")).Person())
	assert.False(t, person.INN{}.Person())
	for _, input := range []string{"", "77302574990", "5001007322591", "50010073225O", "７７３０２５７４９９"} {
		refuses(t, person.ParseINN, input, person.ErrINNForm)
	}
	refuses(t, person.ParseINN, "7730257490", person.ErrINNChecksum)
	refuses(t, person.ParseINN, "500100732258", person.ErrINNChecksum)
	refuses(t, person.ParseINN, "500100732269", person.ErrINNChecksum)
	refuses(t, person.ParseINN, "0000000000", person.ErrINNRegion)
	refuses(t, person.ParseINN, "000000000000", person.ErrINNRegion)
}

func TestOGRNAndOGRNIP(t *testing.T) {
	accepts(t, person.ParseOGRN, map[string]string{"1 02773 9244741": "1027739244741", "5081268440446": "5081268440446"})
	refuses(t, person.ParseOGRN, "102773924474", person.ErrOGRNForm)
	refuses(t, person.ParseOGRN, "2027739244740", person.ErrOGRNForm)
	refuses(t, person.ParseOGRN, "", person.ErrOGRNForm)
	refuses(t, person.ParseOGRN, "1027739244742", person.ErrOGRNChecksum)

	accepts(t, person.ParseOGRNIP, map[string]string{"3 04500116000157": "304500116000157"})
	refuses(t, person.ParseOGRNIP, "30450011600015", person.ErrOGRNIPForm)
	refuses(t, person.ParseOGRNIP, "985768585948944", person.ErrOGRNIPForm)
	refuses(t, person.ParseOGRNIP, "304500116000158", person.ErrOGRNIPChecksum)
}

func TestKPP(t *testing.T) {
	accepts(t, person.ParseKPP, map[string]string{
		"773642301": "773642301", "0108a4934": "0108A4934", " 7736 AZ 301 ": "7736AZ301",
	})
	for _, input := range []string{
		"", "77364230", "7736423011", "A73642301", "77364230A", "7736А2301", "00364230", "003642301", "7736ſ2301", "7736[2301",
	} {
		refuses(t, person.ParseKPP, input, person.ErrKPPForm)
	}
}

// UPU S10 with its check digit, or the 14 digits of the Russian post within the country, which have none here.
func TestTrackingNumber(t *testing.T) {
	accepts(t, person.ParseTrackingNumber, map[string]string{
		"RB167995284IT": "RB167995284IT", " rb 167 995 284 it ": "RB167995284IT", "LL-572405406-US": "LL572405406US",
		"80080012345678": "80080012345678", "115093 86 00012 3": "11509386000123",
		"AA000000005RU": "AA000000005RU", "AA000000080RU": "AA000000080RU",
	})
	for _, input := range []string{
		"", "RB16799528IT", "RB1679952844IT", "1B167995284IT", "RB167995284I1", "РВ167995284IT", "RB16799528４IT",
		"8008001234567", "800800123456789", "80080012345б78",
	} {
		refuses(t, person.ParseTrackingNumber, input, person.ErrTrackingNumberForm)
	}
	for _, input := range []string{"RB167995285IT", "RB167995824IT", "RB617995284IT"} {
		refuses(t, person.ParseTrackingNumber, input, person.ErrTrackingNumberChecksum)
	}
}

func TestEveryTypingMistakeInATrackingNumberIsFound(t *testing.T) {
	const right = "RB167995284IT"
	for i := 2; i < 11; i++ {
		for digit := byte('0'); digit <= '9'; digit++ {
			wrong := right[:i] + string(digit) + right[i+1:]
			if wrong == right {
				continue
			}
			_, err := person.ParseTrackingNumber(wrong)
			assert.ErrorIs(t, err, person.ErrTrackingNumberChecksum, wrong)
		}
	}
}

func TestHealthPolicies(t *testing.T) {
	accepts(t, person.ParseENP, map[string]string{"1654 3210 9876 5438": "1654321098765438"})
	refuses(t, person.ParseENP, "165432109876543", person.ErrENPForm)
	refuses(t, person.ParseENP, "0000000000000000", person.ErrENPForm)
	refuses(t, person.ParseENP, "1654321098765439", person.ErrENPChecksum)
	refuses(t, person.ParseENP, "1654321098765348", person.ErrENPChecksum)

	accepts(t, person.ParseOldOMS, map[string]string{"770000 1234567890": "7700001234567890"})
	refuses(t, person.ParseOldOMS, "77000 1234567890", person.ErrOldOMSForm)
	refuses(t, person.ParseOldOMS, "770000 123456789О", person.ErrOldOMSForm)
}

func TestOtherDocuments(t *testing.T) {
	accepts(t, person.ParseForeignPassport, map[string]string{"62 1234567": "621234567", "62-1234567": "621234567"})
	refuses(t, person.ParseForeignPassport, "62 № 1234567", person.ErrForeignPassportForm)
	refuses(t, person.ParseForeignPassport, "4509 235857", person.ErrForeignPassportForm)

	accepts(t, person.ParseResidencePermit, map[string]string{"82 1234567": "821234567"})
	refuses(t, person.ParseResidencePermit, "83 765432", person.ErrResidencePermitForm)
}

func TestDriverLicence(t *testing.T) {
	accepts(t, person.ParseDriverLicence, map[string]string{
		"77 16 123456": "7716123456", "02аа 000001": "02АА000001", "77TM 123456": "77ТМ123456", "77тM-123456": "77ТМ123456",
		"50xy 654321": "50ХУ654321",
	})
	for _, input := range []string{
		"", "7716 12345", "7716 1234567", "77ЖЖ 123456", "771А 123456", "77SS 123456", "А716 123456", "7716 12345А",
		"77１６123456",
	} {
		refuses(t, person.ParseDriverLicence, input, person.ErrDriverLicenceForm)
	}
}

func TestPostcode(t *testing.T) {
	accepts(t, person.ParsePostcode, map[string]string{"115 035": "115035", " 690001 ": "690001"})
	for _, input := range []string{"", "12503", "1250355", "11503О", "015035", "515035", "715035", "815035", "915035"} {
		refuses(t, person.ParsePostcode, input, person.ErrPostcodeForm)
	}
	policy := person.DefaultPolicy()
	policy.PostcodeFirstDigits = "9"
	accepts(t, policy.ParsePostcode, map[string]string{"915035": "915035"})
	refuses(t, policy.ParsePostcode, "125035", person.ErrPostcodeForm)
}

func TestDivisionCode(t *testing.T) {
	accepts(t, person.ParseDivisionCode, map[string]string{
		"500-127": "500-127", "500127": "500-127", "500 127": "500-127", " 500 – 127 ": "500-127", "315-756": "315-756",
	})
	for _, input := range []string{"", "50012", "5001277", "50-0127", "000-127", "500_127", "５００127", "500-12７"} {
		refuses(t, person.ParseDivisionCode, input, person.ErrDivisionCodeForm)
	}
}

func TestDivisionCodeWarnings(t *testing.T) {
	warned := func(policy person.Policy, text string) []string {
		codes := []string{}
		for _, f := range must[person.DivisionCode](t)(person.ParseDivisionCode(text)).Warnings(policy) {
			codes = append(codes, f.Code)
		}
		return codes
	}
	policy := person.DefaultPolicy()
	assert.Empty(t, warned(policy, "010-001"))
	assert.Empty(t, warned(policy, "923-001"))
	assert.Equal(t, []string{"person.division-code.region"}, warned(policy, "930-001"))
	assert.Equal(t, []string{"person.division-code.level"}, warned(policy, "924-001"))
	assert.Equal(t, []string{"person.division-code.region", "person.division-code.level"}, warned(policy, "995-001"))
	assert.Empty(t, person.DivisionCode{}.Warnings(policy))

	policy.DivisionLastRegion, policy.DivisionLastLevel = 99, 5
	assert.Empty(t, warned(policy, "995-001"))

	warning := must[person.DivisionCode](t)(person.ParseDivisionCode("315-756")).Warnings(person.DefaultPolicy())[0]
	assert.Contains(t, warning.Message(language.Russian), "не больше 3.")
	assert.Contains(t, warning.Message(language.English), "above 3.")
}

func TestPassport(t *testing.T) {
	accepts(t, person.ParsePassport, map[string]string{
		"45 02 573482": "4502573482", "4502573482": "4502573482", "45-02-573482": "4502573482", "4502 000101": "4502000101",
	})
	for _, input := range []string{"", "450257348", "45025734822", "45О2 573482", "45 02 № 573482"} {
		refuses(t, person.ParsePassport, input, person.ErrPassportForm)
	}
	refuses(t, person.ParsePassport, "4502 000100", person.ErrPassportNumber)

	policy := person.DefaultPolicy()
	policy.PassportFirstNumber = 0
	accepts(t, policy.ParsePassport, map[string]string{"4502 000000": "4502000000"})
}

func TestSex(t *testing.T) {
	accepts(t, person.ParseSex, map[string]string{
		"М": "male", "муж.": "male", "МУЖСКОЙ": "male", "m": "male", "male": "male",
		"ж": "female", "ЖЕН.": "female", "женский": "female", "F": "female", " female ": "female",
	})
	refuses(t, person.ParseSex, "", person.ErrSexForm)
	refuses(t, person.ParseSex, "other", person.ErrSexForm)
}

func TestPolicyValidate(t *testing.T) {
	require.NoError(t, person.DefaultPolicy().Validate())
	err := person.Policy{PassportRenewalAges: []int{45, 20}, DivisionLastLevel: 10, PassportGraceDays: -1}.Validate()
	for _, field := range []string{
		"NameMaxLength", "TextMaxLength", "EarliestYear", "PassportRenewalAges", "PassportGraceDays",
		"DivisionLastRegion", "DivisionLastLevel", "PostcodeFirstDigits", "ForeignPostcodeMaxLength",
	} {
		assert.ErrorContains(t, err, field)
	}
	other := person.DefaultPolicy()
	other.PassportRenewalAges[0] = 99
	assert.Equal(t, 20, person.DefaultPolicy().PassportRenewalAges[0], "nobody shares the default")
}
