package account

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/password"
)

// ErrContactUnproved means that the password comes after the proof of a contact (REG-3).
var ErrContactUnproved = fault.Define("account.contact-unproved",
	"Сначала подтвердите телефон или электронную почту", "Prove your phone or e-mail first")

// ErrPasswordSet means that the account has a password; it can be changed, not set again.
var ErrPasswordSet = fault.Define("account.password-already-set",
	"Пароль уже задан: войдите с ним или восстановите доступ", "The password is set already: sign in with it, or recover access")

// ErrPasswordMoved means that the password was changed while this command was under way.
var ErrPasswordMoved = fault.Define("account.password-moved",
	"Пароль только что изменили: войдите с новым", "The password has just been changed: sign in with the new one")

// SetPassword completes a registration (REG-4).
func SetPassword(hash password.Hash, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		switch {
		case a.Status == Live:
			return nil, ErrPasswordSet
		case a.Status != Registering:
			return nil, ErrNotOpen
		case len(a.Contacts) == 0:
			return nil, ErrContactUnproved
		}
		return []es.Event[Account]{PasswordSet{Account: a.ID, At: now, Hash: es.NewPersonal(hash)}}, nil
	}
}

// ChangePassword replaces the password; the session named is the only one that goes on (PWD-4). That
// the present password was given is for the caller to see to, since comparing is slow; verified is the
// hash it was compared with.
func ChangePassword(verified, hash password.Hash, session string, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		switch {
		case a.Status != Live:
			return nil, ErrNotOpen
		case !a.Password.Equal(verified):
			return nil, ErrPasswordMoved
		}
		return []es.Event[Account]{PasswordChanged{Account: a.ID, Session: session, At: now, Hash: es.NewPersonal(hash)}}, nil
	}
}

// RehashPassword brings the hash to the present parameters (PWD-3), unless the password has been
// changed since it was compared with verified.
func RehashPassword(verified, hash password.Hash, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		if a.Status != Live || !a.Password.Equal(verified) {
			return nil, nil
		}
		return []es.Event[Account]{PasswordRehashed{Account: a.ID, At: now, Hash: es.NewPersonal(hash)}}, nil
	}
}

// PasswordContext gives the words a password must not be made of: the person's own names and contacts
// (PWD-1).
func (a Account) PasswordContext() password.Context {
	words := []string{a.Name.Family().Reveal(), a.Name.Given().Reveal(), a.Name.Patronymic().Reveal()}
	for _, contact := range a.Contacts {
		words = append(words, contact.Value.Reveal())
	}
	return password.NewContext(words...)
}
