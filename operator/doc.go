// Package operator says who works for the portal, and as what (OPS-1). An operator is a person with an account
// of their own who was given a role: they sign in like everybody, and what they do is in the journals under
// their account.
//
//	Appointed            Appointed (another role or centre)
//	○ ─────▶ in office ─────┐
//	             │ ▲────────┘
//	             └── Dismissed ──▶ ○
//
// Whoever may appoint is decided outside; the first operator is appointed by the host.
//
//	err := operators.Appoint(ctx, operator.Appointment{Account: id, Role: operator.CentreOperator, Centre: "mfc-77-001"})
package operator
