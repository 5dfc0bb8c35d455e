package operator

import "github.com/kabinet-go/kabinet/account"

// Step is what an operator does next for a person (OPS-2).
type Step string

// The steps: there is no account, so register one; the person is not confirmed, so confirm them; they are, so what they
// came for is access.
const (
	Register Step = "register"
	Confirm  Step = "confirm"
	Recover  Step = "recover"
)

// Next computes the step for the person of an account, which is zero where there is none. A registration that is not
// finished is in nobody's way (REG-5).
func Next(a account.Account) Step {
	switch {
	case a.Status != account.Live:
		return Register
	case a.Level() == account.Confirmed:
		return Recover
	default:
		return Confirm
	}
}
