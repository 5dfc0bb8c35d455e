package password

import (
	"strings"
	"time"
)

// patterned reports whether a folded text follows an obvious pattern from end to end.
func patterned(folded string) bool {
	return isDate(folded) || isMobile(folded) || rows(folded, alphabets) || rows(keys(folded), keyboard)
}

// unit is the shortest text of which the given one is a repetition; the text itself when it is none.
func unit(text string) string {
	// A text is a rotation of itself by the length of every unit it repeats.
	at := strings.Index((text + text)[1:], text) + 1
	return text[:at]
}

var dateLayouts = []string{
	"02012006", "20060102", "01022006", "020106", "2.1.2006", "2-1-2006", "2/1/2006", "2 1 2006", "2006.1.2", "2006-1-2", "2.1.06",
}

// isDate reports whether the text is one date of the centuries that people write, or several years.
func isDate(text string) bool {
	for _, layout := range dateLayouts {
		if len(text) > len("02.01.2006") {
			break
		}
		if date, err := time.Parse(layout, text); err == nil && plausible(date) {
			return true
		}
	}
	if len(text) < 8 || len(text)%4 != 0 {
		return false
	}
	for ; text != ""; text = text[4:] {
		if year, err := time.Parse("2006", text[:4]); err != nil || !plausible(year) {
			return false
		}
	}
	return true
}

func plausible(date time.Time) bool { return date.Year() >= 1900 && date.Year() < 2100 }

// isMobile reports whether the text is a Russian mobile number: a favourite, though not always one's own.
func isMobile(text string) bool {
	number := onlyDigits(text)
	if strings.Trim(text, digits+"+-() ") != "" {
		return false
	}
	if len(number) == 11 && (number[0] == '7' || number[0] == '8') {
		number = number[1:]
	}
	return len(number) == 10 && number[0] == '9'
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(digits, r) {
			return r
		}
		return -1
	}, text)
}
