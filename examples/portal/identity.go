package main

import (
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/letter"
)

// identityView is the page on which a person chooses how to confirm who they are.
type identityView struct {
	Level string
	// Weak says that the letter alone has confirmed, which not every service takes (CNF-6).
	Weak                   bool
	Confirmations, Waiting []confirmationView
	Ways                   []wayView
}

// confirmationView says who vouched for the person, and how.
type confirmationView struct {
	Method, By string
	At         time.Time
}

// wayView is a way of confirming: "confirmed" is done, "begun" can go on, "open" can begin, "closed" cannot.
type wayView struct {
	Method, State string
	// Path is the page of the way; Why says why it is closed, How where a begun one stands.
	Path, Why, How string
	At             time.Time
}

// wayPath is the page of a way of confirming.
func wayPath(method account.Method) string { return "/account/identity/" + string(method) }

func (v *visit) showIdentity() error {
	owner, err := v.owner()
	if err != nil {
		return err
	}
	standing, err := v.server.portal.Identity.Standing(v.context(), owner.ID)
	if err != nil {
		return err
	}
	view := identityView{
		Level: owner.Level().String(), Confirmations: v.confirmations(standing.Confirmations), Waiting: v.confirmations(standing.Waiting),
		Weak: slices.Equal(owner.ConfirmedBy(), []account.Method{account.Letter}),
	}
	for _, method := range account.Methods() {
		way, err := v.wayView(owner, standing, method)
		if err != nil {
			return err
		}
		view.Ways = append(view.Ways, way)
	}
	return v.show(page{Name: "identity", Data: view})
}

func (v *visit) wayView(owner account.Account, standing identity.Standing, method account.Method) (wayView, error) {
	view := wayView{Method: string(method), State: "closed", Path: wayPath(method)}
	begun := slices.IndexFunc(standing.Open, func(w identity.Way) bool { return w.Method == method })
	switch {
	case slices.Contains(owner.ConfirmedBy(), method):
		view.State = "confirmed"
	case begun >= 0:
		view.State, view.At = "begun", standing.Open[begun].At
		if method == account.Letter {
			latest, err := v.latestLetter(owner.ID)
			if err != nil {
				return wayView{}, err
			}
			view.How = string(latest.State)
		}
	case slices.Contains(standing.Choice, method):
		view.State = "open"
	case owner.Level() < account.Standard:
		view.Why = account.ErrNotStandard.Message(v.tongue.tag)
	default:
		view.Why = identity.ErrConfirmed.Message(v.tongue.tag)
	}
	return view, nil
}

// latestLetter is the letter ordered last, zero without any.
func (v *visit) latestLetter(accountID string) (letter.Letter, error) {
	standing, err := v.server.portal.Letters.Standing(v.context(), accountID)
	if err != nil || len(standing.Letters) == 0 {
		return letter.Letter{}, err
	}
	return standing.Letters[0], nil
}

func (v *visit) confirmations(all []account.Confirmation) []confirmationView {
	var views []confirmationView
	for _, c := range all {
		views = append(views, confirmationView{Method: string(c.Method), By: v.voucher(c), At: c.At})
	}
	return views
}

// voucher names who vouched for the person, empty where the method says it.
func (v *visit) voucher(c account.Confirmation) string {
	switch c.Method {
	case account.Bank:
		return v.bankName(c.By)
	case account.Letter:
		return ""
	case account.Centre:
		return v.centreName(c.By)
	default:
		return c.By
	}
}

// bankName is what people call a bank.
func (v *visit) bankName(id string) string {
	for _, bank := range v.server.portal.Bank.Banks() {
		if bank.ID == id {
			return bank.Name.In(v.tongue.tag)
		}
	}
	return id
}
