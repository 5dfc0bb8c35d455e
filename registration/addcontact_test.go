package registration_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/registration"
)

// REG-1: the other contact is added later, by proof as well.
func TestAddContact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		id := d.finish(annasPhone)
		confirmed := d.confirmNewContact(id, annasEmail)
		assert.Equal(t, registration.Confirmed{Account: id}, confirmed, "nothing more to do, and no grant")
		added, ok := d.account(id).Proved(person.ContactEmail)
		require.True(t, ok)
		assert.Equal(t, annasEmail, added.Value.Reveal())

		time.Sleep(time.Minute)
		withheld := d.register(annasEmail)
		assert.True(t, d.letter(withheld).Withheld, "REG-5: it is claimed")
	})
}

// REG-10: the command is idempotent by its key.
func TestAddContactIsIdempotent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		command := registration.AddContact{Key: "click", Account: d.finish(annasPhone), Contact: annasEmail}
		first, err := d.AddContact(t.Context(), command)
		require.NoError(t, err)
		again, err := d.AddContact(t.Context(), command)
		require.NoError(t, err)
		assert.Equal(t, first, again)
		assert.Equal(t, 2, d.count("confirmation.code-issued"), "one of the registration, one of the new contact")
	})
}

func TestAddContactRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		live, unfinished := d.finish(annasPhone), d.prove(borisEmail)
		abandoned := d.prove("gone@example.ru")
		time.Sleep(time.Minute)
		d.prove("gone@example.ru")
		before := len(d.records())
		for name, c := range map[string]struct {
			account, contact string
			want             error
			path             string
		}{
			"kind there already":  {live, borisPhone, account.ErrContactKindTaken, "contact"},
			"its own contact":     {live, annasPhone, account.ErrContactKindTaken, "contact"},
			"unfinished":          {unfinished.Account, borisPhone, account.ErrNotOpen, ""},
			"abandoned":           {abandoned.Account, borisPhone, account.ErrNotOpen, ""},
			"unknown":             {"01HZX3K7Q4M8T0000000000000", borisPhone, account.ErrNotOpen, ""},
			"no contact":          {live, "", registration.ErrContactRequired, "contact"},
			"a landline":          {live, "+7 495 123-45-67", registration.ErrNoSMS, "contact"},
			"no account":          {"", annasEmail, fault.Define("shape.required", "", ""), "account"},
			"nonsense as account": {"\x00", annasEmail, fault.Define("shape.printascii", "", ""), "account"},
		} {
			_, err := d.AddContact(t.Context(), registration.AddContact{Account: c.account, Contact: c.contact})
			require.ErrorIs(t, err, c.want, name)
			assert.Equal(t, c.path, fault.All(err)[0].Path, name)
		}
		assert.Len(t, d.records(), before)
	})
}

// A challenge of AddContact serves the person of its account only: a letter that arrives at somebody
// else's address must not be turned into that person's consent by a click outside the session.
func TestAddContactIsForItsOwnAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		anna, boris := d.finish(annasPhone), d.finish(borisPhone)
		receipt, err := d.AddContact(t.Context(), registration.AddContact{Account: boris, Contact: annasEmail})
		require.NoError(t, err)
		answer := d.right(receipt)
		before := len(d.records())
		for _, id := range []string{"", anna, "unknown"} {
			answer.Account = id
			_, err = d.Confirm(t.Context(), answer)
			require.ErrorIs(t, err, confirmation.ErrNoneIssued)
		}
		assert.Len(t, d.records(), before, "nor does it cost a try")
		answer.Account = boris
		d.confirm(answer)
	})
}

// REG-8: that the contact has another owner is not told; the owner is.
func TestAddContactOfSomebodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		anna, boris := d.finish(annasEmail), d.finish(borisPhone)
		time.Sleep(time.Minute)
		receipt, err := d.AddContact(t.Context(), registration.AddContact{Account: boris, Contact: annasEmail})
		require.NoError(t, err)
		letter := d.letter(receipt)
		assert.True(t, letter.Withheld)
		assert.Empty(t, letter.Code)
		wrong := d.wrong(receipt)
		wrong.Account = boris
		_, err = d.Confirm(t.Context(), wrong)
		require.ErrorIs(t, err, confirmation.ErrWrong)
		assert.Len(t, d.account(anna).Contacts, 1)
		assert.Len(t, d.account(boris).Contacts, 1)

		// COD-10: a new code, as long as the kind of contact is missing.
		time.Sleep(time.Minute)
		_, err = d.Resend(t.Context(), registration.Resend{Challenge: receipt.Challenge})
		require.NoError(t, err)
		d.confirmNewContact(boris, borisEmail)
		time.Sleep(time.Minute)
		_, err = d.Resend(t.Context(), registration.Resend{Challenge: receipt.Challenge})
		require.ErrorIs(t, err, account.ErrContactKindTaken)
	})
}
