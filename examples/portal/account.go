package main

import (
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/person"
)

// accountView is "my account".
type accountView struct {
	Name   string
	Level  string
	Levels []levelView
	// Confirmations say by whom the identity is confirmed.
	Confirmations []confirmationView
	// Next is what to do to open more; nil when everything is open.
	Next *stepView
	// Profile is how far the profile is: "none", or the state of the submission; its day is At.
	Profile string
	At      time.Time
	Missing string
	// Contacts are masked: who looks over the shoulder learns nothing.
	Contacts []contactView
	Consents []account.Consent
	Journal  []entryView
	// Enrolment is how far a registration by somebody else is.
	Enrolment enrolmentView
	// Role is what the person works as for the portal, Work where; both are empty for most.
	Role, Work string
}

type levelView struct {
	Name             string
	Reached, Present bool
}

type contactView struct {
	Kind, Masked string
	ProvedAt     time.Time
}

type entryView struct {
	At   time.Time
	Text string
}

// journalShown is how many of the latest entries the page shows.
const journalShown = 50

func (v *visit) showAccount() error {
	owner, err := v.owner()
	if err != nil {
		return err
	}
	journal, err := v.server.portal.Accounts.Journal(v.context(), owner.ID)
	if err != nil {
		return err
	}
	view := accountView{
		Name: nameOf(owner), Level: owner.Level().String(), Levels: ladder(owner.Level()),
		Consents: v.own(owner.Consents), Confirmations: v.confirmations(owner.Confirmations),
	}
	if view.Next, err = v.nextStep(owner); err != nil {
		return err
	}
	view.Profile, view.At = string(owner.Submission.State), owner.Submission.At
	if owner.Submission.State == account.NotSubmitted {
		view.Profile = "none"
	}
	for _, kind := range []person.ContactKind{person.ContactPhone, person.ContactEmail} {
		contact, proved := owner.Proved(kind)
		if !proved {
			view.Missing = string(kind)
			continue
		}
		view.Contacts = append(view.Contacts, contactView{string(kind), contact.Value.Masked(), contact.ProvedAt})
	}
	view.Journal = v.entries(journal)
	if view.Role, view.Work, err = v.workOf(owner); err != nil {
		return err
	}
	if view.Enrolment, err = v.enrolmentView(owner.ID); err != nil {
		return err
	}
	return v.show(page{Name: "account", Data: view})
}

// entries are the latest of a journal, the newest first.
func (v *visit) entries(journal []account.Entry) []entryView {
	var views []entryView
	for _, entry := range slices.Backward(journal[max(0, len(journal)-journalShown):]) {
		views = append(views, entryView{entry.At, entry.Text.In(v.tongue.tag)})
	}
	return views
}

// nameOf is the name given at registration, or the verified one of whoever was registered by somebody else.
func nameOf(owner account.Account) string {
	if owner.Name.IsZero() {
		return owner.Profile.Name.Format()
	}
	return owner.Name.Format()
}

// own are the consents about the portal alone.
func (v *visit) own(consents []account.Consent) []account.Consent {
	return slices.DeleteFunc(slices.Clone(consents), func(c account.Consent) bool { return c.Recipient != "" })
}

// nextStep is the first thing to do for the first service that is not open.
func (v *visit) nextStep(owner account.Account) (*stepView, error) {
	views, err := v.serviceViews(owner)
	if err != nil {
		return nil, err
	}
	for _, view := range views {
		if len(view.Steps) > 0 {
			return &view.Steps[0], nil
		}
	}
	return nil, nil
}

// ladder shows where a level stands among all.
func ladder(present account.Level) []levelView {
	var steps []levelView
	for level := account.Simplified; level <= account.Confirmed; level++ {
		steps = append(steps, levelView{level.String(), level <= present, level == present})
	}
	return steps
}
