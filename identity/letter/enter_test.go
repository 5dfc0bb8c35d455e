package letter_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/registration"
)

// CNF-4, CNF-6: the code in the letter confirms the identity by the letter, which is recorded as the evidence.
func TestEnter(t *testing.T) {
	play(t, func(s scene) {
		ordered := s.printed()
		require.NoError(s, s.enter(s.code(ordered.ID)))
		owner := s.account()
		assert.Equal(s, account.Confirmed, owner.Level())
		require.Len(s, owner.Confirmations, 1)
		assert.Equal(s, account.Confirmation{
			Method: account.Letter, By: "post", Evidence: ordered.ID, At: owner.Confirmations[0].At,
		}, owner.Confirmations[0])
		assert.Equal(s, letter.Used, s.letter(ordered.ID).State)
		require.ErrorIs(s, s.enter(s.code(ordered.ID)), letter.ErrUsed)
		_, err := s.Letters.Order(s.Context(), s.id, letter.Destination{})
		require.ErrorIs(s, err, identity.ErrConfirmed)
	})
}

// COD-8: as people type it.
func TestEnterIsNormalised(t *testing.T) {
	play(t, func(s scene) {
		ordered := s.printed()
		code := s.code(ordered.ID)
		require.Len(s, code, 10)
		wide := strings.Map(func(r rune) rune { return r - '!' + '！' }, code[5:])
		typed := " " + strings.ToLower(code[:2]) + "-" + strings.NewReplacer("0", "o", "1", "l").Replace(code[2:5]) + " — " + wide
		require.NoError(s, s.enter(typed), typed)
	})
}

// CNF-4: any unexpired letter of the account serves, and which one is recorded; no letter of another account does.
func TestAnyLetterServes(t *testing.T) {
	play(t, func(s scene) {
		first := s.printed()
		s.rest(30 * day)
		second := s.printed()
		require.NotEqual(s, s.code(first.ID), s.code(second.ID))

		other := s
		other.id = s.Verified(s.T, "+79260000002", otherForm())
		other.printed()
		require.ErrorIs(s, other.enter(s.code(first.ID)), identity.ErrWrongCode)

		require.NoError(s, s.enter(s.code(first.ID)))
		assert.Equal(s, first.ID, s.account().Confirmations[0].Evidence)
		s.rest(time.Hour)
		assert.Equal(s, letter.Cancelled, s.letter(second.ID).State)
		require.ErrorIs(s, s.enter(s.code(second.ID)), letter.ErrCancelled)
	})
}

// CNF-4: 5 tries in 10 minutes, kept across processes, whatever the code; a day has a limit of its own.
func TestTries(t *testing.T) {
	play(t, func(s scene) {
		ordered := s.printed()
		other := portaltest.New(s.T, s.Ports)
		for left := 4; left >= 0; left-- {
			var wrong *identity.WrongCode
			require.ErrorAs(s, s.enter("0000000000"), &wrong)
			assert.Equal(s, left, wrong.TriesLeft)
			require.ErrorIs(s, wrong, fault.Refused)
			s.rest(time.Minute)
		}
		var limited *identity.Limited
		require.ErrorAs(s, other.Letters.Enter(s.Context(), s.id, s.code(ordered.ID)), &limited)
		require.ErrorIs(s, limited, identity.ErrTooManyTries)
		assert.Equal(s, 5*time.Minute, limited.Wait)
		s.rest(limited.Wait - time.Microsecond)
		require.ErrorIs(s, s.enter(s.code(ordered.ID)), identity.ErrTooManyTries)
		s.rest(time.Microsecond)
		for range 3 {
			require.ErrorIs(s, s.enter("0000000000"), identity.ErrWrongCode)
			s.rest(10 * time.Minute)
			for range 4 {
				require.ErrorIs(s, s.enter("0000000000"), identity.ErrWrongCode)
			}
			s.rest(10 * time.Minute)
		}
		require.ErrorAs(s, s.enter(s.code(ordered.ID)), &limited)
		assert.Greater(s, limited.Wait, 20*time.Hour, "20 wrong ones within a day")
		s.rest(limited.Wait)
		require.NoError(s, s.enter(s.code(ordered.ID)))
	})
}

// COD-6: of many right answers at once exactly one succeeds.
func TestRightAnswersAtOnce(t *testing.T) {
	play(t, func(s scene) {
		code := s.code(s.printed().ID)
		other := portaltest.New(s.T, s.Ports)
		errs := make([]error, 16)
		var entering sync.WaitGroup
		for i := range errs {
			letters := []*letter.Service{s.Letters, other.Letters}[i%2]
			entering.Go(func() { errs[i] = letters.Enter(s.Context(), s.id, code) })
		}
		entering.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			assert.True(s, errors.Is(err, letter.ErrUsed) || errors.Is(err, fault.Transient), "%v", err)
		}
		assert.Equal(s, 1, won)
		assert.Equal(s, 1, s.Count(s.T, "account.identity-confirmed"))
		assert.Equal(s, 1, s.Count(s.T, "letter.used"))
	})
}

// COD-9: each ending is told as what it is, to whoever has the right code.
func TestCodesOfLettersThatEnded(t *testing.T) {
	play(t, func(s scene) {
		require.ErrorIs(s, s.enter("0000000000"), letter.ErrNoLetter)
		for state, refusal := range map[letter.State]error{letter.Returned: letter.ErrReturned, letter.Lost: letter.ErrLost} {
			ordered := s.printed()
			s.tell(ordered.ID, state)
			require.ErrorIs(s, s.enter(s.code(ordered.ID)), refusal)
			s.rest(30 * day)
		}
		ordered := s.printed()
		code := s.code(ordered.ID)
		s.rest(time.Until(ordered.ExpiresAt) - time.Microsecond)
		require.ErrorIs(s, s.enter("0000000000"), identity.ErrWrongCode)
		s.rest(time.Microsecond)
		require.ErrorIs(s, s.enter(code), letter.ErrExpired)
		s.rest(time.Hour)
		assert.Equal(s, letter.Expired, s.letter(ordered.ID).State)
		require.ErrorIs(s, s.enter(code), letter.ErrExpired)
		assert.Zero(s, s.Count(s.T, "account.identity-confirmed"))
		standing, err := s.Identity.Standing(s.Context(), s.id)
		require.NoError(s, err)
		assert.Empty(s, standing.Open)
		s.rest(89 * day)
		require.ErrorIs(s, s.enter(code), letter.ErrExpired)
		s.rest(2 * day)
		require.ErrorIs(s, s.enter(code), letter.ErrNoLetter, "long gone")
	})
}

// The last moment of 90 days still counts.
func TestEnterAtTheLastMoment(t *testing.T) {
	play(t, func(s scene) {
		ordered := s.printed()
		assert.Equal(s, 90*day, ordered.ExpiresAt.Sub(ordered.OrderedAt))
		s.rest(time.Until(ordered.ExpiresAt) - time.Microsecond)
		require.NoError(s, s.enter(s.code(ordered.ID)))
	})
}

// COD-9: the code of an SMS is recognised here, and that of the letter there; neither costs a try.
func TestCodesInTheWrongPlace(t *testing.T) {
	play(t, func(s scene) {
		ordered := s.printed()
		receipt, err := s.Registration.AddContact(s.Context(), registration.AddContact{Account: s.id, Contact: portaltest.Email})
		require.NoError(s, err)
		byMail := s.Portal.Code(s.T, portaltest.Email, 0)
		for range 7 {
			var place *confirmation.WrongPlace
			require.ErrorAs(s, s.enter(byMail), &place)
			assert.Equal(s, confirmation.ForNewContact, place.Purpose)
		}
		confirm := func(code string) error {
			_, err := s.Registration.Confirm(s.Context(), registration.Confirm{Challenge: receipt.Challenge, Code: code, Account: s.id})
			return err
		}
		for range 7 {
			require.ErrorIs(s, confirm(s.code(ordered.ID)), letter.ErrElsewhere)
		}
		require.ErrorIs(s, confirm("K7XQ000000"), confirmation.ErrWrong)
		require.NoError(s, confirm(byMail))
		require.NoError(s, s.enter(s.code(ordered.ID)))
	})
}

// A letter that has ended belongs nowhere any more.
func TestCodeOfAnEndedLetterHasNoPlace(t *testing.T) {
	play(t, func(s scene) {
		ordered := s.printed()
		s.tell(ordered.ID, letter.Lost)
		receipt, err := s.Registration.AddContact(s.Context(), registration.AddContact{Account: s.id, Contact: portaltest.Email})
		require.NoError(s, err)
		_, err = s.Registration.Confirm(s.Context(), registration.Confirm{
			Challenge: receipt.Challenge, Code: s.code(ordered.ID), Account: s.id,
		})
		require.ErrorIs(s, err, confirmation.ErrWrong)
	})
}

// CNF-10: on a held account the confirmation waits for the review.
func TestEnterOnAHeldAccount(t *testing.T) {
	play(t, func(s scene) {
		ordered := s.printed()
		reviewer := s.reviewer()
		ruling := identity.Ruling{Operator: reviewer, Account: s.id, Reason: account.Suspicion, Note: "проверка"}
		require.NoError(s, s.Identity.Block(s.Context(), ruling))
		require.NoError(s, s.enter(s.code(ordered.ID)))
		assert.Equal(s, account.Standard, s.account().Level())
		ruling.Reason = account.Cleared
		require.NoError(s, s.Identity.GiveBack(s.Context(), ruling))
		assert.Equal(s, account.Confirmed, s.account().Level())
	})
}

// COD-7: neither the code nor anything of the person stands in the store in clear.
func TestNothingInClear(t *testing.T) {
	play(t, func(s scene) {
		ordered := s.printed()
		s.tell(ordered.ID, letter.Dispatched)
		require.ErrorIs(s, s.enter("K7XQ000000"), identity.ErrWrongCode)
		code := s.code(ordered.ID)
		require.NoError(s, s.enter(code))
		s.rest(time.Hour)
		assert.Empty(s, s.Leaks(s.T, code, identity.NewCode(code).Groups(), "K7XQ", "Ёлкина", "Ордынка", "115035", "RB167995284IT", "12345678964"))
	})
}

// CNF-4: midnight forgives nothing.
func TestTriesOverMidnight(t *testing.T) {
	play(t, func(s scene) {
		ordered := s.printed()
		s.rest(time.Until(time.Now().UTC().Truncate(day).Add(day - 2*time.Minute)))
		for range 5 {
			require.ErrorIs(s, s.enter("0000000000"), identity.ErrWrongCode)
		}
		s.rest(5 * time.Minute)
		require.ErrorIs(s, s.enter(s.code(ordered.ID)), identity.ErrTooManyTries)
		s.rest(5 * time.Minute)
		require.NoError(s, s.enter(s.code(ordered.ID)))
	})
}
