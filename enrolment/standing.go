package enrolment

import (
	"context"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
)

// State is how far an enrolment is.
type State string

// The states, in their order: there is none; the person has not proved the contact and set a password; they have not
// entered their SNILS; their profile is to be completed or corrected; it is being checked; the confirmation waits for
// the review of a held account; the identity is confirmed; the enrolment has ended without that.
const (
	None               State = ""
	AwaitsPassword     State = "awaits-password"
	AwaitsAcceptance   State = "awaits-acceptance"
	AwaitsProfile      State = "awaits-profile"
	AwaitsVerification State = "awaits-verification"
	AwaitsReview       State = "awaits-review"
	Done               State = "confirmed"
	Over               State = "over"
)

// Standing is where an enrolment stands. It holds no personal data.
type Standing struct {
	State State
	// Method and By are who vouches.
	Method account.Method
	By     string
	// Until is when its time is over, while it goes on.
	Until time.Time
	// TriesLeft are the wrong SNILS it still bears.
	TriesLeft int
	// Ending says how it ended, Differences in which fields the verified profile is not what was vouched for.
	Ending      Ending
	Differences []identity.Difference
}

// Standing returns where the enrolment of an account stands, for the page of the desk and that of the person.
func (s *Service) Standing(ctx context.Context, accountID string) (standing Standing, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		if !owner.Exists() {
			return account.ErrUnknown
		}
		e, err := s.enrolments.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		standing = s.standing(e.State(), owner.State(), unit.Now())
		return nil
	})
	return standing, err
}

func (s *Service) standing(e Enrolment, owner account.Account, now time.Time) Standing {
	standing := Standing{
		Method: e.Vouched.Method, By: e.Vouched.By, TriesLeft: max(s.policy.Tries-e.Wrong, 0), Ending: e.Ending,
		Differences: slices.Clone(e.Differences),
	}
	if e.open() && (!now.Before(e.ExpiresAt) || owner.Status == account.Abandoned) {
		standing.Ending = Expired
	}
	waits := slices.ContainsFunc(owner.Waiting, func(c account.Confirmation) bool { return c.Evidence == e.Vouched.Evidence })
	switch {
	case e.Account == "":
		return Standing{}
	case standing.Ending == Confirmed && waits:
		standing.State = AwaitsReview
	case standing.Ending == Confirmed:
		standing.State = Done
	case standing.Ending != "":
		standing.State = Over
	case owner.Status != account.Live:
		standing.State = AwaitsPassword
	case !e.accepted():
		standing.State = AwaitsAcceptance
	case owner.Submission.State == account.Checking:
		standing.State = AwaitsVerification
	default:
		standing.State = AwaitsProfile
	}
	if standing.Ending == "" {
		standing.Until = e.ExpiresAt
	}
	return standing
}
