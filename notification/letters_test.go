package notification_test

import (
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/person"
)

// CNF-4, CNF-5, NOT-5: the way of a letter is told, each step once, and never its code.
func TestMessagesAboutLetters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Unhurried)
		form := portaltest.Profile()
		form.Addresses.Delivery = person.AddressForm{Postcode: "115035", Region: "Москва", Street: "ул. Большая Ордынка", House: "5/2"}
		id := p.Verified(t, portaltest.Email, form)
		seen := len(p.Inbox.For(portaltest.Email))
		told := func() (all []string) {
			synctest.Wait()
			for _, mail := range p.Inbox.For(portaltest.Email)[seen:] {
				all = append(all, mail.Subject)
				for _, paper := range p.Post.Papers() {
					require.NotContains(t, mail.Text, paper.Code.Reveal())
				}
			}
			seen += len(all)
			return all
		}
		ordered, err := p.Letters.Order(t.Context(), id, letter.Destination{})
		require.NoError(t, err)
		time.Sleep(time.Hour)
		assert.Equal(t, []string{"Кабинет: письмо с кодом заказано"}, told())

		number, err := person.ParseTrackingNumber("RB167995284IT")
		require.NoError(t, err)
		track := func(state letter.State) {
			require.NoError(t, p.Letters.Track(t.Context(), ordered.ID, letter.News{State: state, Number: number}))
			time.Sleep(time.Hour)
		}
		track(letter.Dispatched)
		assert.Contains(t, p.Inbox.For(portaltest.Email)[seen].Text, "RB 167 995 284 IT")
		assert.Equal(t, []string{"Кабинет: письмо с кодом отправлено"}, told())
		track(letter.AtOffice)
		track(letter.AtOffice)
		assert.Equal(t, []string{"Кабинет: письмо с кодом ждёт вас на почте"}, told())
		time.Sleep(15 * 24 * time.Hour)
		assert.Contains(t, p.Inbox.For(portaltest.Email)[seen].Text, ordered.ExpiresAt.Add(3*time.Hour).Format("02.01.2006"))
		assert.Equal(t, []string{"Кабинет: код из письма не введён"}, told())
		track(letter.Returned)
		assert.Equal(t, []string{"Кабинет: письмо с кодом вернулось"}, told())

		time.Sleep(15 * 24 * time.Hour)
		second, err := p.Letters.Order(t.Context(), id, letter.Destination{})
		require.NoError(t, err)
		time.Sleep(time.Hour)
		require.NoError(t, p.Letters.Track(t.Context(), second.ID, letter.News{State: letter.Dispatched, Number: other(t)}))
		require.NoError(t, p.Letters.Track(t.Context(), second.ID, letter.News{State: letter.Lost}))
		time.Sleep(time.Hour)
		subjects := told()
		assert.Contains(t, subjects, "Кабинет: письмо с кодом потеряно")

		time.Sleep(30 * 24 * time.Hour)
		_, err = p.Letters.Order(t.Context(), id, letter.Destination{})
		require.NoError(t, err)
		time.Sleep(time.Hour)
		told()
		require.NoError(t, p.Verification.Correct(t.Context(), id, map[string]string{"addresses.delivery.house": "7"}))
		time.Sleep(time.Hour)
		assert.Contains(t, told(), "Кабинет: код из письма больше не действует")
	})
}

func other(t *testing.T) person.TrackingNumber {
	t.Helper()
	number, err := person.ParseTrackingNumber("80080012345678")
	require.NoError(t, err)
	return number
}

// NOT-3: in one segment, with a number and a date in them: 70 characters of Russian, 160 of English.
func TestSMSAboutLettersFitOneSegment(t *testing.T) {
	texts, err := notification.StandardTexts()
	require.NoError(t, err)
	words := notification.Words{
		Portal: "Кабинет", Profile: "gosportal.ru/p", Tracking: "RB 167 995 284 IT", Until: "01.03.2027",
	}
	for _, template := range notification.Templates() {
		for language, most := range map[string]int{"ru": 70, "en": 160} {
			_, text, err := texts.Render(template, language, "phone", words)
			require.NoError(t, err)
			assert.LessOrEqual(t, utf8.RuneCountInString(text), most, text)
		}
	}
}
