package account

import (
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// ProfileVerified means that every registry asked agrees with the submission (VER-6).
type ProfileVerified struct {
	Account    string    `json:"account"`
	Submission int       `json:"submission"`
	At         time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e ProfileVerified) Evolve(a Account) Account {
	a.Submission.State = Verified
	a.Submission.DecidedAt = e.At
	a.Profile = a.Submission.Profile
	a.VerifiedAt, a.LapsedAt = e.At, time.Time{}
	return a
}

// ProfileRejected means that a registry does not agree, and what the person is to correct (PRO-5). What
// was verified before stays so.
type ProfileRejected struct {
	Account    string    `json:"account"`
	Submission int       `json:"submission"`
	Problems   []Problem `json:"problems"`
	At         time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e ProfileRejected) Evolve(a Account) Account {
	a.Submission.State = Rejected
	a.Submission.DecidedAt = e.At
	a.Submission.Problems = e.Problems
	return a
}

// LevelRaised tells that the evidence has come to amount to more (LVL-1). It says what is to be seen from
// the events before it, for whoever waits for that only.
type LevelRaised struct {
	Account string    `json:"account"`
	From    Level     `json:"from"`
	To      Level     `json:"to"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e LevelRaised) Evolve(a Account) Account { return a }

// VerifyProfile records that the submission of that number passed. Whoever decides this also claims SNILS
// and document in the same unit of work. The answer to another submission than the last, or to one
// decided already, changes nothing (VER-7).
func VerifyProfile(submission int, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		if !a.checks(submission) {
			return nil, nil
		}
		events := append(a.revokeForeign(now), ProfileVerified{Account: a.ID, Submission: submission, At: now})
		after := a
		for _, event := range events {
			after = event.Evolve(after)
		}
		if from, to := a.Level(), after.Level(); to > from {
			events = append(events, LevelRaised{Account: a.ID, From: from, To: to, At: now})
		}
		return events, nil
	}
}

// revokeForeign gives up the confirmations when the profile submitted is of a person with another SNILS or
// birth date: they vouched for somebody else (VER-8). A new name or document leaves them.
func (a Account) revokeForeign(now time.Time) []es.Event[Account] {
	before, after := a.Profile, a.Submission.Profile
	if before.SNILS == after.SNILS && before.BornOn == after.BornOn {
		return nil
	}
	var events []es.Event[Account]
	for _, c := range slices.Concat(a.Confirmations, a.Waiting) {
		events = append(events, ConfirmationRevoked{Account: a.ID, Evidence: c.Evidence, At: now})
	}
	return events
}

// RejectProfile records what is wrong with the submission of that number; see VerifyProfile on late
// answers.
func RejectProfile(submission int, problems []Problem, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		if !a.checks(submission) {
			return nil, nil
		}
		return []es.Event[Account]{ProfileRejected{
			Account: a.ID, Submission: submission, Problems: slices.Clone(problems), At: now,
		}}, nil
	}
}

func (a Account) checks(submission int) bool {
	return a.Status == Live && a.Submission.State == Checking && a.Submission.Number == submission
}
