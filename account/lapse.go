package account

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// DocumentLapsed means that the identity document on which the level rests serves no longer (VER-8). The
// level is lower until a profile with another document is verified.
type DocumentLapsed struct {
	Account    string    `json:"account"`
	Submission int       `json:"submission"`
	At         time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e DocumentLapsed) Evolve(a Account) Account {
	a.LapsedAt = e.At
	return a
}

// LapseDocument records that the verified document does not serve any more today, once.
func LapseDocument(policy person.Policy, today person.Date, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		if a.Level() < Standard || a.Profile.Document.ValidOn(today, a.Profile.BornOn, policy) {
			return nil, nil
		}
		return []es.Event[Account]{DocumentLapsed{Account: a.ID, Submission: a.Submission.Number, At: now}}, nil
	}
}
