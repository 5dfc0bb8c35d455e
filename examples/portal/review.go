package main

import (
	"errors"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/operator"
)

// reviewView is the page on which a reviewer decides about an account. The person is masked: what was done counts, not
// whose account it is (OPS-1).
type reviewView struct {
	ID, Name string
	Contacts []string
	Hold     string
	Since    time.Time
	// Questioned is the confirmation of which its owner says: this was not me.
	Questioned    *confirmationView
	Confirmations []confirmationView
	Journal       []entryView
}

// heldView is a line of the list of accounts on hold.
type heldView struct {
	heldAccount
	Hold string
}

// operator returns who works at this page: whoever is signed in, if they have one of the roles; others are refused with
// operator.ErrNotAllowed.
func (v *visit) operator(roles ...operator.Role) (operator.Operator, error) {
	session, err := v.session()
	if err != nil {
		return operator.Operator{}, err
	}
	found, err := v.server.portal.Operators.Get(v.context(), session.Account)
	if err != nil {
		return operator.Operator{}, err
	}
	if found.Role == "" || !slices.Contains(roles, found.Role) {
		return operator.Operator{}, operator.ErrNotAllowed
	}
	return found, nil
}

func (v *visit) showReviews() error {
	if _, err := v.operator(operator.Reviewer); err != nil {
		return err
	}
	held, err := v.server.held.all(v.context())
	if err != nil {
		return err
	}
	var views []heldView
	for _, one := range held {
		owner, err := v.server.portal.Accounts.Get(v.context(), one.ID)
		if err != nil {
			return err
		}
		views = append(views, heldView{one, string(owner.Hold)})
	}
	return v.show(page{Name: "reviews", Data: views})
}

func (v *visit) showReview() error {
	if _, err := v.operator(operator.Reviewer); err != nil {
		return err
	}
	p, err := v.reviewPage(identifier(v.r.PathValue("account")))
	if errors.Is(err, account.ErrUnknown) {
		return v.notFound()
	}
	if err != nil {
		return err
	}
	return v.show(p)
}

func (v *visit) reviewPage(id string) (page, error) {
	owner, err := v.server.portal.Accounts.Get(v.context(), id)
	if err != nil {
		return page{}, err
	}
	journal, err := v.server.portal.Accounts.Journal(v.context(), id)
	if err != nil {
		return page{}, err
	}
	view := reviewView{
		ID: id, Name: owner.Name.Masked(), Hold: string(owner.Hold), Since: owner.HeldAt, Confirmations: v.confirmations(owner.Confirmations),
		Journal: v.entries(journal),
	}
	for _, contact := range owner.Contacts {
		view.Contacts = append(view.Contacts, contact.Value.Masked())
	}
	for i, c := range owner.Confirmations {
		if c.Evidence == owner.Questioned {
			view.Questioned = &view.Confirmations[i]
		}
	}
	return page{Name: "review", Form: v.reviewForm(owner.Hold), Path: "/review/" + id, Data: view}, nil
}

// The decisions, by the state that the account is in.
const (
	cleared  = "clear"
	misused  = "misused"
	giveBack = "give-back"
	block    = "block"
)

func decisions(hold account.Hold) []string {
	switch hold {
	case account.UnderReview:
		return []string{cleared, misused}
	case account.Blocked:
		return []string{giveBack}
	default:
		return []string{block}
	}
}

func (v *visit) reviewForm(hold account.Hold) *form {
	return v.form(
		&field{Name: "decision", Label: "review.decision", Type: "radio", Options: v.options("review.decision.", decisions(hold)...)},
		&field{Name: "note", Label: "review.note", Hint: "review.note.hint", Autocomplete: "off"},
	)
}

// decide has the account given back, blocked, or a confirmation revoked, with the reason in words.
func (v *visit) decide() error {
	reviewer, err := v.operator(operator.Reviewer)
	if err != nil {
		return err
	}
	id := identifier(v.r.PathValue("account"))
	p, err := v.reviewPage(id)
	if errors.Is(err, account.ErrUnknown) {
		return v.notFound()
	}
	if err != nil {
		return err
	}
	if p.Form.value("note") == "" {
		return v.refuse(account.ErrHoldReason.At("note"), p)
	}
	if err := v.rule(p.Form.value("decision"), identity.Ruling{Operator: reviewer.Account, Account: id, Note: p.Form.value("note")}); err != nil {
		return v.refuse(placed(err, whole("decision")), p)
	}
	v.notify("decided")
	return v.redirect("/review")
}

func (v *visit) rule(decision string, ruling identity.Ruling) error {
	identities := v.server.portal.Identity
	switch decision {
	case cleared:
		ruling.Reason = account.Cleared
		return identities.CloseReview(v.context(), true, ruling)
	case misused:
		ruling.Reason = account.Misused
		return identities.CloseReview(v.context(), false, ruling)
	case giveBack:
		ruling.Reason = account.OwnerReturned
		return identities.GiveBack(v.context(), ruling)
	case block:
		ruling.Reason = account.Suspicion
		return identities.Block(v.context(), ruling)
	default:
		return account.ErrHoldReason.At("decision")
	}
}
