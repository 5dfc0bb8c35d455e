package bank_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/registration"
)

// nobody plays in a portal where Anna has no account.
func nobody(t *testing.T, story func(s scene), change ...func(*kabinet.Policy)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, append(change, portaltest.Unhurried)...)
		p.Know(t, portaltest.Profile())
		story(scene{T: t, Portal: p, engine: p.Engine(t)})
	})
}

func apply(changes ...func(*bank.BeginEnrolment)) bank.BeginEnrolment {
	command := bank.BeginEnrolment{
		Bank: "test-bank", Consent: bank.Consent{Version: "2026-01", Channel: "web"}, Contact: portaltest.Phone, Consents: portaltest.Consents(),
	}
	for _, change := range changes {
		change(&command)
	}
	return command
}

func (s scene) apply(changes ...func(*bank.BeginEnrolment)) bank.Request {
	s.Helper()
	request, err := s.Bank.BeginEnrolment(s.Context(), apply(changes...))
	require.NoError(s, err)
	return request
}

func (s scene) enrol(request bank.Request, assertion string) (enrolment.Opened, error) {
	return s.Bank.CompleteEnrolment(s.Context(), bank.EnrolmentReply{Kept: request.Kept, State: request.State, Assertion: assertion})
}

// CNF-9, CON-1: from nothing to confirmed by a bank, with consents and transfer recorded.
func TestFromNoAccountToConfirmedByABank(t *testing.T) {
	nobody(t, func(s scene) {
		request := s.apply()
		assert.Zero(s, s.Count(s.T, "account.registered"), "nothing before the bank has spoken")
		opened, err := s.enrol(request, s.answer(request))
		require.NoError(s, err)
		s.id = opened.Account
		s.wait(0)
		confirmed, err := s.Registration.Confirm(s.Context(), registration.Confirm{
			Challenge: opened.Receipt.Challenge, Code: s.Code(s.T, portaltest.Phone, 0),
		})
		require.NoError(s, err)
		_, err = s.Registration.SetPassword(s.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: portaltest.Password})
		require.NoError(s, err)
		require.NoError(s, s.Enrolment.Accept(s.Context(), s.id, "123-456-789 64"))

		draft, err := s.Verification.Draft(s.Context(), s.id)
		require.NoError(s, err)
		whole := portaltest.Profile()
		whole.Name, whole.BornOn, whole.SNILS, whole.INN = draft.Name, draft.BornOn, draft.SNILS, draft.INN
		whole.Document.Number = draft.Document.Number
		require.NoError(s, s.Verification.Submit(s.Context(), s.id, whole))
		s.wait(time.Hour)
		standing := s.standing()
		assert.Equal(s, account.Confirmed, standing.Level)
		require.Len(s, standing.Confirmations, 1)
		assert.Equal(s, account.Confirmation{
			Method: account.Bank, By: "test-bank", Evidence: request.ID, At: standing.Confirmations[0].At,
		}, standing.Confirmations[0])

		assert.True(s, s.account().Consented(account.IdentityByBank, "bank:test-bank"))
		assert.Len(s, s.account().Consents, 3)
		assert.Equal(s, []account.Transfer{{
			Party: "bank:test-bank", Purpose: account.IdentityByBank, At: s.transfers().Received[0].At, Fields: []string{
				"bornOn", "document.kind", "document.number", "inn", "name.family", "name.given", "name.patronymic", "snils",
			},
		}}, s.transfers().Received)
		assert.Empty(s, s.Leaks(s.T, "Ёлкина", "ЁЛКИНА", "Анна", "12345678964", "500100732259", "4502573482", "1975-05-09", "9161234567",
			request.Nonce, request.State.Reveal(), request.Kept.Reveal()))
	})
}

// CNF-9: the answer serves once, in its time, in the browser that asked, and to its own request.
func TestEnrolmentReplies(t *testing.T) {
	nobody(t, func(s scene) {
		request, other := s.apply(), s.apply(func(b *bank.BeginEnrolment) { b.Contact = portaltest.Email })
		for name, reply := range map[string]bank.EnrolmentReply{
			"another browser": {Kept: other.Kept, State: request.State, Assertion: s.answer(request)},
			"no browser":      {State: request.State, Assertion: s.answer(request)},
			"the state kept":  {Kept: request.State, State: request.State, Assertion: s.answer(request)},
			"no state":        {Kept: request.Kept, Assertion: s.answer(request)},
		} {
			s.Log(name)
			_, err := s.Bank.CompleteEnrolment(s.Context(), reply)
			require.ErrorIs(s, err, bank.ErrUnknownRequest)
		}
		require.ErrorIs(s, s.complete(request, s.answer(request)), bank.ErrUnknownRequest, "as if it were of a session")
		require.ErrorIs(s, s.Bank.GiveUp(s.Context(), "", request.ID), bank.ErrUnknownRequest)

		_, err := s.enrol(request, s.answer(other))
		require.ErrorIs(s, err, bank.ErrOtherRequest)
		_, err = s.enrol(request, "x")
		require.ErrorIs(s, err, bank.ErrUnreadable)
		_, err = s.enrol(request, s.answer(request, func(f *bank.IdentityForm) { f.SNILS = "" }))
		assert.Equal(s, map[string]string{"snils": "bank.incomplete"}, at(err))
		assert.Equal(s, 3, s.Count(s.T, "bank.reply-refused"))
		assert.Zero(s, s.Count(s.T, "account.registered"))

		assertion := s.answer(request)
		var together sync.WaitGroup
		var right sync.Map
		for n := range 5 {
			together.Go(func() {
				_, err := s.enrol(request, assertion)
				if err == nil {
					right.Store(n, true)
				} else {
					assert.ErrorIs(s, err, bank.ErrUsed)
				}
			})
		}
		together.Wait()
		count := 0
		right.Range(func(any, any) bool { count++; return true })
		assert.Equal(s, 1, count)
		assert.Equal(s, 1, s.Count(s.T, "enrolment.begun"))

		s.wait(10 * time.Minute)
		_, err = s.enrol(other, s.answer(other))
		require.ErrorIs(s, err, bank.ErrRequestExpired)
	})
	nobody(t, func(s scene) {
		request := s.apply()
		for range 5 {
			_, err := s.enrol(request, "x")
			require.ErrorIs(s, err, bank.ErrUnreadable)
		}
		_, err := s.enrol(request, s.answer(request))
		require.ErrorIs(s, err, bank.ErrExhausted)
	})
}

// A reply to a request of an account enrols nobody.
func TestRequestsOfAccountsEnrolNobody(t *testing.T) {
	play(t, func(s scene) {
		request := s.begin()
		assert.Empty(s, request.Kept.Reveal())
		_, err := s.enrol(request, s.answer(request))
		require.ErrorIs(s, err, bank.ErrUnknownRequest)
	})
}

// REG-9, REG-10: every fault at once; a repeated key makes one request.
func TestBeginEnrolment(t *testing.T) {
	nobody(t, func(s scene) {
		_, err := s.Bank.BeginEnrolment(s.Context(), bank.BeginEnrolment{Bank: "no-bank", Contact: "8 800 555-35-35"})
		assert.Equal(s, map[string]string{
			"bank": "bank.unknown-bank", "consent": "bank.consent", "contact": "registration.phone-without-sms",
			"consents.terms": "account.consent-required", "consents.personal-data": "account.consent-required",
		}, at(err))
		assert.Zero(s, s.Count(s.T, "bank.enrolment-requested"))

		keyed := func(b *bank.BeginEnrolment) { b.Key = "form-1" }
		first := s.apply(keyed)
		s.wait(time.Minute)
		again := s.apply(keyed)
		assert.Equal(s, first.ID, again.ID)
		assert.Equal(s, first.Kept.Reveal(), again.Kept.Reveal())
		assert.Equal(s, 1, s.Count(s.T, "bank.enrolment-requested"))
		assert.NotEqual(s, first.ID, s.apply().ID)
		assert.Equal(s, "[begin enrolment]", fmt.Sprintf("%+v", apply()))
		assert.Equal(s, slog.StringValue("[begin enrolment]"), apply().LogValue())
	})
}

// A contact begins a limited number of requests within a day, whoever begins them.
func TestEnrolmentsPerDay(t *testing.T) {
	nobody(t, func(s scene) {
		for range 10 {
			s.apply()
		}
		_, err := s.Bank.BeginEnrolment(s.Context(), apply())
		require.ErrorIs(s, err, bank.ErrTriesPerDay)
		s.apply(func(b *bank.BeginEnrolment) { b.Contact = portaltest.Email })
		s.wait(24 * time.Hour)
		s.apply()
	})
}

// DEL-2: the contact of whoever did not come back cannot be read any more.
func TestContactOfARequestThatEnded(t *testing.T) {
	nobody(t, func(s scene) {
		left, answered := s.apply(), s.apply()
		assert.False(s, s.exchange(left).Applicant.Contact.IsZero())
		_, err := s.enrol(answered, s.answer(answered))
		require.NoError(s, err)
		assert.True(s, s.exchange(answered).Applicant.Contact.IsZero())
		s.wait(time.Hour)
		assert.True(s, s.exchange(left).Applicant.Contact.IsZero())
		assert.Equal(s, bank.Expired, s.exchange(left).Ending)
	})
}

func (s scene) exchange(request bank.Request) (state bank.Exchange) {
	s.Helper()
	exchanges, err := es.NewRepository(bank.Category, bank.Codec())
	require.NoError(s, err)
	require.NoError(s, s.engine.Do(s.Context(), func(ctx context.Context, unit *es.Unit) error {
		x, err := exchanges.Load(ctx, unit, request.ID)
		if err == nil {
			state = x.State()
		}
		return err
	}))
	return state
}

// REG-8: a contact with an account looks like any other, and its owner is told.
func TestEnrolmentByATakenContact(t *testing.T) {
	play(t, func(s scene) {
		seen := len(s.Inbox.For(portaltest.Phone))
		request := s.apply()
		opened, err := s.enrol(request, s.answer(request))
		require.NoError(s, err)
		assert.NotEqual(s, s.id, opened.Account)
		message, err := s.Inbox.Next(s.Context(), portaltest.Phone, seen)
		require.NoError(s, err)
		assert.NotContains(s, message.Text, "код")
	})
}

// After trouble with the bank's keys the same answer serves.
func TestEnrolmentAfterTrouble(t *testing.T) {
	nobody(t, func(s scene) {
		request := s.apply()
		assertion := s.answer(request)
		s.Banks.Behave(fault.AsTransient(errors.New("out of reach")), 0)
		_, err := s.enrol(request, assertion)
		require.ErrorIs(s, err, fault.Transient)
		s.Banks.Behave(nil, 0)
		_, err = s.enrol(request, assertion)
		require.NoError(s, err)
	})
}

// Without registries nobody could be verified, so nobody is enrolled.
func TestNoEnrolmentWithoutRegistries(t *testing.T) {
	ports := memory.New().Ports
	ports.Registries.Passports, ports.Registries.Pensions, ports.Registries.Taxes = nil, nil, nil
	k := portaltest.New(t, ports)
	assert.Nil(t, k.Enrolment)
	_, err := k.Bank.BeginEnrolment(t.Context(), apply())
	require.ErrorIs(t, err, fault.Permanent)
}
