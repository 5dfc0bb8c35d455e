package main

import "github.com/kabinet-go/kabinet/access"

func (v *visit) signInFields() *form {
	return v.form(
		&field{Name: "login", Label: "sign-in.login", Hint: "sign-in.login.hint", Autocomplete: "username"},
		&field{Name: "password", Label: "sign-in.password", Type: "password", Autocomplete: "current-password"},
		&field{Name: "public", Label: "sign-in.public", Hint: "sign-in.public.hint", Type: "checkbox", Tick: "yes"},
	)
}

func (v *visit) signInForm() error {
	if account, err := v.account(); err != nil || account != "" {
		if err != nil {
			return err
		}
		return v.redirect("/account")
	}
	return v.show(page{Name: "sign-in", Form: v.signInFields()})
}

func (v *visit) signIn() error {
	f := v.signInFields()
	session, err := v.server.portal.Access.SignIn(v.context(), access.SignIn{
		Login: f.value("login"), Password: f.value("password"), Public: f.value("public") != "",
	})
	if err != nil {
		return v.refuse(err, page{Name: "sign-in", Form: f})
	}
	return v.begin(session)
}

func (v *visit) signOut() error {
	if err := v.server.portal.Access.SignOut(v.context(), v.token()); err != nil {
		return err
	}
	v.cookies.remove(sessionCookie)
	v.notify("signed-out")
	return v.redirect("/")
}
