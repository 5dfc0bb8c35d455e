package cms

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// Config is what a verifier trusts and how far it goes.
type Config struct {
	// Roots are the certificates of the authorities that are trusted, each entry one DER or any number as PEM.
	Roots [][]byte
	// Intermediates are certificates between roots and signers, which signers often leave out; in the same forms.
	Intermediates [][]byte
	// Lists gives the revocation lists; nil when there are none.
	Lists  Lists
	Policy Policy
}

// Verifier implements [signature.Verifier]. It is safe for concurrent use.
type Verifier struct {
	policy               Policy
	roots, intermediates []*certificate
	lists                Lists
}

var _ signature.Verifier = (*Verifier)(nil)

// New returns a verifier, or all that is wrong with the configuration, on the fault.Permanent axis.
func New(config Config) (*Verifier, error) {
	v := &Verifier{policy: config.Policy, lists: config.Lists}
	if v.lists == nil {
		v.lists = FixedLists()
	}
	var rootsErr, othersErr error
	v.roots, rootsErr = readAuthorities("root", config.Roots)
	v.intermediates, othersErr = readAuthorities("intermediate", config.Intermediates)
	if len(config.Roots) == 0 {
		rootsErr = errors.New("cms: no root is trusted")
	}
	if err := errors.Join(config.Policy.Validate(), rootsErr, othersErr); err != nil {
		return nil, fault.AsPermanent(err)
	}
	return v, nil
}

// readAuthorities reads certificates that may issue others.
func readAuthorities(kind string, entries [][]byte) ([]*certificate, error) {
	var all []*certificate
	var mistakes []error
	for i, entry := range entries {
		for _, der := range ders(entry) {
			c, err := parseCertificate(der)
			if err == nil {
				_, err = c.key()
			}
			switch {
			case err != nil:
				mistakes = append(mistakes, fmt.Errorf("cms: %s %d: %w", kind, i, err))
			case !c.BasicConstraintsValid || !c.IsCA:
				mistakes = append(mistakes, fmt.Errorf("cms: %s %d is no certificate of an authority", kind, i))
			default:
				all = append(all, c)
			}
		}
	}
	return all, errors.Join(mistakes...)
}

// ders gives the certificates of an entry; what is no PEM is taken for one DER.
func ders(entry []byte) [][]byte {
	var all [][]byte
	for rest := entry; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		all = append(all, block.Bytes)
	}
	if all == nil {
		all = [][]byte{entry}
	}
	return all
}

// Verify implements [signature.Verifier].
func (v *Verifier) Verify(ctx context.Context, content, sent []byte, at time.Time) (signature.Certificate, error) {
	if err := ctx.Err(); err != nil {
		return signature.Certificate{}, err
	}
	if len(sent) > v.policy.MaxSize {
		return signature.Certificate{}, signature.ErrTooLarge.With("max", v.policy.MaxSize)
	}
	der, err := decode(sent)
	if err != nil {
		return signature.Certificate{}, err
	}
	data, err := parse(der, v.policy.MaxCertificates)
	if err != nil {
		return signature.Certificate{}, err
	}
	signer, others, err := v.certificates(data)
	if err != nil {
		return signature.Certificate{}, err
	}
	algorithm, claimed, err := v.signed(content, data, signer)
	if err != nil {
		return signature.Certificate{}, err
	}
	looking := search{policy: v.policy, at: at, roots: v.roots, others: others, links: v.policy.MaxLinks}
	chain, err := looking.chain(signer)
	if err != nil {
		return signature.Certificate{}, err
	}
	if err := v.revocation(ctx, chain, at); err != nil {
		return signature.Certificate{}, err
	}
	certificate, err := signer.tell()
	if err != nil {
		return signature.Certificate{}, err
	}
	certificate.Algorithm, certificate.SigningTime = algorithm, claimed
	return certificate, nil
}

// certificates finds the signer's among those of the signature and of the configuration, and gives all that may
// stand above it.
func (v *Verifier) certificates(data signedData) (signer *certificate, others []*certificate, err error) {
	others = slices.Clone(v.intermediates)
	known := slices.Concat(v.roots, v.intermediates)
	for _, der := range data.certificates {
		same := func(c *certificate) bool { return bytes.Equal(c.Raw, der) }
		if slices.ContainsFunc(known, same) {
			continue
		}
		c, err := parseCertificate(der)
		if err != nil {
			return nil, nil, err
		}
		known = append(known, c)
		if c.named(data.signer) && signer == nil {
			signer = c
			continue
		}
		others = append(others, c)
	}
	if signer == nil {
		return nil, nil, signature.ErrNoCertificate
	}
	return signer, others, nil
}

// signed checks the signature on the content by the key of the signer's certificate, and gives the algorithm and
// the time that the signer claims.
func (v *Verifier) signed(content []byte, data signedData, signer *certificate) (signature.Algorithm, time.Time, error) {
	used, err := data.signer.algorithm.scheme(data.signer.digest.oid.String())
	if err != nil {
		return "", time.Time{}, err
	}
	if !v.policy.allows(used) {
		return "", time.Time{}, signature.ErrAlgorithm
	}
	if !data.contentType.Equal(oidData) {
		return "", time.Time{}, signature.ErrAttributes
	}
	if data.attached && !bytes.Equal(data.content, content) {
		return "", time.Time{}, signature.ErrContentDiffers
	}
	digest := digests[used.digest].of(content)
	var claimed time.Time
	if data.signer.signed {
		digest, claimed, err = data.attributesDigest(digest, used, signer)
	} else if looksLikeAttributes(content) {
		err = signature.ErrAttributes
	}
	if err != nil {
		return "", time.Time{}, err
	}
	key, err := signer.key()
	if err != nil {
		return "", time.Time{}, err
	}
	right, err := used.check(key, digest, data.signer.signature)
	switch {
	case err != nil:
		return "", time.Time{}, err
	case !right:
		return "", time.Time{}, signature.ErrWrong
	default:
		return used.algorithm, claimed, nil
	}
}

// attributesDigest gives the digest of the signed attributes when they speak of the content and the signer.
func (d signedData) attributesDigest(content []byte, used scheme, signer *certificate) ([]byte, time.Time, error) {
	attributes, err := readAttributes(d.signer.attributes)
	if err != nil {
		return nil, time.Time{}, err
	}
	named, err := attributes.messageDigest(d.contentType)
	if err != nil {
		return nil, time.Time{}, err
	}
	if subtle.ConstantTimeCompare(named, content) != 1 {
		return nil, time.Time{}, signature.ErrContentDiffers
	}
	claimed, err := attributes.signingTime()
	if err != nil {
		return nil, time.Time{}, err
	}
	if err := attributes.speakOf(signer); err != nil {
		return nil, time.Time{}, err
	}
	signed, err := retagged(d.signer.attributes)
	return digests[used.digest].of(signed), claimed, err
}

// looksLikeAttributes tells a content that is the attributes of another signature: without attributes of its own,
// the signature on them would pass for one on the content.
func looksLikeAttributes(content []byte) bool {
	return len(content) > 0 && content[0] == 0x31
}
