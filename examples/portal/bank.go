package main

import (
	"errors"
	"net/url"
	"strings"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity/bank"
)

// bankView is a bank to choose, with the consent that it may tell the portal about its client.
type bankView struct {
	ID, Name string
	Consent  *field
}

// bankPage shows the banks. The fields of different banks have different names, as they are on one page.
func (v *visit) bankPage() page {
	var views []bankView
	f := &form{}
	for _, bank := range v.server.portal.Bank.Banks() {
		consent := &field{Name: bank.ID + ".consent", Label: "bank.consent", Type: "checkbox", Tick: consentVersion}
		f.fields = append(f.fields, consent)
		views = append(views, bankView{bank.ID, bank.Name.In(v.tongue.tag), consent})
	}
	return page{Name: "bank", Form: f, Path: "/account/identity/bank", Data: views}
}

func (v *visit) bankForm() error {
	if _, err := v.session(); err != nil {
		return err
	}
	return v.show(v.bankPage())
}

// askBank sends the browser to the bank, with nothing about the person (CNF-8).
func (v *visit) askBank() error {
	session, err := v.session()
	if err != nil {
		return err
	}
	chosen := v.r.PostForm.Get("bank")
	consent := bank.Consent{Channel: "web"}
	if v.r.PostForm.Get(chosen+".consent") == consentVersion {
		consent.Version = consentVersion
	}
	request, err := v.server.portal.Bank.Begin(v.context(), bank.Begin{Account: session.Account, Bank: chosen, Consent: consent})
	if err != nil {
		return v.refuseBank(err, chosen)
	}
	return v.redirect("/dev/bank?" + url.Values{
		"audience": {request.Bank.Audience}, "nonce": {request.Nonce}, "state": {request.State.Reveal()},
	}.Encode())
}

// takeBankAnswer is where the bank sends the browser back to.
func (v *visit) takeBankAnswer() error {
	session, err := v.session()
	if err != nil {
		return err
	}
	state := v.r.PostForm.Get("state")
	if v.r.PostForm.Get("refused") != "" {
		return v.giveUpBank(session.Account, state)
	}
	err = v.server.portal.Bank.Complete(v.context(), bank.Reply{
		Account: session.Account, State: bank.ParseState(state), Assertion: v.r.PostForm.Get("assertion"),
	})
	if errors.Is(err, bank.ErrUsed) {
		return v.confirmedBefore(session.Account, account.Bank, func() error { return v.refuseBank(err, "") })
	}
	if err != nil {
		return v.refuseBank(err, "")
	}
	return v.identityConfirmed()
}

// giveUpBank closes the request which the bank, or its client there, declined.
func (v *visit) giveUpBank(accountID, state string) error {
	standing, err := v.server.portal.Identity.Standing(v.context(), accountID)
	if err != nil {
		return err
	}
	for _, way := range standing.Open {
		if way.Method == account.Bank && strings.HasPrefix(state, way.Evidence+".") {
			if err := v.server.portal.Bank.GiveUp(v.context(), accountID, way.Evidence); err != nil {
				return err
			}
		}
	}
	v.notify("bank-declined")
	return v.redirect("/account/identity")
}

// refuseBank shows the banks again, and what the one chosen has otherwise than the profile.
func (v *visit) refuseBank(err error, chosen string) error {
	return v.refuseWay(placed(err, func(path string) string {
		if path == "consent" {
			return chosen + ".consent"
		}
		return path
	}), v.bankPage())
}
