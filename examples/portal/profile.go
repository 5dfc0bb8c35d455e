package main

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// profileView is the page of the profile beside its fields.
type profileView struct {
	Sections []section
	// State is how far the profile submitted last is.
	State string
	// Correcting says that the page shows nothing but what a registry has otherwise (PRO-5).
	Correcting bool
	// Found is an INN looked up just now (PRO-6).
	Found *foundView
}

type foundView struct {
	INN, Source string
	At          time.Time
}

// sheet is the profile of the person of this visit.
type sheet struct {
	owner account.Account
	// form is what the person left, and what this request has typed into it.
	form profile.Form
	// wrong are the faults that a registry found, in fields which were not changed since.
	wrong []fault.Fault
	// correcting says that nothing else was changed since.
	correcting bool
}

func (v *visit) sheet() (sheet, error) {
	owner, err := v.owner()
	if err != nil {
		return sheet{}, err
	}
	form, err := v.server.portal.Verification.Draft(v.context(), owner.ID)
	if err != nil {
		return sheet{}, err
	}
	s := sheet{owner: owner, form: form}
	if owner.Submission.State == account.Rejected {
		s.compare(owner.Submission)
	}
	return s, nil
}

// compare finds what is left to correct of a submission that a registry did not agree with.
func (s *sheet) compare(rejected account.Submission) {
	submitted := rejected.Profile.Reveal()
	problems := verification.Faults(rejected.Problems)
	s.correcting = true
	for _, path := range profile.Fields() {
		same := familiar(s.form, path) == familiar(submitted, path)
		concerned := false
		for _, found := range problems {
			if found.Path != path {
				continue
			}
			told := slices.ContainsFunc(s.wrong, func(f fault.Fault) bool { return f.Path == path && f.Code == found.Code })
			if same && !told {
				s.wrong = append(s.wrong, found)
			}
			concerned = true
		}
		s.correcting = s.correcting && (same || concerned)
	}
}

// fillIn takes in what the form of the request says; what it does not ask for stays.
func (v *visit) fillIn(s *sheet) (typed map[string]string) {
	typed = map[string]string{}
	for _, path := range profile.Fields() {
		if _, asked := v.r.PostForm[path]; asked {
			typed[path] = strings.TrimSpace(v.r.PostForm.Get(path))
			_ = s.form.Set(path, typed[path]) // the path is one of the form's own
		}
	}
	s.correcting = v.r.PostForm.Get("correcting") != "" && s.owner.Submission.State == account.Rejected
	return typed
}

// profilePage shows the profile; faults are those that this request met.
func (v *visit) profilePage(s sheet, faults []fault.Fault) page {
	var fields []*field
	for _, field := range v.profileFields() {
		field.Value = familiar(s.form, field.Name)
		if !s.correcting || toCorrect(s.owner.Submission, field.Name) {
			fields = append(fields, field)
		}
	}
	f := &form{Key: submissionKey(s.owner), fields: fields}
	if s.correcting && slices.ContainsFunc(faults, func(found fault.Fault) bool { return f.Field(found.Path) == nil }) {
		s.correcting = false // What is wrong must be there to be mended.
		return v.profilePage(s, faults)
	}
	f.blame(faults, v.server.texts, v.tongue.tag)
	return page{Name: "profile", Form: f, Path: "/account/profile", Data: profileView{
		Sections: sections(fields), State: string(s.owner.Submission.State), Correcting: s.correcting,
	}}
}

// toCorrect tells whether a registry found something about the field.
func toCorrect(rejected account.Submission, path string) bool {
	return slices.ContainsFunc(rejected.Problems, func(p account.Problem) bool { return p.Field == path })
}

func (v *visit) profileForm() error {
	s, err := v.sheet()
	if err != nil {
		return err
	}
	if v.r.URL.Query().Get("all") != "" {
		s.correcting = false
	}
	p := v.profilePage(s, s.wrong)
	p.Path = v.r.URL.RequestURI()
	return v.show(p)
}

// saveProfile keeps what is there to go on with later (PRO-2).
func (v *visit) saveProfile() error {
	s, err := v.sheet()
	if err != nil {
		return err
	}
	v.fillIn(&s)
	if err := v.server.portal.Verification.SaveDraft(v.context(), s.owner.ID, s.form); err != nil {
		return v.refuseProfile(err, s)
	}
	v.notify("profile-saved")
	return v.redirect("/account")
}

// submitProfile gives the profile to the registries, or only what was to be corrected in it.
func (v *visit) submitProfile() error {
	s, err := v.sheet()
	if err != nil {
		return err
	}
	typed := v.fillIn(&s)
	switch {
	case v.clickedTwice(s):
	case s.correcting:
		err = v.server.portal.Verification.Correct(v.context(), s.owner.ID, typed)
	default:
		err = v.server.portal.Verification.Submit(v.context(), s.owner.ID, s.form)
	}
	if err != nil {
		return v.refuseProfile(err, s)
	}
	return v.redirect("/account/progress")
}

// submissionKey says after which submission a form was shown.
func submissionKey(owner account.Account) string { return strconv.Itoa(owner.Submission.Number) }

// clickedTwice tells whether this very form was submitted since it was shown. Kabinet knows that itself
// while the registries are asked; they may have answered between the two clicks.
func (v *visit) clickedTwice(s sheet) bool {
	if v.r.PostForm.Get("key") == submissionKey(s.owner) {
		return false
	}
	figures := v.server.policy.Verification
	p, err := figures.Profile.Parse(s.form, person.DateOf(time.Now().In(figures.Zone)))
	return err == nil && p == s.owner.Submission.Profile
}

// refuseProfile shows the form again with what is wrong with it.
func (v *visit) refuseProfile(err error, s sheet) error {
	faults := fault.All(err)
	if len(faults) == 0 {
		return err
	}
	p := v.profilePage(s, faults)
	p.Status = http.StatusUnprocessableEntity
	return v.show(p)
}

// findINN looks up the INN of a person who does not know it (PRO-6), and keeps what was typed.
func (v *visit) findINN() error {
	s, err := v.sheet()
	if err != nil {
		return err
	}
	v.fillIn(&s)
	found, err := v.server.portal.Verification.FindINN(v.context(), s.owner.ID, s.form)
	switch {
	case errors.Is(err, fault.Refused):
		return v.refuseProfile(err, s)
	case errors.Is(err, context.Canceled):
		return err
	case err != nil:
		v.server.logger.WarnContext(v.context(), "an INN was not looked up", "error", err)
		p := v.profilePage(s, nil)
		p.Status = http.StatusServiceUnavailable
		p.Form.complain("inn", v.text("profile.inn.trouble"))
		return v.show(p)
	}
	s.form.INN = found.INN.Reveal()
	if err := v.server.portal.Verification.SaveDraft(v.context(), s.owner.ID, s.form); err != nil {
		return v.refuseProfile(err, s)
	}
	p := v.profilePage(s, nil)
	view := p.Data.(profileView)
	view.Found = &foundView{found.INN.Format(), found.Source.In(v.tongue.tag), found.At}
	p.Data = view
	return v.show(p)
}
