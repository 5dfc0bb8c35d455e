package signing

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// certificateKey is the claim under which a certificate belongs to one account, and by which it is found as a
// login.
func certificateKey(unit *es.Unit, fingerprint signature.Fingerprint) es.ClaimKey {
	return unit.Key("certificate", fingerprint.String())
}

// bind has the certificate belong to the account while it is valid, and to no other. An account whose confirmation
// by it was revoked has lost it.
func (s *Service) bind(
	ctx context.Context, unit *es.Unit, owner *es.Aggregate[account.Account], c signature.Certificate, evidence string,
) error {
	key := certificateKey(unit, c.Fingerprint)
	holder, held, err := unit.Owner(ctx, key)
	if err != nil {
		return err
	}
	if held && holder != owner.Stream() {
		other, err := s.accounts.Load(ctx, unit, holder.ID)
		if err != nil {
			return err
		}
		if other.State().HasCertificate(c.Fingerprint.String()) {
			return ErrTaken
		}
		unit.Release(key, holder)
	}
	unit.Claim(key, owner.Stream(), c.NotAfter.Add(time.Second).Truncate(time.Second))
	return owner.Decide(account.BindCertificate(account.Certificate{
		Fingerprint: c.Fingerprint.String(), Issuer: c.Issuer, Serial: c.Serial, NotAfter: c.NotAfter.UTC(),
		Evidence: evidence,
	}, unit.Now()))
}

// holder returns the account that a certificate is bound to.
func (s *Service) holder(ctx context.Context, unit *es.Unit, fingerprint signature.Fingerprint) (es.Stream, error) {
	stream, held, err := unit.Owner(ctx, certificateKey(unit, fingerprint))
	if err != nil {
		return es.Stream{}, err
	}
	if !held {
		return es.Stream{}, ErrNotBound
	}
	owner, err := s.accounts.Load(ctx, unit, stream.ID)
	if err != nil {
		return es.Stream{}, err
	}
	if !owner.State().HasCertificate(fingerprint.String()) {
		return es.Stream{}, ErrNotBound
	}
	return stream, nil
}
