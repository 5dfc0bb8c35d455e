package main

import (
	_ "embed" // for the list of centres that a new folder begins with
	"slices"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/identity/centre"
)

// centreList is what the folder's list of centres begins with. The last centre is not accredited.
//
//go:embed centres.json
var centreList []byte

// centresView is the page on which people find a service centre (CNF-3).
type centresView struct {
	Centres []centreView
	Filter  *form
}

// centreView is a centre as people read of it.
type centreView struct {
	ID, Kind, Name, Region, Address, Phone, Hours string
	OpenNow                                       bool
}

func (v *visit) centreView(c centre.Centre) centreView {
	tag := v.tongue.tag
	return centreView{
		ID: c.ID, Kind: string(c.Kind), Name: c.Name.In(tag), Region: c.RegionName.In(tag), Address: c.Address.In(tag), Phone: c.Phone,
		Hours: c.Hours.In(tag), OpenNow: c.Hours.OpenAt(time.Now()),
	}
}

func (v *visit) showCentres() error {
	all, err := v.server.portal.Centres.Find(v.context(), centre.Query{})
	if err != nil {
		return err
	}
	filter := filled(v.r.URL.Query(),
		&field{Name: "region", Label: "centres.region", Type: "select", Options: v.regions(all), Bare: true, Optional: true},
		&field{Name: "kind", Label: "centres.kind", Type: "select", Options: v.centreKinds(), Bare: true, Optional: true},
	)
	query := centre.Query{Region: filter.value("region"), Kind: centre.Kind(filter.value("kind"))}
	view := centresView{Filter: filter}
	for _, c := range all {
		if query.Wants(c) {
			view.Centres = append(view.Centres, v.centreView(c))
		}
	}
	return v.show(page{Name: "centres", Data: view})
}

// regions are those that have a centre.
func (v *visit) regions(all []centre.Centre) []option {
	options := []option{{Text: v.text("centres.any-region")}}
	for _, c := range all {
		found := option{c.Region, c.RegionName.In(v.tongue.tag)}
		if !slices.Contains(options, found) {
			options = append(options, found)
		}
	}
	slices.SortStableFunc(options[1:], func(a, b option) int { return strings.Compare(a.Text, b.Text) })
	return options
}

func (v *visit) centreKinds() []option {
	options := []option{{Text: v.text("centres.any-kind")}}
	for _, kind := range centre.Kinds() {
		options = append(options, option{string(kind), v.text("centre.kind." + string(kind))})
	}
	return options
}

// centreName is what people call a centre; of one that the directory has not, or cannot tell of now, its id.
func (v *visit) centreName(id string) string {
	found, err := v.server.portal.Centres.Centre(v.context(), id)
	if err != nil {
		return id
	}
	return found.Name.In(v.tongue.tag)
}
