package account_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// REG-3: with the contact proved, the password comes next.
func TestConfirmContact(t *testing.T) {
	at := began.Add(time.Minute)
	scenario.Given(t, none, registered(t)).
		When(account.ConfirmContact(phone(t), at)).
		Then(confirmed(phone(t), at)).
		State(func(t testing.TB, a account.Account) {
			assert.Equal(t, account.SetAPassword, a.Next())
			assert.Equal(t, account.Unfinished, a.Level())
			proved, ok := a.Proved(person.ContactPhone)
			assert.True(t, ok)
			assert.Equal(t, account.Contact{Value: phone(t), ProvedAt: at}, proved)
			_, ok = a.Proved(person.ContactEmail)
			assert.False(t, ok)
		})
}

// REG-1: the other contact may be added later.
func TestConfirmTheOtherContact(t *testing.T) {
	at := began.Add(time.Hour)
	scenario.Given(t, none, stages(t, hash(t, "password"))["live"]...).
		When(account.ConfirmContact(email(t), at)).
		Then(confirmed(email(t), at)).
		State(func(t testing.TB, a account.Account) {
			assert.Len(t, a.Contacts, 2)
			assert.Equal(t, account.Nothing, a.Next())
		})
}

func TestConfirmContactRefusals(t *testing.T) {
	stages := stages(t, hash(t, "password"))
	for name, c := range map[string]struct {
		given   history
		contact person.Contact
		want    error
	}{
		"never registered":      {stages["nothing"], phone(t), account.ErrNotOpen},
		"abandoned":             {stages["abandoned"], phone(t), account.ErrNotOpen},
		"same contact again":    {stages["proved"], phone(t), account.ErrContactKindTaken},
		"another of that kind":  {stages["proved"], contact(t, "+7 926 000-00-01"), account.ErrContactKindTaken},
		"live, of that kind":    {stages["live"], contact(t, "+7 926 000-00-01"), account.ErrContactKindTaken},
		"abandoned, other kind": {stages["abandoned"], email(t), account.ErrNotOpen},
	} {
		t.Run(name, func(t *testing.T) {
			scenario.Given(t, none, c.given...).When(account.ConfirmContact(c.contact, began)).ThenRefused(c.want, fault.Refused)
		})
	}
}

// A state kept elsewhere does not change when the account goes on.
func TestEvolveCopiesContacts(t *testing.T) {
	before := registered(t).Evolve(none)
	first := confirmed(phone(t), began).Evolve(before)
	one := confirmed(email(t), began).Evolve(first)
	other := confirmed(contact(t, "other@example.ru"), began).Evolve(first)
	assert.Empty(t, before.Contacts)
	assert.Len(t, first.Contacts, 1)
	assert.Equal(t, email(t), one.Contacts[1].Value)
	assert.Equal(t, "other@example.ru", other.Contacts[1].Value.Reveal())
}
