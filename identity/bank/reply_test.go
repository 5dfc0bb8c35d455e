package bank_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/identity/bank/banktest"
	"github.com/kabinet-go/kabinet/internal/portaltest"
)

// CNF-8: an assertion answers one request of one account to one bank.
func TestAnswersToAnotherRequest(t *testing.T) {
	play(t, func(s scene) {
		request, second := s.begin(), s.begin()
		other := s.begin(func(b *bank.Begin) { b.Bank = "other-bank" })
		statement := memory.BankStatement{
			Bank: "test-bank", Subject: "client", Audience: request.Bank.Audience, Nonce: request.Nonce,
			IssuedAt: time.Now(), ExpiresAt: time.Now().Add(time.Minute), Identity: banktest.Anna(),
		}
		with := func(change func(*memory.BankStatement)) string {
			changed := statement
			change(&changed)
			return s.Banks.Sign(changed)
		}
		for _, c := range []struct {
			name, assertion string
			reason          error
		}{
			{"another request", s.answer(second), bank.ErrOtherRequest},
			{"another nonce", with(func(b *memory.BankStatement) { b.Nonce = "x" }), bank.ErrOtherRequest},
			{"a longer nonce", with(func(b *memory.BankStatement) { b.Nonce += "x" }), bank.ErrOtherRequest},
			{"no nonce", with(func(b *memory.BankStatement) { b.Nonce = "" }), bank.ErrNonceMissing},
			{"another bank", s.answer(other), bank.ErrSignature},
			{"another audience", with(func(b *memory.BankStatement) { b.Audience = "x" }), bank.ErrAudience},
			{"out of time", with(func(b *memory.BankStatement) {
				b.IssuedAt, b.ExpiresAt = time.Now().Add(-5*time.Minute), time.Now().Add(-time.Minute)
			}), bank.ErrExpired},
			{"valid too long", with(func(b *memory.BankStatement) { b.ExpiresAt = time.Now().Add(time.Hour) }), bank.ErrValidTooLong},
			{"nothing", "", bank.ErrUnreadable},
		} {
			require.ErrorIs(s, s.complete(request, c.assertion), c.reason, c.name)
			s.unconfirmed()
		}
		require.NoError(s, s.complete(request, s.answer(request)))
	}, func(p *kabinet.Policy) { p.Bank.RepliesPerRequest = 100 })
}

// CNF-8: a reply in another session than the one that asked says nothing.
func TestAnswersForAnotherAccount(t *testing.T) {
	play(t, func(s scene) {
		form := portaltest.Profile()
		form.Name.Given, form.INN, form.SNILS, form.Document.Number = "Вера", "", "112-233-445 95", "45 03 111222"
		other := s.Verified(s.T, "+79260000003", form)
		mine := s.begin()
		theirs, err := s.Bank.Begin(s.Context(), begin(other))
		require.NoError(s, err)

		for _, c := range []struct {
			name    string
			account string
			state   bank.State
			answer  string
			reason  error
		}{
			{"their request in my session", s.id, theirs.State, s.answer(theirs), bank.ErrUnknownRequest},
			{"my request in their session", other, mine.State, s.answer(mine), bank.ErrUnknownRequest},
			{"my answer to their request", other, theirs.State, s.answer(mine), bank.ErrOtherRequest},
			{"no state", s.id, bank.State{}, s.answer(mine), bank.ErrUnknownRequest},
			{"no such state", s.id, bank.ParseState("x"), s.answer(mine), bank.ErrUnknownRequest},
			{"no such request", s.id, bank.ParseState("01HZX3K7Q4M8T0000000000000.x"), s.answer(mine), bank.ErrUnknownRequest},
			{"a forged state", s.id, bank.ParseState(mine.ID + ".x"), s.answer(mine), bank.ErrUnknownRequest},
			{"an empty proof", s.id, bank.ParseState(mine.ID + "."), s.answer(mine), bank.ErrUnknownRequest},
			{"what stores do not bear", s.id, bank.ParseState("\x00\xff." + mine.Nonce), s.answer(mine), bank.ErrUnknownRequest},
		} {
			err := s.Bank.Complete(s.Context(), bank.Reply{Account: c.account, State: c.state, Assertion: c.answer})
			require.ErrorIs(s, err, c.reason, c.name)
		}
		require.ErrorIs(s, s.Bank.GiveUp(s.Context(), s.id, theirs.ID), bank.ErrUnknownRequest)
		require.ErrorIs(s, s.Bank.GiveUp(s.Context(), s.id, "\x00"), bank.ErrUnknownRequest)
		s.unconfirmed()
		require.NoError(s, s.complete(mine, s.answer(mine)))
	})
}

// CNF-8: when the secret is gone from which state and nonce derive, nothing is right, the empty text neither.
func TestSecretThatIsGone(t *testing.T) {
	play(t, func(s scene) {
		request := s.begin()
		ports := s.Ports
		ports.Secrets.Code, ports.Secrets.Codes = "next", map[string][]byte{"next": make([]byte, 32)}
		next := portaltest.New(s.T, ports)
		for _, state := range []bank.State{request.State, bank.ParseState(request.ID + ".")} {
			for _, changed := range []bank.Request{request, {Bank: request.Bank}} {
				reply := bank.Reply{Account: s.id, State: state, Assertion: s.answer(changed)}
				require.ErrorIs(s, next.Bank.Complete(s.Context(), reply), bank.ErrUnknownRequest)
			}
		}
		s.unconfirmed()
		ports.Secrets.Codes = map[string][]byte{"next": make([]byte, 32), s.Ports.Secrets.Code: s.Ports.Secrets.Codes[s.Ports.Secrets.Code]}
		rotated := portaltest.New(s.T, ports)
		require.NoError(s, rotated.Bank.Complete(s.Context(), bank.Reply{Account: s.id, State: request.State, Assertion: s.answer(request)}))
	})
}

// CNF-8: of many who come with the same answer at once exactly one confirms.
func TestAnswersAtOnce(t *testing.T) {
	play(t, func(s scene) {
		request := s.begin()
		assertion := s.answer(request)
		errs := make([]error, 16)
		var running sync.WaitGroup
		for i := range errs {
			running.Go(func() { errs[i] = s.complete(request, assertion) })
		}
		running.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
				continue
			}
			assert.ErrorIs(s, err, bank.ErrUsed)
		}
		assert.Equal(s, 1, won)
		assert.Equal(s, 1, s.Count(s.T, "account.identity-confirmed"))
		assert.Equal(s, 1, s.Count(s.T, "account.received"))
	}, func(p *kabinet.Policy) { p.Events.Attempts = 100 })
}

// CNF-8: an answer comes too late at the end of its request, and whatever ended it is told.
func TestRequestsThatEnded(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(s scene, request bank.Request)
		reason  error
	}{
		"the moment it expires": {func(bank scene, _ bank.Request) { time.Sleep(10 * time.Minute) }, bank.ErrRequestExpired},
		"expired long ago":      {func(s scene, _ bank.Request) { s.wait(time.Hour) }, bank.ErrRequestExpired},
		"given up": {func(s scene, r bank.Request) {
			require.NoError(s, s.Bank.GiveUp(s.Context(), s.id, r.ID))
			require.NoError(s, s.Bank.GiveUp(s.Context(), s.id, r.ID), "again")
		}, bank.ErrGivenUp},
		"another way was faster": {func(s scene, _ bank.Request) {
			s.letter()
			require.NoError(s, s.confirmByLetter())
		}, identity.ErrClosed},
		"another request was faster": {func(s scene, _ bank.Request) {
			faster := s.begin()
			require.NoError(s, s.complete(faster, s.answer(faster)))
		}, identity.ErrClosed},
		"too many wrong replies": {func(s scene, r bank.Request) {
			for range 5 {
				require.ErrorIs(s, s.complete(r, "x"), bank.ErrUnreadable)
			}
		}, bank.ErrExhausted},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(s scene) {
				request := s.begin()
				c.happens(s, request)
				confirmations, refused := s.Count(s.T, "account.identity-confirmed"), s.Count(s.T, "bank.reply-refused")
				require.ErrorIs(s, s.complete(request, "x"), c.reason)
				require.ErrorIs(s, s.complete(request, s.answer(request, func(f *bank.IdentityForm) { f.Given = "Инна" })), c.reason)
				assert.Equal(s, refused, s.Count(s.T, "bank.reply-refused"), "nothing is recorded any more")
				assert.Zero(s, s.Count(s.T, "bank.identity-differs"))
				for range 2 {
					require.ErrorIs(s, s.complete(request, s.answer(request)), c.reason)
				}
				assert.Equal(s, confirmations, s.Count(s.T, "account.identity-confirmed"))
				s.wait(time.Hour)
				assert.Empty(s, s.standing().Open, "no way stays open")
				assert.Equal(s, s.Count(s.T, "bank.requested"), s.Count(s.T, "bank.ended"), "every request has ended")
				assert.Equal(s, s.Count(s.T, "identity.begun"), s.Count(s.T, "identity.ended"))
			})
		})
	}
}

func TestTheLastMoment(t *testing.T) {
	play(t, func(s scene) {
		request := s.begin()
		time.Sleep(10*time.Minute - time.Microsecond)
		require.NoError(s, s.complete(request, s.answer(request)))
	})
}

// CNF-8: wrong replies are recorded by their codes and use the request up; those in trouble are not.
func TestWrongReplies(t *testing.T) {
	play(t, func(s scene) {
		request := s.begin()
		for range 4 {
			require.ErrorIs(s, s.complete(request, "a.b.c"), fault.Refused)
		}
		s.Banks.Behave(fault.AsTransient(errors.New("the keys are out of reach")), 0)
		for range 9 {
			require.ErrorIs(s, s.complete(request, s.answer(request)), fault.Transient)
		}
		s.Banks.Behave(nil, 0)
		assert.Equal(s, 4, s.Count(s.T, "bank.reply-refused"))
		require.NoError(s, s.complete(request, s.answer(request)), "the same reply may come again")
	})
}

// CNF-8: a bank that takes too long is trouble that passes.
func TestSlowKeys(t *testing.T) {
	play(t, func(s scene) {
		request := s.begin()
		s.Banks.Behave(nil, time.Minute)
		started := time.Now()
		require.ErrorIs(s, s.complete(request, s.answer(request)), fault.Transient)
		assert.Equal(s, 10*time.Second, time.Since(started))
		s.Banks.Behave(nil, 9*time.Second)
		require.NoError(s, s.complete(request, s.answer(request)))
	})
}

// CNF-8: ten requests in any 24 hours.
func TestTriesPerDay(t *testing.T) {
	play(t, func(s scene) {
		time.Sleep(time.Until(time.Now().Truncate(24 * time.Hour).Add(23 * time.Hour)))
		for n := range 10 {
			s.begin()
			if n == 4 {
				s.wait(2 * time.Hour) // into the next day
			}
		}
		_, err := s.Bank.Begin(s.Context(), begin(s.id))
		require.ErrorIs(s, err, bank.ErrTriesPerDay)
		assert.Equal(s, 22*time.Hour, fault.All(err)[0].Args["wait"])
		assert.Equal(s, 10, s.Count(s.T, "bank.requested"))
		s.wait(22*time.Hour - time.Microsecond)
		_, err = s.Bank.Begin(s.Context(), begin(s.id))
		require.ErrorIs(s, err, bank.ErrTriesPerDay)
		s.wait(time.Microsecond)
		s.begin()
		assert.Equal(s, account.Standard, s.standing().Level)
	})
}

// CNF-8: a profile that has lapsed meanwhile is confirmed by nobody; the request waits for the next.
func TestProfileLapsedMeanwhile(t *testing.T) {
	play(t, func(s scene) {
		request := s.begin()
		accounts, err := es.NewRepository(account.Category, account.Codec())
		require.NoError(s, err)
		require.NoError(s, s.engine.Do(s.Context(), func(ctx context.Context, unit *es.Unit) error {
			owner, err := accounts.Load(ctx, unit, s.id)
			require.NoError(s, err)
			return owner.Decide(func(account.Account) ([]es.Event[account.Account], error) {
				return []es.Event[account.Account]{account.DocumentLapsed{Account: s.id, Submission: 1, At: unit.Now()}}, nil
			})
		}))
		require.ErrorIs(s, s.complete(request, s.answer(request)), account.ErrNotStandard)
		differs := s.answer(request, func(f *bank.IdentityForm) { f.Given = "Инна" })
		require.ErrorIs(s, s.complete(request, differs), account.ErrNotStandard)
		assert.Len(s, s.standing().Open, 1)
		assert.Empty(s, s.transfers().Received)
		assert.Zero(s, s.Count(s.T, "bank.ended"))
	})
}

// Finished requests and counters go after their time.
func TestRequestsArePurged(t *testing.T) {
	play(t, func(s scene) {
		s.begin()
		s.wait(4 * 24 * time.Hour)
		assert.Zero(s, s.Count(s.T, "bank-tries.counted"))
		assert.Equal(s, 1, s.Count(s.T, "bank.requested"))
		s.wait(28 * 24 * time.Hour)
		assert.Zero(s, s.Count(s.T, "bank.requested"))
	})
}
