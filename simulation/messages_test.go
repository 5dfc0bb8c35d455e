package simulation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/verification"
)

func streamOf(account string, submission int) string {
	return fmt.Sprintf("%s.%d", account, submission)
}

// messagesArrive: what is recorded as sent was delivered, to the contact it was for; none is sent again
// after that was recorded, and every double is explained by an outcome that nobody could know.
func (p *past) messagesArrive() {
	w := p.world
	handed := map[string][]handing{}
	for _, h := range w.carrier.handed {
		handed[h.id] = append(handed[h.id], h)
	}
	sent := map[string]int64{} // the number of the commit that says so
	queued := map[string]notification.MessageQueued{}
	for _, e := range p.played {
		switch event := e.event.(type) {
		case notification.MessageQueued:
			queued[event.Message] = event
		case notification.MessageSent:
			if _, twice := sent[event.Message]; twice {
				w.fail("sent is recorded once", p.messages[event.Message].Account, "%s", event.Message)
			}
			sent[event.Message] = e.commit.number
			w.count("messages sent", 1)
		default:
		}
	}
	for id := range sent {
		if !anyDelivered(handed[id]) {
			w.fail("what is recorded as sent has left", p.messages[id].Account, "%s never did", id)
		}
	}
	for id, all := range handed {
		p.toTheRightOne(queued[id], all)
		p.doubles(id, all, sent[id])
	}
}

func anyDelivered(all []handing) bool {
	for _, h := range all {
		if h.delivered {
			return true
		}
	}
	return false
}

// toTheRightOne: a message goes to the contact it was queued for, a code to the contact it was asked for.
func (p *past) toTheRightOne(queued notification.MessageQueued, all []handing) {
	w := p.world
	for _, h := range all {
		if to := queued.To.Value(); !to.IsZero() && to.Reveal() != h.to {
			w.fail("messages go to whom they are for", queued.Account, "%s went elsewhere", h.id)
		}
		if queued.Template != notification.Code && queued.Template != notification.Enrolled {
			if h.code() != "" || h.token() != "" {
				w.fail("codes stand in messages with codes only", queued.Account, "%s has one", h.id)
			}
			continue
		}
		challenge := p.challenges[queued.Challenge]
		if challenge.Withheld {
			w.fail("a code reaches its owner only", queued.Account, "%s was withheld and left", h.id)
		}
		contact, known := w.secrets.challenges[queued.Challenge]
		if asked, err := person.ParsePhoneOrEmail(contact); known && (err != nil || asked.Reveal() != h.to) {
			w.fail("a code reaches its owner only", queued.Account, "%s was asked for by another contact", h.id)
		}
	}
}

// doubles: a message leaves again only where an attempt before it ended in doubt, its process died, or its
// success could not be recorded.
func (p *past) doubles(id string, all []handing, sent int64) {
	w := p.world
	first := (*handing)(nil)
	// They are noted when they end; one that hangs may have begun before others.
	slices.SortFunc(all, func(a, b handing) int { return cmp.Compare(a.began, b.began) })
	for i := range all {
		h := &all[i]
		if sent != 0 && h.began > sent {
			w.fail("none is sent again after success was recorded", p.messages[id].Account, "%s was handed over again at %v", id, h.at)
		}
		if !h.delivered {
			continue
		}
		if first == nil {
			first = h
			continue
		}
		w.count("doubles", 1)
		// An attempt that ended well is recorded, unless the process or its store failed since.
		if first.err == nil && !first.process.troubledSince(first.began, h.began) {
			w.fail("doubles are explained", p.messages[id].Account, "%s left twice: process %d from %d to %d, process %d from %d; recorded at %d",
				id, first.process.number, first.began, first.ended, h.process.number, h.began, sent)
		}
		first = h
	}
}

// nothingIsDropped: everything of which a person is to hear is queued, and every message is sent, or says why
// it is not.
func (p *past) nothingIsDropped() {
	w := p.world
	demand := func(accountID, id string) {
		if p.messages[id].Status == notification.None {
			w.fail("no message is lost", accountID, "%s was never queued", id)
		}
	}
	for _, e := range p.played {
		switch event := e.event.(type) {
		case confirmation.CodeIssued:
			if event.Account != "" {
				demand(event.Account, event.Challenge+".1")
			}
		case confirmation.CodeResent:
			if event.Account != "" {
				demand(event.Account, fmt.Sprintf("%s.%d", event.Challenge, event.Send))
			}
		case account.PasswordChanged:
			for _, contact := range e.before.Contacts {
				demand(event.Account, fmt.Sprintf("%s.password-%d.%s", event.Account, event.At.UnixMicro(), contact.Value.Kind()))
			}
		case account.ReminderDue:
			if p.accounts[event.Account].Status == account.Live {
				for _, contact := range e.before.Contacts {
					demand(event.Account, fmt.Sprintf("%s.reminder-%d.%s", event.Account, event.Number, contact.Value.Kind()))
				}
			}
		case account.ProfileSubmitted:
			demand(event.Account, result(event.Account, notification.Checking, event.Submission))
		case account.ProfileVerified:
			demand(event.Account, result(event.Account, notification.Verified, event.Submission))
		case account.ProfileRejected:
			demand(event.Account, result(event.Account, notification.Rejected, event.Submission))
		case account.DocumentLapsed:
			demand(event.Account, result(event.Account, notification.DocumentLapsed, event.Submission))
			w.count("lapsed", 1)
		case account.IdentityConfirmed:
			for _, contact := range e.before.Contacts {
				demand(event.Account, fmt.Sprintf("%s.confirmed-%s.%s", event.Account, event.Evidence, contact.Value.Kind()))
			}
		case verification.BecameOverdue:
			demand(event.Account, result(event.Account, notification.Overdue, event.Submission))
			demand(event.Account, result(event.Account, notification.SupportOverdue, event.Submission))
		default:
			if visit, template := ofVisits(e.event); visit != "" {
				demand(e.record.Stream.ID, visit+"."+string(template))
			}
			if template, told := ofLetters[e.record.Type]; told {
				of := p.letters[e.record.Stream.ID]
				demand(of.Account, of.ID+"."+string(template))
			}
		}
	}
	for id, m := range p.messages {
		switch m.Status {
		case notification.Sent:
		case notification.Parked, notification.Dropped:
			if m.Reason == "" {
				w.fail("what was not sent says why", m.Account, "%s is %s", id, m.Status)
			}
			w.count("messages "+string(m.Status), 1)
		default:
			w.fail("every message comes to an end", m.Account, "%s is %s", id, m.Status)
		}
		if m.Status == notification.Dropped && slices.Contains(lasting, m.Template) {
			w.fail("only what is overtaken is dropped", m.Account, "%s was", id)
		}
		if m.Status == notification.Dropped && m.Template == notification.Confirmed && p.counts(m.Account, m.Evidence) {
			w.fail("every confirmation is told", m.Account, "%s was dropped", id)
		}
	}
}

// counts tells whether a confirmation counts for an account.
func (p *past) counts(accountID, evidence string) bool {
	return slices.ContainsFunc(p.accounts[accountID].Confirmations, func(c account.Confirmation) bool { return c.Evidence == evidence })
}

// ofLetters are the messages that tell of what happens to letters, by the types of the events.
var ofLetters = map[string]notification.Template{
	"letter.ordered": notification.LetterOrdered, "letter.dispatched": notification.LetterDispatched,
	"letter.at-office": notification.LetterAtOffice, "letter.reminder-due": notification.LetterReminder,
	"letter.returned": notification.LetterReturned, "letter.lost": notification.LetterLost, "letter.voided": notification.LetterVoid,
}

// ofVisits is the message that tells of what happened at a desk.
func ofVisits(event any) (visit string, told notification.Template) {
	switch e := event.(type) {
	case centre.DocumentDiffers:
		return e.Visit, notification.VisitDiffers
	case centre.CodeSealed:
		return e.Visit, notification.SlipHandedOver
	case centre.SlipEnded:
		if e.State == centre.Void {
			return e.Visit, notification.SlipVoid
		}
	default:
	}
	return "", ""
}

func result(account string, template notification.Template, submission int) string {
	return strings.Join([]string{account, fmt.Sprintf("%s-%d", template, submission)}, ".")
}

// lasting are the messages that are never overtaken.
var lasting = []notification.Template{
	notification.Verified, notification.Rejected, notification.SupportOverdue, notification.DocumentLapsed,
	notification.PasswordChange,
}
