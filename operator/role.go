package operator

import "slices"

// Role is what an operator may do (OPS-1).
type Role string

// The roles. A centre operator serves people at the desk of one centre. Support sees where processes stand and
// masked contacts, never personal data. A reviewer decides about accounts on hold. An auditor reads journals.
const (
	CentreOperator Role = "centre-operator"
	Support        Role = "support"
	Reviewer       Role = "reviewer"
	Auditor        Role = "auditor"
)

// Roles lists them all.
func Roles() []Role { return []Role{CentreOperator, Support, Reviewer, Auditor} }

func (r Role) known() bool { return slices.Contains(Roles(), r) }
