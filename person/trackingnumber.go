package person

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// Refusals of ParseTrackingNumber.
var (
	ErrTrackingNumberForm = fault.Define("person.tracking-number.form",
		"Номер отправления — это 14 цифр или, как RA123456785RU, две буквы, 9 цифр и две буквы. Проверьте его по квитанции",
		"A tracking number has 14 digits or, like RA123456785RU, two letters, 9 digits and two letters. Check it against the receipt")
	ErrTrackingNumberChecksum = fault.Define("person.tracking-number.checksum",
		"В номере отправления опечатка: контрольная цифра не сходится. Сверьте его с квитанцией",
		"There is a typing mistake in the tracking number: its check digit does not fit. Compare it with the receipt")
)

// TrackingNumber is that of a postal item: of UPU standard S10 (two letters for the service, 8 digits, a check
// digit, two letters for the country), or the 14 digits of the Russian post within the country.
type TrackingNumber struct{ personal[trackingNumber] }

// ParseTrackingNumber reads a tracking number; spaces, dashes and the case of its letters do not matter. It returns
// ErrTrackingNumberForm or ErrTrackingNumberChecksum; the latter for S10 only.
func ParseTrackingNumber(input string) (TrackingNumber, error) {
	text, err := trackingNumber{}.read(input)
	return TrackingNumber{keep[trackingNumber](text)}, err
}

type trackingNumber struct{}

func (trackingNumber) read(input string) (string, error) {
	text := strings.ToUpper(compact(input))
	switch {
	case len(text) == 14 && allDigits(text):
		return text, nil
	case len(text) != 13 || !latin(text[:2]) || !allDigits(text[2:11]) || !latin(text[11:]):
		return "", ErrTrackingNumberForm
	case s10Check(text[2:10]) != int(text[10]-'0'):
		return "", ErrTrackingNumberChecksum
	default:
		return text, nil
	}
}

// s10Check returns the check digit of S10 for 8 digits.
func s10Check(digits string) int {
	switch check := 11 - weighted(digits, 8, 6, 4, 2, 3, 5, 9, 7)%11; check {
	case 10:
		return 0
	case 11:
		return 5
	default:
		return check
	}
}

func latin(text string) bool {
	return strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func (trackingNumber) format(s string) string {
	if allDigits(s) {
		return s[:6] + " " + s[6:8] + " " + s[8:13] + " " + s[13:]
	}
	return s[:2] + " " + s[2:5] + " " + s[5:8] + " " + s[8:11] + " " + s[11:]
}

func (k trackingNumber) mask(s string) string { return stars(k.format(s), 4) }
