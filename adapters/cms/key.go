package cms

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/kabinet-go/kabinet/adapters/cms/gost3410"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// Bounds of an RSA modulus in bits: below the first it is weak, above the second the work grows without use.
const (
	minRSA = 2048
	maxRSA = 8192
)

// publicKey gives the key of a certificate as *gost3410.PublicKey, *rsa.PublicKey or *ecdsa.PublicKey. Other
// kinds, RSA keys out of bounds and small curves are ErrAlgorithm, and what is no key is ErrCertificate.
func publicKey(certificate *x509.Certificate) (any, error) {
	switch key := certificate.PublicKey.(type) {
	case nil:
		return gostKey(certificate.RawSubjectPublicKeyInfo)
	case *rsa.PublicKey:
		if size := key.N.BitLen(); size >= minRSA && size <= maxRSA {
			return key, nil
		}
	case *ecdsa.PublicKey:
		if key.Curve != elliptic.P224() {
			return key, nil
		}
	}
	return nil, signature.ErrAlgorithm
}

// gostKey reads a SubjectPublicKeyInfo of RFC 9215, section 4.
func gostKey(der []byte) (any, error) {
	var sequence, parameters, octets cryptobyte.String
	var kind algorithm
	var set asn1.ObjectIdentifier
	var bits asn1.BitString
	input := cryptobyte.String(der)
	if !input.ReadASN1(&sequence, cbasn1.SEQUENCE) || !kind.read(&sequence) || !sequence.ReadASN1BitString(&bits) {
		return nil, signature.ErrCertificate
	}
	used, known := map[string]string{oidGOST256: oidStreebog256, oidGOST512: oidStreebog512}[kind.oid.String()]
	if !known {
		return nil, signature.ErrAlgorithm
	}
	if !kind.parameters.ReadASN1(&parameters, cbasn1.SEQUENCE) || !parameters.ReadASN1ObjectIdentifier(&set) {
		return nil, signature.ErrCertificate
	}
	if !parameters.Empty() {
		var named asn1.ObjectIdentifier
		if !parameters.ReadASN1ObjectIdentifier(&named) || named.String() != used {
			return nil, signature.ErrAlgorithm
		}
	}
	curve, known := gost3410.CurveOf(set)
	if !known || curve.Size() != digests[used].fresh().Size() {
		return nil, signature.ErrAlgorithm
	}
	wrapped := cryptobyte.String(bits.RightAlign())
	if !wrapped.ReadASN1(&octets, cbasn1.OCTET_STRING) || !wrapped.Empty() {
		return nil, signature.ErrCertificate
	}
	key, err := gost3410.ParsePublicKey(curve, octets)
	if err != nil {
		return nil, signature.ErrCertificate
	}
	return key, nil
}
