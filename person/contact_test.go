package person_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

func TestParseContact(t *testing.T) {
	phone := must[person.Contact](t)(person.ParseContact(person.ContactPhone, "8 912 345-67-89"))
	assert.Equal(t, person.ContactPhone, phone.Kind())
	assert.Equal(t, "+79123456789", phone.Reveal())
	assert.Equal(t, "+7 912 345-67-89", phone.Format())
	number, ok := phone.Phone()
	assert.True(t, ok)
	assert.Equal(t, phone, person.ContactOfPhone(number))
	_, ok = phone.Email()
	assert.False(t, ok)

	email := must[person.Contact](t)(person.ParseContact("email", "Ivan@Example.org"))
	assert.Equal(t, person.ContactEmail, email.Kind())
	assert.Equal(t, "Ivan@example.org", email.Reveal())
	assert.Equal(t, "I***@example.org", email.Masked())
	address, ok := email.Email()
	assert.True(t, ok)
	assert.Equal(t, email, person.ContactOfEmail(address))
	_, ok = email.Phone()
	assert.False(t, ok)
}

func TestParseContactRefuses(t *testing.T) {
	for _, c := range []struct {
		kind  person.ContactKind
		input string
		want  fault.Fault
	}{
		{"", "+79123456789", person.ErrContactKind},
		{"fax", "+79123456789", person.ErrContactKind},
		{person.ContactPhone, "ivan@example.org", person.ErrPhoneCharacters},
		{person.ContactPhone, "912", person.ErrPhoneForm},
		{person.ContactEmail, "+79123456789", person.ErrEmailForm},
	} {
		got, err := person.ParseContact(c.kind, c.input)
		require.ErrorIs(t, err, c.want)
		assert.True(t, got.IsZero())
		assert.Empty(t, got.Kind())
	}
}

func TestParsePhoneOrEmail(t *testing.T) {
	for input, want := range map[string]string{
		"8 912 345-67-89": "+79123456789", " ivan@EXAMPLE.org ": "ivan@example.org", "+77011234567": "+77011234567",
	} {
		assert.Equal(t, want, must[person.Contact](t)(person.ParsePhoneOrEmail(input)).Reveal())
	}
	for input, want := range map[string]fault.Fault{
		"": person.ErrPhoneForm, "ivan": person.ErrPhoneCharacters, "ivan@": person.ErrEmailDomain,
		"Ivan <ivan@example.org>": person.ErrEmailForm,
	} {
		_, err := person.ParsePhoneOrEmail(input)
		assert.ErrorIs(t, err, want, input)
	}
}

func TestContactsAreEqualByWhatTheyReach(t *testing.T) {
	one := must[person.Contact](t)(person.ParsePhoneOrEmail("8 912 345-67-89"))
	assert.True(t, one == must[person.Contact](t)(person.ParsePhoneOrEmail("+7(912)3456789")))
	assert.False(t, one == must[person.Contact](t)(person.ParsePhoneOrEmail("+7(912)3456780")))
	assert.True(t, must[person.Contact](t)(person.ParsePhoneOrEmail("a@B.co")) ==
		must[person.Contact](t)(person.ParsePhoneOrEmail("a@b.CO")))
	assert.False(t, must[person.Contact](t)(person.ParsePhoneOrEmail("A@b.co")) ==
		must[person.Contact](t)(person.ParsePhoneOrEmail("a@b.co")))
}
