package main

import (
	"slices"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// noCountries are codes that CLDR names and ISO 3166 does not give to a country.
const noCountries = "AC CP DG EA EZ IC TA UN"

const russia = "RU"

// countries lists those of ISO 3166 as options in the language, Russia first.
func countries(tag language.Tag) []option {
	names := display.Regions(tag)
	var all []option
	for _, code := range pairs() {
		region, err := language.ParseRegion(code)
		if err != nil || !region.IsCountry() || region.Canonicalize() != region || strings.Contains(noCountries, code) {
			continue
		}
		if name := names.Name(region); name != "" && code != russia {
			all = append(all, option{Value: code, Text: name})
		}
	}
	order := collate.New(tag, collate.IgnoreCase)
	slices.SortFunc(all, func(a, b option) int { return order.CompareString(a.Text, b.Text) })
	return slices.Insert(all, 0, option{Value: russia, Text: names.Name(language.MustParseRegion(russia))})
}

// pairs are AA to ZZ.
func pairs() []string {
	var all []string
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			all = append(all, string(a)+string(b))
		}
	}
	return all
}
