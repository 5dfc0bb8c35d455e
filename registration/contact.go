package registration

import (
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// ErrNoSMS: the number cannot receive the code (IDN-4).
var ErrNoSMS = fault.Define("registration.phone-without-sms",
	"На этот номер нельзя отправить SMS: укажите мобильный телефон или электронную почту",
	"This number cannot receive an SMS: give a mobile phone or an e-mail")

// parseContact reads a contact to which a code can be sent.
func parseContact(text string) (person.Contact, error) {
	contact, err := person.ParsePhoneOrEmail(text)
	if err != nil {
		return person.Contact{}, err
	}
	if phone, ok := contact.Phone(); ok && !phone.CanReceiveSMS() {
		return person.Contact{}, ErrNoSMS
	}
	return contact, nil
}
