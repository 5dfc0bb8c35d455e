package simulation

import (
	"context"
	"math/rand/v2"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/operator"
)

// steals tries, in their own account and session, whatever speaks for somebody else, and what was used already: as if
// every letter, answer and signature had been copied on its way. None of it is of any use.
func (s *somebody) steals() {
	thefts := []func(*somebody){
		(*somebody).stealsLetters, (*somebody).stealsAnswers, (*somebody).forgesAnswers, (*somebody).stealsSignatures,
		(*somebody).forgesSignatures, (*somebody).usurps,
	}
	thefts[s.rng.IntN(len(thefts))](s)
}

// overlooked has, now and then, somebody else try at the same moment what the person is about to do.
func (s *somebody) overlooked(try func(thief *somebody)) {
	if !s.odds(3) {
		return
	}
	members := s.world.members()
	chosen := members[s.rng.IntN(len(members))]
	if chosen == s {
		return
	}
	// A double with the other's account, since what that person does meanwhile is their own.
	thief := &somebody{world: s.world, number: chosen.number, rng: rand.New(rand.NewPCG(s.rng.Uint64(), 7)), account: chosen.account}
	try(thief)
}

func (s *somebody) stealsLetters() {
	for _, paper := range lately(s.world.post.all()) {
		if orderer := s.world.post.ordererOf(paper.ID); orderer == "" || orderer == s.account {
			continue
		}
		s.mustFail("types the code of somebody else's letter", func(ctx context.Context, k *kabinet.Kabinet) error {
			return k.Letters.Enter(ctx, s.account, paper.Code.Reveal())
		})
	}
	for _, slip := range lately(s.world.desks.handed()) {
		if slip.account != s.account {
			s.mustFail("types the code of somebody else's slip", func(ctx context.Context, k *kabinet.Kabinet) error {
				return k.Centres.Activate(ctx, s.account, slip.code)
			})
		}
	}
	s.mustFail("types the id of a letter", func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Letters.Enter(ctx, s.account, s.account)
	})
}

// stealsAnswers comes back from the bank with what it said about others: in answer to their request, and to one's own.
func (s *somebody) stealsAnswers() {
	s.proven()
	own, err := s.begins()
	for _, theirs := range lately(s.world.ledger.all()) {
		if theirs.account == s.account {
			s.mustFail("comes back with another state", s.replies(bank.ParseState(theirs.ID+"."+theirs.Nonce), theirs.assertion))
			continue
		}
		s.mustFail("comes back with somebody else's answer", s.replies(theirs.State, theirs.assertion))
		if err == nil {
			s.mustFail("comes back with somebody else's answer to their own request", s.replies(own.State, theirs.assertion))
		}
	}
}

// forgesAnswers signs as a bank would, but is none; or has their own bank answer what it was not asked.
func (s *somebody) forgesAnswers() {
	s.proven()
	own, err := s.begins()
	if err != nil {
		return
	}
	banks := s.world.set.Banks
	other := map[string]string{"test-bank": "other-bank", "other-bank": "test-bank"}[own.Bank.ID]
	says := memory.BankStatement{
		Bank: own.Bank.ID, Subject: "client", Audience: own.Bank.Audience, Nonce: own.Nonce,
		IssuedAt: time.Now(), ExpiresAt: time.Now().Add(2 * time.Minute), Identity: known(s.truth),
	}
	if victim := s.stranger(); victim != s && !s.impostor {
		namesake := says
		namesake.Identity.SNILS, namesake.Identity.DocumentNumber, namesake.Identity.INN = victim.papers.SNILS, victim.papers.Document.Number, ""
		defer s.mustFail("comes back with what the bank says of a namesake", s.replies(own.State, banks.Sign(namesake)))
	}
	s.mustFail("comes back with what another bank signed", s.replies(own.State, banks.SignAs(other, says)))
	elsewhere, late, unasked := says, says, says
	elsewhere.Audience = "another-portal"
	late.IssuedAt, late.ExpiresAt = time.Now().Add(-time.Hour), time.Now().Add(-55*time.Minute)
	unasked.Nonce = own.State.Reveal()
	for what, forged := range map[string]memory.BankStatement{"for another portal": elsewhere, "too late": late, "to no request": unasked} {
		s.mustFail("comes back with an answer "+what, s.replies(own.State, banks.Sign(forged)))
	}
}

// stealsSignatures sends what others signed: for their statement, for one's own, and to sign in.
func (s *somebody) stealsSignatures() {
	s.proven()
	own, err := s.takesStatement()
	for _, theirs := range lately(s.world.notary.all()) {
		if theirs.whose == s.number {
			continue
		}
		s.mustFail("sends somebody else's statement", s.confirms(theirs.statement, theirs.signature))
		if err == nil {
			s.mustFail("sends somebody else's signature", s.confirms(own.Statement, theirs.signature))
		}
		s.mustFail("signs in by somebody else's signature", func(ctx context.Context, k *kabinet.Kabinet) error {
			login, err := k.Signing.NewLogin(ctx)
			if err != nil {
				return err
			}
			_, err = k.Signing.Identify(ctx, login.Challenge, theirs.signature)
			return err
		})
	}
}

// forgesSignatures signs by certificates that nobody trusts, or that are of another person's SNILS.
func (s *somebody) forgesSignatures() {
	s.proven()
	own, err := s.takesStatement()
	if err != nil {
		return
	}
	forger, err := memory.NewSignatures().Issue(memory.Holder{NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0)})
	if err != nil {
		s.world.fail("wiring", "", "%v", err)
	}
	s.mustFail("signs by a certificate of their own making", s.confirms(own.Statement, forger.Sign(own.Text, time.Now())))
	victim := s.stranger()
	if victim == s || s.impostor {
		return
	}
	namesake := s.truth
	namesake.SNILS, namesake.INN = victim.papers.SNILS, ""
	s.mustFail("signs by the certificate of a namesake", s.confirms(own.Statement, s.certified(namesake, nil).Sign(own.Text, time.Now())))
	if own, err = s.takesStatement(); err != nil {
		return
	}
	s.mustFail("signs by the certificate of another SNILS", s.confirms(own.Statement, victim.certified(victim.papers, nil).Sign(own.Text, time.Now())))
}

// usurps does what only operators may, and says of others' confirmations that they were not theirs.
func (s *somebody) usurps() {
	about := s.world.members()[s.rng.IntN(len(s.world.members()))].account
	if s.office().Role == operator.Reviewer && s.appoints(s.rng) {
		ruling := identity.Ruling{Operator: s.account, Account: s.account, Reason: account.Suspicion}
		s.mustFail("blocks themselves", func(ctx context.Context, k *kabinet.Kabinet) error { return k.Identity.Block(ctx, ruling) })
	} else if s.office().Role != operator.Reviewer {
		ruling := identity.Ruling{Operator: s.account, Account: about, Reason: account.Cleared}
		s.mustFail("blocks somebody", func(ctx context.Context, k *kabinet.Kabinet) error { return k.Identity.Block(ctx, ruling) })
		s.mustFail("gives an account back", func(ctx context.Context, k *kabinet.Kabinet) error { return k.Identity.GiveBack(ctx, ruling) })
		s.mustFail("closes a review", func(ctx context.Context, k *kabinet.Kabinet) error { return k.Identity.CloseReview(ctx, true, ruling) })
	}
	for _, theirs := range lately(s.world.ledger.all()) {
		s.mustFail("makes up a report", s.reports("bWVtb3J5."+theirs.account+"."+theirs.Nonce[:22]+"."+theirs.ID))
	}
	s.mustFail("signs in by a text of their own making", func(ctx context.Context, k *kabinet.Kabinet) error {
		_, err := k.Signing.Identify(ctx, s.account+".946684800.made-up.bWVtb3J5", []byte("{}"))
		return err
	})
}

// lately are the last few.
func lately[T any](all []T) []T {
	const few = 4
	return all[max(0, len(all)-few):]
}
