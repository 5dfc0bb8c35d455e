package registration

import (
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
)

// ErrFinished means that the registration is complete.
var ErrFinished = fault.Define("registration.finished",
	"Регистрация уже завершена: войдите", "The registration is complete: sign in")

// ErrContactProved means that the registration has a proved contact, and it is not the one in question.
var ErrContactProved = fault.Define("registration.contact-proved",
	"В этой регистрации уже подтверждён контакт: продолжите с ним",
	"A contact is proved in this registration already: go on with that one")

// underWay refuses what only an unfinished registration can do, and says what to do instead.
func (s *Service) underWay(a account.Account, now time.Time) error {
	switch {
	case a.Status == account.Live:
		return ErrFinished
	case a.Status != account.Registering || a.Lapsed(s.policy.Account, now):
		return account.ErrNotOpen
	default:
		return nil
	}
}

// registers tells whether a challenge or grant of that purpose leads on in a registration.
func registers(purpose confirmation.Purpose) bool {
	return begins(purpose) || purpose == confirmation.ForResuming
}

// begins tells whether a challenge of that purpose is the one with which a registration began.
func begins(purpose confirmation.Purpose) bool {
	return purpose == confirmation.ForRegistration || purpose == confirmation.ForEnrolment
}
