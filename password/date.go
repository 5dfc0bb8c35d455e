package password

import (
	"math"
	"time"

	"github.com/ccojocar/zxcvbn-go/match"
)

const (
	year        = "2006"
	longestDate = "02.01.2006"
)

var dateLayouts = []string{
	"02012006", "20060102", "01022006", "020106", "2.1.2006", "2-1-2006", "2/1/2006", "2 1 2006", "2006.1.2", "2006-1-2", "2.1.06",
}

// isDate reports whether the text is one date of the centuries that people write.
func isDate(text string) bool {
	if len(text) > len(longestDate) {
		return false
	}
	for _, layout := range dateLayouts {
		if plausible(layout, text) {
			return true
		}
	}
	return false
}

// isYears reports whether the text is several years.
func isYears(text string) bool {
	if len(text) < 2*len(year) || len(text)%len(year) != 0 {
		return false
	}
	for ; text != ""; text = text[len(year):] {
		if !plausible(year, text[:len(year)]) {
			return false
		}
	}
	return true
}

func plausible(layout, text string) bool {
	date, err := time.Parse(layout, text)
	return err == nil && date.Year() >= 1900 && date.Year() < 2100
}

// datesIn matches dates and years in a part of an ASCII text, by how many there are in two centuries.
func datesIn(text string) []match.Match {
	const years, days = 200, 366
	var found []match.Match
	for i := range text {
		for j := i + len(year); j <= min(len(text), i+len(longestDate)); j++ {
			m := match.Match{Pattern: "date", I: i, J: j - 1, Token: text[i:j]}
			switch {
			case !isDigit(text[i]) || !isDigit(text[j-1]):
				continue
			case plausible(year, m.Token):
				m.Entropy = math.Log2(years)
			case isDate(m.Token):
				m.Entropy = math.Log2(years * days)
			default:
				continue
			}
			found = append(found, m)
		}
	}
	return found
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }
