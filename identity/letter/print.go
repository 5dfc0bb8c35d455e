package letter

import (
	"context"
	"errors"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
)

// print handles [PrintTimer]: it gives the letter to the post office. Only trouble with the store, and the end of this
// process, is an error; what the post office says becomes the letter's state.
func (s *Service) print(ctx context.Context, timer es.Timer) error {
	paper, wanted, err := s.paper(ctx, timer.Stream.ID)
	if err != nil || !wanted {
		return err
	}
	reason := ReasonRefused // without its secret there is no code to print
	if paper.Code.Reveal() != "" {
		if reason, err = s.post.print(ctx, paper); err != nil {
			return err
		}
	}
	// A shutdown must not make a letter that was printed look as if it had not been.
	return s.change(context.WithoutCancel(ctx), timer.Stream.ID, func(now time.Time) es.Decision[Letter] {
		if reason != "" {
			return FailPrinting(reason, s.policy, now)
		}
		return MarkPrinted(now)
	})
}

// paper returns what to print, without a code when its secret is gone; wanted is false when there is nothing to print.
// A letter that cannot confirm any more is ended here, should the reaction to that not have come yet.
func (s *Service) paper(ctx context.Context, id string) (paper Paper, wanted bool, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		paper, wanted = Paper{}, false
		letter, err := s.letters.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		l := letter.State()
		if at := l.printAt(); at.IsZero() || unit.Now().Before(at) {
			return nil
		}
		err = s.identities.Require(ctx, unit, l.Account, l.ID)
		if errors.Is(err, identity.ErrClosed) {
			return nil // another way succeeded; the reaction to that ends the letter
		}
		if err != nil {
			return err
		}
		owner, err := s.accounts.Load(ctx, unit, l.Account)
		if err != nil {
			return err
		}
		end := VoidBy(owner.State().Profile, unit.Now())
		if l.Contents == (Contents{}) { // the person was erased
			end = Cancel(identity.GivenUp, unit.Now())
		}
		if err := s.decide(ctx, unit, letter, end); err != nil {
			return err
		}
		if letter.State().State != Ordered {
			return nil
		}
		if l.Failures == 0 {
			if err := owner.Decide(disclose(l, unit.Now())); err != nil {
				return err
			}
		}
		wanted = true
		paper = Paper{
			ID: l.ID, Name: l.Contents.Name, Address: l.Contents.Address, Code: s.identities.CodeOf(codeUse, l.ID, l.Secret),
			ValidUntil: l.ExpiresAt, Language: l.Language,
		}
		return nil
	})
	return paper, wanted, err
}

// MarkPrinted records that the post office has taken the letter.
func MarkPrinted(now time.Time) es.Decision[Letter] {
	return towards(Printed, func(l Letter) es.Event[Letter] { return LetterPrinted{l.step(now)} })
}

// FailPrinting records that it has not, and when it is tried again.
func FailPrinting(reason Reason, policy Policy, now time.Time) es.Decision[Letter] {
	return towards(Printed, func(l Letter) es.Event[Letter] {
		return PrintingFailed{
			Letter: l.ID, Account: l.Account, Reason: reason, Next: now.Add(policy.retry(l.Failures + 1)), At: now,
		}
	})
}
