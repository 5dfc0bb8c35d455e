package simulation

import (
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/verification"
)

// told is that data of an account went to a registry in one commit.
type told struct {
	commit  int64
	account string
	party   account.Party
}

// disclosuresAreRecorded: in the commit that first has a registry asked about a submission it is recorded that data
// go to it, once, and in no other (CON-1).
func (p *past) disclosuresAreRecorded() {
	parties := map[verification.Check]account.Party{
		verification.DocumentCheck: verification.Passports,
		verification.SNILSCheck:    verification.Pensions,
		verification.INNCheck:      verification.Taxes,
	}
	unrecorded := map[told]int{}
	for _, e := range p.played {
		switch event := e.event.(type) {
		case account.Disclosed:
			if event.Purpose == verification.ForVerification {
				unrecorded[told{e.commit.number, event.Account, event.Party}]--
			}
		case verification.CheckDue:
			if event.Attempt == 1 {
				unrecorded[told{e.commit.number, event.Account, parties[event.Check]}]++
			}
		default:
		}
	}
	for t, n := range unrecorded {
		if n != 0 {
			p.world.fail("what registries are told is recorded", t.account, "%s was asked %d times more often than recorded", t.party, n)
		}
	}
	p.world.count("registries told of a submission", len(unrecorded))
}
