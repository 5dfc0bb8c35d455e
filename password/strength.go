package password

import (
	"slices"
	"unicode/utf8"
)

// Estimate is how hard a password is to guess, for the hint under its field (PWD-2). It refuses nothing.
type Estimate struct {
	// Score is 0 (guessed at once) to 4 (very hard to guess).
	Score int
	// Hints say what would help, the most helpful first, none twice; none at score 4.
	Hints []Hint
}

// Strength estimates a password while it is being typed (PWD-2), by the weakest way of reading it. A common
// password scores 0, a personal or too short one at most 1, whether or not the policy refuses it. Safe for
// concurrent use; the time is bounded by EstimatedLength and MaxBytes, whatever the input.
func (p Policy) Strength(password string, context Context) Estimate {
	text := normal(password[:min(len(password), p.MaxBytes)])
	if common(text, p.CommonPadding) {
		return Estimate{Score: 0, Hints: []Hint{HintCommon}}
	}
	weakest := p.weakestReading(text, context)

	var estimate Estimate
	for _, bits := range p.ScoreBits {
		if weakest.Entropy >= bits {
			estimate.Score++
		}
	}
	hintIf := func(weak bool, hint Hint) {
		if weak {
			estimate.Score = min(estimate.Score, 1)
			estimate.Hints = append(estimate.Hints, hint)
		}
	}
	hintIf(context.in(text, p.PersonalWord), HintPersonal)
	hintIf(utf8.RuneCountInString(text) < p.MinLength, HintLonger)
	if estimate.Score == len(p.ScoreBits) {
		return estimate
	}
	for _, hint := range hintsOn(weakest.MatchSequence) {
		if !slices.Contains(estimate.Hints, hint) {
			estimate.Hints = append(estimate.Hints, hint)
		}
	}
	return estimate
}
