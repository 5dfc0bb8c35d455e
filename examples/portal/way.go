package main

import (
	"slices"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
)

// identityConfirmed leads on when a way of confirming has succeeded.
func (v *visit) identityConfirmed() error {
	v.notify("identity-confirmed")
	return v.redirect("/account/identity")
}

// confirmedBefore leads on where a form came twice and the first has confirmed; otherwise it does what is given.
func (v *visit) confirmedBefore(accountID string, method account.Method, otherwise func() error) error {
	owner, err := v.server.portal.Accounts.Get(v.context(), accountID)
	if err != nil {
		return err
	}
	if slices.Contains(owner.ConfirmedBy(), method) {
		return v.identityConfirmed()
	}
	return otherwise()
}

// refuseWay shows the page of a way of confirming again. What is wrong with the profile is named as there, with a link to
// it.
func (v *visit) refuseWay(err error, p page) error {
	p.Form.elsewhere, p.Form.there = v.profileFields(), "/account/profile"
	return v.refuse(err, p)
}

// placed gives every fault the path that is right on the page. An error without faults stays as it is.
func placed(err error, place func(path string) string) error {
	faults := fault.All(err)
	if len(faults) == 0 {
		return err
	}
	moved := make([]error, len(faults))
	for i, f := range faults {
		f.Path = place(f.Path)
		moved[i] = f
	}
	return fault.Join(moved...)
}

// whole places at a field what is about nothing else.
func whole(field string) func(path string) string {
	return func(path string) string {
		if path == "" {
			return field
		}
		return path
	}
}
