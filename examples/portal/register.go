package main

import (
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/registration"
)

// consentVersion is that of the texts consented to, as shown on the pages "terms" and "personal-data".
const consentVersion = "2026-11"

func consentField(purpose account.Purpose) *field {
	return &field{Name: "consents." + string(purpose), Label: "register.consent." + string(purpose), Type: "checkbox", Tick: consentVersion}
}

func (v *visit) registration() *form {
	fields := []*field{
		{Name: "name.family", Label: "register.family", Autocomplete: "family-name"},
		{Name: "name.given", Label: "register.given", Autocomplete: "given-name"},
		{Name: "name.patronymic", Label: "register.patronymic", Autocomplete: "additional-name", Optional: true},
	}
	fields = append(fields, contactFields()...)
	for _, purpose := range v.server.policy.Registration.Account.RequiredConsents {
		fields = append(fields, consentField(purpose))
	}
	f := v.form(fields...)
	f.contact()
	return f
}

// consents are those of the required ones that were ticked.
func (v *visit) consents(f *form) []registration.Consent {
	var given []registration.Consent
	for _, purpose := range v.server.policy.Registration.Account.RequiredConsents {
		if version := f.value("consents." + string(purpose)); version == consentVersion {
			given = append(given, registration.Consent{Purpose: purpose, Version: version})
		}
	}
	return given
}

func (v *visit) registerForm() error {
	return v.show(page{Name: "register", Form: v.registration()})
}

func (v *visit) register() error {
	f := v.registration()
	command := registration.Register{
		Key:      f.Key,
		Name:     registration.Name{Family: f.value("name.family"), Given: f.value("name.given"), Patronymic: f.value("name.patronymic")},
		Contact:  f.contact(),
		Language: v.tongue.Code,
		Channel:  "web",
		Consents: v.consents(f),
	}
	receipt, err := v.server.portal.Registration.Register(v.context(), command)
	if err != nil {
		return v.refuse(err, page{Name: "register", Form: f})
	}
	v.cookies.remove(grantCookie)
	v.cookies.setStep(step{Challenge: receipt.Challenge, Contact: masked(command.Contact), Purpose: registering})
	return v.redirect("/code")
}
