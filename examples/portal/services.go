package main

import (
	"net/http"
	"slices"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/services"
)

// offers are the portal's services. Nearly all are named only: an example provides none.
func offers() []services.Service {
	return []services.Service{
		{ID: "centres", Level: account.Simplified, Name: fault.Text{
			Russian: "Адреса и часы работы МФЦ", English: "Service centres and their hours",
		}},
		{ID: "doctor", Level: account.Standard, Name: fault.Text{
			Russian: "Запись к врачу", English: "Appointment with a doctor",
		}},
		{ID: "pension", Level: account.Standard, Name: fault.Text{
			Russian: "Выписка из пенсионного счёта", English: "Statement of the pension account",
		}},
		{ID: "passport", Level: account.Confirmed, Name: fault.Text{
			Russian: "Замена паспорта", English: "Replacement of the passport",
		}},
		{ID: "taxes", Level: account.Confirmed, Methods: []account.Method{account.Centre, account.Signature, account.Bank}, Name: fault.Text{
			Russian: "Налоговая декларация", English: "Tax return",
		}},
	}
}

// serviceView is a service, and what the person has to do before they may use it (LVL-2).
type serviceView struct {
	ID, Name, Level string
	Allowed         bool
	Steps           []stepView
	// Page is where the portal has the service, empty for those that it names only.
	Page string
}

// provided are the services that the portal has itself.
var provided = map[string]string{"centres": "/centres"}

// stepView is one thing to do, and the page to do it on; without one the portal cannot help.
type stepView struct {
	Kind, Text, Path string
	// Details are the labels of fields to correct, or the ways to confirm the identity.
	Details []detailView
}

// detailView is a part of a step, with a page where it has one of its own.
type detailView struct{ Text, Path string }

func (v *visit) serviceView(owner account.Account, service services.Service) (serviceView, error) {
	verdict, err := v.server.services.MayUse(owner, service.ID)
	if err != nil {
		return serviceView{}, err
	}
	view := serviceView{
		ID: service.ID, Name: service.Name.In(v.tongue.tag), Level: service.Level.String(), Allowed: verdict.Allowed,
		Page: provided[service.ID],
	}
	for _, step := range verdict.Steps {
		view.Steps = append(view.Steps, v.stepView(step))
	}
	return view, nil
}

func (v *visit) stepView(step services.Step) stepView {
	view := stepView{Kind: string(step.Kind), Text: step.Text.In(v.tongue.tag), Path: pageOf(step.Kind)}
	fields := &form{fields: v.profileFields()}
	for _, path := range step.Fields {
		if field := fields.Field(path); field != nil {
			view.Details = append(view.Details, detailView{Text: field.caption(v.server.texts, v.tongue.tag)})
		}
	}
	for _, method := range step.Methods {
		view.Details = append(view.Details, detailView{v.text("method." + string(method)), wayPath(method)})
	}
	return view
}

// pageOf is where a step is taken, empty where the portal has no page for it.
func pageOf(step services.StepKind) string {
	switch step {
	case services.ProveContact:
		return "/account/contact"
	case services.SubmitProfile, services.CorrectProfile:
		return "/account/profile"
	case services.AwaitChecks:
		return "/account/progress"
	case services.ConfirmIdentity:
		return "/account/identity"
	default:
		return ""
	}
}

// serviceViews are all services as they stand for the account.
func (v *visit) serviceViews(owner account.Account) ([]serviceView, error) {
	var all []serviceView
	for _, service := range v.server.services.All() {
		view, err := v.serviceView(owner, service)
		if err != nil {
			return nil, err
		}
		all = append(all, view)
	}
	return all, nil
}

func (v *visit) showServices() error {
	owner, err := v.owner()
	if err != nil {
		return err
	}
	views, err := v.serviceViews(owner)
	if err != nil {
		return err
	}
	return v.show(page{Name: "services", Data: views})
}

// showService opens a service to those who may use it, and tells others what to do (LVL-1: what is shown
// is what is enforced).
func (v *visit) showService() error {
	owner, err := v.owner()
	if err != nil {
		return err
	}
	views, err := v.serviceViews(owner)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(views, func(view serviceView) bool { return view.ID == v.r.PathValue("id") })
	if i < 0 {
		return v.notFound()
	}
	p := page{Name: "service", Data: views[i]}
	if !views[i].Allowed {
		p.Status = http.StatusForbidden
	}
	return v.show(p)
}
