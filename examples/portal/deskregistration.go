package main

import (
	"errors"
	"net/http"
	"strings"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/enrolment"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/profile"
)

// enrolView is the page on which an operator registers a person who has no account (CNF-9).
type enrolView struct {
	Sections []section
	Language *field
}

// enrolForm asks for what stands in the papers, for the person's own contact, and for the consents they gave.
func (v *visit) enrolForm() *form {
	var fields []*field
	for _, field := range v.profileFields() {
		if strings.HasPrefix(field.Name, "name.") || strings.HasPrefix(field.Name, "document.") || enrolledAlone[field.Name] {
			field.Autocomplete = "off"
			fields = append(fields, field)
		}
	}
	fields = append(fields, contactFields()...)
	fields = append(fields, &field{Name: "language", Label: "desk.language", Type: "radio"})
	for _, purpose := range v.server.policy.Registration.Account.RequiredConsents {
		fields = append(fields, consentField(purpose))
	}
	f := v.form(fields...)
	f.contact()
	language := f.Field("language")
	for _, t := range tongues() {
		language.Options = append(language.Options, option{t.Code, t.Name})
	}
	if language.Value == "" {
		language.Value = v.tongue.Code
	}
	return f
}

// enrolledAlone are the fields of a profile that an operator notes, beside name and document.
var enrolledAlone = map[string]bool{"sex": true, "bornOn": true, "citizenship": true, "snils": true, "inn": true}

func (v *visit) enrolPage(f *form) page {
	parts := sections(f.fields)
	parts[0].Title = "desk.person" // Elsewhere people fill that in about themselves.
	return page{Name: "desk-registration", Form: f, Path: "/desk/registration", Data: enrolView{parts, f.Field("language")}}
}

func (v *visit) deskRegistrationForm() error {
	if _, err := v.operator(operator.CentreOperator); err != nil {
		return err
	}
	return v.show(v.enrolPage(v.enrolForm()))
}

// enrol registers the person. The one-time code goes to their contact, and the operator never sees it.
func (v *visit) enrol() error {
	at, err := v.operator(operator.CentreOperator)
	if err != nil {
		return err
	}
	f := v.enrolForm()
	command := centre.Enrol{
		Desk: centre.Desk{Operator: at.Account, Centre: at.Centre}, Key: f.Key, Contact: f.contact(), Consents: v.consents(f),
		Language: f.value("language"),
	}
	for _, path := range profile.Fields() {
		if field := f.Field(path); field != nil {
			_ = command.Form.Set(path, field.Value) // the path is one of the form's own
		}
	}
	id, err := v.server.portal.Centres.Enrol(v.context(), command)
	if err != nil {
		return v.refuseEnrol(err, f)
	}
	v.notify("desk-registered")
	return v.redirect("/desk/registration/" + id)
}

// refuseEnrol shows the form again. What helps the person themselves is no way for an operator.
func (v *visit) refuseEnrol(err error, f *form) error {
	faults := fault.All(err)
	if len(faults) == 0 {
		return err
	}
	p := v.enrolPage(f)
	p.Status = http.StatusUnprocessableEntity
	p.Form.blame(faults, v.server.texts, v.tongue.tag)
	for i := range p.Form.Problems {
		p.Form.Problems[i].Way = way{}
	}
	return v.show(p)
}

// showDeskRegistration shows the desk how far a person is whom it registered, and nothing of the person.
func (v *visit) showDeskRegistration() error {
	at, err := v.operator(operator.CentreOperator)
	if err != nil {
		return err
	}
	standing, err := v.server.portal.Enrolment.Standing(v.context(), identifier(v.r.PathValue("account")))
	if errors.Is(err, account.ErrUnknown) || err == nil && (standing.State == enrolment.None || standing.By != at.Centre) {
		return v.notFound()
	}
	if err != nil {
		return err
	}
	return v.show(page{Name: "desk-registered", Data: standing})
}
