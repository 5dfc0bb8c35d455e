package registration

import (
	"context"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Enrol is a registration that somebody who vouches for a person begins for them (CNF-9). It has no name: the contact
// may be mistyped, and then the account says nothing of the person to whoever gets the code.
type Enrol struct {
	Contact  string    `json:"contact"`
	Consents []Consent `json:"consents" validate:"max=20,dive"`
	// Language and Channel are as in Register.
	Language string `json:"language" validate:"omitempty,oneof=ru en"`
	Channel  string `json:"channel" validate:"max=50"`
	// Openly refuses a contact that a finished account has proved with ErrContactTaken, for an operator, who may learn
	// that (OPS-2). Otherwise the answer does not tell, and the owner is told, as by Register (REG-8).
	Openly bool `json:"-"`
}

// Enrolled is a registration that waits for its person.
type Enrolled struct {
	Account string
	Receipt confirmation.Receipt
}

// CheckEnrol gives every fault of the command and changes nothing.
func (s *Service) CheckEnrol(ctx context.Context, unit *es.Unit, command Enrol) error {
	registration, err := s.checkEnrol(command)
	if registration.Contact.IsZero() || !command.Openly {
		return err
	}
	holder, found, lookErr := s.holder(ctx, unit, account.ContactKey(unit, registration.Contact))
	switch {
	case lookErr != nil:
		return lookErr
	case found && holder.State().Status == account.Live:
		return fault.Join(err, ErrContactTaken.At("contact"))
	default:
		return err
	}
}

// Enrol begins the registration inside the unit of work of its caller and sends the code, which is the person's alone.
// They prove the contact and set the password as in any other registration. A unit in which it refuses must not be
// committed.
func (s *Service) Enrol(ctx context.Context, unit *es.Unit, command Enrol) (Enrolled, error) {
	if err := s.CheckEnrol(ctx, unit, command); err != nil {
		return Enrolled{}, err
	}
	registration, err := s.checkEnrol(command)
	if err != nil {
		return Enrolled{}, err
	}
	challenge, err := unit.NewID()
	if err != nil {
		return Enrolled{}, err
	}
	return s.begin(ctx, unit, registration, challenge, confirmation.ForEnrolment)
}

func (s *Service) checkEnrol(command Enrol) (account.Registration, error) {
	return s.fill(command, command.Contact, command.Language, command.Channel, command.Consents)
}
