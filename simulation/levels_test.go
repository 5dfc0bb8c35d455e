package simulation

import (
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// levelsRest on evidence: an account is standard only by a submission of which every check matched what was
// true of one person, and each rise is told once.
func (p *past) levelsRest() {
	w := p.world
	for _, e := range p.played {
		id := e.record.Stream.ID
		switch event := e.event.(type) {
		case account.ProfileVerified:
			submission := e.before.Submission
			if e.before.Status != account.Live || submission.Number != event.Submission || submission.State != account.Checking {
				w.fail("only what is being checked is verified", id, "submission %d while %d is %s", event.Submission, submission.Number, submission.State)
			}
			for _, check := range w.state.contradicts(submission.Profile) {
				w.fail("no level above its evidence", id, "submission %d was verified, but the %s is not true", event.Submission, check)
			}
			p.claimedWith(e, submission.Profile)
		case account.ProfileRejected:
			if len(event.Problems) == 0 {
				w.fail("a rejection says why", id, "submission %d", event.Submission)
			}
		case account.LevelRaised:
			if e.before.Level() != event.To {
				w.fail("what is told of a level is so", id, "%s, but it is %s", event.To, e.before.Level())
			}
		case verification.Finished:
			if event.Ending == verification.Passed {
				p.passed(event)
			}
		default:
		}
	}
	for id, a := range p.accounts {
		if a.Level() > account.Simplified && (a.Profile.IsZero() || len(w.state.contradicts(a.Profile)) > 0) {
			w.fail("no level above its evidence", id, "it is %s", a.Level())
		}
		if a.Level() > account.Simplified && !a.Profile.Document.ValidOn(yesterday(), a.Profile.BornOn, person.DefaultPolicy()) {
			w.fail("no level by a document that has lapsed", id, "it is %s", a.Level())
		}
	}
}

// yesterday was everywhere a day that is over now: what lapsed then has been noticed.
func yesterday() person.Date { return person.DateOf(time.Now().UTC()).AddDays(-1) }

// passed: a verification passes only when every check matched.
func (p *past) passed(event verification.Finished) {
	v := p.verifications[streamOf(event.Account, event.Submission)]
	for check, progress := range v.Checks {
		if progress.State != verification.Matched {
			p.world.fail("no level above its evidence", event.Account, "submission %d passed while the %s is %s", event.Submission, check, progress.State)
		}
	}
}

// claimedWith: SNILS and document are taken in the commit that verifies them.
func (p *past) claimedWith(e played, verified profile.Profile) {
	var kinds []string
	for _, claim := range e.commit.batch.Claims {
		kinds = append(kinds, claim.Kind)
	}
	if verified.IsZero() || !slices.Contains(kinds, "snils") || !slices.Contains(kinds, "identity-document") {
		p.world.fail("what is verified is claimed", e.record.Stream.ID, "claimed: %v", kinds)
	}
}

// contradicts returns the checks of a profile that were never true of whoever has its numbers. That of a
// person who changed name or document meanwhile was true once.
func (s *state) contradicts(p profile.Profile) []verification.Check {
	s.mu.Lock()
	defer s.mu.Unlock()
	keys, form := keysOf(p), p.Reveal()
	// The registries of this world compare what they are told: who leaves out a patronymic is not asked for it.
	compared := func(check verification.Check, path string) bool {
		text, err := form.Get(path)
		return err == nil && text != "" && check.Compares(path)
	}
	checks := map[verification.Check]string{verification.SNILSCheck: keys[0], verification.DocumentCheck: keys[1]}
	if !p.INN.IsZero() {
		checks[verification.INNCheck] = keys[2]
	}
	var wrong []verification.Check
	for check, key := range checks {
		holder := s.holders[key]
		if holder == nil || !slices.ContainsFunc(holder.truths, func(truth profile.Profile) bool {
			return !slices.ContainsFunc(profile.Changed(p, truth), func(path string) bool { return compared(check, path) })
		}) {
			wrong = append(wrong, check)
		}
	}
	return wrong
}
