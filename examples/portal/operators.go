package main

import (
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/operator"
)

// operatorsView is the console that makes whoever is signed in an operator. In a real portal an operator is appointed by
// one who may.
type operatorsView struct {
	// ID is the account of whoever is signed in, empty when nobody is.
	ID string
	operator.Operator
}

func (v *visit) operatorForm(known operator.Operator) (*form, error) {
	all, err := v.server.portal.Centres.Find(v.context(), centre.Query{})
	if err != nil {
		return nil, err
	}
	centres := []option{{Text: v.text("operators.no-centre")}}
	for _, c := range all {
		centres = append(centres, option{c.ID, c.Name.In(v.tongue.tag)})
	}
	var roles []string
	for _, role := range operator.Roles() {
		roles = append(roles, string(role))
	}
	f := v.form(
		&field{Name: "role", Label: "operators.role", Type: "select", Options: v.options("role.", roles...)},
		&field{Name: "centre", Label: "operators.centre", Hint: "operators.centre.hint", Type: "select", Options: centres, Bare: true},
	)
	if len(v.r.PostForm) == 0 {
		f.Field("role").Value, f.Field("centre").Value = string(known.Role), known.Centre
	}
	return f, nil
}

func (v *visit) showOperators() error {
	p, err := v.operatorsPage()
	if err != nil {
		return err
	}
	return v.show(p)
}

func (v *visit) operatorsPage() (page, error) {
	id, err := v.account()
	if err != nil {
		return page{}, err
	}
	view := operatorsView{ID: id}
	if id != "" {
		if view.Operator, err = v.server.portal.Operators.Get(v.context(), id); err != nil {
			return page{}, err
		}
	}
	f, err := v.operatorForm(view.Operator)
	if err != nil {
		return page{}, err
	}
	return page{Name: "operators", Form: f, Path: "/dev/operators", Data: view}, nil
}

func (v *visit) appoint() error {
	session, err := v.session()
	if err != nil {
		return err
	}
	role := operator.Role(v.r.PostForm.Get("role"))
	centre := v.r.PostForm.Get("centre")
	if role != operator.CentreOperator {
		centre = "" // The field is there for one role alone.
	}
	err = v.server.portal.Operators.Appoint(v.context(), operator.Appointment{Account: session.Account, Role: role, Centre: centre})
	if err != nil {
		p, pageErr := v.operatorsPage()
		if pageErr != nil {
			return pageErr
		}
		return v.refuse(err, p)
	}
	return v.redirect("/dev/operators")
}

func (v *visit) dismiss() error {
	session, err := v.session()
	if err != nil {
		return err
	}
	if err := v.server.portal.Operators.Dismiss(v.context(), session.Account, ""); err != nil {
		return err
	}
	return v.redirect("/dev/operators")
}

// workplace is the page on which somebody of that role works, empty where there is none.
func workplace(role operator.Role) string {
	switch role {
	case operator.Reviewer:
		return "/review"
	case operator.CentreOperator:
		return "/desk"
	default:
		return ""
	}
}

// workOf is the role and workplace of the owner of an account.
func (v *visit) workOf(owner account.Account) (role, path string, err error) {
	found, err := v.server.portal.Operators.Get(v.context(), owner.ID)
	return string(found.Role), workplace(found.Role), err
}
