package main

import (
	"crypto/rand"
	"errors"
	"slices"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// deskView is the page on which an operator of a service centre serves people.
type deskView struct {
	Centre centreView
	// Next is what to do for the person of the identifier, empty before one was asked for.
	Next centre.Next
	// Ready says that the documents can be noted: the person's profile is verified.
	Ready bool
}

func (v *visit) deskForm() error {
	at, err := v.operator(operator.CentreOperator)
	if err != nil {
		return err
	}
	p, err := v.deskPage(at, v.identifierForm(), centre.Next{})
	if err != nil {
		return err
	}
	return v.show(p)
}

func (v *visit) deskPage(at operator.Operator, f *form, next centre.Next) (page, error) {
	found, err := v.server.portal.Centres.Centre(v.context(), at.Centre)
	if err != nil && !errors.Is(err, centre.ErrUnknownCentre) {
		return page{}, err
	}
	view := deskView{Centre: v.centreView(found), Next: next}
	view.Centre.ID = at.Centre
	view.Ready = next.Step == operator.Confirm && next.Level >= account.Standard
	return page{Name: "desk", Form: f, Path: "/desk", Data: view}, nil
}

func (v *visit) identifierForm() *form {
	return v.form(&field{Name: "identifier", Label: "desk.identifier", Hint: "desk.identifier.hint", Autocomplete: "off"})
}

// shownForm asks for what stands in the papers, never for what the profile says: the operator does not see that (CNF-2).
func (v *visit) shownForm() *form {
	paths := []string{"name.family", "name.given", "name.patronymic", "bornOn", "document.kind", "document.number", "snils"}
	fields := slices.DeleteFunc(v.profileFields(), func(f *field) bool { return !slices.Contains(paths, f.Name) })
	for _, field := range fields {
		field.Autocomplete = "off"
	}
	return v.form(fields...)
}

// findNext computes what the operator does next for the person of an identifier (OPS-2).
func (v *visit) findNext() error {
	at, err := v.operator(operator.CentreOperator)
	if err != nil {
		return err
	}
	f := v.identifierForm()
	next, err := v.server.portal.Centres.Next(v.context(), at.Account, f.value("identifier"))
	if err == nil && next.Step == operator.Confirm && next.Level >= account.Standard {
		f = v.shownForm()
	}
	p, pageErr := v.deskPage(at, f, next)
	switch {
	case pageErr != nil:
		return pageErr
	case err != nil:
		return v.refuse(err, p)
	default:
		return v.show(p)
	}
}

// receive records the papers shown. Where they agree the person is confirmed, or by policy handed a sealed slip.
func (v *visit) receive() error {
	at, err := v.operator(operator.CentreOperator)
	if err != nil {
		return err
	}
	f, id := v.shownForm(), identifier(v.r.PostForm.Get("account"))
	desk := centre.Desk{Operator: at.Account, Centre: at.Centre}
	visit, err := v.server.portal.Centres.Receive(v.context(), centre.Receive{
		Desk: desk, Key: f.Key, Account: id, Shown: centre.Shown{
			Name:   profile.NameForm{Family: f.value("name.family"), Given: f.value("name.given"), Patronymic: f.value("name.patronymic")},
			BornOn: f.value("bornOn"), Kind: person.DocumentKind(f.value("document.kind")), Number: f.value("document.number"),
			SNILS: f.value("snils"),
		},
	})
	if err != nil {
		return v.refuseDesk(err, at, f, id)
	}
	if visit.State != centre.Sealed {
		v.notify("desk-confirmed")
		return v.redirect("/desk")
	}
	slip, err := v.server.portal.Centres.Slip(v.context(), desk, id, visit.ID)
	if err != nil {
		return err
	}
	if err := v.server.slips.Print(slip); err != nil {
		return err
	}
	v.notify("desk-sealed")
	return v.redirect("/desk")
}

// refuseDesk shows the papers again. What differs is recorded, so the same form sent again would be the same visit: the
// next attempt is another.
func (v *visit) refuseDesk(refusal error, at operator.Operator, f *form, id string) error {
	if errors.Is(refusal, centre.ErrDiffers) || errors.Is(refusal, centre.ErrOnlyYo) {
		f.Key = rand.Text()
	}
	next := centre.Next{Step: operator.Confirm, Account: id, Level: account.Standard}
	p, err := v.deskPage(at, f, next)
	if err != nil {
		return err
	}
	if len(fault.All(refusal)) == 0 {
		return refusal
	}
	return v.refuse(refusal, p)
}
