package cms

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/hex"
	"sync"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/kabinet-go/kabinet/identity/signature"
)

// certificate is one of X.509 with what crypto/x509 does not tell of those with GOST. Goroutines may share it.
type certificate struct {
	*x509.Certificate
	made algorithm // how its signature was made
	key  func() (any, error)
}

func parseCertificate(der []byte) (*certificate, error) {
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, signature.ErrCertificate
	}
	_, made, _, ok := parts(der)
	if !ok {
		return nil, signature.ErrCertificate
	}
	return &certificate{parsed, made, sync.OnceValues(func() (any, error) { return publicKey(parsed) })}, nil
}

// parts divides what is signed as X.509 does, a certificate or a revocation list, into what is signed, how, and
// the signature.
func parts(der []byte) (signed []byte, made algorithm, bits []byte, ok bool) {
	var sequence, element cryptobyte.String
	var str asn1.BitString
	input := cryptobyte.String(der)
	ok = input.ReadASN1(&sequence, cbasn1.SEQUENCE) && input.Empty() && sequence.ReadASN1Element(&element, cbasn1.SEQUENCE) &&
		made.read(&sequence) && sequence.ReadASN1BitString(&str) && sequence.Empty() && str.BitLength%8 == 0
	return element, made, str.Bytes, ok
}

// issued reports whether c signed what is divided so, by an algorithm that the policy allows.
func (c *certificate) issued(policy Policy, signed []byte, made algorithm, bits []byte) (bool, error) {
	used, err := made.scheme("")
	if err != nil {
		return false, err
	}
	if !policy.allows(used) {
		return false, signature.ErrAlgorithm
	}
	key, err := c.key()
	if err != nil {
		return false, err
	}
	return used.check(key, digests[used.digest].of(signed), bits)
}

// named reports whether c is the certificate by which a signer says to have signed.
func (c *certificate) named(signer signerInfo) bool {
	if signer.keyID != nil {
		return bytes.Equal(c.SubjectKeyId, signer.keyID)
	}
	return bytes.Equal(c.RawIssuer, signer.issuer) && c.SerialNumber.Cmp(signer.serial) == 0
}

// mayIssue reports whether names and key identifiers let c be the issuer of other.
func (c *certificate) mayIssue(other *certificate) bool {
	return bytes.Equal(c.RawSubject, other.RawIssuer) &&
		(len(other.AuthorityKeyId) == 0 || len(c.SubjectKeyId) == 0 || bytes.Equal(c.SubjectKeyId, other.AuthorityKeyId))
}

// tell gives what counts of the signer's certificate.
func (c *certificate) tell() (signature.Certificate, error) {
	attributes := make([]signature.Attribute, 0, len(c.Subject.Names))
	for _, name := range c.Subject.Names {
		text, _ := name.Value.(string) // what is no text is refused as an empty one
		attributes = append(attributes, signature.Attribute{Type: name.Type.String(), Text: text})
	}
	subject, err := signature.ReadSubject(attributes)
	if err != nil {
		return signature.Certificate{}, err
	}
	return signature.Certificate{
		Subject: subject, Issuer: title(c.Issuer), Serial: hex.EncodeToString(c.SerialNumber.Bytes()),
		NotBefore: c.NotBefore, NotAfter: c.NotAfter, Fingerprint: sha256.Sum256(c.Raw),
	}, nil
}

// title is what people call an authority: its common name, and its organisation when that is another text.
func title(name pkix.Name) string {
	if len(name.Organization) == 0 || name.Organization[0] == name.CommonName {
		return name.CommonName
	}
	if name.CommonName == "" {
		return name.Organization[0]
	}
	return name.CommonName + " (" + name.Organization[0] + ")"
}
