package person_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/person"
)

func TestParsePhone(t *testing.T) {
	const same = "+79123456789"
	accepts(t, person.ParsePhone, map[string]string{
		"+79123456789": same, "89123456789": same, "79123456789": same, "9123456789": same,
		"+7 912 345-67-89": same, "8 (912) 345 67 89": same, "8(912)345-67-89": same, "+7(912)3456789": same,
		"912.345.67.89": same, "8-912-345-67-89": same, " +7 912\u00a0345–67–89 ": same, "8-10-7-912-345-67-89": same,
		"(+7) 912 345 67 89": same, "8 495 123-45-67": "+74951234567", "8 800 555-35-35": "+78005553535",
		"+77011234567": "+77011234567", "+375 29 123-45-67": "+375291234567", "8 10 375 29 1234567": "+375291234567",
		"+1 (201) 555-0123": "+12015550123", "+44 20 7031 3000": "+442070313000", "+49 30 123456": "+4930123456",
	})
	for _, input := range []string{
		"", "+", "7", "112", "912345678", "91234567890123", "+7 000 123-45-67", "375291234567", "2015550123", "00375291234567",
		"+999 12345678", "++", "()", "8 912 345 67 8",
	} {
		got, err := person.ParsePhone(input)
		assert.Error(t, err, input)
		assert.True(t, got.IsZero())
	}
	refuses(t, person.ParsePhone, "+7 000 123-45-67", person.ErrPhoneForm)
	refuses(t, person.ParsePhone, "912345678", person.ErrPhoneForm)
}

func TestPhoneExtensionsAreRefused(t *testing.T) {
	for _, input := range []string{
		"+7 912 345-67-89 доб. 12", "89123456789 ДОБ 1", "+79123456789 ext. 12", "+79123456789x12", "+79123456789х12",
		"+79123456789#12", "+79123456789;ext=12", "+79123456789 вн. 3",
	} {
		refuses(t, person.ParsePhone, input, person.ErrPhoneExtension)
	}
}

func TestPhoneCharacters(t *testing.T) {
	for _, input := range []string{
		"+７９１２３４５６７８９", "＋79123456789", "+٧٩١٢٣٤٥٦٧٨٩", "8 912 ЗЧ5 67 89", "tel:+79123456789", "доб. 12", "mobile",
		"+79123456789, +79123456780", "+79123456789/80", "7+9123456789", "+7+9123456789", "8(912)345~67~89",
		"+79123456789\u200b", "+7912345678\xff",
	} {
		refuses(t, person.ParsePhone, input, person.ErrPhoneCharacters)
	}
}

func TestPhoneRegionAndSMS(t *testing.T) {
	for input, want := range map[string]struct {
		region string
		sms    bool
	}{
		"+79123456789":  {"RU", true},
		"+79491234567":  {"RU", true},
		"+77011234567":  {"KZ", true},
		"+77172123456":  {"KZ", false},
		"+375291234567": {"BY", true},
		"+74951234567":  {"RU", false},
		"+78005553535":  {"RU", false},
		"+12015550123":  {"US", true}, // mobile and landline look alike there
		"+442070313000": {"GB", false},
		"+80012345678":  {"", false}, // international toll-free, of no country
	} {
		phone := must[person.Phone](t)(person.ParsePhone(input))
		assert.Equal(t, want.region, phone.Region(), input)
		assert.Equal(t, want.sms, phone.CanReceiveSMS(), input)
	}
	assert.Empty(t, person.Phone{}.Region())
	assert.False(t, person.Phone{}.CanReceiveSMS())
}

func TestPhoneMask(t *testing.T) {
	for input, want := range map[string]string{
		"+79123456789": "+7 *** ***-**-89", "+375291234567": "+375 ** ***-**-67", "+12015550123": "+1 ***-***-**23",
	} {
		assert.Equal(t, want, must[person.Phone](t)(person.ParsePhone(input)).Masked())
	}
}
