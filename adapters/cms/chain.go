package cms

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/identity/signature"
)

// search looks for a chain from a signer to a root that counts at a time.
type search struct {
	policy   Policy
	at       time.Time
	roots    []*certificate
	others   []*certificate // which may stand between
	links    int            // how many may still be tried
	verified map[[2]*certificate]error
}

// chain gives the first chain that counts, the signer's certificate first and the root's last. The refusal is that
// of the first chain that reached a root; when none did, that of an algorithm, or ErrUnknownIssuer.
func (s *search) chain(signer *certificate) ([]*certificate, error) {
	s.verified = map[[2]*certificate]error{}
	found, err := s.extend([]*certificate{signer})
	switch {
	case err == nil:
		return found, nil
	case errors.Is(err, errNoRoot):
		return nil, signature.ErrUnknownIssuer
	default:
		return nil, err
	}
}

// errNoRoot is the weakest reason: this way leads to no root.
var errNoRoot = errors.New("cms: no root is reached")

func (s *search) extend(path []*certificate) ([]*certificate, error) {
	last := path[len(path)-1]
	if slices.Contains(s.roots, last) {
		return path, s.judge(path)
	}
	if len(path) == s.policy.MaxDepth {
		return nil, errNoRoot
	}
	reason := errNoRoot
	for _, issuer := range slices.Concat(s.roots, s.others) {
		if !issuer.mayIssue(last) || slices.Contains(path, issuer) {
			continue
		}
		if s.links == 0 {
			return nil, reason
		}
		s.links--
		err := s.link(last, issuer)
		var found []*certificate
		if err == nil {
			found, err = s.extend(append(slices.Clone(path), issuer))
		}
		if err == nil {
			return found, nil
		}
		if errors.Is(reason, errNoRoot) {
			reason = err
		}
	}
	return nil, reason
}

// link reports whether the issuer's key signed a certificate.
func (s *search) link(of, issuer *certificate) error {
	pair := [2]*certificate{of, issuer}
	if known, done := s.verified[pair]; done {
		return known
	}
	signed, made, bits, _ := parts(of.Raw)
	right, err := issuer.issued(s.policy, signed, made, bits)
	if err == nil && !right {
		err = errNoRoot
	}
	s.verified[pair] = err
	return err
}

// judge applies the rules of RFC 5280, section 6, to a chain whose signatures are right: the authorities first, since
// without them nothing counts that the signer's certificate says.
func (s *search) judge(path []*certificate) error {
	signer, authorities := path[0], path[1:]
	below := 0 // authorities under the one looked at, without those of the same name as their issuer
	for _, c := range authorities {
		if err := s.judgeIssuer(c, below); err != nil {
			return err
		}
		if !bytes.Equal(c.RawSubject, c.RawIssuer) {
			below++
		}
	}
	return s.judgeSigner(signer)
}

func (s *search) judgeIssuer(c *certificate, below int) error {
	switch {
	case !c.BasicConstraintsValid || !c.IsCA,
		c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsageCertSign == 0,
		(c.MaxPathLen > 0 || c.MaxPathLenZero) && below > c.MaxPathLen:
		return signature.ErrIssuerNotEntitled
	case s.at.Before(c.NotBefore):
		return signature.ErrIssuerNotYetValid
	case s.at.After(c.NotAfter):
		return signature.ErrIssuerExpired
	default:
		return understood(c)
	}
}

func (s *search) judgeSigner(c *certificate) error {
	switch {
	case s.at.Before(c.NotBefore):
		return signature.ErrNotYetValid
	case s.at.After(c.NotAfter):
		return signature.ErrExpired
	case c.KeyUsage&s.policy.KeyUsage == 0, c.IsCA, !s.policy.suits(c):
		return signature.ErrKeyUsage
	default:
		return understood(c)
	}
}

var oidAnyPurpose = asn1.ObjectIdentifier{2, 5, 29, 37, 0}

// suits reports whether a certificate names no extended key usage, or one of those wanted.
func (p Policy) suits(c *certificate) bool {
	var named, wanted int
	for _, extension := range c.Extensions {
		if !extension.Id.Equal(asn1.ObjectIdentifier{2, 5, 29, 37}) {
			continue
		}
		var purposes []asn1.ObjectIdentifier
		if _, err := asn1.Unmarshal(extension.Value, &purposes); err != nil {
			return false
		}
		for _, purpose := range purposes {
			named++
			if purpose.Equal(oidAnyPurpose) || slices.ContainsFunc(p.Purposes, purpose.Equal) {
				wanted++
			}
		}
	}
	return named == 0 || wanted > 0
}

// understood refuses a critical extension that nothing here looks at, and constraints of names, critical or not,
// which restrict an authority.
func understood(c *certificate) error {
	for _, extension := range c.Extensions {
		switch extension.Id.String() {
		case "2.5.29.15", "2.5.29.19", "2.5.29.37": // key usage, basic constraints, extended key usage
		case "2.5.29.17", "2.5.29.32": // other names of the subject, policies: nothing depends on them here
		case "2.5.29.30":
			return signature.ErrCriticalExtension
		default:
			if extension.Critical {
				return signature.ErrCriticalExtension
			}
		}
	}
	return nil
}
