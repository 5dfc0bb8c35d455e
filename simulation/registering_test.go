package simulation

import (
	"context"
	"errors"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/registration"
)

var consents = []registration.Consent{{Purpose: account.Terms, Version: "1"}, {Purpose: account.PersonalData, Version: "1"}}

// registers leads to an account sooner or later, with most people; some give up.
func (s *somebody) registers() bool {
	if s.odds(5) && s.isEnrolled() {
		return true
	}
	for range 4 {
		contact := s.chooses()
		receipt, seen, ok := s.asks(contact)
		if ok && s.proves(contact, receipt, seen) {
			return true
		}
		if s.odds(8) || s.over() {
			return false
		}
		s.pause(time.Minute, 2*day)
		for range 3 {
			if !s.odds(2) {
				break
			}
			if s.resumes(contact) {
				return true
			}
			s.pause(time.Minute, day)
		}
	}
	return false
}

// chooses a contact: one's own, that of the household, or by mistake somebody else's.
func (s *somebody) chooses() string {
	switch choice := s.rng.IntN(20); {
	case choice < 11:
		return s.phone
	case choice < 16:
		return s.email
	case choice < 18:
		return s.household
	default:
		return s.stranger().phone
	}
}

// stranger is anybody.
func (s *somebody) stranger() *somebody { return s.world.people[s.rng.IntN(len(s.world.people))] }

// asks begins a registration, perhaps with two clicks.
func (s *somebody) asks(contact string) (receipt confirmation.Receipt, seen int, ok bool) {
	seen = s.seen(contact)
	command := registration.Register{
		Name:    registration.Name{Family: s.truth.Name.Family, Given: s.truth.Name.Given, Patronymic: s.truth.Name.Patronymic},
		Contact: s.spelled(contact), Consents: consents, Language: []string{"ru", "en"}[s.rng.IntN(2)],
	}
	if s.odds(10) {
		s.refusedBeforehand(command)
	}
	if s.odds(2) {
		command.Key = s.key()
	}
	if s.odds(8) {
		return s.asksTwice(command, seen)
	}
	err := s.do("registers", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		receipt, err = k.Registration.Register(ctx, command)
		return err
	})
	s.world.secrets.asked(receipt.Challenge, contact)
	return receipt, seen, err == nil
}

// refusedBeforehand forgets consents and name: every fault is told at once.
func (s *somebody) refusedBeforehand(command registration.Register) {
	command.Name.Family, command.Consents = "", nil
	err := s.do("registers carelessly", func(ctx context.Context, k *kabinet.Kabinet) error {
		_, err := k.Registration.Register(ctx, command)
		return err
	})
	if faults := fault.All(err); !errors.Is(err, errGaveUp) && len(faults) != 3 {
		s.world.fail("every fault is told at once", "", "person %d heard of %d: %v", s.number, len(faults), err)
	}
}

// asksTwice clicks twice: with one key it is one registration.
func (s *somebody) asksTwice(command registration.Register, seen int) (confirmation.Receipt, int, bool) {
	other := command
	same := s.odds(2) && command.Key != ""
	if !same {
		other.Key = s.key()
	}
	var receipts [2]confirmation.Receipt
	var began [2]time.Time
	first, second := s.twice("registers", func(nth int) func(context.Context, *kabinet.Kabinet) error {
		return func(ctx context.Context, k *kabinet.Kabinet) (err error) {
			began[nth] = time.Now()
			receipts[nth], err = k.Registration.Register(ctx, [2]registration.Register{command, other}[nth])
			return err
		}
	})
	for _, receipt := range receipts {
		s.world.secrets.asked(receipt.Challenge, command.Contact)
	}
	if same {
		s.world.doubleClicked([2]click{
			{s.number, began[0], receipts[0].Challenge, first}, {s.number, began[1], receipts[1].Challenge, second},
		})
	}
	if first == nil {
		return receipts[0], seen, true
	}
	return receipts[1], seen, second == nil
}

// proves waits for the code, types it, and sets the password; at each step the person may leave.
func (s *somebody) proves(contact string, receipt confirmation.Receipt, seen int) bool {
	for range 4 {
		if s.odds(6) {
			s.note("leaves before the code is typed")
			s.pause(time.Minute, 3*day)
			return false
		}
		received, ok := s.await(contact, seen, between(s.rng, time.Minute, 20*time.Minute))
		if ok {
			grant, proved := s.types(receipt.Challenge, received, "")
			if proved {
				return s.setsPassword(contact, grant)
			}
			return false
		}
		if !s.reads(contact) {
			s.guesses(receipt.Challenge)
			if s.odds(2) {
				return s.choosesAnother(receipt)
			}
			return false
		}
		if s.odds(4) {
			return s.choosesAnother(receipt)
		}
		seen = s.seen(contact)
		err := s.do("asks for another code", func(ctx context.Context, k *kabinet.Kabinet) error {
			_, err := k.Registration.Resend(ctx, registration.Resend{Challenge: receipt.Challenge})
			return err
		})
		if err != nil {
			return false
		}
	}
	return false
}

// guesses types what cannot be right: a code has six digits.
func (s *somebody) guesses(challenge string) {
	for range s.rng.IntN(7) {
		_ = s.do("guesses", func(ctx context.Context, k *kabinet.Kabinet) error {
			_, err := k.Registration.Confirm(ctx, registration.Confirm{Challenge: challenge, Code: "12345"})
			if err == nil {
				s.world.fail("no code is guessed", "", "person %d guessed that of %s", s.number, challenge)
			}
			return err
		})
	}
}

// choosesAnother has the code go to the person's own phone or e-mail instead.
func (s *somebody) choosesAnother(receipt confirmation.Receipt) bool {
	contact := []string{s.phone, s.email}[s.rng.IntN(2)]
	seen := s.seen(contact)
	command := registration.ChooseContact{Challenge: receipt.Challenge, Contact: contact, Key: s.key()}
	err := s.do("chooses another contact", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		receipt, err = k.Registration.ChooseContact(ctx, command)
		return err
	})
	if err != nil {
		return false
	}
	s.world.secrets.asked(receipt.Challenge, contact)
	return s.proves(contact, receipt, seen)
}

// types gives the code or the link, after some mistakes, perhaps with two clicks.
func (s *somebody) types(challenge string, received note, account string) (grant confirmation.Grant, proved bool) {
	for range s.rng.IntN(8) - 4 {
		_ = s.do("mistypes the code", func(ctx context.Context, k *kabinet.Kabinet) error {
			_, err := k.Registration.Confirm(ctx, registration.Confirm{Challenge: challenge, Code: mistyped(received.code()), Account: account})
			return err
		})
	}
	command := registration.Confirm{Challenge: challenge, Code: received.code(), Account: account}
	if token := received.token(); token != "" && s.odds(2) {
		command.Code, command.Token = "", token
	}
	if s.odds(2) {
		command.Key = s.key()
	}
	var confirmed [2]registration.Confirmed
	confirm := func(nth int) func(context.Context, *kabinet.Kabinet) error {
		return func(ctx context.Context, k *kabinet.Kabinet) (err error) {
			confirmed[nth], err = k.Registration.Confirm(ctx, command)
			return err
		}
	}
	var err, second error
	if s.odds(8) {
		err, second = s.twice("confirms", confirm)
		if command.Key == "" && err == nil && second == nil {
			s.world.fail("a code serves once", confirmed[0].Account, "both clicks of person %d counted", s.number)
		}
		if err != nil && second == nil {
			err, confirmed[0] = nil, confirmed[1]
		}
	} else {
		err = s.do("confirms", confirm(0))
	}
	if err != nil {
		return grant, false
	}
	s.world.owns(confirmed[0].Account, s)
	s.world.secrets.add(s.number, "grant", confirmed[0].Grant.Reveal())
	return confirmed[0].Grant, true
}

func mistyped(code string) string {
	digits := []byte(code)
	digits[2] = '0' + (digits[2]-'0'+1)%10
	return string(digits)
}

// setsPassword finishes the registration, or leaves it for later.
func (s *somebody) setsPassword(contact string, grant confirmation.Grant) bool {
	if s.odds(6) {
		s.note("leaves before the password is set")
		s.pause(time.Minute, 4*day)
	}
	if s.odds(4) {
		err := s.do("sets a weak password", func(ctx context.Context, k *kabinet.Kabinet) error {
			_, err := k.Registration.SetPassword(ctx, registration.SetPassword{Grant: grant, Password: "12345678"})
			return err
		})
		if err == nil {
			s.world.fail("weak passwords are refused", "", "person %d has one", s.number)
		}
	}
	password := s.invents()
	var completed registration.Completed
	doubt, err := s.try(s.rng, "sets the password", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		completed, err = k.Registration.SetPassword(ctx, registration.SetPassword{Grant: grant, Password: password})
		return err
	})
	if errors.Is(err, errGaveUp) && doubt {
		s.passwords = append(s.passwords, password)
	}
	if err != nil {
		return false
	}
	s.account, s.passwords, s.logins = completed.Account, append(s.passwords, password), append(s.logins, contact)
	s.world.owns(s.account, s)
	s.world.joins(s)
	return true
}

// invents a password that nobody else has.
func (s *somebody) invents() string {
	password := cyrillic(s.rng) + " " + latin(s.rng)
	s.world.secrets.add(s.number, "password", password)
	return password
}

// resumes takes up an unfinished registration by its contact.
func (s *somebody) resumes(contact string) bool {
	seen := s.seen(contact)
	var receipt confirmation.Receipt
	command := registration.Resume{Contact: contact, Key: s.key()}
	err := s.do("resumes", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		receipt, err = k.Registration.Resume(ctx, command)
		return err
	})
	if err != nil {
		return false
	}
	s.world.secrets.asked(receipt.Challenge, contact)
	return s.proves(contact, receipt, seen)
}

// registersAgain begins another registration though there is an account.
func (s *somebody) registersAgain() {
	contact := s.chooses()
	if receipt, seen, ok := s.asks(contact); ok {
		received, arrived := s.await(contact, seen, 10*time.Minute)
		if arrived && s.odds(2) {
			_, _ = s.types(receipt.Challenge, received, "")
		}
	}
}
