package main

import (
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/enrolment"
)

// enrolmentView is where the registration by a centre or a bank stands, as the person sees it (CNF-9).
type enrolmentView struct {
	enrolment.Standing
	// Voucher is who registered them. Differs are the fields which the verified profile has otherwise.
	Voucher string
	Differs []string
}

// Open tells whether there is something to see for the person: they were registered, and are not confirmed by it yet.
func (e enrolmentView) Open() bool { return e.State != enrolment.None && e.State != enrolment.Done }

func (v *visit) enrolmentView(accountID string) (enrolmentView, error) {
	standing, err := v.server.portal.Enrolment.Standing(v.context(), accountID)
	if err != nil || standing.State == enrolment.None {
		return enrolmentView{}, err
	}
	view := enrolmentView{Standing: standing, Voucher: v.centreName(standing.By)}
	if standing.Method == account.Bank {
		view.Voucher = v.bankName(standing.By)
	}
	var paths []string
	for _, difference := range standing.Differences {
		paths = append(paths, difference.Field)
	}
	view.Differs = v.captions(paths)
	return view, nil
}

func (v *visit) acceptForm() *form {
	return v.form(&field{Name: "snils", Label: "profile.snils", Hint: "profile.snils.hint", InputMode: "numeric", Autocomplete: "off"})
}

func (v *visit) showEnrolment() error {
	session, err := v.session()
	if err != nil {
		return err
	}
	view, err := v.enrolmentView(session.Account)
	if err != nil {
		return err
	}
	if view.State == enrolment.None {
		return v.redirect("/account")
	}
	return v.show(page{Name: "enrolment", Form: v.acceptForm(), Data: view})
}

// acceptEnrolment takes over what was said of the person: by their SNILS they show to be who was meant.
func (v *visit) acceptEnrolment() error {
	session, err := v.session()
	if err != nil {
		return err
	}
	f := v.acceptForm()
	if err := v.server.portal.Enrolment.Accept(v.context(), session.Account, f.value("snils")); err != nil {
		view, viewErr := v.enrolmentView(session.Account)
		switch {
		case viewErr != nil:
			return viewErr
		case view.State == enrolment.None:
			return err
		case view.State != enrolment.AwaitsAcceptance:
			f = v.form() // The field is not there any more.
		}
		return v.refuse(placed(err, whole("snils")), page{Name: "enrolment", Form: f, Path: "/account/enrolment", Data: view})
	}
	v.notify("enrolment-accepted")
	return v.redirect("/account/enrolment")
}
