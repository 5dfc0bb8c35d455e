package main

import (
	"errors"
	"slices"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/registration"
)

// passwordView is what the pages with a new password show beside the fields.
type passwordView struct {
	Policy password.Policy
	// Strength is there after a refusal, when there is something to estimate.
	Strength *strengthView
}

type strengthView struct {
	Score int
	Hints []string
}

// weigh estimates a password that was refused (PWD-2). The person's own words are known to Kabinet alone
// here, so that a password refused because of them is never called strong.
func (v *visit) weigh(attempt string, err error) passwordView {
	view := passwordView{Policy: v.server.policy.Passwords}
	if attempt == "" || err == nil {
		return view
	}
	estimate := view.Policy.Strength(attempt, password.Context{})
	if errors.Is(err, password.ErrContainsPersonal) {
		estimate.Score = min(estimate.Score, 1)
	}
	view.Strength = &strengthView{Score: estimate.Score}
	for _, hint := range estimate.Hints {
		view.Strength.Hints = append(view.Strength.Hints, hint.Message(v.tongue.tag))
	}
	return view
}

func (v *visit) newPassword() *form {
	return v.form(&field{Name: "password", Label: "password.new", Type: "password", Autocomplete: "new-password"})
}

// passwordForm asks for the first password. Whoever comes here has proved the contact in this browser.
func (v *visit) passwordForm() error {
	if v.cookies.get(grantCookie) == "" {
		return v.redirect("/resume")
	}
	return v.show(page{Name: "password", Form: v.newPassword(), Data: v.weigh("", nil)})
}

func (v *visit) setPassword() error {
	f := v.newPassword()
	completed, err := v.server.portal.Registration.SetPassword(v.context(), registration.SetPassword{
		Grant: confirmation.ParseGrant(v.cookies.get(grantCookie)), Password: f.value("password"),
	})
	if errors.Is(err, confirmation.ErrGrant) {
		v.cookies.remove(grantCookie)
		v.notify("grant-lapsed")
		return v.redirect("/resume")
	}
	if err != nil {
		return v.refuse(err, page{Name: "password", Form: f, Data: v.weigh(f.value("password"), err)})
	}
	session, err := v.server.portal.Access.Start(v.context(), completed.Account, false)
	if err != nil {
		return err
	}
	v.notify("registered")
	return v.begin(session)
}

func (v *visit) changingPassword() *form {
	return v.form(
		&field{Name: "current", Label: "password.current", Type: "password", Autocomplete: "current-password"},
		&field{Name: "new", Label: "password.new", Type: "password", Autocomplete: "new-password"},
	)
}

func (v *visit) changePasswordForm() error {
	if _, err := v.session(); err != nil {
		return err
	}
	return v.show(page{Name: "change-password", Form: v.changingPassword(), Data: v.weigh("", nil)})
}

func (v *visit) changePassword() error {
	f := v.changingPassword()
	err := v.server.portal.Access.ChangePassword(v.context(), access.ChangePassword{
		Token: v.token(), Current: f.value("current"), New: f.value("new"),
	})
	if errors.Is(err, access.ErrNoSession) {
		return err
	}
	if err != nil {
		view := passwordView{Policy: v.server.policy.Passwords}
		if slices.ContainsFunc(fault.All(err), func(f fault.Fault) bool { return f.Path == "new" }) {
			view = v.weigh(f.value("new"), err)
		}
		return v.refuse(err, page{Name: "change-password", Form: f, Data: view})
	}
	v.notify("password-changed")
	return v.redirect("/account")
}
