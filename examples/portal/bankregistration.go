package main

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"time"

	"github.com/kabinet-go/kabinet/identity/bank"
)

// kept is what the browser keeps while its person is at the bank: it shows that the answer comes back to whoever asked,
// and goes nowhere else.
type kept struct {
	State string `json:"s"`
	// Contact is where the code will go, masked.
	Contact string `json:"c"`
}

func (c cookies) setKept(k kept, lifetime time.Duration) {
	text, err := json.Marshal(k)
	if err != nil {
		return
	}
	c.set(keptCookie, base64.RawURLEncoding.EncodeToString(text), lifetime)
}

func (c cookies) kept() (k kept) {
	text, err := base64.RawURLEncoding.DecodeString(c.get(keptCookie))
	if err != nil || json.Unmarshal(text, &k) != nil {
		return kept{}
	}
	return k
}

// bankRegistration asks which bank knows the person, and for their contact and consents.
func (v *visit) bankRegistration() *form {
	banks := &field{Name: "bank", Label: "bank-registration.bank", Type: "radio"}
	for _, bank := range v.server.portal.Bank.Banks() {
		banks.Options = append(banks.Options, option{bank.ID, bank.Name.In(v.tongue.tag)})
	}
	fields := append([]*field{banks}, contactFields()...)
	for _, purpose := range v.server.policy.Registration.Account.RequiredConsents {
		fields = append(fields, consentField(purpose))
	}
	fields = append(fields, &field{Name: "consent", Label: "bank.consent", Type: "checkbox", Tick: consentVersion})
	f := v.form(fields...)
	f.contact()
	if banks.Value == "" && len(banks.Options) > 0 {
		banks.Value = banks.Options[0].Value
	}
	return f
}

func (v *visit) bankRegistrationForm() error {
	return v.show(page{Name: "bank-registration", Form: v.bankRegistration()})
}

// registerByBank sends the browser to the bank (CNF-9).
func (v *visit) registerByBank() error {
	f := v.bankRegistration()
	command := bank.BeginEnrolment{
		Key: f.Key, Bank: f.value("bank"), Consent: bank.Consent{Channel: "web"}, Contact: f.contact(), Consents: v.consents(f),
		Language: v.tongue.Code,
	}
	if f.value("consent") == consentVersion {
		command.Consent.Version = consentVersion
	}
	request, err := v.server.portal.Bank.BeginEnrolment(v.context(), command)
	if err != nil {
		return v.refuse(err, page{Name: "bank-registration", Form: f})
	}
	v.cookies.setKept(kept{request.Kept.Reveal(), masked(f.contact())}, v.server.policy.Bank.RequestFor)
	return v.redirect("/dev/bank?" + url.Values{
		"audience": {request.Bank.Audience}, "nonce": {request.Nonce}, "state": {request.State.Reveal()}, "registering": {"yes"},
	}.Encode())
}

// takeBankRegistration is where the bank sends the browser back to.
func (v *visit) takeBankRegistration() error {
	if v.r.PostForm.Get("refused") != "" {
		v.cookies.remove(keptCookie)
		v.notify("bank-declined")
		return v.redirect("/register")
	}
	kept := v.cookies.kept()
	opened, err := v.server.portal.Bank.CompleteEnrolment(v.context(), bank.EnrolmentReply{
		Kept: bank.ParseState(kept.State), State: bank.ParseState(v.r.PostForm.Get("state")), Assertion: v.r.PostForm.Get("assertion"),
	})
	if err != nil {
		f := v.bankRegistration()
		f.elsewhere = v.profileFields()
		return v.refuse(err, page{Name: "bank-registration", Form: f, Path: "/register/bank"})
	}
	v.cookies.remove(keptCookie)
	v.cookies.remove(grantCookie)
	v.cookies.setStep(step{Challenge: opened.Receipt.Challenge, Contact: kept.Contact, Purpose: registering})
	return v.redirect("/code")
}
