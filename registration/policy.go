package registration

import "github.com/kabinet-go/kabinet/account"

// Policy holds the figures and choices of registering.
type Policy struct {
	// Account holds the consents required, reminders and the end of an unfinished registration.
	Account account.Policy
	// RevealTaken makes Register answer openly that a contact has an account already, as some portals
	// do. By default it does not, since the answer tells a stranger who has an account (REG-8).
	RevealTaken bool
}

// DefaultPolicy returns the figures of the rules.
func DefaultPolicy() Policy { return Policy{Account: account.DefaultPolicy()} }

// Validate reports every figure that cannot work, on the fault.Permanent axis.
func (p Policy) Validate() error { return p.Account.Validate() }
