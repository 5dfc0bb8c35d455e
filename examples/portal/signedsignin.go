package main

import (
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/kabinet-go/kabinet/examples/portal/authority"
	"github.com/kabinet-go/kabinet/identity/signing"
)

// The text that signs in is kept nowhere but in the browser that is to sign it, see signing.Login.
func (c cookies) setLogin(login signing.Login) {
	text, err := json.Marshal(login)
	if err != nil {
		return
	}
	c.set(loginCookie, base64.RawURLEncoding.EncodeToString(text), time.Until(login.ExpiresAt))
}

// login returns the text to sign; ok is false when there is none.
func (c cookies) login() (login signing.Login, ok bool) {
	text, err := base64.RawURLEncoding.DecodeString(c.get(loginCookie))
	if err != nil || json.Unmarshal(text, &login) != nil {
		return signing.Login{}, false
	}
	return login, login.Challenge != "" && time.Now().Before(login.ExpiresAt)
}

// signedSignInForm shows the text by whose signature one is let in. While more than half of its time is left the same is
// shown again, so that a reload changes nothing.
func (v *visit) signedSignInForm() error {
	login, ok := v.cookies.login()
	if !ok || time.Until(login.ExpiresAt) < v.server.policy.Signing.StatementFor/2 {
		var err error
		if login, err = v.server.portal.Signing.NewLogin(v.context()); err != nil {
			return err
		}
		v.cookies.setLogin(login)
	}
	return v.show(v.signedSignInPage(login))
}

func (v *visit) signedSignInPage(login signing.Login) page {
	return page{Name: "signed-sign-in", Form: v.signatureFields(), Path: "/sign-in/signature", Data: signatureView{
		Statement: "login", Text: string(login.Text), Command: authority.Command, ExpiresAt: login.ExpiresAt, File: "/sign-in/signature/statement.txt",
	}}
}

func (v *visit) signInFile() error {
	login, ok := v.cookies.login()
	if !ok {
		return v.redirect("/sign-in/signature")
	}
	return v.download("statement.txt", "text/plain; charset=utf-8", login.Text)
}

func (v *visit) signInSigned() error {
	signed, err := v.upload("signature")
	if err != nil {
		return err
	}
	login, ok := v.cookies.login()
	if !ok {
		return v.redirect("/sign-in/signature")
	}
	account, err := v.server.portal.Signing.Identify(v.context(), login.Challenge, signed)
	if err == nil {
		session, startErr := v.server.portal.Access.Start(v.context(), account, false)
		if startErr == nil {
			v.cookies.remove(loginCookie)
			return v.begin(session)
		}
		err = startErr
	}
	return v.refuse(placed(err, whole("signature")), v.signedSignInPage(login))
}
