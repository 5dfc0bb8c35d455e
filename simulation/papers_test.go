package simulation

import (
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity/letter"
)

// lettersArePrintedOnce: a letter is given to the post once, as it was ordered, and again only where nobody could know
// that it had been taken; not long after it has ended; and never before it stands in the person's list of disclosures.
func (p *past) lettersArePrintedOnce() {
	w := p.world
	ordered, printed, over := map[string]letter.LetterOrdered{}, map[string]int64{}, map[string]time.Time{}
	disclosed := map[string][]int64{}
	open := map[string]letter.Letter{}
	for _, e := range p.played {
		id := e.record.Stream.ID
		if event, of := e.event.(es.Event[letter.Letter]); of {
			open[id] = event.Evolve(open[id])
			if !open[id].Open() && over[id].IsZero() {
				over[id] = e.commit.at
			}
		}
		switch event := e.event.(type) {
		case letter.LetterOrdered:
			ordered[id] = event
		case letter.LetterPrinted:
			if printed[id] != 0 {
				w.fail("a letter is printed once", event.Account, "%s is recorded twice", id)
			}
			printed[id] = e.commit.number
		case account.Disclosed:
			if event.Party == letter.Post {
				disclosed[id] = append(disclosed[id], e.commit.number)
			}
		default:
		}
	}
	w.post.mu.Lock()
	defer w.post.mu.Unlock()
	taken := map[string]*printing{}
	for i := range w.post.handed {
		h := &w.post.handed[i]
		order := ordered[h.ID]
		if was := order.Contents.Value(); was.Name != h.Name || was.Address != h.Address || !order.ExpiresAt.Equal(h.ValidUntil) || len(h.Code.Reveal()) != 10 {
			w.fail("a letter is printed as it was ordered", order.Account, "%s was otherwise", h.ID)
		}
		if n := disclosed[order.Account]; len(n) == 0 || n[0] > h.began {
			w.fail("nothing is disclosed unrecorded", order.Account, "%s was printed before", h.ID)
		}
		if end := over[h.ID]; !end.IsZero() && h.at.Sub(end) > longestStall+time.Hour {
			w.fail("no letter is printed after its end", order.Account, "%s was at %v, ended at %v", h.ID, h.at, end)
		}
		if at := printed[h.ID]; at != 0 && h.began > at {
			w.fail("a letter is printed once", order.Account, "%s was given to the post again", h.ID)
		}
		first := taken[h.ID]
		switch {
		case first != nil && first.Code.Reveal() != h.Code.Reveal():
			w.fail("a letter is printed as it was ordered", order.Account, "%s came with two codes", h.ID)
		case first != nil && first.err == nil && !first.process.troubledSince(first.began, h.began):
			w.fail("doubles are explained", order.Account, "%s was given to the post twice", h.ID)
		case h.taken:
			taken[h.ID] = h
		}
	}
	for id := range printed {
		if taken[id] == nil {
			w.fail("what is recorded as printed was", ordered[id].Account, "%s was not", id)
		}
	}
	for id, l := range p.letters {
		p.count("letters "+string(l.State), 1)
		if l.State == letter.Used && !p.shown(l.Account, id) {
			w.fail("a used letter confirms", l.Account, "%s does not", id)
		}
	}
}

// shown tells whether a piece of evidence was ever taken for an account.
func (p *past) shown(accountID, evidence string) bool {
	for _, e := range p.played {
		switch event := e.event.(type) {
		case account.IdentityConfirmed:
			if event.Account == accountID && event.Evidence == evidence {
				return true
			}
		case account.ConfirmationWaits:
			if event.Account == accountID && event.Evidence == evidence {
				return true
			}
		default:
		}
	}
	return false
}
