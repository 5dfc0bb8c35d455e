package main

import (
	"bytes"
	"slices"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
)

// progressView is where the profile stands, check by check (VER-4).
type progressView struct {
	verification.Standing
	// Wrong is what is to be corrected.
	Wrong []wrongView
}

// wrongView is a field that a registry has otherwise.
type wrongView struct{ Anchor, Field, Text string }

// Stage is the standing as one word.
func (p progressView) Stage() string {
	if p.State == account.NotSubmitted {
		return "none"
	}
	return string(p.State)
}

// Live tells whether it will change without the person's doing anything.
func (p progressView) Live() bool { return p.State == account.Checking }

// reloadEvery is how many seconds a page without JavaScript waits before it looks again.
const reloadEvery = 5

func (v *visit) progressView(standing verification.Standing) progressView {
	view := progressView{Standing: standing}
	fields := &form{fields: v.profileFields()}
	told := func(f fault.Fault) bool {
		return slices.ContainsFunc(view.Wrong, func(w wrongView) bool {
			return w.Anchor == anchor(f.Path) && w.Text == f.Message(v.tongue.tag)
		})
	}
	for _, found := range standing.Faults {
		if field := fields.Field(found.Path); field != nil && !told(found) {
			view.Wrong = append(view.Wrong, wrongView{field.ID(), field.caption(v.server.texts, v.tongue.tag), found.Message(v.tongue.tag)})
		}
	}
	return view
}

func (v *visit) showProgress() error {
	session, err := v.session()
	if err != nil {
		return err
	}
	standing, err := v.server.portal.Verification.Standing(v.context(), session.Account)
	if err != nil {
		return err
	}
	view := v.progressView(standing)
	p := page{Name: "progress", Data: view}
	if view.Live() {
		p.Refresh, p.Script = reloadEvery, "progress.js"
	}
	return v.show(p)
}

// progressPart is what changes of the page while it is looked at.
func (v *visit) progressPart(standing verification.Standing) ([]byte, error) {
	var out bytes.Buffer
	err := v.server.pages[v.tongue.Code]["progress"].ExecuteTemplate(&out, "progress", v.progressView(standing))
	return out.Bytes(), err
}
