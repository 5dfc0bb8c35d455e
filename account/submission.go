package account

import (
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/profile"
)

// ErrNotLive means that the registration must be finished first.
var ErrNotLive = fault.Define("account.not-live",
	"Сначала завершите регистрацию: подтвердите контакт и задайте пароль",
	"Finish the registration first: prove a contact and set a password")

// SubmissionState is how far the checking of a submitted profile is.
type SubmissionState string

// The states: nothing was submitted; the registries are being asked; they agree; one of them does not.
const (
	NotSubmitted SubmissionState = ""
	Checking     SubmissionState = "checking"
	Verified     SubmissionState = "verified"
	Rejected     SubmissionState = "rejected"
)

// Submission is the profile submitted last.
type Submission struct {
	// Number counts the submissions of the account, from 1.
	Number  int
	State   SubmissionState
	Profile profile.Profile
	// At is when it was submitted, DecidedAt when its checking ended.
	At, DecidedAt time.Time
	// Problems are what is to be corrected when it was rejected.
	Problems []Problem
}

// Problem is one thing that a check found wrong. It holds no personal data.
type Problem struct {
	// Check is the name of the check: "document", "snils", "inn".
	Check string `json:"check"`
	// Field is the path of the field of the profile, see package profile.
	Field string `json:"field"`
	// Code is that of the refusal that says what is wrong with it.
	Code string `json:"code"`
}

// ProfileSubmitted means that the person gave a whole profile to be checked (PRO-3). The level does not
// rise before it is.
type ProfileSubmitted struct {
	Account    string `json:"account"`
	Submission int    `json:"submission"`
	// Changed are the paths of the fields that differ from the submission before.
	Changed []string  `json:"changed"`
	At      time.Time `json:"at"`

	Profile es.Personal[profile.Profile] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e ProfileSubmitted) Evolve(a Account) Account {
	a.Submission = Submission{Number: e.Submission, State: Checking, Profile: e.Profile.Value(), At: e.At}
	passed := slices.IndexFunc(a.Submitted, func(at time.Time) bool { return at.After(e.At.Add(-24 * time.Hour)) })
	if passed < 0 {
		passed = len(a.Submitted)
	}
	a.Submitted = append(slices.Clip(a.Submitted[passed:]), e.At)
	return a
}

// SubmitProfile gives a profile to be checked. While one is being checked a new one takes its place; one
// that equals it, or equals what was verified last, changes nothing.
func SubmitProfile(p profile.Profile, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		if a.Status != Live {
			return nil, ErrNotLive
		}
		last := a.Submission
		if p == last.Profile && (last.State == Checking || last.State == Verified) {
			return nil, nil
		}
		return []es.Event[Account]{ProfileSubmitted{
			Account: a.ID, Submission: last.Number + 1, Changed: profile.Changed(last.Profile, p), At: now,
			Profile: es.NewPersonal(p),
		}}, nil
	}
}
