package cms

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// Lists gives the revocation lists that an issuer has published, each DER or PEM, in any order; none when there
// are none. It is called during a verification, side by side, so it should have them at hand; an error means
// trouble that passes, unless it is on an axis of package fault already.
type Lists func(ctx context.Context, issuer *x509.Certificate) ([][]byte, error)

// FixedLists gives the same lists whenever it is asked, each for the issuer that it names; what cannot be read is
// given for all of them, and refused then.
func FixedLists(lists ...[]byte) Lists {
	names := make([][]byte, len(lists))
	for i, list := range lists {
		if parsed, err := x509.ParseRevocationList(unarmoured(list)); err == nil {
			names[i] = parsed.RawIssuer
		}
	}
	return func(_ context.Context, issuer *x509.Certificate) ([][]byte, error) {
		var own [][]byte
		for i, list := range lists {
			if names[i] == nil || bytes.Equal(names[i], issuer.RawSubject) {
				own = append(own, list)
			}
		}
		return own, nil
	}
}

// revocation refuses a chain in which a certificate under the root is on a list of its issuer, or may be.
func (v *Verifier) revocation(ctx context.Context, chain []*certificate, at time.Time) error {
	for i, c := range chain[:len(chain)-1] {
		revoked := signature.ErrIssuerRevoked
		if i == 0 {
			revoked = signature.ErrRevoked
		}
		listed, err := v.listed(ctx, c, chain[i+1], at)
		switch {
		case err != nil:
			return err
		case listed:
			return revoked
		}
	}
	return nil
}

// listed reports whether a certificate is on one of the lists of its issuer, be it an old one: what was revoked
// stays so. That it is on none counts only when one of them is of this time.
func (v *Verifier) listed(ctx context.Context, c, issuer *certificate, at time.Time) (bool, error) {
	lists, err := v.lists(ctx, issuer.Certificate)
	if err != nil {
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		return false, fault.AsTransient(fmt.Errorf("cms: revocation lists of an issuer: %w", err))
	}
	if len(lists) == 0 {
		if v.policy.RequireList {
			return false, signature.ErrRevocationUnknown
		}
		return false, nil
	}
	var reason error
	current := false
	for _, list := range lists {
		parsed, err := v.readList(list, issuer)
		if err != nil {
			reason = err
			continue
		}
		for _, entry := range parsed.RevokedCertificateEntries {
			if entry.SerialNumber.Cmp(c.SerialNumber) == 0 {
				return true, nil
			}
		}
		if err := timely(parsed, at); err != nil {
			reason = err
			continue
		}
		current = true
	}
	if !current {
		return false, reason
	}
	return false, nil
}

func timely(list *x509.RevocationList, at time.Time) error {
	switch {
	case at.Before(list.ThisUpdate):
		return signature.ErrRevocationListEarly
	case at.After(list.NextUpdate): // which is zero when the list names none
		return signature.ErrRevocationListOld
	default:
		return nil
	}
}

// readList reads a list that its issuer signed whole: lists of changes, of parts and of other issuers' certificates
// say so by critical extensions, and are refused.
func (v *Verifier) readList(list []byte, issuer *certificate) (*x509.RevocationList, error) {
	if len(list) > v.policy.MaxListSize {
		return nil, signature.ErrRevocationList
	}
	der := unarmoured(list)
	parsed, err := x509.ParseRevocationList(der)
	if err != nil || !bytes.Equal(parsed.RawIssuer, issuer.RawSubject) ||
		issuer.KeyUsage != 0 && issuer.KeyUsage&x509.KeyUsageCRLSign == 0 {
		return nil, signature.ErrRevocationList
	}
	for _, extension := range parsed.Extensions {
		if extension.Critical {
			return nil, signature.ErrRevocationList
		}
	}
	for _, entry := range parsed.RevokedCertificateEntries {
		for _, extension := range entry.Extensions {
			if extension.Critical {
				return nil, signature.ErrRevocationList
			}
		}
	}
	signed, made, bits, ok := parts(der)
	if !ok {
		return nil, signature.ErrRevocationList
	}
	if right, err := issuer.issued(v.policy, signed, made, bits); err != nil || !right {
		return nil, signature.ErrRevocationList
	}
	return parsed, nil
}

// unarmoured gives the DER of what may be PEM.
func unarmoured(text []byte) []byte {
	if block, _ := pem.Decode(text); block != nil {
		return block.Bytes
	}
	return text
}
