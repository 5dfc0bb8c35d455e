package main

import (
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/registration"
)

// The choice of a contact: a kind, and a field for each.
const (
	contactKind  = "contact.kind"
	contactPhone = "contact." + string(person.ContactPhone)
	contactEmail = "contact." + string(person.ContactEmail)
)

func contactFields() []*field {
	return []*field{
		{Name: contactKind, Label: "contact.kind", Type: "radio"},
		{Name: contactPhone, Label: "contact.phone", Hint: "contact.phone.hint", Type: "tel", Autocomplete: "tel", InputMode: "tel"},
		{Name: contactEmail, Label: "contact.email", Hint: "contact.email.hint", Type: "email", Autocomplete: "email", InputMode: "email"},
	}
}

// contact is the contact of the kind that was chosen; the phone unless the e-mail was.
func (f *form) contact() string {
	kind := f.Field(contactKind)
	if kind.Value != string(person.ContactEmail) {
		kind.Value = string(person.ContactPhone)
	}
	return f.value("contact." + kind.Value)
}

// masked is how a contact is shown on the page of its code. It comes from what the person typed, not from
// the store: so it is the same whether or not the store knows the contact (REG-8).
func masked(contact string) string {
	parsed, err := person.ParsePhoneOrEmail(contact)
	if err != nil {
		return ""
	}
	return parsed.Masked()
}

// otherContactForm lets the person of a registration choose another contact (COD-10).
func (v *visit) otherContactForm() error {
	step, ok := v.cookies.step()
	if !ok || step.Purpose != registering {
		return v.redirect("/register")
	}
	return v.show(page{Name: "other-contact", Form: v.contactForm(), Data: step})
}

func (v *visit) contactForm() *form {
	f := v.form(contactFields()...)
	f.contact()
	return f
}

func (v *visit) otherContact() error {
	step, ok := v.cookies.step()
	if !ok || step.Purpose != registering {
		return v.redirect("/register")
	}
	f := v.contactForm()
	receipt, err := v.server.portal.Registration.ChooseContact(v.context(), registration.ChooseContact{
		Key: f.Key, Challenge: step.Challenge, Contact: f.contact(),
	})
	if err != nil {
		return v.refuse(err, page{Name: "other-contact", Form: f, Data: step})
	}
	step.Challenge, step.Contact = receipt.Challenge, masked(f.contact())
	v.cookies.setStep(step)
	return v.redirect("/code")
}

// addContactForm lets a person who has an account add the contact they have not yet (REG-1).
func (v *visit) addContactForm() error {
	f, _, err := v.addForm()
	if err != nil {
		return err
	}
	return v.show(page{Name: "add-contact", Form: f})
}

// addForm asks for the kind of contact that is missing; accountID is whose it will be. Where none is
// missing, Kabinet refuses.
func (v *visit) addForm() (f *form, accountID string, err error) {
	session, err := v.session()
	if err != nil {
		return nil, "", err
	}
	owner, err := v.server.portal.Accounts.Get(v.context(), session.Account)
	if err != nil {
		return nil, "", err
	}
	fields := contactFields()
	missing := fields[1]
	if _, known := owner.Proved(person.ContactPhone); known {
		missing = fields[2]
	}
	missing.Name = "contact"
	return v.form(missing), session.Account, nil
}

func (v *visit) addContact() error {
	f, accountID, err := v.addForm()
	if err != nil {
		return err
	}
	receipt, err := v.server.portal.Registration.AddContact(v.context(), registration.AddContact{
		Key: f.Key, Account: accountID, Contact: f.value("contact"),
	})
	if err != nil {
		return v.refuse(err, page{Name: "add-contact", Form: f})
	}
	v.cookies.setStep(step{Challenge: receipt.Challenge, Contact: masked(f.value("contact")), Purpose: adding})
	return v.redirect("/code")
}
