package memory

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/identity/signature"
)

// Signatures play a certification authority together with the verifier that trusts it: [Signatures.Issue] gives
// somebody the means to sign, and Verify reads what they sign. A signature is JSON, which no other program makes
// or reads. Safe for concurrent use.
type Signatures struct {
	key     ed25519.PrivateKey
	mu      sync.Mutex
	issued  int
	revoked map[string]bool
	lists   error
}

var _ signature.Verifier = (*Signatures)(nil)

// mostSignature is how many bytes of a signature are read.
const mostSignature = 64 << 10

// NewSignatures returns an authority that has issued nothing.
func NewSignatures() *Signatures {
	return &Signatures{key: freshSigningKey(), revoked: map[string]bool{}}
}

// freshSigningKey draws a key; the source of crypto/rand never fails.
func freshSigningKey() ed25519.PrivateKey {
	_, key, _ := ed25519.GenerateKey(rand.Reader)
	return key
}

// Holder is to whom a certificate is issued.
type Holder struct {
	Subject             []signature.Attribute
	NotBefore, NotAfter time.Time
	// NotForSigning issues the certificate for something else.
	NotForSigning bool
}

// Signer signs as the holder of a certificate.
type Signer struct {
	key         ed25519.PrivateKey
	certificate json.RawMessage
	issued      []byte
	serial      string
}

// testCertificate is signed by the authority as the JSON it is written as.
type testCertificate struct {
	Serial        string                `json:"serial"`
	Subject       []signature.Attribute `json:"subject"`
	NotBefore     time.Time             `json:"notBefore"`
	NotAfter      time.Time             `json:"notAfter"`
	NotForSigning bool                  `json:"notForSigning,omitempty"`
	Key           []byte                `json:"key"`
}

// testSignature is what Sign writes. What the signer's key signs is signed().
type testSignature struct {
	Algorithm   string          `json:"algorithm"`
	Certificate json.RawMessage `json:"certificate,omitempty"`
	Issued      []byte          `json:"issued"`
	Digest      []byte          `json:"digest"`
	SigningTime time.Time       `json:"signingTime,omitzero"`
	Signatures  [][]byte        `json:"signatures"`
}

func (s testSignature) signed() []byte {
	return slices.Concat(s.Digest, []byte(s.SigningTime.UTC().Format(time.RFC3339Nano)))
}

// testAlgorithm is the only one.
const testAlgorithm = "ed25519"

// Issue issues a certificate.
func (s *Signatures) Issue(holder Holder) (Signer, error) {
	s.mu.Lock()
	s.issued++
	serial := strconv.Itoa(s.issued)
	s.mu.Unlock()
	signer := Signer{key: freshSigningKey(), serial: serial}
	var err error
	signer.certificate, err = json.Marshal(testCertificate{
		Serial: serial, Subject: holder.Subject, NotBefore: holder.NotBefore, NotAfter: holder.NotAfter,
		NotForSigning: holder.NotForSigning, Key: signer.key.Public().(ed25519.PublicKey),
	})
	if err != nil {
		return Signer{}, fmt.Errorf("memory: a certificate: %w", err)
	}
	signer.issued = ed25519.Sign(s.key, signer.certificate)
	return signer, nil
}

// Serial is the serial number of the certificate.
func (s Signer) Serial() string { return s.serial }

// Sign signs a content; claimed is the time that the signer says it is, or zero.
func (s Signer) Sign(content []byte, claimed time.Time) []byte {
	digest := sha256.Sum256(content)
	made := testSignature{
		Algorithm: testAlgorithm, Certificate: s.certificate, Issued: s.issued, Digest: digest[:], SigningTime: claimed,
	}
	made.Signatures = [][]byte{ed25519.Sign(s.key, made.signed())}
	written, _ := json.Marshal(made) // bytes, a time and JSON that is well-formed
	return written
}

// Revoke puts a certificate on the list of revoked ones.
func (s *Signatures) Revoke(serial string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoked[serial] = true
}

// Lists sets the error of the revocation list from now on; nil has it work.
func (s *Signatures) Lists(trouble error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lists = trouble
}

// Verify implements [signature.Verifier].
func (s *Signatures) Verify(ctx context.Context, content, sent []byte, at time.Time) (signature.Certificate, error) {
	if err := ctx.Err(); err != nil {
		return signature.Certificate{}, err
	}
	if len(sent) > mostSignature {
		return signature.Certificate{}, signature.ErrTooLarge.With("max", mostSignature)
	}
	var made testSignature
	var holder testCertificate
	if err := strictly(sent, &made); err != nil || len(made.Signatures) == 0 {
		return signature.Certificate{}, signature.ErrNotSignature
	}
	if len(made.Certificate) == 0 {
		return signature.Certificate{}, signature.ErrNoCertificate
	}
	if err := strictly(made.Certificate, &holder); err != nil || len(holder.Key) != ed25519.PublicKeySize {
		return signature.Certificate{}, signature.ErrCertificate
	}
	if err := made.judge(content, holder); err != nil {
		return signature.Certificate{}, err
	}
	if err := s.judge(made, holder, at); err != nil {
		return signature.Certificate{}, err
	}
	subject, err := signature.ReadSubject(holder.Subject)
	if err != nil {
		return signature.Certificate{}, err
	}
	return signature.Certificate{
		Subject: subject, Issuer: "Kabinet, for tests", Serial: holder.Serial, NotBefore: holder.NotBefore, NotAfter: holder.NotAfter,
		Fingerprint: sha256.Sum256(made.Certificate), Algorithm: signature.Test, SigningTime: made.SigningTime,
	}, nil
}

// judge looks at the signature on the content.
func (s testSignature) judge(content []byte, holder testCertificate) error {
	digest := sha256.Sum256(content)
	switch {
	case s.Algorithm != testAlgorithm:
		return signature.ErrAlgorithm
	case len(s.Signatures) > 1:
		return signature.ErrSeveralSigners
	case !bytes.Equal(digest[:], s.Digest):
		return signature.ErrContentDiffers
	case !ed25519.Verify(holder.Key, s.signed(), s.Signatures[0]):
		return signature.ErrWrong
	default:
		return nil
	}
}

// judge looks at the certificate.
func (s *Signatures) judge(made testSignature, holder testCertificate, at time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !ed25519.Verify(s.key.Public().(ed25519.PublicKey), made.Certificate, made.Issued):
		return signature.ErrUnknownIssuer
	case at.Before(holder.NotBefore):
		return signature.ErrNotYetValid
	case at.After(holder.NotAfter):
		return signature.ErrExpired
	case holder.NotForSigning:
		return signature.ErrKeyUsage
	case s.lists != nil:
		return s.lists
	case s.revoked[holder.Serial]:
		return signature.ErrRevoked
	default:
		return nil
	}
}

// strictly reads JSON that has the fields of a value, no others, and nothing after it.
func strictly(text []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows")
	}
	return nil
}
