package password

import (
	"slices"
	"strings"
	"unicode/utf8"

	zxcvbn "github.com/ccojocar/zxcvbn-go"
	"github.com/ccojocar/zxcvbn-go/match"
	"github.com/ccojocar/zxcvbn-go/matching"
	"github.com/ccojocar/zxcvbn-go/scoring"
)

// disguiseBits is the guessing work credited to one figure or sign written for a letter.
const disguiseBits = 2

// weakestReading asks zxcvbn about every way of reading the beginning of the text. The library counts
// bytes where its matches count code points, so it is given ASCII only: the keys, one sign each.
func (p Policy) weakestReading(text string, context Context) scoring.MinEntropyMatch {
	words := slices.Concat(context.typed(p.PersonalWord), blockList().words)
	start := firstRunes(text, p.EstimatedLength)
	folded := firstRunes(fold(start), p.EstimatedLength)
	typed := keys(folded)

	weakest := estimated(ascii(typed), words)
	if isASCII(start) {
		weakest = estimated(start, words) // with its capitals
	}
	for _, reading := range readings(folded) {
		disguises := differences(reading, typed)
		if disguises == 0 {
			continue
		}
		candidate := estimated(ascii(reading), words)
		candidate.Entropy += disguiseBits * float64(disguises)
		if candidate.Entropy < weakest.Entropy {
			weakest = candidate
		}
	}
	return weakest
}

// estimated leaves out the library's own reading of figures for letters: its time grows with the product
// of their alternatives, 0.9 s for 64 well-chosen signs.
func estimated(text string, words []string) scoring.MinEntropyMatch {
	return zxcvbn.PasswordStrength(text, words, matching.FilterL33tMatcher)
}

// hintsOn names what makes the matched parts of a password easy to guess.
func hintsOn(found []match.Match) []Hint {
	has := func(patterns ...string) bool {
		return slices.ContainsFunc(found, func(m match.Match) bool {
			return len(m.Token) >= shortestCore && slices.Contains(patterns, m.Pattern)
		})
	}
	var hints []Hint
	if has("spatial", "sequence", "repeat") {
		hints = append(hints, HintPattern)
	}
	if has("dictionary") {
		hints = append(hints, HintWords)
	}
	return append(hints, HintLonger)
}

// ascii gives every other code point a sign in a fixed but arbitrary way.
func ascii(text string) string {
	const signs = "!#$%&*+-/<=>?@^_"
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf {
			return r
		}
		return rune(signs[r%rune(len(signs))])
	}, text)
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

// differences counts the places where two texts of the same length differ.
func differences(a, b string) int {
	n := 0
	other := []rune(b)
	for i, r := range []rune(a) {
		if i < len(other) && other[i] != r {
			n++
		}
	}
	return n
}

func firstRunes(text string, n int) string {
	for at := range text {
		if n == 0 {
			return text[:at]
		}
		n--
	}
	return text
}
