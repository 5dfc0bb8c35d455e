package main

import "github.com/kabinet-go/kabinet/identity"

// notMeForm is the page of the link in the message about a confirmation. It does nothing yet: programs that look through
// mail open links too (CNF-11).
func (v *visit) notMeForm() error {
	return v.show(page{Name: "not-me", Form: v.form(), Data: v.r.URL.Query().Get("report")})
}

// reportMisuse holds the account until an operator has decided. Whoever has the link need not be signed in, since somebody
// else may be.
func (v *visit) reportMisuse() error {
	report := v.r.PostForm.Get("report")
	if err := v.server.portal.Identity.ReportMisuse(v.context(), identity.ParseReport(report)); err != nil {
		return v.refuse(err, page{Name: "not-me", Form: v.form(), Path: "/not-me", Data: report})
	}
	v.notify("account-held")
	return v.redirect("/on-hold")
}
