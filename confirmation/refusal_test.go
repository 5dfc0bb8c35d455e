package confirmation_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// COD-9: the outcomes are distinct, each with a stable code and a message in both languages.
func TestOutcomes(t *testing.T) {
	place := func(purpose confirmation.Purpose, kind person.ContactKind) error {
		return &confirmation.WrongPlace{Purpose: purpose, Kind: kind}
	}
	for _, c := range []struct {
		err              error
		code             string
		russian, english string
	}{
		{
			&confirmation.Wrong{TriesLeft: 4}, "confirmation.wrong",
			"Код неверен. Осталось 4 попытки", "The code is wrong. 4 tries are left",
		},
		{
			&confirmation.Wrong{TriesLeft: 1}, "confirmation.wrong",
			"Код неверен. Осталась 1 попытка", "The code is wrong. 1 try is left",
		},
		{
			&confirmation.Wrong{}, "confirmation.wrong",
			"Код неверен. Осталось 0 попыток", "The code is wrong. 0 tries are left",
		},
		{confirmation.ErrExpired, "confirmation.expired", "Срок действия кода истёк: запросите новый", "The code has expired: ask for a new one"},
		{confirmation.ErrUsed, "confirmation.used", "Этот код уже использован", "This code has been used already"},
		{
			confirmation.ErrTooManyTries, "confirmation.too-many-tries",
			"Слишком много неверных попыток: запросите новый код", "Too many wrong answers: ask for a new code",
		},
		{
			confirmation.ErrNoneIssued, "confirmation.none-issued",
			"Этот код не запрашивали: начните заново", "No such code was asked for: begin again",
		},
		{
			confirmation.ErrSuperseded, "confirmation.superseded",
			"После этого кода был отправлен новый: введите последний", "A newer code was sent after this one: enter the latest",
		},
		{
			place(confirmation.ForRegistration, person.ContactEmail), "confirmation.wrong-place",
			"Это код из письма для регистрации: введите его там", "This is the code from the e-mail for registering: enter it there",
		},
		{
			place(confirmation.ForResuming, person.ContactPhone), "confirmation.wrong-place",
			"Это код из SMS для продолжения регистрации: введите его там",
			"This is the code from the SMS for going on with a registration: enter it there",
		},
		{
			place(confirmation.ForNewContact, person.ContactPhone), "confirmation.wrong-place",
			"Это код из SMS для нового контакта: введите его там", "This is the code from the SMS for the new contact: enter it there",
		},
		{
			&confirmation.Limited{Limit: confirmation.ErrSendTooSoon, Wait: 57 * time.Second}, "confirmation.send-too-soon",
			"Новый код можно запросить через 57 секунд", "A new code can be asked for in 57 seconds",
		},
		{
			&confirmation.Limited{Limit: confirmation.ErrSendsPerHour, Wait: 21 * time.Minute}, "confirmation.sends-per-hour",
			"Слишком много кодов за час. Следующий можно запросить через 21 минуту",
			"Too many codes within an hour. The next one can be asked for in 21 minutes",
		},
		{
			&confirmation.Limited{Limit: confirmation.ErrSendsPerDay, Wait: 3 * time.Hour}, "confirmation.sends-per-day",
			"Слишком много кодов за сутки. Следующий можно запросить через 3 часа",
			"Too many codes within a day. The next one can be asked for in 3 hours",
		},
		{
			&confirmation.Limited{Limit: confirmation.ErrContactTries, Wait: time.Hour}, "confirmation.too-many-tries-for-contact",
			"Слишком много неверных попыток для этого контакта. Попробуйте через 1 час",
			"Too many wrong answers for this contact. Try again in 1 hour",
		},
	} {
		t.Run(c.code+" "+c.english, func(t *testing.T) {
			placed := fault.At("code", c.err)
			faults := fault.All(placed)
			require.Len(t, faults, 1)
			assert.Equal(t, "code", faults[0].Path)
			assert.Equal(t, c.code, faults[0].Code)
			assert.Equal(t, c.russian, faults[0].Message(language.Russian))
			assert.Equal(t, c.english, faults[0].Message(language.English))
			require.ErrorIs(t, placed, fault.Refused)
			require.ErrorIs(t, placed, fault.Define(c.code, "", ""))
			assert.Contains(t, c.err.Error(), c.english)
		})
	}
}

// COD-9: what an outcome carries is still there when the refusal has been placed under a field.
func TestTypesOfOutcomesSurvivePlacing(t *testing.T) {
	err := fault.Join(fault.At("code", &confirmation.Wrong{TriesLeft: 2}), fault.At("x", &confirmation.WrongPlace{Kind: person.ContactPhone}))
	var wrong *confirmation.Wrong
	require.ErrorAs(t, err, &wrong)
	assert.Equal(t, 2, wrong.TriesLeft)
	var place *confirmation.WrongPlace
	require.ErrorAs(t, err, &place)
	assert.Equal(t, person.ContactPhone, place.Kind)
	var limited *confirmation.Limited
	require.False(t, errors.As(err, &limited))
}
