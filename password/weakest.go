package password

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ccojocar/zxcvbn-go/entropy"
	"github.com/ccojocar/zxcvbn-go/match"
	"github.com/ccojocar/zxcvbn-go/matching"
	"github.com/ccojocar/zxcvbn-go/scoring"
)

const (
	// disguiseBits is the guessing work credited to one figure or sign written for a letter.
	disguiseBits = 2
	// runStarts is how many keys a run can start with, in two directions.
	runStarts = 2 * 47
)

// weakestReading asks zxcvbn about every way of reading the beginning of the text. The library counts
// bytes where its matches count code points, so it is given ASCII only: the keys, one sign each.
func (p Policy) weakestReading(text string, context Context) scoring.MinEntropyMatch {
	start := firstRunes(text, p.EstimatedLength)
	folded := firstRunes(fold(start), p.EstimatedLength)
	typed := keys(folded)
	personal := context.typed(p.PersonalWord)
	runs := append(runsIn(folded, alphabets), runsIn(typed, keyboard)...)

	weakest := estimated(ascii(typed), personal, runs)
	if isASCII(start) {
		weakest = estimated(start, personal, runs) // with its capitals
	}
	for _, reading := range readings(folded) {
		disguises := differences(reading, typed)
		if disguises == 0 {
			continue
		}
		candidate := estimated(ascii(reading), personal, runs)
		candidate.Entropy += disguiseBits * float64(disguises)
		if candidate.Entropy < weakest.Entropy {
			weakest = candidate
		}
	}
	return weakest
}

// estimated finds the cheapest way to guess an ASCII text, of the library's matches and ours. Three of its
// matchers are left out: figures for letters, whose time grows with the product of the alternatives (0.9 s
// for 64 well-chosen signs), keyboard walks, which unpack the keyboard anew for each match, and dates,
// which miss those at the end of the text and of recent years. Readings, runs and dates of ours stand for them.
func estimated(text string, personal []string, runs []match.Match) scoring.MinEntropyMatch {
	matches := matching.Omnimatch(text, personal, matching.FilterL33tMatcher, matching.FilterSpatialMatcher,
		matching.FilterDateSepMatcher, matching.FilterDateWithoutSepMatcher)
	return scoring.MinimumEntropyMatchSequence(text, slices.Concat(matches, listedIn(text), datesIn(text), runs))
}

// listedIn matches the words of our own list.
func listedIn(text string) []match.Match {
	list := blockList()
	lower := strings.ToLower(text)
	var found []match.Match
	for i := range lower {
		for j := i + shortestCore; j <= min(len(lower), i+list.longest); j++ {
			if rank, ok := list.rank[lower[i:j]]; ok {
				m := match.Match{Pattern: "dictionary", I: i, J: j - 1, Token: text[i:j]}
				m.Entropy = entropy.DictionaryEntropy(m, float64(rank))
				found = append(found, m)
			}
		}
	}
	return found
}

// runsIn matches what rows would refuse, in a part of the text.
func runsIn(text string, lines [][]rune) []match.Match {
	signs := []rune(text)
	var found []match.Match
	for i := range signs {
		if n := runLength(signs[i:], lines); n >= shortestCore {
			found = append(found, match.Match{
				Pattern: "sequence", I: i, J: i + n - 1, Token: string(signs[i : i+n]), Entropy: math.Log2(runStarts * float64(n)),
			})
		}
	}
	return found
}

// hintsOn names what makes the matched parts of a password easy to guess.
func hintsOn(found []match.Match) []Hint {
	has := func(patterns ...string) bool {
		return slices.ContainsFunc(found, func(m match.Match) bool {
			return len(m.Token) >= shortestCore && slices.Contains(patterns, m.Pattern)
		})
	}
	var hints []Hint
	if has("sequence", "repeat", "date") {
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
		if other[i] != r {
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
