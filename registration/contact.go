package registration

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// ErrContactRequired means that no contact was given.
var ErrContactRequired = fault.Define("registration.contact-required",
	"Укажите телефон или электронную почту", "Give a phone or an e-mail")

// ErrNoSMS means that the number cannot receive the code (IDN-4).
var ErrNoSMS = fault.Define("registration.phone-without-sms",
	"На этот номер нельзя отправить SMS: укажите мобильный телефон или электронную почту",
	"This number cannot receive an SMS: give a mobile phone or an e-mail")

// check gathers the faults of a command's shape and of its contact (REG-9).
func (s *Service) check(command any, contact string) (person.Contact, error) {
	parsed, err := parseContact(contact)
	return parsed, fault.Join(s.validator.Check(command), fault.At("contact", err))
}

// parseContact reads a contact to which a code can be sent.
func parseContact(text string) (person.Contact, error) {
	if strings.TrimSpace(text) == "" {
		return person.Contact{}, ErrContactRequired
	}
	contact, err := person.ParsePhoneOrEmail(text)
	if err != nil {
		return person.Contact{}, err
	}
	if phone, ok := contact.Phone(); ok && !phone.CanReceiveSMS() {
		return person.Contact{}, ErrNoSMS
	}
	return contact, nil
}
