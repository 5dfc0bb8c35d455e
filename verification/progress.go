package verification

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Standing is where the profile of an account stands (VER-4).
type Standing struct {
	// Level is that of the account at this moment.
	Level account.Level
	// Submission is the number of the one submitted last, 0 when there is none, State how far it is.
	Submission int
	State      account.SubmissionState
	// SubmittedAt and DecidedAt are zero when that has not happened.
	SubmittedAt, DecidedAt time.Time
	// Checks are those of the submission, ordered by name.
	Checks []CheckStanding
	// Faults say what to correct when it was rejected, each at its field.
	Faults []fault.Fault
}

// CheckStanding is where one check stands.
type CheckStanding struct {
	Check Check
	State State
	// Since is when that state began, Next when the registry is asked again, zero when it is not.
	Since, Next time.Time
	// Carried says that it passed for an earlier submission with the same data.
	Carried bool
}

// Standing returns where the profile of the account stands.
func (s *Service) Standing(ctx context.Context, accountID string) (standing Standing, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		if !owner.Exists() {
			return account.ErrUnknown
		}
		submission := owner.State().Submission
		standing = Standing{
			Level: owner.State().Level(), Submission: submission.Number, State: submission.State,
			SubmittedAt: submission.At, DecidedAt: submission.DecidedAt, Faults: Faults(submission.Problems),
		}
		if submission.Number == 0 {
			return nil
		}
		v, err := s.verifications.Load(ctx, unit, streamID(accountID, submission.Number))
		if err != nil {
			return err
		}
		standing.Checks = v.State().standings()
		if !v.Exists() {
			for _, check := range checksOf(submission.Profile) {
				standing.Checks = append(standing.Checks, CheckStanding{Check: check, State: Waiting, Since: submission.At})
			}
		}
		return nil
	})
	return standing, err
}

func (v Verification) standings() []CheckStanding {
	var all []CheckStanding
	for _, check := range v.names() {
		progress := v.Checks[check]
		standing := CheckStanding{Check: check, State: v.StateOf(check), Since: progress.Since, Carried: progress.Carried}
		if !progress.UnderWay {
			standing.Next = v.nextOf(check)
		}
		all = append(all, standing)
	}
	return all
}
