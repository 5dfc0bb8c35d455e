package registration_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/registration"
)

// REG-1: family and given name and one contact, a phone or an e-mail, in the person's own spelling.
func TestRegister(t *testing.T) {
	for typed, want := range map[string]string{
		"8 (916) 123-45-67": annasPhone, "+7 916 123 45 67": annasPhone, " 9161234567 ": annasPhone,
		"anna@example.ru": annasEmail, "anna@EXAMPLE.ru": annasEmail,
	} {
		t.Run(typed, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				command := form(typed)
				command.Name.Patronymic = ""
				receipt, err := d.Register(t.Context(), command)
				require.NoError(t, err)
				assert.Equal(t, want, d.letter(receipt).Contact.Reveal())
				opened := d.accountOf(receipt)
				assert.Equal(t, "Ёлкина Анна", opened.Name.Reveal())
				assert.Equal(t, account.ProveContact, opened.Next())
			})
		})
	}
}

// REG-2: consents are recorded with version, time and channel.
func TestConsentsAreRecorded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		for channel, want := range map[string]string{"": "web", "centre": "centre"} {
			command := form(annasPhone)
			command.Channel = channel
			receipt, err := d.Register(t.Context(), command)
			require.NoError(t, err)
			assert.Equal(t, []account.Consent{
				{Purpose: "terms", Version: "2026-01", At: time.Now().UTC(), Channel: want},
				{Purpose: "personal-data", Version: "2026-02", At: time.Now().UTC(), Channel: want},
			}, d.accountOf(receipt).Consents)
			time.Sleep(time.Minute)
		}
	})
}

// REG-3: a code to the phone, a code and a link to the e-mail. COD-2: the link's token has 256 bits.
func TestWhatIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		bySMS := d.letter(d.register(annasPhone))
		assert.Regexp(t, `^\d{6}$`, bySMS.Code)
		assert.Empty(t, bySMS.Token)
		assert.Equal(t, "ru", bySMS.Language)

		command := form(annasEmail)
		command.Language = "en"
		receipt, err := d.Register(t.Context(), command)
		require.NoError(t, err)
		byMail := d.letter(receipt)
		assert.Regexp(t, `^\d{6}$`, byMail.Code)
		assert.Regexp(t, `^[A-Za-z0-9_-]{43}$`, byMail.Token)
		assert.Equal(t, "en", byMail.Language)
	})
}

// REG-9: everything wrong at once, each with path, code and a message in both languages; nothing is
// written.
func TestEveryFaultAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		_, err := d.Register(t.Context(), registration.Register{
			Key:     strings.Repeat("k", 201),
			Name:    registration.Name{Family: "Елкинa", Given: "", Patronymic: "Сергеевна7"},
			Contact: "8 800 555 35 35",
			Consents: []registration.Consent{
				{Purpose: "", Version: "1"}, {Purpose: account.PersonalData, Version: ""},
			},
			Language: "de",
			Channel:  strings.Repeat("c", 51),
		})
		var refusal *fault.Refusal
		require.ErrorAs(t, err, &refusal)
		require.ErrorIs(t, err, fault.Refused)
		got := map[string]string{}
		for _, f := range refusal.Faults {
			got[f.Path] = f.Code
			russian, english := f.Message(language.Russian), f.Message(language.English)
			assert.NotEmpty(t, russian)
			assert.NotEmpty(t, english)
			assert.NotEqual(t, russian, english)
			assert.NotContains(t, russian+english, "{")
		}
		assert.Len(t, refusal.Faults, len(got), "one fault a field")
		assert.Equal(t, map[string]string{
			"key":                    "shape.max",
			"name.family":            person.ErrNameLookAlike.Code,
			"name.given":             "person.text.empty",
			"name.patronymic":        person.ErrNameCharacters.Code,
			"contact":                registration.ErrNoSMS.Code,
			"consents[0].purpose":    "shape.required",
			"consents[1].version":    "shape.required",
			"consents.terms":         account.ErrConsentRequired.Code,
			"consents.personal-data": account.ErrConsentRequired.Code,
			"language":               "shape.oneof",
			"channel":                "shape.max",
		}, got)
		assert.Empty(t, d.records())
	})
}

// REG-9: an empty form names every field that has to be filled in.
func TestEmptyForm(t *testing.T) {
	d := newDesk(t)
	_, err := d.Register(t.Context(), registration.Register{})
	messages := map[string]string{}
	for _, f := range fault.All(err) {
		messages[f.Path] = f.Message(language.Russian)
	}
	assert.Equal(t, map[string]string{
		"name.family":            "Заполните это поле",
		"name.given":             "Заполните это поле",
		"contact":                "Укажите телефон или электронную почту",
		"consents.terms":         "Без этого согласия зарегистрироваться нельзя: прочитайте текст и отметьте его",
		"consents.personal-data": "Без этого согласия зарегистрироваться нельзя: прочитайте текст и отметьте его",
	}, messages)
}

// REG-9: the other commands with a contact name all their faults, too.
func TestEveryFaultOfTheOtherCommands(t *testing.T) {
	d := newDesk(t)
	long := strings.Repeat("k", 201)
	for name, c := range map[string]struct {
		run  func() error
		want []string
	}{
		"resume": {func() error {
			_, err := d.Resume(t.Context(), registration.Resume{Key: long, Contact: "nonsense", Language: "de"})
			return err
		}, []string{"key", "language", "contact"}},
		"choose contact": {func() error {
			_, err := d.ChooseContact(t.Context(), registration.ChooseContact{Key: long})
			return err
		}, []string{"key", "challenge", "contact"}},
		"add contact": {func() error {
			_, err := d.AddContact(t.Context(), registration.AddContact{Key: long, Account: "счёт", Contact: "a@b@c"})
			return err
		}, []string{"key", "account", "contact"}},
		"resend": {func() error {
			_, err := d.Resend(t.Context(), registration.Resend{Key: long})
			return err
		}, []string{"key", "challenge"}},
		"confirm": {func() error {
			_, err := d.Confirm(t.Context(), registration.Confirm{Key: long})
			return err
		}, []string{"key", "challenge", "code"}},
		"confirm, oversized": {func() error {
			_, err := d.Confirm(t.Context(), registration.Confirm{Code: strings.Repeat("1", 257), Token: strings.Repeat("t", 257)})
			return err
		}, []string{"challenge", "code", "token"}},
		"set password": {func() error {
			_, err := d.SetPassword(t.Context(), registration.SetPassword{})
			return err
		}, []string{"password"}},
	} {
		t.Run(name, func(t *testing.T) {
			var paths []string
			err := c.run()
			require.ErrorIs(t, err, fault.Refused)
			for _, f := range fault.All(err) {
				paths = append(paths, f.Path)
			}
			assert.ElementsMatch(t, c.want, paths)
			assert.Empty(t, d.records())
		})
	}
}

// REG-10: repeated with its key, the command answers as the first time, registers nobody and sends nothing.
func TestRegisterIsIdempotent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		command := form(annasPhone)
		command.Key = "form-1"
		first, err := d.Register(t.Context(), command)
		require.NoError(t, err)
		before := len(d.records())

		again, err := d.Register(t.Context(), command)
		require.NoError(t, err)
		assert.Equal(t, first, again)
		command.Contact = "8 (916) 123-45-67"
		again, err = d.Register(t.Context(), command)
		require.NoError(t, err, "the same contact in another spelling")
		assert.Equal(t, first, again)
		assert.Len(t, d.records(), before)

		// Another key or another contact is another registration.
		command.Key = "form-2"
		_, err = d.Register(t.Context(), command)
		require.ErrorIs(t, err, confirmation.ErrSendTooSoon)
		command.Key, command.Contact = "form-1", annasEmail
		other, err := d.Register(t.Context(), command)
		require.NoError(t, err)
		assert.NotEqual(t, first.Challenge, other.Challenge)

		// The receipt tells how the challenge stands by now.
		time.Sleep(time.Minute)
		resent, err := d.Resend(t.Context(), registration.Resend{Challenge: first.Challenge})
		require.NoError(t, err)
		command = form(annasPhone)
		command.Key = "form-1"
		again, err = d.Register(t.Context(), command)
		require.NoError(t, err)
		assert.Equal(t, resent, again)
	})
}

// REG-10: the key is kept for 7 days.
func TestKeyIsForgottenAfterAWeek(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		command := form(annasPhone)
		command.Key = "form-1"
		first, err := d.Register(t.Context(), command)
		require.NoError(t, err)
		time.Sleep(7*24*time.Hour - time.Microsecond)
		again, err := d.Register(t.Context(), command)
		require.NoError(t, err)
		assert.Equal(t, first.Challenge, again.Challenge)
		time.Sleep(time.Microsecond)
		another, err := d.Register(t.Context(), command)
		require.NoError(t, err)
		assert.NotEqual(t, first.Challenge, another.Challenge)
	})
}

// REG-10: a command that was refused has not used its key.
func TestRefusedCommandKeepsItsKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.register(annasPhone)
		before := len(d.records())
		command := form(annasPhone)
		command.Key = "form-1"
		_, err := d.Register(t.Context(), command)
		require.ErrorIs(t, err, confirmation.ErrSendTooSoon)
		assert.Len(t, d.records(), before)
		time.Sleep(time.Minute)
		_, err = d.Register(t.Context(), command)
		require.NoError(t, err)
	})
}

// REG-8: a portal may choose to answer openly.
func TestRevealTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t, func(s *setup) { s.registration.RevealTaken = true })
		d.finish(annasPhone)
		time.Sleep(time.Minute)
		before := len(d.records())
		_, err := d.Register(t.Context(), form(annasPhone))
		require.ErrorIs(t, err, registration.ErrContactTaken)
		assert.Equal(t, "contact", fault.All(err)[0].Path)
		assert.Len(t, d.records(), before)
		assert.False(t, errors.Is(err, fault.Transient))

		d.prove(annasEmail)
		time.Sleep(time.Minute)
		_, err = d.Register(t.Context(), form(annasEmail))
		require.NoError(t, err, "REG-6: an unfinished registration is never in the way")
	})
}
