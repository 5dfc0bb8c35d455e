package fault

import (
	"reflect"
	"slices"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// pluralForm picks the form that goes with value. The last form serves what the language has no
// further form for and what is not a whole number.
func pluralForm(forms []string, lang language.Tag, value any) string {
	last := len(forms) - 1
	n, whole := wholeNumber(value)
	if !whole {
		return forms[last]
	}
	match := plural.Cardinal.MatchPlural(lang, n, 0, 0, 0, 0)
	order := []plural.Form{plural.One, plural.Other}
	if lang == language.Russian {
		order = []plural.Form{plural.One, plural.Few, plural.Many}
	}
	if i := slices.Index(order, match); i >= 0 && i < last {
		return forms[i]
	}
	return forms[last]
}

// wholeNumber gives the size of a whole number, cut to what the plural rules look at.
func wholeNumber(value any) (n int, whole bool) {
	const cut = 1_000_000
	var size uint64
	switch v := reflect.ValueOf(value); {
	case v.CanInt() && v.Int() < 0:
		size = -uint64(v.Int())
	case v.CanInt():
		size = uint64(v.Int())
	case v.CanUint():
		size = v.Uint()
	default:
		return 0, false
	}
	if size > cut {
		size = cut + size%cut
	}
	return int(size), true
}
