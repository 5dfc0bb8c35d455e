package main

import (
	"errors"
	"slices"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/examples/portal/testbank"
	"github.com/kabinet-go/kabinet/profile"
)

// testBankView is the bank that the portal plays. It knows its client, and of the portal only the request.
type testBankView struct {
	Nonce, State string
	// Registering says that the portal asks for somebody who has no account.
	Registering bool
	// Payload is what the bank has signed, Assertion the signed text.
	Payload, Assertion string
}

// Back is where the bank sends the browser back to.
func (t testBankView) Back() string {
	if t.Registering {
		return "/register/bank/answer"
	}
	return "/account/identity/bank/answer"
}

// clientPaths are the fields that the bank knows, by their names in a profile.
func clientPaths() []string {
	return []string{"name.family", "name.given", "name.patronymic", "bornOn", "document.kind", "document.number", "snils", "inn"}
}

// clientForm asks who the client is. The bank has every field and checks none.
func (v *visit) clientForm() *form {
	var fields []*field
	for _, field := range v.profileFields() {
		if slices.Contains(clientPaths(), field.Name) {
			field.Hint, field.Autocomplete = "", "off"
			fields = append(fields, field)
		}
	}
	return v.form(fields...)
}

// showTestBank shows who the bank believes its client is: whoever is signed in to the portal in the same browser.
func (v *visit) showTestBank() error {
	query := v.r.URL.Query()
	f := v.clientForm()
	known, err := v.clientOfTheBank()
	if err != nil {
		return err
	}
	for _, field := range f.fields {
		field.Value = familiar(known, field.Name)
	}
	return v.show(page{Name: "test-bank", Form: f, Data: testBankView{
		Nonce: query.Get("nonce"), State: query.Get("state"), Registering: query.Get("registering") != "",
	}})
}

func (v *visit) clientOfTheBank() (profile.Form, error) {
	owner, err := v.owner()
	if errors.Is(err, access.ErrNoSession) {
		return profile.Form{}, nil
	}
	return owner.Profile.Reveal(), err
}

// answerAsBank signs what the form says. The browser takes the answer back to the portal at the press of a button.
func (v *visit) answerAsBank() error {
	f := v.clientForm()
	client := testbank.Client{
		Family: f.value("name.family"), Given: f.value("name.given"), Patronymic: f.value("name.patronymic"),
		BornOn: f.value("bornOn"), SNILS: f.value("snils"), INN: f.value("inn"),
	}
	if number := f.value("document.number"); number != "" {
		client.Document = &testbank.Document{Kind: f.value("document.kind"), Number: number}
	}
	view := testBankView{
		Nonce: v.r.PostForm.Get("nonce"), State: v.r.PostForm.Get("state"), Registering: v.r.PostForm.Get("registering") != "",
	}
	payload, assertion, err := v.server.bank.Answer(view.Nonce, client)
	if err != nil {
		return err
	}
	view.Payload, view.Assertion = string(payload), assertion
	return v.show(page{Name: "test-bank-answer", Path: "/dev/bank", Data: view})
}
