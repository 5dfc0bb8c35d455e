package centre_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/registration"
)

func (s scene) activate(typed string) error { return s.Centres.Activate(s.Context(), s.id, typed) }

// CNF-2: by policy a document that agrees yields a slip with 10 characters, whose code confirms once.
func TestActivate(t *testing.T) {
	play(t, func(s scene) {
		visit, code := s.sealed()
		assert.Len(s, code, 10)
		assert.Equal(s, 7*day, visit.ExpiresAt.Sub(visit.At))
		assert.Equal(s, account.Standard, s.account().Level())
		s.rest(day)
		assert.Contains(s, s.last(portaltest.Phone), "введите код из центра обслуживания")

		require.NoError(s, s.activate(" "+identity.NewCode(code).Groups()+" "))
		assert.Equal(s, account.Confirmed, s.account().Level())
		assert.Equal(s, account.Confirmation{
			Method: account.Centre, By: here, Operator: s.desk.Operator, Evidence: visit.ID, At: s.account().Confirmations[0].At,
		}, s.account().Confirmations[0])
		assert.Equal(s, centre.Activated, s.visits()[0].State)
		require.ErrorIs(s, s.activate(code), centre.ErrCodeUsed)
		require.ErrorIs(s, s.Letters.Enter(s.Context(), s.id, code), letter.ErrNoLetter, "a used code belongs nowhere")
	}, sealing)
}

// CNF-2: the code is accepted until the last moment of 7 days, and refused from then on, before and after the timer.
func TestCodeExpires(t *testing.T) {
	play(t, func(s scene) {
		visit, code := s.sealed()
		s.rest(time.Until(visit.ExpiresAt) - time.Microsecond)
		require.ErrorIs(s, s.activate("0000000000"), identity.ErrWrongCode)
		s.rest(time.Microsecond)
		require.ErrorIs(s, s.activate(code), centre.ErrCodeExpired)
		_, err := s.Centres.Slip(s.Context(), s.desk, s.id, visit.ID)
		require.ErrorIs(s, err, centre.ErrNoSlip)
		s.rest(time.Hour)
		assert.Equal(s, centre.Expired, s.visits()[0].State)
		require.ErrorIs(s, s.activate(code), centre.ErrCodeExpired)
		standing, err := s.Identity.Standing(s.Context(), s.id)
		require.NoError(s, err)
		assert.Empty(s, standing.Open)
		require.ErrorIs(s, s.Letters.Enter(s.Context(), s.id, code), letter.ErrNoLetter, "a dead code belongs nowhere")

		visit, code = s.sealed()
		s.rest(time.Until(visit.ExpiresAt) - time.Microsecond)
		require.NoError(s, s.activate(code))
	}, sealing)
}

// COD-5: a new slip kills the one before; a visit that differs leaves it.
func TestCodeSuperseded(t *testing.T) {
	play(t, func(s scene) {
		_, first := s.sealed()
		wrong := papers()
		wrong.SNILS = "112-233-445 95"
		_, err := s.receive(wrong)
		require.ErrorIs(s, err, centre.ErrDiffers)
		_, second := s.sealed()
		require.NotEqual(s, first, second)
		require.ErrorIs(s, s.activate(first), centre.ErrCodeSuperseded)
		standing, err := s.Identity.Standing(s.Context(), s.id)
		require.NoError(s, err)
		assert.Len(s, standing.Open, 1)
		require.NoError(s, s.activate(second))
	}, sealing)
}

// CNF-5: what the desk vouched for has changed: the code is dead at once, and the person is told.
func TestCodeVoid(t *testing.T) {
	play(t, func(s scene) {
		_, code := s.sealed()
		s.marry()
		require.ErrorIs(s, s.activate(code), centre.ErrCodeVoid)
		assert.Equal(s, centre.Void, s.visits()[0].State)
		assert.Contains(s, s.told(portaltest.Phone), "код из центра не действует", "beside that the data are verified, in either order")
		assert.Equal(s, account.Standard, s.account().Level())
	}, sealing)
}

// CNF-1: another way was faster.
func TestCodeOvertaken(t *testing.T) {
	play(t, func(s scene) {
		_, code := s.sealed()
		s.Confirm(s.T, s.id, account.Bank, "b-1")
		require.ErrorIs(s, s.activate(code), identity.ErrClosed)
		s.rest(day)
		assert.Equal(s, centre.Overtaken, s.visits()[0].State)
		require.ErrorIs(s, s.activate(code), centre.ErrCodeOvertaken)
	}, sealing)
}

// COD-3: wrong codes are counted for letters and slips together; then even the right one has to wait.
func TestTries(t *testing.T) {
	play(t, func(s scene) {
		require.ErrorIs(s, s.activate("0000000000"), centre.ErrNoCode)
		_, code := s.sealed()
		for left := 4; left >= 0; left-- {
			var wrong *identity.WrongCode
			require.ErrorAs(s, s.activate("0000000000"), &wrong)
			assert.Equal(s, left, wrong.TriesLeft)
		}
		var limited *identity.Limited
		require.ErrorAs(s, s.activate(code), &limited)
		assert.Equal(s, 10*time.Minute, limited.Wait)
		require.ErrorIs(s, s.Letters.Enter(s.Context(), s.id, "0000000000"), identity.ErrTooManyTries)
		s.rest(10 * time.Minute)
		require.NoError(s, s.activate(code))
	}, sealing)
}

// COD-9: codes of letters, slips and SMS are recognised wherever they are typed, and cost no try there.
func TestCodesInTheWrongPlace(t *testing.T) {
	play(t, func(s scene) {
		_, code := s.sealed()
		_, err := s.Letters.Order(s.Context(), s.id, letter.Destination{To: letter.ToOther, Address: person.AddressForm{
			Postcode: "115035", Region: "Москва", Street: "ул. Бахрушина", House: "13",
		}})
		require.NoError(s, err)
		s.rest(time.Hour)
		ofLetter := s.Post.Papers()[0].Code.Reveal()
		receipt, err := s.Registration.AddContact(s.Context(), registration.AddContact{Account: s.id, Contact: portaltest.Email})
		require.NoError(s, err)
		byMail := s.Portal.Code(s.T, portaltest.Email, 0)
		for range 7 {
			require.ErrorIs(s, s.activate(ofLetter), letter.ErrElsewhere)
			require.ErrorIs(s, s.activate(byMail), confirmation.ErrWrongPlace)
			require.ErrorIs(s, s.Letters.Enter(s.Context(), s.id, code), centre.ErrElsewhere)
			require.ErrorIs(s, s.Letters.Enter(s.Context(), s.id, byMail), confirmation.ErrWrongPlace)
			_, err := s.Registration.Confirm(s.Context(), registration.Confirm{Challenge: receipt.Challenge, Code: code, Account: s.id})
			require.ErrorIs(s, err, centre.ErrElsewhere)
		}
		require.NoError(s, s.activate(code))
	}, sealing)
}

// COD-6: of many right answers at once exactly one succeeds.
func TestRightCodesAtOnce(t *testing.T) {
	play(t, func(s scene) {
		_, code := s.sealed()
		other := portaltest.New(s.T, s.Ports, sealing)
		errs := make([]error, 16)
		var entering sync.WaitGroup
		for i := range errs {
			centres := []*centre.Service{s.Centres, other.Centres}[i%2]
			entering.Go(func() { errs[i] = centres.Activate(s.Context(), s.id, code) })
		}
		entering.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			assert.True(s, errors.Is(err, centre.ErrCodeUsed), "%v", err)
		}
		assert.Equal(s, 1, won)
		assert.Equal(s, 1, s.Count(s.T, "account.identity-confirmed"))
	}, sealing)
}

// No account can be confirmed by the slip of another.
func TestSlipOfAnother(t *testing.T) {
	play(t, func(s scene) {
		_, code := s.sealed()
		other := s
		other.id = s.Verified(s.T, "+79260000002", otherForm())
		require.ErrorIs(s, other.activate(code), centre.ErrNoCode)
		shown := papers()
		form := otherForm()
		shown.Name, shown.Number, shown.SNILS = form.Name, form.Document.Number, form.SNILS
		_, err := other.receive(shown)
		require.NoError(s, err)
		require.ErrorIs(s, other.activate(code), identity.ErrWrongCode)
		require.NoError(s, s.activate(code))
	}, sealing)
}

// The slip is printed at its own centre only, the same each time.
func TestSlip(t *testing.T) {
	play(t, func(s scene) {
		visit, code := s.sealed()
		again, err := s.Centres.Slip(s.Context(), s.desk, s.id, visit.ID)
		require.NoError(s, err)
		assert.Equal(s, code, again.Code.Reveal())
		assert.Equal(s, "ru", again.Language)
		assert.Equal(s, visit.ExpiresAt, again.ValidUntil)
		elsewhere := s.employ("+79260000003", "post-77-002")
		_, err = s.Centres.Slip(s.Context(), elsewhere, s.id, visit.ID)
		require.ErrorIs(s, err, centre.ErrOtherCentre)
		_, err = s.Centres.Slip(s.Context(), s.desk, s.id, "unknown")
		require.ErrorIs(s, err, centre.ErrUnknownVisit)
		wrong := papers()
		wrong.SNILS = "112-233-445 95"
		differing, err := s.receive(wrong)
		require.ErrorIs(s, err, centre.ErrDiffers)
		_, err = s.Centres.Slip(s.Context(), s.desk, s.id, differing.ID)
		require.ErrorIs(s, err, centre.ErrNoSlip)
	}, sealing)
}

// CNF-10: on a held account the confirmation by a slip waits for the review.
func TestActivateOnAHeldAccount(t *testing.T) {
	play(t, func(s scene) {
		_, code := s.sealed()
		s.Block(s.T, s.id)
		require.NoError(s, s.activate(code))
		assert.Equal(s, account.Standard, s.account().Level())
		assert.Len(s, s.account().Waiting, 1)
	}, sealing)
}
