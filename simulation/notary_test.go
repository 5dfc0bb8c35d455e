package simulation

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signature"
	"github.com/kabinet-go/kabinet/profile"
)

// notary remembers which statements people were given, and who signed what.
type notary struct {
	mu sync.Mutex
	// statements are the texts by their ids, and for which accounts they were given.
	statements map[string]statement
	signed     []signed
}

type statement struct{ account, text string }

// signed is one signature that somebody made.
type signed struct {
	statement string
	text      string
	whose     int64
	signature []byte
	at        time.Time
}

func newNotary() *notary { return &notary{statements: map[string]statement{}} }

func (n *notary) gave(id string, given statement) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.statements[id] = given
}

func (n *notary) signs(made signed) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.signed = append(n.signed, made)
}

// all are the signatures made so far.
func (n *notary) all() []signed {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.signed[:len(n.signed):len(n.signed)]
}

// vouches tells for whom a statement speaks: for the person who signed its very text with a good certificate of theirs.
func (n *notary) vouches(account, id string, at time.Time) (whom int64, flaw string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	given := n.statements[id]
	if given.account != account {
		return -1, "the statement was given for another account"
	}
	for _, s := range n.signed {
		if s.text == given.text && s.whose >= 0 && !s.at.Truncate(time.Microsecond).After(at) {
			return s.whose, ""
		}
	}
	return -1, "nobody signed the statement"
}

// certified is a person's certificate as of some day: it names them as their papers did then.
func (s *somebody) certified(papers profile.Form, change func(*memory.Holder)) memory.Signer {
	holder := memory.Holder{NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().AddDate(1, 0, 0)}
	given := strings.TrimSpace(papers.Name.Given + " " + papers.Name.Patronymic)
	digits := strings.NewReplacer("-", "", " ", "").Replace(papers.SNILS)
	for kind, text := range map[string]string{
		signature.TypeSurname: strings.ToUpper(papers.Name.Family), signature.TypeGivenNames: given,
		signature.TypeSNILS: digits, signature.TypeINN: papers.INN,
	} {
		if text != "" {
			holder.Subject = append(holder.Subject, signature.Attribute{Type: kind, Text: text})
		}
	}
	if change != nil {
		change(&holder)
	}
	signer, err := s.world.set.Authority.Issue(holder)
	if err != nil {
		s.world.fail("wiring", s.account, "%v", err)
	}
	return signer
}

// verifier is the way of one process to what verifies signatures.
type verifier struct {
	process *process
	signature.Verifier
}

var errVerifier = fault.AsTransient(errors.New("verifier: busy"))

// Verify implements [signature.Verifier].
func (v verifier) Verify(ctx context.Context, content, sent []byte, at time.Time) (certificate signature.Certificate, err error) {
	err = v.process.pass(ctx, patient, func() (err error) {
		if err := v.process.world.vouching(ctx, v.process, "verifier", content, errVerifier); err != nil {
			return err
		}
		certificate, err = v.Verifier.Verify(ctx, content, sent, at)
		return err
	})
	return certificate, err
}

// vouching is what may happen to any call of who verifies signatures and assertions.
func (w *world) vouching(ctx context.Context, p *process, which string, about []byte, busy error) error {
	if w.calm.Load() {
		return nil
	}
	whom := int64(digest(0, string(about), 0))
	n := w.state.nth(which, whom)
	if w.chance(which+" slow", whom, n) < w.weather.vouchingSlow {
		if err := p.wait(ctx, between(source(w.seed, which, whom+n), 10*time.Millisecond, time.Minute)); err != nil {
			return err
		}
	}
	if within(w.weather.vouching, time.Now()) || w.chance(which+" down", whom, n) < w.weather.vouchingDown {
		return busy
	}
	return nil
}
