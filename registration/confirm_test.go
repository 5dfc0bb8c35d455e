package registration_test

import (
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

// REG-3: the code leads to the password. COD-8: however it is typed.
func TestConfirm(t *testing.T) {
	for name, spell := range map[string]func(code string) string{
		"as sent":    func(code string) string { return code },
		"in groups":  func(code string) string { return " " + code[:3] + " – " + code[3:] + "\n" },
		"full width": fullWidth,
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDesk(t)
				receipt := d.register(annasPhone)
				answer := d.right(receipt)
				answer.Code = spell(answer.Code)
				time.Sleep(time.Second)
				confirmed := d.confirm(answer)
				assert.Equal(t, account.SetAPassword, confirmed.Next)
				assert.False(t, confirmed.Grant.IsZero())
				proved, ok := d.account(confirmed.Account).Proved(person.ContactPhone)
				require.True(t, ok)
				assert.Equal(t, annasPhone, proved.Value.Reveal())
				assert.Equal(t, time.Now().UTC(), proved.ProvedAt)
			})
		})
	}
}

func fullWidth(code string) string {
	var wide []rune
	for _, digit := range code {
		wide = append(wide, digit-'0'+'０')
	}
	return string(wide)
}

// COD-2: the link is as good as the code, once somebody acts upon it; either uses up both.
func TestConfirmByLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		receipt := d.register(annasEmail)
		letter, before := d.letter(receipt), len(d.records())
		for range 3 {
			_, ok, err := d.confirmations.Letter(t.Context(), receipt.Challenge, receipt.Send)
			require.NoError(t, err)
			require.True(t, ok)
			_, err = d.Standing(t.Context(), receipt.Challenge)
			require.NoError(t, err)
		}
		assert.Len(t, d.records(), before, "looking at the challenge, as the page behind the link does, proves nothing")

		time.Sleep(24*time.Hour - time.Millisecond)
		confirmed := d.confirm(registration.Confirm{Challenge: receipt.Challenge, Token: letter.Token})
		assert.Equal(t, account.SetAPassword, confirmed.Next)
		_, err := d.Confirm(t.Context(), registration.Confirm{Challenge: receipt.Challenge, Code: letter.Code})
		require.ErrorIs(t, err, confirmation.ErrUsed)
	})
}

// A link that a mail program broke leaves the code beside it, also when both are given.
func TestBrokenLink(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		receipt := d.register(annasEmail)
		broken := registration.Confirm{Challenge: receipt.Challenge, Token: d.letter(receipt).Token[:40]}
		for range 10 {
			_, err := d.Confirm(t.Context(), broken)
			require.ErrorIs(t, err, confirmation.ErrLinkBroken)
		}
		broken.Code = d.letter(receipt).Code
		d.confirm(broken)
	})
}

// COD-9: every refusal of the answer is a typed error at "code", with a message a person understands.
func TestRefusalsStandAtTheCode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		receipt := d.register(annasPhone)
		_, err := d.Confirm(t.Context(), d.wrong(receipt))
		var wrong *confirmation.Wrong
		require.ErrorAs(t, err, &wrong)
		assert.Equal(t, 4, wrong.TriesLeft)
		var refusal *fault.Refusal
		require.ErrorAs(t, err, &refusal)
		require.Len(t, refusal.Faults, 1)
		assert.Equal(t, "code", refusal.Faults[0].Path)
		assert.Equal(t, "Код неверен. Осталось 4 попытки", refusal.Faults[0].Message(language.Russian))

		right := d.right(receipt)
		time.Sleep(5 * time.Minute)
		expect := func(command registration.Confirm, want error) {
			t.Helper()
			_, err := d.Confirm(t.Context(), command)
			require.ErrorIs(t, err, want)
			require.Len(t, fault.All(err), 1)
			assert.Equal(t, "code", fault.All(err)[0].Path)
		}
		expect(right, confirmation.ErrExpired)
		expect(registration.Confirm{Challenge: "unknown", Code: "123456"}, confirmation.ErrNoneIssued)
		expect(registration.Confirm{Challenge: receipt.Challenge}, registration.ErrCodeRequired)
		receipt, err = d.Resend(t.Context(), registration.Resend{Challenge: receipt.Challenge})
		require.NoError(t, err)
		right = d.right(receipt)
		d.confirm(right)
		expect(right, confirmation.ErrUsed)
	})
}

// COD-9: the code from the letter typed where that of the SMS is asked for.
func TestCodeOfAnotherPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		first := d.register(annasEmail)
		time.Sleep(time.Minute)
		resumed, err := d.Resume(t.Context(), registration.Resume{Contact: annasEmail})
		require.NoError(t, err)
		for range 6 {
			_, err = d.Confirm(t.Context(), registration.Confirm{Challenge: resumed.Challenge, Code: d.letter(first).Code})
			var place *confirmation.WrongPlace
			require.ErrorAs(t, err, &place)
			assert.Equal(t, confirmation.ForRegistration, place.Purpose)
		}
		d.confirm(d.right(resumed))
	})
}

// REG-10: a double click on "confirm" gives the same answer twice; another key does not (COD-6).
func TestConfirmIsIdempotent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		receipt := d.register(annasPhone)
		wrong := d.wrong(receipt)
		wrong.Key = "click"
		_, err := d.Confirm(t.Context(), wrong)
		require.ErrorIs(t, err, confirmation.ErrWrong)
		_, err = d.Confirm(t.Context(), wrong)
		var left *confirmation.Wrong
		require.ErrorAs(t, err, &left)
		assert.Equal(t, 3, left.TriesLeft, "a wrong answer is counted each time")

		right := d.right(receipt)
		right.Key = "click"
		first := d.confirm(right)
		before := len(d.records())
		time.Sleep(time.Second)
		assert.Equal(t, first, d.confirm(right))
		assert.Len(t, d.records(), before)

		for name, change := range map[string]func(*registration.Confirm){
			"another key":          func(c *registration.Confirm) { c.Key = "other" },
			"no key":               func(c *registration.Confirm) { c.Key = "" },
			"another answer":       func(c *registration.Confirm) { c.Code = wrong.Code },
			"a key that was tried": func(c *registration.Confirm) { c.Key = "other" },
		} {
			command := right
			change(&command)
			_, err := d.Confirm(t.Context(), command)
			require.ErrorIs(t, err, confirmation.ErrUsed, name)
			assert.Equal(t, "code", fault.All(err)[0].Path)
		}
		time.Sleep(30 * time.Minute)
		_, err = d.Confirm(t.Context(), right)
		require.ErrorIs(t, err, confirmation.ErrUsed, "only while the grant lasts")
	})
}

// The repeated click learns how far the registration has come meanwhile.
func TestRepeatedConfirmAfterTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		right := d.right(d.register(annasPhone))
		right.Key = "click"
		confirmed := d.confirm(right)
		_, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: goodSecret})
		require.NoError(t, err)
		_, err = d.Confirm(t.Context(), right)
		require.ErrorIs(t, err, registration.ErrFinished)
	})
}

// COD-4: a new code for the same challenge. REG-10: with a key the click counts once.
func TestResend(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		first := d.register(annasPhone)
		resend := registration.Resend{Key: "click", Challenge: first.Challenge}
		_, err := d.Resend(t.Context(), resend)
		var limited *confirmation.Limited
		require.ErrorAs(t, err, &limited)
		assert.Equal(t, time.Minute, limited.Wait)
		assert.Equal(t, "Новый код можно запросить через 1 минуту", fault.All(err)[0].Message(language.Russian))

		time.Sleep(time.Minute)
		second, err := d.Resend(t.Context(), resend)
		require.NoError(t, err)
		assert.Equal(t, 2, second.Send)
		time.Sleep(time.Second)
		again, err := d.Resend(t.Context(), resend)
		require.NoError(t, err)
		assert.Equal(t, second, again)
		assert.Equal(t, 1, d.count("confirmation.code-resent"))
		_, err = d.Resend(t.Context(), registration.Resend{Key: "other", Challenge: first.Challenge})
		require.ErrorIs(t, err, confirmation.ErrSendTooSoon)
	})
}

// A code that could serve nothing is not sent, and the answer says what to do.
func TestResendWhenItIsOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		finished := d.register(annasPhone)
		time.Sleep(time.Minute)
		resumed, err := d.Resume(t.Context(), registration.Resume{Contact: annasPhone})
		require.NoError(t, err)
		confirmed := d.confirm(d.right(resumed))
		_, err = d.SetPassword(t.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: goodSecret})
		require.NoError(t, err)
		abandoned := d.register(annasEmail)
		time.Sleep(7 * 24 * time.Hour)
		before := len(d.records())
		for challenge, want := range map[string]error{
			finished.Challenge: registration.ErrFinished, abandoned.Challenge: account.ErrNotOpen,
			"unknown": confirmation.ErrNoneIssued, resumed.Challenge: confirmation.ErrUsed,
		} {
			_, err := d.Resend(t.Context(), registration.Resend{Challenge: challenge})
			require.ErrorIs(t, err, want)
		}
		assert.Len(t, d.records(), before)
	})
}
