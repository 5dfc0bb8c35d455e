package main

import (
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/person"
)

// letterView is the page of the registered letter: to order one, to follow it, to enter its code (CNF-4).
type letterView struct {
	Journeys []journeyView
	// MayOrder says that a letter can be ordered now, OrderFrom when the next one can; Why what hinders any.
	MayOrder  bool
	OrderFrom time.Time
	Why       string
	// Choice says that there is more than one address to choose from.
	Choice bool
	// MayEnter says that a letter is printed whose code can be entered, Codes how often.
	MayEnter bool
	Codes    identity.CodePolicy
	Policy   letter.Policy
	// Other are the fields of an address given for this letter alone.
	Other []*field
}

// journeyView is one letter with the steps of its way.
type journeyView struct {
	letter.Letter
	Steps []journeyStep
	// Trouble says why it is not printed yet.
	Trouble string
}

// Address is where it goes, empty once the person is erased.
func (j journeyView) Address() string { return j.Contents.Address.Format() }

// Tracking is the number by which the post tracks it, empty until it is dispatched.
func (j journeyView) Tracking() string {
	if j.Number.IsZero() {
		return ""
	}
	return j.Number.Format()
}

// journeyStep is one step of a letter's way: behind it, where it is now, or before it.
type journeyStep struct {
	State            string
	Reached, Present bool
	// Dead says that the code confirms nothing any more.
	Dead bool
}

// letterWay is that of a letter to which nothing bad happens.
var letterWay = []letter.State{letter.Ordered, letter.Printed, letter.Dispatched, letter.AtOffice, letter.HandedOver}

// journey shows what is behind a letter and what is before it.
func (v *visit) journey(l letter.Letter) journeyView {
	view := journeyView{Letter: l}
	if l.State == letter.Ordered && l.Reason != "" {
		view.Trouble = l.Reason.Text().In(v.tongue.tag)
	}
	if at := slices.Index(letterWay, l.State); at >= 0 {
		for i, state := range letterWay {
			view.Steps = append(view.Steps, journeyStep{State: string(state), Reached: i <= at, Present: i == at})
		}
		return view
	}
	passed := letterWay[:2]
	if !l.Number.IsZero() {
		passed = letterWay[:3]
	}
	for _, state := range passed {
		view.Steps = append(view.Steps, journeyStep{State: string(state), Reached: true})
	}
	view.Steps = append(view.Steps, journeyStep{State: string(l.State), Reached: true, Present: true, Dead: l.State != letter.Used})
	return view
}

func (v *visit) letterForm() error {
	owner, err := v.owner()
	if err != nil {
		return err
	}
	p, err := v.letterPage(owner)
	if err != nil {
		return err
	}
	return v.show(p)
}

func (v *visit) letterPage(owner account.Account) (page, error) {
	standing, err := v.server.portal.Letters.Standing(v.context(), owner.ID)
	if err != nil {
		return page{}, err
	}
	way, err := v.server.portal.Identity.Standing(v.context(), owner.ID)
	if err != nil {
		return page{}, err
	}
	f := v.letterFields(owner)
	f.Key = strconv.Itoa(len(standing.Letters))
	view := letterView{
		Codes: v.server.policy.Identity.Codes, Policy: v.server.policy.Letters, Choice: len(f.Field("to").Options) > 1, OrderFrom: standing.OrderFrom,
		MayOrder: slices.Contains(way.Choice, account.Letter) && !time.Now().Before(standing.OrderFrom),
	}
	if !slices.Contains(way.Choice, account.Letter) {
		closed, err := v.wayView(owner, way, account.Letter)
		if err != nil {
			return page{}, err
		}
		view.Why = closed.Why
		if closed.State == "confirmed" {
			view.Why = identity.ErrConfirmed.Message(v.tongue.tag)
		}
	}
	p := page{Name: "letter", Form: f, Path: "/account/identity/letter"}
	for _, l := range standing.Letters {
		view.Journeys = append(view.Journeys, v.journey(l))
		view.MayEnter = view.MayEnter || l.Open() && l.State != letter.Ordered
		if l.State == letter.Ordered {
			p.Refresh = reloadEvery
		}
	}
	if view.MayEnter {
		p.Refresh = 0 // Somebody may be typing.
	}
	f.fields = slices.DeleteFunc(f.fields, func(field *field) bool { return !view.shows(field) })
	for _, field := range f.fields {
		if field.Part != "" {
			view.Other = append(view.Other, field)
		}
	}
	p.Data = view
	return p, nil
}

// shows tells whether a field is on the page.
func (l letterView) shows(field *field) bool {
	switch field.Name {
	case "code":
		return l.MayEnter
	case "to":
		return l.MayOrder && l.Choice
	default:
		return l.MayOrder
	}
}

// letterFields are those of ordering and of entering the code.
func (v *visit) letterFields(owner account.Account) *form {
	to := &field{Name: "to", Label: "letter.to", Type: "radio"}
	all := owner.Profile.Addresses
	for _, known := range []struct {
		kind    letter.AddressKind
		address person.Address
	}{{letter.ToDelivery, all.Delivery}, {letter.ToResidence, all.Residence}, {letter.ToRegistration, all.Registration}} {
		if !known.address.IsZero() && known.address.InRussia() {
			to.Options = append(to.Options, option{string(known.kind), v.text("profile."+string(known.kind)) + ": " + known.address.Format()})
		}
	}
	to.Options = append(to.Options, option{string(letter.ToOther), v.text("letter.to.other")})
	fields := append([]*field{to}, v.addressFields("address", "letter", "letter.other")...)
	fields = append(fields, &field{Name: "code", Label: "letter.code", Hint: "letter.code.hint", Autocomplete: "off"})
	f := v.form(fields...)
	if to.Value == "" {
		to.Value = to.Options[0].Value
	}
	return f
}

func (v *visit) orderLetter() error {
	owner, err := v.owner()
	if err != nil {
		return err
	}
	f := v.letterFields(owner)
	known, err := v.server.portal.Letters.Standing(v.context(), owner.ID)
	if err != nil {
		return err
	}
	if f.Key != strconv.Itoa(len(known.Letters)) {
		return v.redirect("/account/identity/letter") // This very form was sent before.
	}
	_, err = v.server.portal.Letters.Order(v.context(), owner.ID, letter.Destination{
		To: letter.AddressKind(f.value("to")), Address: person.AddressForm{
			Country: f.value("address.country"), Postcode: f.value("address.postcode"), Region: f.value("address.region"),
			District: f.value("address.district"), City: f.value("address.city"), Settlement: f.value("address.settlement"),
			Street: f.value("address.street"), House: f.value("address.house"), Building: f.value("address.building"),
			Structure: f.value("address.structure"), Flat: f.value("address.flat"),
		},
	})
	if err != nil {
		return v.refuseLetter(err, owner)
	}
	v.notify("letter-ordered")
	return v.redirect("/account/identity/letter")
}

func (v *visit) enterLetterCode() error {
	owner, err := v.owner()
	if err != nil {
		return err
	}
	err = v.server.portal.Letters.Enter(v.context(), owner.ID, v.letterFields(owner).value("code"))
	if errors.Is(err, letter.ErrUsed) {
		return v.confirmedBefore(owner.ID, account.Letter, func() error { return v.refuseLetter(err, owner) })
	}
	if err != nil {
		return v.refuseLetter(placed(err, whole("code")), owner)
	}
	return v.identityConfirmed()
}

func (v *visit) refuseLetter(refusal error, owner account.Account) error {
	p, err := v.letterPage(owner)
	if err != nil {
		return errors.Join(refusal, err)
	}
	p.Refresh = 0
	return v.refuseWay(refusal, p)
}
