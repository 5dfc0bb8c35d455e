package password

import "strings"

// patterned reports whether a folded text follows an obvious pattern from end to end.
func patterned(folded string) bool {
	return isDate(folded) || isYears(folded) || isMobile(folded) || rows(folded, alphabets) || rows(keys(folded), keyboard)
}

// unit is the shortest text of which the given one is a repetition; the text itself when it is none.
func unit(text string) string {
	// A text is a rotation of itself by the length of every unit it repeats.
	at := strings.Index((text + text)[1:], text) + 1
	return text[:at]
}

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
