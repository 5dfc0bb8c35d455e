package confirmation_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/person"
)

// COD-9: a code of another purpose is recognised, the answer names where it belongs, and no try is lost.
func TestWrongPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		bySMS := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		byMail := o.mustAsk(asks(anna, confirmation.ForNewContact, email(t)))
		others := o.mustAsk(asks(boris, confirmation.ForNewContact, contact(t, "boris@example.ru")))
		crossed := confirmation.Answer{Challenge: bySMS.Challenge, Code: o.letter(byMail).Code}
		for range 7 {
			_, refusal := o.judge(crossed)
			var place *confirmation.WrongPlace
			require.ErrorAs(t, refusal, &place)
			assert.Equal(t, confirmation.WrongPlace{Purpose: confirmation.ForNewContact, Kind: person.ContactEmail}, *place)
		}
		_, refusal := o.judge(confirmation.Answer{Challenge: bySMS.Challenge, Code: o.letter(others).Code})
		var wrong *confirmation.Wrong
		require.ErrorAs(t, refusal, &wrong, "another person's code is merely wrong")
		assert.Equal(t, 4, wrong.TriesLeft, "the code from the letter cost no try")

		// An answered one belongs nowhere any more, an expired one neither.
		_, refusal = o.judge(confirmation.Answer{Challenge: byMail.Challenge, Code: o.letter(bySMS).Code})
		require.ErrorIs(t, refusal, confirmation.ErrWrongPlace)
		_, refusal = o.judge(o.code(byMail))
		require.NoError(t, refusal)
		_, refusal = o.judge(crossed)
		require.ErrorIs(t, refusal, confirmation.ErrWrong)
	})
}

func TestExpiredCodeHasNoPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		bySMS := o.mustAsk(asks(anna, confirmation.ForResuming, phone(t)))
		byMail := o.mustAsk(asks(anna, confirmation.ForNewContact, email(t)))
		crossed := confirmation.Answer{Challenge: byMail.Challenge, Code: o.letter(bySMS).Code}
		time.Sleep(300 * time.Second)
		_, refusal := o.judge(crossed)
		require.ErrorIs(t, refusal, confirmation.ErrWrong)
	})
}

// REG-8: of a withheld challenge nothing is right, and neither is a code of it anywhere else.
func TestWithheld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		q := asks(anna, confirmation.ForRegistration, email(t))
		q.Withheld = true
		receipt := o.mustAsk(q)
		letter := o.letter(receipt)
		assert.True(t, letter.Withheld)
		assert.Equal(t, email(t), letter.Contact, "its owner is to be told")
		assert.Empty(t, letter.Code)
		assert.Empty(t, letter.Token)
		_, refusal := o.judge(confirmation.Answer{Challenge: receipt.Challenge, Code: "000000"})
		require.ErrorIs(t, refusal, confirmation.ErrWrong)

		other := o.mustAsk(asks(anna, confirmation.ForResuming, phone(t)))
		_, refusal = o.judge(confirmation.Answer{Challenge: receipt.Challenge, Code: o.letter(other).Code})
		require.ErrorIs(t, refusal, confirmation.ErrWrong, "nor does it betray that there are others")
		assert.NotErrorIs(t, refusal, confirmation.ErrWrongPlace)
	})
}

// REG-8: for a contact nobody knows there is a receipt and counters, and nothing to send.
func TestNobodyAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		receipt := o.mustAsk(asks("", confirmation.ForResuming, phone(t)))
		_, ok, err := o.Letter(t.Context(), receipt.Challenge, 1)
		require.NoError(t, err)
		assert.False(t, ok)
		_, refusal := o.judge(confirmation.Answer{Challenge: receipt.Challenge, Code: "000000"})
		require.ErrorIs(t, refusal, confirmation.ErrWrong)
		_, err = o.ask(asks("", confirmation.ForResuming, phone(t)))
		require.ErrorIs(t, err, confirmation.ErrSendTooSoon)
	})
}
