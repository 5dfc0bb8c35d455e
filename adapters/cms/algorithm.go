package cms

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha256" // the digests that crypto.Hash names
	_ "crypto/sha512"
	"hash"
	"slices"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/kabinet-go/kabinet/adapters/cms/gost3410"
	"github.com/kabinet-go/kabinet/adapters/cms/streebog"
	"github.com/kabinet-go/kabinet/identity/signature"
)

// digest is a hash function; hash is zero for those of GOST.
type digest struct {
	fresh func() hash.Hash
	hash  crypto.Hash
}

func (d digest) of(data []byte) []byte {
	h := d.fresh()
	_, _ = h.Write(data)
	return h.Sum(nil)
}

// Object identifiers: RFC 5754 for SHA-2, RFC 9215 for GOST.
const (
	oidSHA256      = "2.16.840.1.101.3.4.2.1"
	oidSHA384      = "2.16.840.1.101.3.4.2.2"
	oidSHA512      = "2.16.840.1.101.3.4.2.3"
	oidStreebog256 = "1.2.643.7.1.1.2.2"
	oidStreebog512 = "1.2.643.7.1.1.2.3"
	oidGOST256     = "1.2.643.7.1.1.1.1"
	oidGOST512     = "1.2.643.7.1.1.1.2"
	oidRSA         = "1.2.840.113549.1.1.1"
	oidRSAPSS      = "1.2.840.113549.1.1.10"
	oidMGF1        = "1.2.840.113549.1.1.8"
)

var digests = map[string]digest{
	oidSHA256:      {crypto.SHA256.New, crypto.SHA256},
	oidSHA384:      {crypto.SHA384.New, crypto.SHA384},
	oidSHA512:      {crypto.SHA512.New, crypto.SHA512},
	oidStreebog256: {streebog.New256, 0},
	oidStreebog512: {streebog.New512, 0},
}

// scheme is a way to sign: the algorithm with its digest, and of RSA-PSS the length of its salt.
type scheme struct {
	algorithm signature.Algorithm
	digest    string
	salt      int
}

// schemes are those whose identifier says all. The identifier of a kind of key stands for a signature too and
// leaves the digest open, except with GOST.
var schemes = map[string]scheme{
	oidGOST256:              {signature.GOST256, oidStreebog256, 0},
	oidGOST512:              {signature.GOST512, oidStreebog512, 0},
	"1.2.643.7.1.1.3.2":     {signature.GOST256, oidStreebog256, 0},
	"1.2.643.7.1.1.3.3":     {signature.GOST512, oidStreebog512, 0},
	"1.2.840.113549.1.1.11": {signature.RSA, oidSHA256, 0},
	"1.2.840.113549.1.1.12": {signature.RSA, oidSHA384, 0},
	"1.2.840.113549.1.1.13": {signature.RSA, oidSHA512, 0},
	"1.2.840.10045.4.3.2":   {signature.ECDSA, oidSHA256, 0},
	"1.2.840.10045.4.3.3":   {signature.ECDSA, oidSHA384, 0},
	"1.2.840.10045.4.3.4":   {signature.ECDSA, oidSHA512, 0},
}

// scheme tells how something was signed. The digest is that which the signer named apart; of certificates and
// lists there is none, and it is empty.
func (a algorithm) scheme(digest string) (scheme, error) {
	oid := a.oid.String()
	found, known := schemes[oid]
	switch {
	case oid == oidRSAPSS:
		if found, known = pss(a.parameters); !known {
			return scheme{}, signature.ErrAlgorithm
		}
	case oid == oidRSA && digests[digest].hash != 0:
		return scheme{signature.RSA, digest, 0}, nil
	case !known:
		return scheme{}, signature.ErrAlgorithm
	}
	if digest != "" && digest != found.digest {
		return scheme{}, signature.ErrAlgorithm
	}
	return found, nil
}

// pss reads RSASSA-PSS-params (RFC 4055): one digest for both uses, SHA-2 only.
func pss(parameters cryptobyte.String) (scheme, bool) {
	var sequence, wrapped cryptobyte.String
	var hashed, generator, inner algorithm
	salt := 20
	if !parameters.ReadASN1(&sequence, cbasn1.SEQUENCE) ||
		!sequence.ReadASN1(&wrapped, explicit0) || !hashed.read(&wrapped) || !wrapped.Empty() ||
		!sequence.ReadASN1(&wrapped, explicit1) || !generator.read(&wrapped) || !wrapped.Empty() ||
		generator.oid.String() != oidMGF1 || !inner.read(&generator.parameters) || !inner.oid.Equal(hashed.oid) {
		return scheme{}, false
	}
	if !sequence.ReadOptionalASN1Integer(&salt, cbasn1.Tag(2).ContextSpecific().Constructed(), 20) || salt < 0 || salt > 512 ||
		!sequence.Empty() || digests[hashed.oid.String()].hash == 0 {
		return scheme{}, false
	}
	return scheme{signature.RSAPSS, hashed.oid.String(), salt}, true
}

// check reports whether a signature over a digest is right. A key of another kind than the scheme's, or one
// too weak or too long, is ErrAlgorithm.
func (s scheme) check(key any, digest, signed []byte) (bool, error) {
	hashed := digests[s.digest].hash
	switch public := key.(type) {
	case *gost3410.PublicKey:
		if s.algorithm == gostAlgorithm(public) {
			return public.Verify(digest, signed), nil
		}
	case *rsa.PublicKey:
		if s.algorithm == signature.RSA {
			return rsa.VerifyPKCS1v15(public, hashed, digest, signed) == nil, nil
		}
		if s.algorithm == signature.RSAPSS {
			return rsa.VerifyPSS(public, hashed, digest, signed, &rsa.PSSOptions{SaltLength: s.salt}) == nil, nil
		}
	case pssKey:
		if s.algorithm == signature.RSAPSS && (public.only.digest == "" || public.only.digest == s.digest && public.only.salt <= s.salt) {
			return s.check(public.PublicKey, digest, signed)
		}
	case *ecdsa.PublicKey:
		if s.algorithm == signature.ECDSA {
			return ecdsa.VerifyASN1(public, digest, signed), nil
		}
	}
	return false, signature.ErrAlgorithm
}

func gostAlgorithm(key *gost3410.PublicKey) signature.Algorithm {
	if key.Curve().Size() == streebog.Size512 {
		return signature.GOST512
	}
	return signature.GOST256
}

// allows reports whether the policy allows a scheme.
func (p Policy) allows(s scheme) bool { return slices.Contains(p.Algorithms, s.algorithm) }
