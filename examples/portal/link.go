package main

import "github.com/kabinet-go/kabinet/registration"

// linkView is the page that the link in an e-mail opens.
type linkView struct{ Challenge, Token string }

// linkForm proves nothing: programs that look through mail open links too. The button does (COD-2). The link of an SMS
// has no token: it leads to where the code of the SMS is typed.
func (v *visit) linkForm() error {
	query := v.r.URL.Query()
	link := linkView{query.Get("challenge"), query.Get("token")}
	if link.Token == "" && link.Challenge != "" {
		v.cookies.setStep(step{Challenge: link.Challenge, Contact: v.text("code.linked"), Purpose: resuming})
		return v.redirect("/code")
	}
	return v.show(page{Name: "link", Form: v.form(), Data: link})
}

func (v *visit) confirmLink() error {
	f := v.form()
	link := linkView{v.r.PostForm.Get("challenge"), v.r.PostForm.Get("token")}
	owner, err := v.account()
	if err != nil {
		return err
	}
	confirmed, err := v.server.portal.Registration.Confirm(v.context(), registration.Confirm{
		Key: f.Key, Challenge: link.Challenge, Token: link.Token, Account: owner,
	})
	if err != nil {
		return v.refuse(err, page{Name: "link", Form: f, Path: "/", Data: link})
	}
	return v.proved(confirmed)
}
