package verification

import (
	"slices"
	"strings"

	"github.com/kabinet-go/kabinet/profile"
)

// Check is the question put to one registry about a profile (VER-1).
type Check string

// The checks: the identity document with the ministry of the interior, the SNILS with the pension fund, the
// INN with the tax service.
const (
	DocumentCheck Check = "document"
	SNILSCheck    Check = "snils"
	INNCheck      Check = "inn"
)

// fields are those a registry compares; "name" stands for all that begin so. The first is the one to
// correct when the registry does not know it at all.
var fields = map[Check][]string{
	DocumentCheck: {"document.number", "document.", "name.", "bornOn", "sex"},
	SNILSCheck:    {"snils", "name.", "bornOn", "sex"},
	INNCheck:      {"inn", "name.", "bornOn", "document.number"},
}

// Compares reports whether the check looks at the field of that path.
func (c Check) Compares(path string) bool {
	return slices.ContainsFunc(fields[c], func(field string) bool {
		return path == field || strings.HasSuffix(field, ".") && strings.HasPrefix(path, field)
	})
}

// subject is the field the check is about.
func (c Check) subject() string { return fields[c][0] }

// checksOf lists what is to be checked in a profile.
func checksOf(p profile.Profile) []Check {
	checks := []Check{DocumentCheck, SNILSCheck}
	if !p.INN.IsZero() {
		checks = append(checks, INNCheck)
	}
	return checks
}
