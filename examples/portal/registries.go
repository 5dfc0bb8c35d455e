package main

import (
	"cmp"
	"errors"
	"strconv"
	"strings"

	"github.com/kabinet-go/kabinet/examples/portal/registries"
	"github.com/kabinet-go/kabinet/verification"
)

// registriesView is the console on which whoever tries the portal out tells the registries what to be
// like. It is open to everybody, as the whole program is an example.
type registriesView struct {
	Registries []registryView
	Policy     verification.Policy
}

// registryView is one registry and the form that changes it.
type registryView struct {
	registries.Standing
	Form *form
}

func (v *visit) showRegistries() error {
	standings, err := v.server.registries.Standings()
	if err != nil {
		return err
	}
	view := registriesView{Policy: v.server.policy.Verification}
	for _, standing := range standings {
		view.Registries = append(view.Registries, registryView{standing, v.order(standing.Order)})
	}
	return v.show(page{Name: "registries", Data: view})
}

// order asks what a registry is to be like. Fields of different registries have different names, as they
// are on one page.
func (v *visit) order(order registries.Order) *form {
	var disputed []option
	labels := &form{fields: v.profileFields()}
	for _, path := range registries.Fields(order.Check) {
		if field := labels.Field(path); field != nil {
			disputed = append(disputed, option{path, field.caption(v.server.texts, v.tongue.tag)})
		}
	}
	var opinions []string
	for _, opinion := range registries.Opinions() {
		opinions = append(opinions, string(opinion))
	}
	prefix := string(order.Check) + "."
	fields := []*field{
		{Name: prefix + "opinion", Label: "registries.opinion", Type: "select", Options: v.options("opinion.", opinions...), Value: string(order.Opinion)},
		{Name: prefix + "field", Label: "registries.field", Type: "select", Options: disputed, Value: order.Field},
		{Name: prefix + "seconds", Label: "registries.seconds", InputMode: "numeric", Value: strconv.Itoa(cmp.Or(order.Seconds, defaultSeconds))},
	}
	return &form{fields: fields}
}

// defaultSeconds is what the form proposes.
const defaultSeconds = 5

// tellRegistry changes one registry for all portals that share the folder.
func (v *visit) tellRegistry() error {
	check := v.r.PostForm.Get("check")
	value := func(name string) string { return strings.TrimSpace(v.r.PostForm.Get(check + "." + name)) }
	seconds, _ := strconv.Atoi(value("seconds"))
	order := registries.Order{Check: verification.Check(check), Opinion: registries.Opinion(value("opinion"))}
	switch order.Opinion {
	case registries.Differs, registries.DiffersInYo:
		order.Field = value("field")
	case registries.Slow, registries.Later:
		order.Seconds = seconds
	default:
	}
	err := v.server.registries.Tell(order)
	if errors.Is(err, registries.ErrOrder) {
		v.notify("no-such-order")
	} else if err != nil {
		return err
	}
	return v.redirect("/dev/registries")
}
