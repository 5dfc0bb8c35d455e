package simulation

import (
	"context"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/registration"
	"github.com/kabinet-go/kabinet/verification"
)

// topics are what the consumer groups of Kabinet read.
var topics = map[string]string{
	"notification":          feed.AllCategories,
	"verification":          account.Category,
	"verification-document": verification.Category,
	"verification-snils":    verification.Category,
	"verification-inn":      verification.Category,
	"letter-void":           account.Category,
	"letter-cancel":         identity.Category,
	"visit-void":            account.Category,
	"enrolment":             account.Category,
	"visit-overtaken":       identity.Category,
}

// nobodyIsStuck: everything unfinished has a timer, or an event that some group has not handled yet.
func (p *past) nobodyIsStuck() {
	w := p.world
	timers := p.timers()
	handled := p.handled()
	positions := map[string]int64{} // of the event that something unfinished waits for
	for _, e := range p.played {
		switch event := e.event.(type) {
		case account.ProfileSubmitted:
			positions[streamOf(event.Account, event.Submission)] = e.record.Position
		case verification.CheckDue:
			positions[streamOf(event.Account, event.Submission)+string(event.Check)] = e.record.Position
		case notification.MessageQueued:
			positions[event.Message] = e.record.Position
		default:
		}
	}
	for id, a := range p.accounts {
		stream := es.Stream{Category: account.Category, ID: id}
		if a.Status == account.Registering && !timers[es.TimerKey{Stream: stream, Name: registration.AbandonTimer}] {
			w.fail("nobody is stuck", id, "the registration %s has no end", id)
		}
		if a.Submission.State != account.Checking {
			continue
		}
		submission := streamOf(id, a.Submission.Number)
		if v := p.verifications[submission]; v.Submission == 0 && handled["verification"] >= positions[submission] {
			w.fail("nobody is stuck", id, "nobody checks submission %d", a.Submission.Number)
		} else if v.Submission != 0 && v.Ended != "" {
			w.fail("nobody is stuck", id, "the checking of submission %d has ended, but not for the account", a.Submission.Number)
		}
	}
	for id, v := range p.verifications {
		for check, progress := range v.Checks {
			open := v.Ended == "" && progress.State != verification.Matched && progress.State != verification.Mismatched && progress.State != verification.NotFound
			key := es.TimerKey{Stream: es.Stream{Category: verification.Category, ID: id}, Name: "ask-" + string(check)}
			if open && !timers[key] {
				w.fail("nobody is stuck", v.Account, "the %s of %s is %s and has no timer", check, id, progress.State)
			}
		}
	}
	p.waysEnd(timers, handled)
	for id, m := range p.messages {
		timer := timers[es.TimerKey{Stream: es.Stream{Category: notification.Category, ID: id}, Name: notification.SendTimer}]
		switch {
		case m.Status == notification.Failing && !timer,
			m.Status == notification.Waiting && !timer && handled["notification"] >= positions[id]:
			w.fail("nobody is stuck", m.Account, "message %s is %s, and nothing sends it", id, m.Status)
		}
	}
}

// timers are those set in the store.
func (p *past) timers() map[es.TimerKey]bool {
	set := map[es.TimerKey]bool{}
	for _, timer := range p.world.timers() {
		set[timer.TimerKey] = true
	}
	return set
}

func (w *world) timers() []es.Timer {
	all, err := w.journal.Due(context.Background(), time.Now().AddDate(100, 0, 0), 1<<20)
	if err != nil {
		w.fail("wiring", "", "%v", err)
	}
	return all
}

// handled is up to where each group has surely handled everything: its last checkpoint of any lane.
func (p *past) handled() map[string]int64 {
	handled := map[string]int64{}
	for group, topic := range topics {
		handled[group] = p.world.checkpoint(group, topic)
	}
	return handled
}

func (w *world) checkpoint(group, topic string) int64 {
	saved, err := w.journal.Checkpoints(context.Background(), group+"/"+topic)
	if err != nil {
		w.fail("wiring", "", "%v", err)
	}
	least, lanes := int64(1<<62), map[int]bool{}
	for _, c := range saved {
		lanes[c.Lane] = true
		least = min(least, c.Position)
	}
	if len(lanes) < 3 {
		return 0
	}
	return least
}

// unfinished is what keeps the world from rest: of people, registries and messages, and of the machinery.
func (w *world) unfinished() []failure {
	var rest []failure
	add := func(account, format string, args ...any) {
		rest = append(rest, failure{account: account, text: fmt.Sprintf(format, args...)})
	}
	for _, timer := range w.timers() {
		// Documents lapse some day; that is no haste.
		if timer.Name != verification.LapseTimer || timer.Due.Before(time.Now()) {
			add(timer.Stream.ID, "timer %s of %s, due %v, attempt %d", timer.Name, timer.Stream, timer.Due, timer.Attempt)
		}
	}
	for group, topic := range topics {
		if last := w.lastOf(topic); w.checkpoint(group, topic) < last {
			add("", "%s has come to %d of %d", group, w.checkpoint(group, topic), last)
		}
	}
	return rest
}

// lastOf is the position of the last event of a topic.
func (w *world) lastOf(topic string) int64 {
	commits := w.journal.all()
	for i := len(commits) - 1; i >= 0; i-- {
		for j := len(commits[i].records) - 1; j >= 0; j-- {
			if r := commits[i].records[j]; topic == feed.AllCategories || r.Stream.Category == topic {
				return r.Position
			}
		}
	}
	return 0
}

// nothingIsParked: no event was given up by any group.
func (p *past) nothingIsParked() {
	for group, topic := range topics {
		parked, err := p.world.journal.Parked(context.Background(), group+"/"+topic)
		if err != nil {
			p.world.fail("wiring", "", "%v", err)
		}
		for _, stuck := range parked {
			p.world.fail("nothing is parked", stuck.Stream.ID, "%s parked %s since %v: %s", group, stuck.Stream, stuck.Since, stuck.Reason)
		}
	}
}
