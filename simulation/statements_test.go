package simulation

import (
	"context"
	"errors"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signing"
)

// signsStatement has a statement issued, and signs it: as a rule rightly, sometimes with a certificate that is no good,
// of somebody else, or too late.
func (s *somebody) signsStatement() {
	s.proven()
	document, err := s.takesStatement()
	if err != nil {
		return
	}
	s.pause(time.Second, 20*time.Minute)
	own := s.certificate()
	honest := true
	switch s.rng.IntN(8) {
	case 0:
		s.mustFail("signs with a certificate that has lapsed", s.confirms(document.Statement, s.certified(s.truth, func(h *memory.Holder) {
			h.NotAfter = time.Now().Add(-time.Minute)
		}).Sign(document.Text, time.Now())))
	case 1:
		revoked := s.certified(s.truth, nil)
		s.world.set.Authority.Revoke(revoked.Serial())
		s.mustFail("signs with a revoked certificate", s.confirms(document.Statement, revoked.Sign(document.Text, time.Now())))
	case 2:
		s.mustFail("signs with a certificate for something else", s.confirms(document.Statement, s.certified(s.truth, func(h *memory.Holder) {
			h.NotForSigning = true
		}).Sign(document.Text, time.Now())))
	case 3:
		text := append([]byte(nil), document.Text...)
		text[len(text)/2] ^= 1
		s.mustFail("signs another text", s.confirms(document.Statement, own.Sign(text, time.Now())))
	case 4:
		sleep(s.world.ctx, time.Until(document.ExpiresAt)+between(s.rng, time.Second, 2*day))
		honest = false
	default:
	}
	s.suspected(s.rng)
	signature := s.signs(document, own)
	s.overlooked(func(thief *somebody) {
		thief.mustFail("sends a signature on its way", thief.confirms(document.Statement, signature))
	})
	reply := s.confirms(document.Statement, signature)
	doubt, err := s.try(s.rng, "confirms by a signature", reply)
	switch {
	case !honest && err == nil:
		s.world.fail("an expired statement confirms nothing", s.account, "statement %s of person %d", document.Statement, s.number)
	case honest && !doubt && (errors.Is(err, signing.ErrUsed) || errors.Is(err, signing.ErrOver)):
		s.world.fail("nobody else uses a statement", s.account, "statement %s of person %d is used", document.Statement, s.number)
	case err == nil && s.odds(2):
		s.mustFail("signs once more", reply)
	}
	if err == nil {
		s.signsInByCertificate()
	}
}

// signsInByCertificate: it opens the account that it is bound to, as long as it is.
func (s *somebody) signsInByCertificate() {
	if s.signer == nil {
		return
	}
	var login signing.Login
	err := s.do("asks for a text to sign in with", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		login, err = k.Signing.NewLogin(ctx)
		return err
	})
	if err != nil {
		return
	}
	s.world.secrets.challenge(s.number, login.Challenge)
	s.pause(time.Second, 20*time.Minute)
	signature := s.signer.Sign(login.Text, time.Now())
	var found string
	identify := func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		found, err = k.Signing.Identify(ctx, login.Challenge, signature)
		return err
	}
	if err := s.do("signs in by certificate", identify); err != nil {
		return
	}
	if found != s.account {
		s.world.fail("one gets into one's own account", s.account, "the certificate of person %d opens %s", s.number, found)
	}
	s.mustFail("signs in with the same text again", identify)
	began := time.Now()
	var admitted access.Admitted
	err = s.do("has a session", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		began = time.Now()
		admitted, err = k.Access.Start(ctx, s.account, false)
		return err
	})
	s.world.entered(s.account, began, err)
	if err == nil {
		s.world.secrets.add(s.number, "token", admitted.Token.Reveal())
		s.session = admitted.Token
	}
}

// certificate is the person's own. It stays as it was when their papers change, until they get another.
func (s *somebody) certificate() memory.Signer {
	if s.signer == nil || s.odds(4) {
		signer := s.certified(s.truth, nil)
		s.signer = &signer
	}
	return *s.signer
}

func (s *somebody) takesStatement() (document signing.Document, err error) {
	err = s.do("takes a statement to sign", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		document, err = k.Signing.Issue(ctx, s.account)
		return err
	})
	if err == nil {
		s.world.notary.gave(document.Statement, statement{s.account, string(document.Text)})
		s.world.secrets.statement(s.number, string(document.Text))
	}
	return document, err
}

func (s *somebody) signs(document signing.Document, signer memory.Signer) []byte {
	made := signed{document.Statement, string(document.Text), s.number, signer.Sign(document.Text, time.Now()), time.Now()}
	s.world.notary.signs(made)
	return made.signature
}

func (s *somebody) confirms(statement string, signature []byte) func(context.Context, *kabinet.Kabinet) error {
	return func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Signing.Confirm(ctx, signing.Reply{Account: s.account, Statement: statement, Signature: signature})
	}
}

// mustFail gives a command that is to be refused.
func (s *somebody) mustFail(what string, command func(context.Context, *kabinet.Kabinet) error) {
	s.world.count("tricks", 1)
	if err := s.do(what, command); err == nil {
		s.world.fail("no trick succeeds", s.account, "person %d %s", s.number, what)
	}
}

// proven has the profile verified first, as the portal asks people to.
func (s *somebody) proven() {
	standing, ok := s.looksHow()
	if ok && standing.State != account.Verified && !s.impostor {
		if err := s.submits(s.truth); err == nil || !errors.Is(err, fault.Refused) {
			s.followsUp()
		}
	}
}
