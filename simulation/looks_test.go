package simulation

import (
	"context"
	"fmt"
	"reflect"
	"testing/synctest"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/identity/signing"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/verification"
)

// past is all that the journal tells, played again from its first event.
type past struct {
	world         *world
	accounts      map[string]account.Account
	verifications map[string]verification.Verification
	messages      map[string]notification.Message
	challenges    map[string]confirmation.Challenge
	letters       map[string]letter.Letter
	statements    map[string]signing.Statement
	requests      map[string]bank.Exchange
	cases         map[string]identity.Case
	visits        map[string]centre.Visits
	enrolments    map[string]enrolment.Enrolment
	// played are the events in the order of their commits.
	played []played
	// ended tells that the world has.
	ended bool
}

type played struct {
	commit *commit
	record *es.Record
	event  any
	// before is the account before an event of its stream.
	before account.Account
}

// invariants are what must hold when the world has come to rest, each in a file of its own.
var invariants = []func(*past){
	(*past).claimsAgree,
	(*past).levelsRest,
	(*past).messagesArrive,
	(*past).nothingIsDropped,
	(*past).logIsInOrder,
	(*past).statesAgree,
	(*past).nothingLeaks,
	(*past).erasedIsGone,
	(*past).overdueIsTold,
	(*past).nothingIsParked,
	(*past).keysAnswer,
	(*past).lettersArePrintedOnce,
	(*past).holdsHold,
	(*past).certificatesAgree,
	(*past).peopleGetIn,
	(*past).disclosuresAreRecorded,
}

// along are those that hold at any moment.
var along = []func(*past){
	(*past).claimsAgree,
	(*past).levelsRest,
	(*past).confirmedByEvidence,
	(*past).waysClose,
	(*past).enrolmentsEnd,
	(*past).nobodyIsStuck,
}

// lookAlong looks at the world while it is troubled.
func (w *world) lookAlong() {
	rng := source(w.seed, "looks", 0)
	for range 2 {
		if !sleep(w.ctx, between(rng, 2*day, troubled/2)) {
			return
		}
		synctest.Wait()
		if p := w.play(); p != nil {
			for _, holds := range along {
				holds(p)
			}
		}
	}
}

func (w *world) lookAtEnd() {
	p := w.play()
	if p == nil {
		return
	}
	p.ended = true
	for _, holds := range invariants {
		holds(p)
	}
	for _, holds := range along {
		holds(p)
	}
	w.count("events", len(p.played))
	w.count("processes", int(w.started))
	for _, a := range p.accounts {
		w.count("accounts "+string(a.Status)+" "+a.Level().String(), 1)
	}
}

// play reads the journal through the codecs; what cannot be read is a failure of its own.
func (w *world) play() *past {
	p := &past{
		world: w, accounts: map[string]account.Account{}, verifications: map[string]verification.Verification{},
		messages: map[string]notification.Message{}, challenges: map[string]confirmation.Challenge{},
		letters: map[string]letter.Letter{}, statements: map[string]signing.Statement{}, requests: map[string]bank.Exchange{},
		cases: map[string]identity.Case{}, visits: map[string]centre.Visits{}, enrolments: map[string]enrolment.Enrolment{},
	}
	catalog := w.kabinet().Catalog
	commits := w.journal.all()
	for i := range commits {
		c := &commits[i]
		n := 0
		for event, err := range catalog.ReadAll(context.Background(), c.records) {
			record := &c.records[n]
			n++
			if err != nil {
				w.fail("everything can be read", record.Stream.ID, "%s %s: %v", record.Stream, record.Type, err)
				continue
			}
			p.played = append(p.played, p.apply(c, record, event))
		}
	}
	return p
}

func (p *past) apply(c *commit, record *es.Record, event any) played {
	done := played{commit: c, record: record, event: event}
	id := record.Stream.ID
	switch e := event.(type) {
	case es.Event[account.Account]:
		done.before = p.accounts[id]
		p.accounts[id] = e.Evolve(done.before)
	case es.Event[verification.Verification]:
		p.verifications[id] = e.Evolve(p.verifications[id])
	case es.Event[notification.Message]:
		p.messages[id] = e.Evolve(p.messages[id])
	case es.Event[confirmation.Challenge]:
		p.challenges[id] = e.Evolve(p.challenges[id])
	case es.Event[letter.Letter]:
		p.letters[id] = e.Evolve(p.letters[id])
	case es.Event[signing.Statement]:
		p.statements[id] = e.Evolve(p.statements[id])
	case es.Event[bank.Exchange]:
		p.requests[id] = e.Evolve(p.requests[id])
	case es.Event[centre.Visits]:
		p.visits[id] = e.Evolve(p.visits[id])
	case es.Event[enrolment.Enrolment]:
		p.enrolments[id] = e.Evolve(p.enrolments[id])
	case es.Event[identity.Case]:
		p.cases[id] = e.Evolve(p.cases[id])
	default:
	}
	return done
}

// count adds to what is told of a world, once it has ended: it is looked at before, too.
func (p *past) count(what string, n int) {
	if p.ended {
		p.world.count(what, n)
	}
}

// statesAgree: what the journal tells is what the services read.
func (p *past) statesAgree() {
	k := p.world.kabinet()
	for id, state := range p.accounts {
		read, err := k.Accounts.Get(context.Background(), id)
		if err != nil || !reflect.DeepEqual(read, state) {
			p.world.fail("the log tells what the services read", id, "account %s: %v, or another state", id, err)
		}
	}
	for id, state := range p.messages {
		// A message that is purged is not there any more.
		told, err := k.Notification.Delivery(context.Background(), id)
		if err != nil || told.Status != state.Status && !p.purged(notification.Category, id) {
			p.world.fail("the log tells what the services read", state.Account, "message %s is %s, not %s: %v", id, told.Status, state.Status, err)
		}
	}
	for id, state := range p.accounts {
		standing, err := k.Identity.Standing(context.Background(), id)
		if err != nil || standing.Level != state.Level() || len(standing.Open) != len(p.cases[id].Open) ||
			!reflect.DeepEqual(standing.Confirmations, state.Confirmations) {
			p.world.fail("the log tells what the services read", id, "its identity stands %v: %v", standing, err)
		}
		letters, err := k.Letters.Standing(context.Background(), id)
		for _, l := range letters.Letters {
			if err != nil || !reflect.DeepEqual(l, p.letters[l.ID]) {
				p.world.fail("the log tells what the services read", id, "letter %s is %s: %v", l.ID, l.State, err)
			}
		}
	}
	for id, state := range p.accounts {
		if state.Status != account.Live || state.Submission.Number == 0 {
			continue
		}
		standing, err := k.Verification.Standing(context.Background(), id)
		v := p.verifications[fmt.Sprintf("%s.%d", id, state.Submission.Number)]
		if err != nil || standing.State != state.Submission.State || standing.Level != state.Level() || len(standing.Checks) != len(v.Checks) {
			p.world.fail("the log tells what the services read", id, "it stands %v: %v", standing, err)
		}
	}
}

func (p *past) purged(category, id string) bool {
	for _, err := range p.world.journal.Load(context.Background(), es.Stream{Category: category, ID: id}, 0) {
		return err != nil
	}
	return true
}

// logIsInOrder: versions are dense, and the feed has every stream in its order and leaves nothing out.
func (p *past) logIsInOrder() {
	w := p.world
	versions, positions := map[es.Stream]int64{}, int64(0)
	written := map[int64]*es.Record{}
	for _, e := range p.played {
		r := e.record
		if r.Version != versions[r.Stream]+1 && r.Version != 1 {
			w.fail("versions are dense", r.Stream.ID, "%s has %d after %d", r.Stream, r.Version, versions[r.Stream])
		}
		if r.Position <= positions {
			w.fail("the feed is in order", r.Stream.ID, "position %d after %d", r.Position, positions)
		}
		versions[r.Stream], positions = r.Version, r.Position
		written[r.Position] = r
	}
	feed := map[es.Stream]int64{}
	for after := int64(0); ; {
		page, err := w.journal.Read(context.Background(), after, 1000)
		if err != nil || len(page.Records) == 0 {
			break
		}
		for _, r := range page.Records {
			was := written[r.Position]
			if was == nil || was.Stream != r.Stream || was.Version != r.Version || was.ID != r.ID || r.Version != feed[r.Stream]+1 {
				w.fail("the feed is in order", r.Stream.ID, "position %d has %s %d", r.Position, r.Stream, r.Version)
			}
			feed[r.Stream] = r.Version
		}
		after = page.Next
	}
	for stream, version := range versions {
		if feed[stream] != version && feed[stream] != 0 {
			w.fail("the feed leaves nothing out", stream.ID, "%s ends at %d, not %d", stream, feed[stream], version)
		}
		if feed[stream] == 0 && stream.Category == account.Category {
			w.fail("accounts are kept", stream.ID, "%s is gone", stream)
		}
	}
}

// overdueIsTold: a verification that took longer than five days says so (VER-5).
func (p *past) overdueIsTold() {
	told, ended := map[string]bool{}, map[string]time.Time{}
	for _, e := range p.played {
		switch event := e.event.(type) {
		case verification.BecameOverdue:
			told[e.record.Stream.ID] = true
			if since := event.At.Sub(p.verifications[e.record.Stream.ID].StartedAt); since < 5*day {
				p.world.fail("overdue after five days", event.Account, "after %v", since)
			}
			p.world.count("overdue", 1)
		case verification.Finished:
			ended[e.record.Stream.ID] = event.At
		default:
		}
	}
	for id, v := range p.verifications {
		// An alarm that crashed and a store out of reach may make it late.
		if took := ended[id].Sub(v.StartedAt); took > 5*day+12*time.Hour && !told[id] {
			p.world.fail("overdue after five days", v.Account, "verification %s took %v and nobody was told", id, took)
		}
	}
}
