package verification

import (
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/profile"
)

// The registries as parties to whom personal data go, and what for: all stand in the list of disclosures (CON-1).
const (
	Passports account.Party = "registry:passport"
	Pensions  account.Party = "registry:pension"
	Taxes     account.Party = "registry:tax"

	ForVerification account.Purpose = "verification"
	ForINNLookup    account.Purpose = "inn-lookup"
)

// parties are the registries that the checks ask.
var parties = map[Check]account.Party{DocumentCheck: Passports, SNILSCheck: Pensions, INNCheck: Taxes}

// given returns the part of a profile that goes to the registry: nothing else of it leaves the portal.
func (c Check) given(p profile.Profile) profile.Profile {
	part := profile.Profile{Name: p.Name, BornOn: p.BornOn}
	switch c {
	case DocumentCheck:
		part.Sex, part.Document = p.Sex, p.Document
	case SNILSCheck:
		part.Sex, part.SNILS = p.Sex, p.SNILS
	case INNCheck:
		part.Document, part.INN = p.Document, p.INN
	}
	return part
}

// ask says that the registry is to be asked now, if the check's time has come. What is about to go to it is recorded
// with the first attempt; later ones repeat the question, or name its ticket.
func (s *Service) ask(unit *es.Unit, owner *es.Aggregate[account.Account], v *es.Aggregate[Verification], check Check) error {
	before := v.State().Checks[check].Attempt
	if err := s.decide(unit, v, Due(check, s.policy, unit.Now())); err != nil {
		return err
	}
	if before > 0 || v.State().Checks[check].Attempt == 0 {
		return nil
	}
	return owner.Decide(disclose(parties[check], ForVerification, check.given(owner.State().Submission.Profile), unit.Now()))
}

// disclose records what is about to be given to a registry.
func disclose(to account.Party, purpose account.Purpose, given profile.Profile, now time.Time) es.Decision[account.Account] {
	return account.Disclose(account.Transfer{
		Party: to, Purpose: purpose, Fields: profile.Changed(profile.Profile{}, given), At: now,
	})
}

// given returns what of a person goes to the tax service.
func (l INNLookup) given() profile.Profile {
	return profile.Profile{Name: l.Name, BornOn: l.BornOn, Document: l.Document}
}
