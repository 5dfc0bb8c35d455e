package account

import (
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// Registration is what a person registers with (REG-1, REG-2): a name, one contact and consents, which
// are given at the moment of registering.
type Registration struct {
	Account  string
	Name     person.FullName
	Contact  person.Contact
	Language string
	Channel  string
	Consents []Consent
}

// ErrExists means that the account has been registered before.
var ErrExists = fault.Define("account.exists",
	"Эта учётная запись уже зарегистрирована", "This account is registered already")

// Register begins the life of an account.
func Register(r Registration, policy Policy, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		if a.Status != None {
			return nil, ErrExists
		}
		if err := CheckConsents(policy.RequiredConsents, r.Consents); err != nil {
			return nil, err
		}
		consents := slices.Clone(r.Consents)
		for i := range consents {
			consents[i].At = now
		}
		return []es.Event[Account]{Registered{
			Account:    r.Account,
			Language:   r.Language,
			Channel:    r.Channel,
			Consents:   consents,
			At:         now,
			Registrant: es.NewPersonal(Registrant{Name: r.Name, Contact: r.Contact}),
		}}, nil
	}
}
