package simulation

import (
	"maps"
	"slices"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
)

// waysClose: the way that confirms is open until then and ends with it, and so does every other; while an account is
// held, and when it is confirmed as well as can be, none begins.
func (p *past) waysClose() {
	w := p.world
	cases := map[string]identity.Case{}
	accounts, after := map[string]account.Account{}, map[string]account.Account{} // before the commit, and with it
	type shown struct {
		id       string
		evidence string
		waited   bool
	}
	var confirmed []shown // in the commit that is being played
	ended := map[string]identity.Ending{}
	commitEnds := func() {
		for _, c := range confirmed {
			if ended[c.evidence] != identity.Succeeded {
				w.fail("the way that confirms has succeeded", c.id, "%s is %q", c.evidence, ended[c.evidence])
			}
			for _, way := range cases[c.id].Open {
				// What had waited leaves open what says more: whoever waited may have begun that at a desk.
				if c.waited && !overtaken(after[c.id], way.Method) {
					continue
				}
				w.fail("when confirmed all other ways are closed", c.id, "%s by %s is open after %s", way.Evidence, way.Method, c.evidence)
			}
		}
		confirmed = nil
		maps.Copy(accounts, after)
		clear(after)
	}
	var playing *commit
	for _, e := range p.played {
		if e.commit != playing {
			commitEnds()
			playing = e.commit
		}
		id := e.record.Stream.ID
		if event, of := e.event.(es.Event[account.Account]); of {
			if _, began := after[id]; !began {
				after[id] = accounts[id]
			}
			after[id] = event.Evolve(after[id])
		}
		switch event := e.event.(type) {
		case identity.Begun:
			owner := accounts[id]
			// Whoever comes to a desk, or has been vouched for before, shows who they are there and then.
			if owner.Hold != account.NotHeld && event.Method != account.Centre && p.enrolments[id].Vouched.Evidence != event.Evidence {
				w.fail("no way begins while held", id, "%s did", event.Evidence)
			}
			if overtaken(owner, event.Method) {
				w.fail("no way begins for whoever is confirmed", id, "%s by %s", event.Evidence, event.Method)
			}
			cases[id] = event.Evolve(cases[id])
		case identity.Ended:
			if _, open := cases[id].Open[event.Evidence]; !open {
				w.fail("what ends was open", id, "%s ends %s", event.Evidence, event.Ending)
			}
			ended[event.Evidence] = event.Ending
			cases[id] = event.Evolve(cases[id])
		case account.IdentityConfirmed:
			waited := slices.ContainsFunc(e.before.Waiting, func(c account.Confirmation) bool { return c.Evidence == event.Evidence })
			confirmed = append(confirmed, shown{id, event.Evidence, waited})
		case account.ConfirmationWaits:
			confirmed = append(confirmed, shown{id, event.Evidence, false})
		default:
		}
	}
	commitEnds()
}

// overtaken tells that a method would say no more than those by which somebody is confirmed (CNF-6).
func overtaken(owner account.Account, method account.Method) bool {
	return slices.ContainsFunc(owner.ConfirmedBy(), func(by account.Method) bool { return by != account.Letter || method == account.Letter })
}
