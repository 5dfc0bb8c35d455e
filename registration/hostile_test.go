package registration_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/registration"
)

// hostile is what no person types.
func hostile() map[string]string {
	return map[string]string{
		"a megabyte":        strings.Repeat("я", 1<<19),
		"a megabyte of @":   strings.Repeat("@", 1<<20),
		"a megabyte of 7":   strings.Repeat("7", 1<<20),
		"a long mailbox":    strings.Repeat("a", 1<<20) + "@example.ru",
		"a long domain":     "a@" + strings.Repeat("a.", 1<<19) + "ru",
		"combining marks":   "а" + strings.Repeat("\u0301", 1<<18),
		"expanding letters": strings.Repeat("ﷺ", 1<<16),
		"invalid UTF-8":     "\xff\xfe\xc0\xaf",
		"half a letter":     "Ёлкина\xd0",
		"NUL":               "Ёлк\x00ина",
		"NUL in a contact":  "anna\x00@example.ru",
		"line break":        "anna@example.ru\r\nBcc: all@example.ru",
		"writing direction": "\u202eанна\u202c",
		"SQL":               "'; DROP TABLE events; --",
		"markup":            "<script>alert(1)</script>",
		"template":          "{{.Code}} {tries} %s %n",
		"slashes":           "../../account/01HZX3K7Q4M8T0000000000000",
		"only spaces":       "\u00a0\u2003 \t",
	}
}

// Whatever comes in any field: a refusal that can be shown, no panic, nothing written.
func TestHostileInput(t *testing.T) {
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			confirmed := d.prove(borisEmail)
			receipt := d.register(annasPhone)
			before := len(d.records())
			for field, run := range map[string]func() error{
				"family": func() error {
					command := form(annasEmail)
					command.Name.Family = text
					_, err := d.Register(t.Context(), command)
					return err
				},
				"patronymic": func() error {
					command := form(annasEmail)
					command.Name.Patronymic = text + "1"
					_, err := d.Register(t.Context(), command)
					return err
				},
				"contact": func() error {
					_, err := d.Register(t.Context(), form(text))
					return err
				},
				"language": func() error {
					command := form(annasEmail)
					command.Language = text
					_, err := d.Register(t.Context(), command)
					return err
				},
				"challenge": func() error {
					_, err := d.Confirm(t.Context(), registration.Confirm{Key: "k", Challenge: text, Code: "123456"})
					return err
				},
				"code": func() error {
					_, err := d.Confirm(t.Context(), registration.Confirm{Challenge: receipt.Challenge, Code: text + strings.Repeat("1", 257)})
					return err
				},
				"token": func() error {
					_, err := d.Confirm(t.Context(), registration.Confirm{Challenge: receipt.Challenge, Token: text})
					return err
				},
				"grant": func() error {
					_, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: confirmation.ParseGrant(text + "." + text), Password: goodSecret})
					return err
				},
				"password": func() error {
					_, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: "\x00" + text})
					return err
				},
				"resend": func() error {
					_, err := d.Resend(t.Context(), registration.Resend{Key: "k", Challenge: text})
					return err
				},
				"resume": func() error {
					_, err := d.Resume(t.Context(), registration.Resume{Contact: text})
					return err
				},
				"choose contact": func() error {
					_, err := d.ChooseContact(t.Context(), registration.ChooseContact{Key: "k", Challenge: text, Contact: annasEmail})
					return err
				},
				"account": func() error {
					_, err := d.AddContact(t.Context(), registration.AddContact{Key: "k", Account: text, Contact: annasEmail})
					return err
				},
				"standing": func() error {
					_, err := d.Standing(t.Context(), text)
					return err
				},
			} {
				err := run()
				require.ErrorIs(t, err, fault.Refused, field)
				assert.True(t, utf8.ValidString(err.Error()), field)
				assert.Less(t, len(err.Error()), 2000, field)
				assert.NotEmpty(t, fault.All(err), field)
			}
			assert.Len(t, d.records(), before)
		})
	}
}

// What may be any text, an idempotency key, a channel, a consent's version, is taken as it is or refused,
// and does no harm either way.
func TestHostileTextOfThePortal(t *testing.T) {
	for name, text := range hostile() {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			command := form(annasEmail)
			command.Key, command.Channel, command.Consents[0].Version = text, text, text
			receipt, err := d.Register(t.Context(), command)
			if err != nil {
				require.ErrorIs(t, err, fault.Refused)
				assert.Empty(t, d.records())
				return
			}
			again, err := d.Register(t.Context(), command)
			require.NoError(t, err)
			assert.Equal(t, receipt, again)
			d.confirm(d.right(receipt))
		})
	}
}

// FuzzRegister looks for input that makes anything but a receipt or a refusal.
func FuzzRegister(f *testing.F) {
	for _, text := range hostile() {
		if len(text) < 1000 {
			f.Add(text, text, text, text)
		}
	}
	f.Add("Ёлкина", "Анна", "Сергеевна", annasPhone)
	f.Add("O'Neil", "Mary-Ann", "", annasEmail)
	f.Fuzz(func(t *testing.T, family, given, patronymic, contact string) {
		d := newDesk(t)
		command := form(contact)
		command.Name = registration.Name{Family: family, Given: given, Patronymic: patronymic}
		receipt, err := d.Register(t.Context(), command)
		if err != nil {
			require.ErrorIs(t, err, fault.Refused)
			require.Empty(t, d.records())
			return
		}
		require.Equal(t, d.confirm(d.right(receipt)).Account, d.accountOf(receipt).ID)
	})
}
