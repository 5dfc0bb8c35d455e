package cmstest

import (
	"testing"
	"time"
)

// Object identifiers of contents and attributes.
const (
	Data                = "1.2.840.113549.1.7.1"
	SignedData          = "1.2.840.113549.1.7.2"
	ContentType         = "1.2.840.113549.1.9.3"
	MessageDigest       = "1.2.840.113549.1.9.4"
	SigningTime         = "1.2.840.113549.1.9.5"
	SigningCertificate  = "1.2.840.113549.1.9.16.2.12"
	SigningCertificate2 = "1.2.840.113549.1.9.16.2.47"
)

// Message is a CMS SignedData.
type Message struct {
	Content []byte
	Signer  Certificate
	// Attributes are the signed ones; nil signs the content itself. See [Attributes].
	Attributes [][]byte
	// Certificates are those included.
	Certificates [][]byte
	// ContentType is Data when it is empty.
	ContentType string
	// Attached includes the content.
	Attached bool
	// KeyID names the signer by the key instead of issuer and serial number; Issuer says who that is.
	KeyID  bool
	Issuer Certificate
	// Signers is how often the same signer signs: once when it is 0.
	Signers int
	// Change alters the signature before it is written, when it is not nil.
	Change func(signature []byte) []byte
}

// Attribute writes one attribute.
func Attribute(oid string, values ...[]byte) []byte { return Sequence(OID(oid), Set(values...)) }

// Attributes are those that every signer includes, and the signing time unless that is zero.
func Attributes(key Key, content []byte, signingTime time.Time) [][]byte {
	all := [][]byte{
		Attribute(ContentType, OID(Data)), Attribute(MessageDigest, Octets(key.Digest(content))),
	}
	if !signingTime.IsZero() {
		all = append(all, Attribute(SigningTime, Time(signingTime)))
	}
	return all
}

// CAdES is the attribute signing-certificate-v2 with the digest of a key.
func CAdES(key Key, certificate Certificate) []byte {
	return Attribute(SigningCertificate2, Sequence(Sequence(Sequence(Algorithm(key.Hash, nil), Octets(key.Digest(certificate.DER))))))
}

// Sign makes the message.
func (m Message) Sign(tb testing.TB) []byte {
	tb.Helper()
	key := m.Signer.Key
	signed, attributes := m.Content, []byte{}
	if m.Attributes != nil {
		signed, attributes = Set(m.Attributes...), Tagged(0, m.Attributes...)
	}
	made := key.Sign(tb, key.Digest(signed))
	if m.Change != nil {
		made = m.Change(made)
	}
	version, identifier := Integer(1), Sequence(Name(m.Issuer.Subject), Integer(m.Signer.Serial))
	if m.KeyID {
		version, identifier = Integer(3), TLV(0x80, key.ID())
	}
	hash := Algorithm(key.Hash, nil)
	signer := Sequence(version, identifier, hash, attributes, key.Scheme, Octets(made))
	signers := [][]byte{signer}
	for len(signers) < m.Signers {
		signers = append(signers, signer)
	}
	kind, content := m.ContentType, []byte{}
	if kind == "" {
		kind = Data
	}
	if m.Attached {
		content = Tagged(0, Octets(m.Content))
	}
	certificates := []byte{}
	if m.Certificates != nil {
		certificates = Tagged(0, m.Certificates...)
	}
	return Sequence(OID(SignedData), Tagged(0, Sequence(
		version, Set(hash), Sequence(OID(kind), content), certificates, Set(signers...),
	)))
}
