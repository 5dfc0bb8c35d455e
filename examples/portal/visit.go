package main

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"regexp"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
)

// visit is one request for a page.
type visit struct {
	server  *server
	w       http.ResponseWriter
	r       *http.Request
	tongue  tongue
	cookies cookies
	// known is the account of the session once it was read, nil before.
	known *account.Account
}

func (v *visit) context() context.Context { return v.r.Context() }

func (v *visit) text(key string, args ...any) string {
	return v.server.texts.text(v.tongue.tag, key, args...)
}

// other is the language not spoken now.
func (v *visit) other() tongue {
	all := tongues()
	if v.tongue.Code == all[0].Code {
		return all[1]
	}
	return all[0]
}

// switchTo is the same address in another language.
func switchTo(path string, t tongue) string {
	address, err := url.Parse(path)
	if err != nil {
		return "/"
	}
	query := address.Query()
	query.Set("lang", t.Code)
	address.RawQuery = query.Encode()
	return address.String()
}

// form gives the fields what the person filled in; a form shown for the first time gets its key.
func (v *visit) form(fields ...*field) *form {
	f := filled(v.r.PostForm, fields...)
	if f.Key == "" {
		f.Key = rand.Text()
	}
	return f
}

// refuse shows the page again with what Kabinet refused. An error that is no refusal comes back.
func (v *visit) refuse(err error, p page) error {
	faults := fault.All(err)
	if len(faults) == 0 {
		return err
	}
	p.Status = http.StatusUnprocessableEntity
	p.Form.blame(faults, v.server.texts, v.tongue.tag)
	return v.show(p)
}

// redirect leads on to a page, so that reloading it repeats nothing.
func (v *visit) redirect(path string) error {
	http.Redirect(v.w, v.r, path, http.StatusSeeOther)
	return nil
}

// notify leaves a notice for the next page: the key of its text is "notice." and the word.
func (v *visit) notify(word string) { v.cookies.set(noticeCookie, word, 0) }

func (v *visit) takeNotice() string {
	word := v.cookies.get(noticeCookie)
	if _, known := v.server.texts["notice."+word]; !known {
		return ""
	}
	v.cookies.remove(noticeCookie)
	return v.text("notice." + word)
}

// identifier gives back an id that came with a request, empty unless it has the form of one: stores need not bear every
// text.
func identifier(text string) string {
	if !ids.MatchString(text) {
		return ""
	}
	return text
}

var ids = regexp.MustCompile(`^[0-9A-Z]{26}$`)

func (v *visit) token() access.Token { return access.ParseToken(v.cookies.get(sessionCookie)) }

// session returns the session of this browser, or access.ErrNoSession.
func (v *visit) session() (access.Admitted, error) {
	if v.cookies.get(sessionCookie) == "" {
		return access.Admitted{}, access.ErrNoSession
	}
	return v.server.portal.Access.Authenticate(v.context(), v.token())
}

// account is the account of the session, or empty without one.
func (v *visit) account() (string, error) {
	session, err := v.session()
	if errors.Is(err, access.ErrNoSession) {
		return "", nil
	}
	return session.Account, err
}

// owner is the account of the session as it is now, or access.ErrNoSession.
func (v *visit) owner() (account.Account, error) {
	session, err := v.session()
	if err != nil {
		return account.Account{}, err
	}
	owner, err := v.server.portal.Accounts.Get(v.context(), session.Account)
	if err == nil {
		v.known = &owner
	}
	return owner, err
}

// confirmed tells for the header whether the identity of whoever is signed in is confirmed. It is no use of the session,
// and trouble here must not keep a page from being shown.
func (v *visit) confirmed() bool {
	if v.known == nil && v.cookies.get(sessionCookie) != "" {
		session, err := v.server.portal.Access.Peek(v.context(), v.token())
		if err != nil {
			return false
		}
		owner, err := v.server.portal.Accounts.Get(v.context(), session.Account)
		if err != nil {
			return false
		}
		v.known = &owner
	}
	return v.known != nil && v.known.Level() == account.Confirmed
}

// begin lets the person in.
func (v *visit) begin(session access.Admitted) error {
	v.cookies.remove(stepCookie)
	v.cookies.remove(grantCookie)
	v.cookies.set(sessionCookie, session.Token.Reveal(), 0)
	return v.redirect("/account")
}

// mustSignIn leads to the sign-in page, because the session is over.
func (v *visit) mustSignIn() error {
	if v.cookies.get(sessionCookie) != "" {
		v.cookies.remove(sessionCookie)
		v.notify("session-over")
	}
	return v.redirect("/sign-in")
}
