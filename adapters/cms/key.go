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

// pssKey is a key that its certificate restricts to RSA-PSS.
type pssKey struct {
	*rsa.PublicKey
	only scheme // with the least salt; empty when any digest will do
}

// publicKey gives the key of a certificate as *gost3410.PublicKey, *rsa.PublicKey, pssKey or *ecdsa.PublicKey.
// Other kinds, RSA keys out of bounds and small curves are ErrAlgorithm, and what is no key is ErrCertificate.
func publicKey(certificate *x509.Certificate) (any, error) {
	switch key := certificate.PublicKey.(type) {
	case nil:
		return unknownKey(certificate.RawSubjectPublicKeyInfo)
	case *rsa.PublicKey:
		if inBounds(key) {
			return key, nil
		}
	case *ecdsa.PublicKey:
		if key.Curve != elliptic.P224() {
			return key, nil
		}
	}
	return nil, signature.ErrAlgorithm
}

func inBounds(key *rsa.PublicKey) bool {
	size := key.N.BitLen()
	return size >= minRSA && size <= maxRSA
}

// unknownKey reads a SubjectPublicKeyInfo of a kind that crypto/x509 does not know.
func unknownKey(der []byte) (any, error) {
	var sequence cryptobyte.String
	var kind algorithm
	var bits asn1.BitString
	input := cryptobyte.String(der)
	if !input.ReadASN1(&sequence, cbasn1.SEQUENCE) || !kind.read(&sequence) || !sequence.ReadASN1BitString(&bits) {
		return nil, signature.ErrCertificate
	}
	switch kind.oid.String() {
	case oidGOST256:
		return gostKey(kind, oidStreebog256, bits.RightAlign())
	case oidGOST512:
		return gostKey(kind, oidStreebog512, bits.RightAlign())
	case oidRSAPSS:
		return restrictedKey(kind, bits.RightAlign())
	default:
		return nil, signature.ErrAlgorithm
	}
}

// restrictedKey reads a key of RFC 4055, section 1.2.
func restrictedKey(kind algorithm, octets []byte) (any, error) {
	key, err := x509.ParsePKCS1PublicKey(octets)
	if err != nil {
		return nil, signature.ErrCertificate
	}
	var only scheme
	known := kind.parameters.Empty()
	if !known {
		only, known = pss(kind.parameters)
	}
	if !known || !inBounds(key) {
		return nil, signature.ErrAlgorithm
	}
	return pssKey{key, only}, nil
}

// gostKey reads a key of RFC 9215, section 4, which goes with a digest.
func gostKey(kind algorithm, digest string, bits []byte) (any, error) {
	var parameters, octets cryptobyte.String
	var set asn1.ObjectIdentifier
	if !kind.parameters.ReadASN1(&parameters, cbasn1.SEQUENCE) || !parameters.ReadASN1ObjectIdentifier(&set) {
		return nil, signature.ErrCertificate
	}
	if !parameters.Empty() {
		var named asn1.ObjectIdentifier
		if !parameters.ReadASN1ObjectIdentifier(&named) || named.String() != digest {
			return nil, signature.ErrAlgorithm
		}
	}
	curve, known := gost3410.CurveOf(set)
	if !known || curve.Size() != digests[digest].fresh().Size() {
		return nil, signature.ErrAlgorithm
	}
	wrapped := cryptobyte.String(bits)
	if !wrapped.ReadASN1(&octets, cbasn1.OCTET_STRING) || !wrapped.Empty() {
		return nil, signature.ErrCertificate
	}
	key, err := gost3410.ParsePublicKey(curve, octets)
	if err != nil {
		return nil, signature.ErrCertificate
	}
	return key, nil
}
