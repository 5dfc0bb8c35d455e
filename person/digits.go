package person

import (
	"strings"
	"unicode"
)

// compact drops the spaces and dashes people put between digits.
func compact(input string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || isDash(r) {
			return -1
		}
		return r
	}, input)
}

func isDash(r rune) bool { return unicode.Is(unicode.Dash, r) }

// digits compacts input and reports whether exactly length ASCII digits remain.
func digits(input string, length int) (string, bool) {
	text := compact(input)
	return text, len(text) == length && allDigits(text)
}

func allDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// weighted sums the digits, each times its weight.
func weighted(digits string, weights ...int) int {
	sum := 0
	for i, weight := range weights {
		sum += int(digits[i]-'0') * weight
	}
	return sum
}

// remainder divides the number that the digits spell.
func remainder(digits string, divisor int) int {
	rest := 0
	for i := range len(digits) {
		rest = (rest*10 + int(digits[i]-'0')) % divisor
	}
	return rest
}

// stars hides all letters and digits of text but the last few.
func stars(text string, show int) string {
	runes := []rune(text)
	for i := len(runes) - 1; i >= 0; i-- {
		if !unicode.IsLetter(runes[i]) && !unicode.IsDigit(runes[i]) {
			continue
		}
		if show > 0 {
			show--
			continue
		}
		runes[i] = '*'
	}
	return string(runes)
}
