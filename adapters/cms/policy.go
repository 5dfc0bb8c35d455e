package cms

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// Policy holds the figures of the verification.
type Policy struct {
	// MaxSize is the most bytes of a signature, as it was sent: 256 KiB.
	MaxSize int
	// MaxCertificates is the most certificates in a signature: 16.
	MaxCertificates int
	// MaxDepth is the most certificates from the signer's to the root's, both counted: 6.
	MaxDepth int
	// MaxLinks is how often a certificate may be tried as the issuer of another in one verification: 64.
	MaxLinks int
	// MaxListSize is the most bytes of a revocation list: 32 MiB.
	MaxListSize int
	// KeyUsage are the usages of which the signer's certificate must allow at least one: digital signature and
	// content commitment. A certificate that names no usage is refused.
	KeyUsage x509.KeyUsage
	// Purposes are the extended key usages of which a certificate that names any must name one, beside "any":
	// e-mail protection, client authentication, document signing (RFC 9336).
	Purposes []asn1.ObjectIdentifier
	// Algorithms are those allowed for the signature on the content and those on certificates and lists: all.
	Algorithms []signature.Algorithm
	// RequireList refuses a certificate whose issuer has no revocation list: false, so that revocation is
	// checked where lists are given.
	RequireList bool
}

// DefaultPolicy returns the figures named at the fields of Policy.
func DefaultPolicy() Policy {
	return Policy{
		MaxSize:         256 << 10,
		MaxCertificates: 16,
		MaxDepth:        6,
		MaxLinks:        64,
		MaxListSize:     32 << 20,
		KeyUsage:        x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		Purposes: []asn1.ObjectIdentifier{
			{1, 3, 6, 1, 5, 5, 7, 3, 4}, {1, 3, 6, 1, 5, 5, 7, 3, 2}, {1, 3, 6, 1, 5, 5, 7, 3, 36},
		},
		Algorithms: []signature.Algorithm{
			signature.GOST256, signature.GOST512, signature.RSA, signature.RSAPSS, signature.ECDSA,
		},
	}
}

// Validate reports every figure that cannot work, on the fault.Permanent axis.
func (p Policy) Validate() error {
	var mistakes []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf("cms policy: "+format, args...))
		}
	}
	demand(p.MaxSize > 0, "MaxSize %d is not positive", p.MaxSize)
	demand(p.MaxCertificates > 0, "MaxCertificates %d is not positive", p.MaxCertificates)
	demand(p.MaxDepth > 1, "MaxDepth %d leaves no room for a root", p.MaxDepth)
	demand(p.MaxLinks > 0, "MaxLinks %d is not positive", p.MaxLinks)
	demand(p.MaxListSize > 0, "MaxListSize %d is not positive", p.MaxListSize)
	demand(p.KeyUsage != 0, "KeyUsage names none")
	demand(len(p.Algorithms) > 0, "Algorithms are empty")
	for _, algorithm := range p.Algorithms {
		demand(slices.Contains(DefaultPolicy().Algorithms, algorithm), "algorithm %q is not known", algorithm)
	}
	return fault.AsPermanent(errors.Join(mistakes...))
}
