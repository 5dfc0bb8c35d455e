package simulation

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/profile"
)

// ledger remembers what people asked banks, and what banks said about whom.
type ledger struct {
	mu       sync.Mutex
	requests map[string]asking // by id
	said     []said
}

type asking struct {
	bank.Request
	account string
}

// said is one assertion that a bank made of a client in front of it.
type said struct {
	bank.Request
	account   string
	whose     int64
	assertion string
	at        time.Time
}

func newLedger() *ledger { return &ledger{requests: map[string]asking{}} }

func (l *ledger) asked(request bank.Request, account string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.requests[request.ID] = asking{request, account}
}

func (l *ledger) says(made said) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said = append(l.said, made)
}

// all are the assertions made so far.
func (l *ledger) all() []said {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said[:len(l.said):len(l.said)]
}

// vouches tells for whom an answer to a request speaks: for the client of whom the bank that was asked said something
// for this very request.
func (l *ledger) vouches(account, by, id string, at time.Time) (whom int64, flaw string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	request := l.requests[id]
	if request.account != account || request.Bank.ID != by {
		return -1, "another account or bank was asked"
	}
	for _, s := range l.said {
		if s.Nonce == request.Nonce && s.Bank.ID == by && !s.at.Truncate(time.Microsecond).After(at) {
			return s.whose, ""
		}
	}
	return -1, "the bank said nothing to this request"
}

// known is what a bank has written down from a client's papers.
func known(papers profile.Form) bank.IdentityForm {
	return bank.IdentityForm{
		Family: strings.ToUpper(papers.Name.Family), Given: papers.Name.Given, Patronymic: papers.Name.Patronymic,
		BornOn: papers.BornOn, SNILS: papers.SNILS, INN: papers.INN,
		DocumentKind: papers.Document.Kind, DocumentNumber: papers.Document.Number,
	}
}

// asksBank has a bank say who they are: it knows its clients by the papers they have, or had when they came first.
func (s *somebody) asksBank() {
	s.proven()
	request, err := s.begins()
	if err != nil {
		return
	}
	s.pause(time.Second, 8*time.Minute)
	papers := s.truth
	if s.odds(6) {
		papers = s.papers
	}
	answer := s.goesToBank(request, papers)
	s.pause(time.Second, 4*time.Minute)
	if s.odds(6) {
		s.withdraws(request.Bank.ID)
	}
	if s.odds(6) {
		s.givesUp(request)
		return
	}
	s.suspected(s.rng)
	if s.odds(4) {
		s.mustFail("comes back with a state of their own making", s.replies(bank.ParseState(request.ID+"."+request.Nonce), answer.assertion))
	}
	s.overlooked(func(thief *somebody) {
		// With a consent of their own, or it would fail for the lack of that.
		_ = thief.do("consents to hear from the bank", func(ctx context.Context, k *kabinet.Kabinet) error {
			return k.Consents.Give(ctx, thief.account, account.Consent{
				Purpose: account.IdentityByBank, Recipient: account.Party("bank:" + request.Bank.ID), Version: "1", Channel: "web",
			})
		})
		thief.mustFail("comes back with an answer on its way", thief.replies(request.State, answer.assertion))
	})
	reply := s.replies(request.State, answer.assertion)
	doubt, err := s.try(s.rng, "comes back from the bank", reply)
	if !doubt && errors.Is(err, bank.ErrUsed) {
		s.world.fail("nobody else answers a request", s.account, "request %s of person %d is answered", request.ID, s.number)
	}
	for _, never := range []fault.Fault{bank.ErrUnreadable, bank.ErrSignature, bank.ErrAlgorithm, bank.ErrAudience, bank.ErrUnknownRequest, bank.ErrOtherRequest} {
		if errors.Is(err, never) {
			s.world.fail("an answer of the bank is known", s.account, "that to request %s of person %d is refused: %v", request.ID, s.number, err)
		}
	}
	if err == nil && s.odds(2) {
		s.mustFail("comes back from the bank once more", reply)
	}
}

func (s *somebody) begins() (request bank.Request, err error) {
	command := bank.Begin{
		Account: s.account, Bank: []string{"test-bank", "other-bank"}[s.rng.IntN(2)],
		Consent: bank.Consent{Version: []string{"1", "2"}[s.rng.IntN(2)], Channel: "web"},
	}
	err = s.do("asks a bank", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		request, err = k.Bank.Begin(ctx, command)
		return err
	})
	if err == nil {
		s.world.ledger.asked(request, s.account)
		s.world.secrets.add(s.number, "nonce", request.Nonce)
		s.world.secrets.add(s.number, "state", request.State.Reveal()[len(request.ID)+1:])
	}
	return request, err
}

// goesToBank has the bank answer the request of whoever stands before it.
func (s *somebody) goesToBank(request bank.Request, papers profile.Form) said {
	made := said{request, s.account, s.number, s.world.set.Banks.Answer(request, known(papers)), time.Now()}
	s.world.ledger.says(made)
	for _, part := range strings.Split(made.assertion, ".")[1:] {
		s.world.secrets.add(s.number, "assertion", part)
	}
	return made
}

func (s *somebody) replies(state bank.State, assertion string) func(context.Context, *kabinet.Kabinet) error {
	return func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Bank.Complete(ctx, bank.Reply{Account: s.account, State: state, Assertion: assertion})
	}
}

func (s *somebody) givesUp(request bank.Request) {
	err := s.do("gives the bank up", func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Bank.GiveUp(ctx, s.account, request.ID)
	})
	if err == nil {
		s.mustFail("comes back from a bank that was given up", s.replies(request.State, s.world.set.Banks.Answer(request, known(s.truth))))
	}
}

// withdraws the consent to hear from a bank; what was not given is not withdrawn.
func (s *somebody) withdraws(bankID string) {
	_ = s.do("withdraws a consent", func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Consents.Withdraw(ctx, s.account, account.IdentityByBank, account.Party("bank:"+bankID))
	})
}

// changesConsents gives and withdraws what is asked for, and cannot withdraw what the account needs.
func (s *somebody) changesConsents() {
	news := account.Consent{Purpose: "news", Version: "1", Channel: "web"}
	err := s.do("gives a consent", func(ctx context.Context, k *kabinet.Kabinet) error { return k.Consents.Give(ctx, s.account, news) })
	if err == nil && s.odds(2) {
		_ = s.do("withdraws a consent", func(ctx context.Context, k *kabinet.Kabinet) error {
			return k.Consents.Withdraw(ctx, s.account, news.Purpose, "")
		})
	}
	s.withdraws("test-bank")
	s.mustFail("withdraws a consent without which there is no account", func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Consents.Withdraw(ctx, s.account, account.PersonalData, "")
	})
}

// teller is the way of one process to the keys of the banks.
type teller struct {
	process *process
	bank.Assertions
}

var errBanks = fault.AsTransient(errors.New("banks: no keys"))

// Verify implements [bank.Assertions].
func (t teller) Verify(ctx context.Context, presented bank.Presented) (assertion bank.Assertion, err error) {
	err = t.process.pass(ctx, patient, func() (err error) {
		if err := t.process.world.vouching(ctx, t.process, "banks", []byte(presented.Text), errBanks); err != nil {
			return err
		}
		assertion, err = t.Assertions.Verify(ctx, presented)
		return err
	})
	return assertion, err
}
