package main

import (
	"errors"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/centre"
)

// visitsView is the page of confirming in person: what to bring, what came of the visits, and the code of a slip (CNF-2).
type visitsView struct {
	Visits []visitView
	// MayEnter says that the code of a slip can be entered, Codes how often.
	MayEnter bool
	Codes    identity.CodePolicy
}

// visitView is a visit as the person sees it.
type visitView struct {
	Centre, State string
	At, Until     time.Time
	// Differs are the fields to correct.
	Differs []string
}

func (v *visit) visitsForm() error {
	owner, err := v.owner()
	if err != nil {
		return err
	}
	p, err := v.visitsPage(owner)
	if err != nil {
		return err
	}
	return v.show(p)
}

func (v *visit) visitsPage(owner account.Account) (page, error) {
	visits, err := v.server.portal.Centres.Visits(v.context(), owner.ID)
	if err != nil {
		return page{}, err
	}
	view := visitsView{Codes: v.server.policy.Identity.Codes}
	f := &form{}
	for _, visit := range visits {
		one := visitView{Centre: v.centreName(visit.Centre), State: string(visit.State), At: visit.At}
		if visit.State == centre.Sealed {
			view.MayEnter, one.Until = true, visit.ExpiresAt
		}
		var paths []string
		for _, difference := range visit.Differences {
			paths = append(paths, difference.Field)
		}
		one.Differs = v.captions(paths)
		view.Visits = append(view.Visits, one)
	}
	if view.MayEnter {
		f = v.slipForm()
	}
	return page{Name: "visits", Form: f, Path: "/account/identity/centre", Data: view}, nil
}

func (v *visit) slipForm() *form {
	return v.form(&field{Name: "code", Label: "visits.code", Hint: "letter.code.hint", Autocomplete: "off"})
}

func (v *visit) enterSlipCode() error {
	owner, err := v.owner()
	if err != nil {
		return err
	}
	err = v.server.portal.Centres.Activate(v.context(), owner.ID, v.slipForm().value("code"))
	if err == nil {
		return v.identityConfirmed()
	}
	refuse := func() error {
		p, pageErr := v.visitsPage(owner)
		if pageErr != nil {
			return errors.Join(err, pageErr)
		}
		return v.refuseWay(placed(err, whole("code")), p)
	}
	if errors.Is(err, centre.ErrCodeUsed) {
		return v.confirmedBefore(owner.ID, account.Centre, refuse)
	}
	return refuse()
}
