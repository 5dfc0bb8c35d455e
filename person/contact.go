package person

import (
	"encoding/json"
	"log/slog"
	"strconv"
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// ErrContactKind is the refusal of ParseContact for a kind of contact that there is not.
var ErrContactKind = fault.Define("person.contact.kind",
	"Выберите, что вы указываете: телефон или адрес электронной почты",
	"Choose what you give: a phone or an e-mail address")

// ContactKind tells the two kinds of contact apart.
type ContactKind string

// The kinds of contact.
const (
	ContactPhone ContactKind = "phone"
	ContactEmail ContactKind = "email"
)

// Contact is a phone or an e-mail address. Values compare with ==.
type Contact struct {
	phone Phone
	email Email
}

// ContactOfPhone makes a contact of a phone.
func ContactOfPhone(p Phone) Contact { return Contact{phone: p} }

// ContactOfEmail makes a contact of an e-mail address.
func ContactOfEmail(e Email) Contact { return Contact{email: e} }

// ParseContact reads a contact of a known kind. It returns ErrContactKind or what ParsePhone and
// ParseEmail return.
func ParseContact(kind ContactKind, input string) (Contact, error) {
	switch kind {
	case ContactPhone:
		p, err := ParsePhone(input)
		return Contact{phone: p}, err
	case ContactEmail:
		e, err := ParseEmail(input)
		return Contact{email: e}, err
	default:
		return Contact{}, ErrContactKind
	}
}

// ParsePhoneOrEmail reads a contact of the kind it looks like: what has an @ is an e-mail address.
func ParsePhoneOrEmail(input string) (Contact, error) {
	if strings.Contains(input, "@") {
		return ParseContact(ContactEmail, input)
	}
	return ParseContact(ContactPhone, input)
}

// Kind tells which contact it is; empty for the zero value.
func (c Contact) Kind() ContactKind {
	switch {
	case !c.phone.IsZero():
		return ContactPhone
	case !c.email.IsZero():
		return ContactEmail
	default:
		return ""
	}
}

// Phone gives the phone, if it is one.
func (c Contact) Phone() (Phone, bool) { return c.phone, c.Kind() == ContactPhone }

// Email gives the e-mail address, if it is one.
func (c Contact) Email() (Email, bool) { return c.email, c.Kind() == ContactEmail }

// IsZero reports whether there is no contact.
func (c Contact) IsZero() bool { return c == Contact{} }

// Reveal gives the canonical text in full.
func (c Contact) Reveal() string { return c.phone.Reveal() + c.email.Reveal() }

// Format gives the full contact as people write it.
func (c Contact) Format() string { return c.phone.Format() + c.email.Format() }

// Masked gives a spelling by which the owner recognises the contact.
func (c Contact) Masked() string { return c.phone.Masked() + c.email.Masked() }

// String is Masked.
func (c Contact) String() string { return c.Masked() }

// GoString is Masked in quotes.
func (c Contact) GoString() string { return strconv.Quote(c.Masked()) }

// LogValue is Masked.
func (c Contact) LogValue() slog.Value { return slog.StringValue(c.Masked()) }

type contactJSON struct {
	Phone Phone `json:"phone,omitzero"`
	Email Email `json:"email,omitzero"`
}

// MarshalJSON gives an object with either "phone" or "email" in full: see the package's documentation on
// JSON.
func (c Contact) MarshalJSON() ([]byte, error) {
	return json.Marshal(contactJSON{c.phone, c.email})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Contact) UnmarshalJSON(data []byte) error {
	var stored contactJSON
	if err := json.Unmarshal(data, &stored); err != nil {
		return err
	}
	if !stored.Phone.IsZero() && !stored.Email.IsZero() {
		return ErrContactKind
	}
	*c = Contact{stored.Phone, stored.Email}
	return nil
}
