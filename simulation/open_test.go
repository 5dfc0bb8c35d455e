package simulation

import (
	"slices"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/identity/signing"
)

// waysEnd: every way that is open is so with its letter, statement or request, which has a timer for its end; a letter
// that waits to be printed has one for that. When the world has come to rest, none is open.
func (p *past) waysEnd(timers map[es.TimerKey]bool, handled map[string]int64) {
	w := p.world
	ends := func(id, category, stream, timer string) {
		if !timers[es.TimerKey{Stream: es.Stream{Category: category, ID: stream}, Name: timer}] {
			w.fail("nobody is stuck", id, "%s %s has no timer %s", category, stream, timer)
		}
	}
	ended, verified := map[string]int64{}, map[string]int64{} // where the feed tells that a way has, and a profile is
	for _, e := range p.played {
		switch event := e.event.(type) {
		case identity.Ended:
			ended[event.Evidence] = e.record.Position
		case account.ProfileVerified:
			verified[event.Account] = e.record.Position
		default:
		}
	}
	for id, c := range p.cases {
		for evidence, way := range c.Open {
			open := true
			switch way.Method {
			case account.Letter:
				open = p.letters[evidence].Open()
			case account.Signature:
				open = p.statements[evidence].Ending == ""
			case account.Bank:
				open = p.requests[evidence].Ending == ""
			case account.Centre:
				open = slices.ContainsFunc(p.visits[id], func(v centre.Visit) bool { return v.ID == evidence && v.State == centre.Sealed })
			default:
			}
			if !open {
				w.fail("nobody is stuck", id, "the way %s is open, but what it rests on has ended", evidence)
			}
			if p.ended {
				w.fail("all comes to rest", id, "the way %s by %s is open", evidence, way.Method)
			}
		}
	}
	for id, l := range p.letters {
		if l.Open() {
			ends(l.Account, letter.Category, id, letter.ExpireTimer)
		}
		present := p.accounts[l.Account].Profile
		differs := l.Contents.Name != present.Name || l.Contents.SNILS != present.SNILS || l.Contents.Document != present.Document ||
			l.To == letter.ToDelivery && l.Contents.Address != present.Addresses.Delivery
		if l.Open() && differs && handled["letter-void"] >= verified[l.Account] {
			w.fail("a letter ends when what it vouches for changes", l.Account, "letter %s is %s", id, l.State)
		}
		_, open := p.cases[l.Account].Open[id]
		if l.State == letter.Ordered && open { // else the reaction to the end of the way ends the letter too
			ends(l.Account, letter.Category, id, letter.PrintTimer)
		}
		if l.Open() && !open && handled["letter-cancel"] >= ended[id] {
			w.fail("nobody is stuck", l.Account, "letter %s is %s though its way has ended", id, l.State)
		}
	}
	for id, visits := range p.visits {
		for _, v := range visits {
			if v.State != centre.Sealed {
				continue
			}
			ends(id, centre.Category, id, centre.ExpireTimer)
			if _, open := p.cases[id].Open[v.ID]; !open && handled["visit-overtaken"] >= ended[v.ID] {
				w.fail("nobody is stuck", id, "the slip of %s is sealed though its way has ended", v.ID)
			}
		}
	}
	for id, s := range p.statements {
		if s.Ending == "" {
			ends(s.Account, signing.Category, id, signing.ExpireTimer)
		}
	}
	for id, x := range p.requests {
		if x.Ending == "" {
			ends(x.Account, bank.Category, id, bank.ExpireTimer)
		}
	}
}
