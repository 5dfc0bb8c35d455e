package main

import (
	"slices"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/account"
)

// disclosuresView is the page on which a person sees to whom their data went, from whom data came, and what they consent
// to (CON-1).
type disclosuresView struct {
	Disclosed, Received []transferView
	Consents            []consentView
}

// transferView is one time that data went or came: which, never what is in them.
type transferView struct {
	Party, Purpose string
	Fields         []string
	At             time.Time
}

// consentView is a consent. One that has no recipient is needed as long as there is an account.
type consentView struct {
	account.Consent
	Party string
}

func (v *visit) showDisclosures() error { return v.disclosures(nil) }

// disclosures shows the page, with what was refused on it.
func (v *visit) disclosures(refusal error) error {
	owner, err := v.owner()
	if err != nil {
		return err
	}
	all, err := v.server.portal.Accounts.Transfers(v.context(), owner.ID)
	if err != nil {
		return err
	}
	view := disclosuresView{Disclosed: v.transferViews(all.Disclosed), Received: v.transferViews(all.Received)}
	for _, c := range owner.Consents {
		view.Consents = append(view.Consents, consentView{c, v.partyName(c.Recipient)})
	}
	p := page{Name: "disclosures", Form: &form{}, Path: "/account/disclosures", Data: view}
	if refusal != nil {
		return v.refuse(refusal, p)
	}
	return v.show(p)
}

// transferViews has the newest first.
func (v *visit) transferViews(transfers []account.Transfer) []transferView {
	var views []transferView
	for _, t := range slices.Backward(transfers) {
		views = append(views, transferView{
			Party: v.partyName(t.Party), Purpose: v.text("purpose." + string(t.Purpose)), Fields: v.captions(t.Fields), At: t.At,
		})
	}
	return views
}

// captions are what the fields of a profile are called, in their order there; an address is named as a whole.
func (v *visit) captions(paths []string) []string {
	var all []string
	for _, field := range v.profileFields() {
		caption := field.caption(v.server.texts, v.tongue.tag)
		if field.Part != "" {
			caption = v.text(field.Part)
		}
		if slices.Contains(paths, field.Name) && !slices.Contains(all, caption) {
			all = append(all, caption)
		}
	}
	return all
}

// partyName is what people call somebody outside the portal.
func (v *visit) partyName(party account.Party) string {
	if bank, ok := strings.CutPrefix(string(party), "bank:"); ok {
		return v.bankName(bank)
	}
	if party == "" {
		return ""
	}
	return v.text("party." + string(party))
}

// withdrawConsent ends a consent; what was done under it stays done.
func (v *visit) withdrawConsent() error {
	session, err := v.session()
	if err != nil {
		return err
	}
	purpose, recipient := account.Purpose(v.r.PostForm.Get("purpose")), account.Party(v.r.PostForm.Get("recipient"))
	if err := v.server.portal.Consents.Withdraw(v.context(), session.Account, purpose, recipient); err != nil {
		return v.disclosures(err)
	}
	v.notify("consent-withdrawn")
	return v.redirect("/account/disclosures")
}
