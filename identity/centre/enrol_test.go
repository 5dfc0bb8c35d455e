package centre_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/enrolment"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/registration"
)

const newcomer = "+79260000008"

// newcomers is the command for somebody who has no account.
func (s scene) newcomers() centre.Enrol {
	s.Helper()
	s.Know(s.T, otherForm())
	return centre.Enrol{Desk: s.desk, Form: otherForm(), Contact: newcomer, Consents: portaltest.Consents()}
}

// CNF-9: a centre registers a person from nothing straight to confirmed; the password is theirs, by a code that went to
// their contact, and no operator sees either.
func TestFromNothingToConfirmedAtADesk(t *testing.T) {
	play(t, func(s scene) {
		id, err := s.Centres.Enrol(s.Context(), s.newcomers())
		require.NoError(s, err)
		s.rest(time.Minute)
		receipt, err := s.Registration.Resume(s.Context(), registration.Resume{Contact: newcomer})
		require.NoError(s, err)
		confirmed, err := s.Registration.Confirm(s.Context(), registration.Confirm{
			Challenge: receipt.Challenge, Code: s.Portal.Code(s.T, newcomer, 1),
		})
		require.NoError(s, err)
		_, err = s.Registration.SetPassword(s.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: portaltest.Password})
		require.NoError(s, err)
		require.NoError(s, s.Enrolment.Accept(s.Context(), id, otherForm().SNILS))
		s.rest(day)
		owner, err := s.Accounts.Get(s.Context(), id)
		require.NoError(s, err)
		assert.Equal(s, account.Confirmed, owner.Level())
		require.Len(s, owner.Confirmations, 1)
		assert.Equal(s, account.Centre, owner.Confirmations[0].Method)
		assert.Equal(s, here, owner.Confirmations[0].By)
		assert.Equal(s, s.desk.Operator, owner.Confirmations[0].Operator)
		for _, consent := range owner.Consents {
			assert.Equal(s, "centre", consent.Channel)
		}
		next, err := s.Centres.Next(s.Context(), s.desk.Operator, newcomer)
		require.NoError(s, err)
		assert.Equal(s, operator.Recover, next.Step)
		s.SignIn(s.T, newcomer)
	})
}

// OPS-2, REG-9: who has an account is not enrolled again, and the operator is told what to do; all faults at once.
func TestEnrolRefusals(t *testing.T) {
	play(t, func(s scene) {
		known := s.newcomers()
		known.Form, known.Contact = portaltest.Profile(), portaltest.Phone
		_, err := s.Centres.Enrol(s.Context(), known)
		require.ErrorIs(s, err, enrolment.ErrKnown)
		assert.Equal(s, map[string]string{
			"snils": "enrolment.known", "document.number": "enrolment.known", "contact": "registration.contact-taken",
		}, codes(err))
		empty := s.newcomers()
		empty.Form.SNILS, empty.Form.BornOn, empty.Contact, empty.Consents = "", "31.02.1990", "12", nil
		_, err = s.Centres.Enrol(s.Context(), empty)
		require.ErrorIs(s, err, fault.Refused)
		for _, path := range []string{"snils", "bornOn", "contact", "consents.terms", "consents.personal-data"} {
			assert.Contains(s, codes(err), path)
		}
		long := s.newcomers()
		long.Key = string(make([]byte, 201))
		_, err = s.Centres.Enrol(s.Context(), long)
		assert.Equal(s, map[string]string{"key": "centre.key"}, codes(err))
		assert.Equal(s, "[enrol] [enrol]", fmt.Sprintf("%+v %v", long, long.LogValue()))
	})
}

// OPS-1: only an operator of that very centre, while it is accredited.
func TestWhoEnrols(t *testing.T) {
	play(t, func(s scene) {
		enrol := func(desk centre.Desk) error {
			command := s.newcomers()
			command.Desk = desk
			_, err := s.Centres.Enrol(s.Context(), command)
			return err
		}
		lapsed := s.employ("+79260000004", "bank-77-003")
		require.ErrorIs(s, enrol(centre.Desk{Operator: s.id, Centre: here}), operator.ErrNotAllowed)
		require.ErrorIs(s, enrol(centre.Desk{Operator: s.desk.Operator, Centre: "post-77-002"}), centre.ErrOtherCentre)
		require.ErrorIs(s, enrol(lapsed), centre.ErrNotAccredited)
		registered := s.Count(s.T, "account.registered")
		require.NoError(s, enrol(s.desk))
		assert.Equal(s, registered+1, s.Count(s.T, "account.registered"))
	})
}

// REG-10: one key, one account and one code, also of clicks at once.
func TestEnrolIsRepeatable(t *testing.T) {
	play(t, func(s scene) {
		command := s.newcomers()
		command.Key = "k-1"
		ids := make([]string, 8)
		var clicking sync.WaitGroup
		for i := range ids {
			clicking.Go(func() {
				var err error
				ids[i], err = s.Centres.Enrol(s.Context(), command)
				assert.NoError(s, err)
			})
		}
		clicking.Wait()
		s.rest(time.Second)
		for _, id := range ids {
			assert.Equal(s, ids[0], id)
		}
		assert.Len(s, s.Inbox.For(newcomer), 1)
		command.Key = "k-2"
		_, err := s.Centres.Enrol(s.Context(), command)
		require.ErrorIs(s, err, confirmation.ErrSendTooSoon)
	})
}
