package signaturetest

import (
	"testing"
	"time"

	"github.com/kabinet-go/kabinet/identity/signature"
)

// Harness is a verifier together with an authority that it trusts and that does what the suite orders.
type Harness struct {
	Verifier signature.Verifier
	// At is a trusted time at which the authority's certificates count.
	At time.Time
	// Sign issues a certificate and signs with it.
	Sign func(t *testing.T, order Order) []byte
	// Lists has the authority's revocation list be so from now on.
	Lists func(state Lists)
	// Flaws are those that Sign can make, Common at least.
	Flaws []Flaw
	// TooLarge is more bytes than the verifier reads.
	TooLarge int
}

// Order is what the suite wants signed, by whom, and what is wrong with it.
type Order struct {
	Content []byte
	Subject []signature.Attribute
	// NotBefore and NotAfter are from a day before to a day after Harness.At when they are zero.
	NotBefore, NotAfter time.Time
	// SigningTime is what the signer claims; zero claims nothing.
	SigningTime time.Time
	Flaw        Flaw
}

// Lists is how the revocation list of the authority is.
type Lists int

// The states of a list: of this time and empty; with every certificate that was issued; out of date; not to be
// had at the moment.
const (
	Current Lists = iota
	Revoked
	Stale
	Down
)

// Flaw is what is wrong with a signature beside its content, subject and validity.
type Flaw string

// The flaws.
const (
	None               Flaw = ""
	Stranger           Flaw = "the issuer is not known"
	WrongSignature     Flaw = "the signature is by another key"
	NoCertificate      Flaw = "the certificate is missing"
	SeveralSigners     Flaw = "two have signed"
	KeyUsage           Flaw = "the certificate is not for signing"
	Algorithm          Flaw = "the algorithm is not allowed"
	Attributes         Flaw = "an attribute comes twice"
	SigningCertificate Flaw = "the attributes name another certificate"
	IssuerExpired      Flaw = "the issuer has expired"
	IssuerNotYetValid  Flaw = "the issuer is not valid yet"
	NotEntitled        Flaw = "the issuer is no authority"
	CriticalExtension  Flaw = "a critical extension is unknown"
	Certificate        Flaw = "the certificate is damaged"
	ManyCertificates   Flaw = "there are too many certificates"
)

// Common are the flaws that every authority can make.
var Common = []Flaw{Stranger, WrongSignature, NoCertificate, SeveralSigners, KeyUsage, Algorithm}

var refusals = map[Flaw]error{
	Stranger: signature.ErrUnknownIssuer, WrongSignature: signature.ErrWrong, NoCertificate: signature.ErrNoCertificate,
	SeveralSigners: signature.ErrSeveralSigners, KeyUsage: signature.ErrKeyUsage, Algorithm: signature.ErrAlgorithm,
	Attributes: signature.ErrAttributes, SigningCertificate: signature.ErrSigningCertificate,
	IssuerExpired: signature.ErrIssuerExpired, IssuerNotYetValid: signature.ErrIssuerNotYetValid,
	NotEntitled: signature.ErrIssuerNotEntitled, CriticalExtension: signature.ErrCriticalExtension,
	Certificate: signature.ErrCertificate, ManyCertificates: signature.ErrTooManyCertificates,
}

// Flaws returns all flaws.
func Flaws() []Flaw {
	all := make([]Flaw, 0, len(refusals))
	for flaw := range refusals {
		all = append(all, flaw)
	}
	return all
}

// statement is what the suite has signed.
var statement = []byte("Я, Ёлкина Анна Петровна, подтверждаю учётную запись.\r\n")

// Anna returns the subject that the suite is about, with some attributes instead of hers; an empty text leaves
// one out.
func Anna(changes ...signature.Attribute) []signature.Attribute {
	subject := []signature.Attribute{
		{Type: signature.TypeSurname, Text: "Ёлкина"},
		{Type: signature.TypeGivenNames, Text: "Анна Петровна"},
		{Type: signature.TypeCommonName, Text: "Ёлкина Анна Петровна"},
		{Type: signature.TypeSNILS, Text: "12345678964"},
		{Type: signature.TypeINN, Text: "500100732259"},
	}
	for _, change := range changes {
		var kept []signature.Attribute
		for _, a := range subject {
			if a.Type != change.Type {
				kept = append(kept, a)
			}
		}
		if change.Text != "" {
			kept = append(kept, change)
		}
		subject = kept
	}
	return subject
}
