// Package authority plays a certification authority: it gives anybody a key and a certificate of any name, so that
// people who try the portal can sign. For development only: who trusts it trusts everybody.
package authority

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/kabinet-go/kabinet/examples/portal/once"
)

// Authority issues certificates under a root of its own. Safe for concurrent use.
type Authority struct {
	root *x509.Certificate
	key  crypto.Signer
}

// Open reads root and key of the authority from a file, or makes one that its owner alone can read.
func Open(path string) (*Authority, error) {
	content, err := once.File(path, found)
	if err != nil {
		return nil, err
	}
	a, err := parse(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w, move the file away", path, err)
	}
	return a, nil
}

// rootFor is for how long the root counts.
const rootFor = 10 * 365 * 24 * time.Hour

// found founds an authority and gives its root and key as PEM.
func found() ([]byte, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{CommonName: "Kabinet Test CA"},
		NotBefore:    time.Now().Add(-time.Hour), NotAfter: time.Now().Add(rootFor),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return bundle(key, der)
}

// serial draws a serial number.
func serial() *big.Int {
	bytes := make([]byte, 16)
	_, _ = rand.Read(bytes) // never fails
	return new(big.Int).Rsh(new(big.Int).SetBytes(bytes), 1)
}

// bundle is a key and a certificate as one file of PEM.
func bundle(key crypto.Signer, certificate []byte) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return append(
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})...,
	), nil
}

var errNoAuthority = errors.New("there is no certification authority in it")

func parse(content []byte) (*Authority, error) {
	private, rest := pem.Decode(content)
	public, _ := pem.Decode(rest)
	if private == nil || public == nil {
		return nil, errNoAuthority
	}
	parsed, err := x509.ParsePKCS8PrivateKey(private.Bytes)
	if err != nil {
		return nil, errNoAuthority
	}
	root, err := x509.ParseCertificate(public.Bytes)
	if err != nil {
		return nil, errNoAuthority
	}
	key, ok := parsed.(crypto.Signer)
	if !ok {
		return nil, errNoAuthority
	}
	return &Authority{root: root, key: key}, nil
}

// Root is the certificate to trust, as DER.
func (a *Authority) Root() []byte { return a.root.Raw }

// Algorithm is that of a key.
type Algorithm string

// The algorithms: RSA of 2048 bits, ECDSA over P-256.
const (
	RSA   Algorithm = "rsa"
	ECDSA Algorithm = "ecdsa"
)

// Algorithms lists them all.
func Algorithms() []Algorithm { return []Algorithm{ECDSA, RSA} }

// Holder is to whom a certificate is issued. Nothing of it is checked; what is empty is left out.
type Holder struct {
	Family string
	// Given are the given name and, after a space, the patronymic.
	Given      string
	SNILS, INN string // digits only
	Algorithm  Algorithm
	// Lapsed issues a certificate that expired an hour ago.
	Lapsed bool
}

// ErrAlgorithm means that there is no such algorithm.
var ErrAlgorithm = errors.New("authority: no such algorithm")

// validFor is for how long a certificate counts.
const validFor = 90 * 24 * time.Hour

// Issue gives a key and its certificate as one file of PEM, as OpenSSL's -signer reads it. The authority keeps neither.
func (a *Authority) Issue(holder Holder) ([]byte, error) {
	key, err := draw(holder.Algorithm)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: serial(), Subject: holder.name(),
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(validFor),
		KeyUsage:       x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		AuthorityKeyId: a.root.SubjectKeyId,
	}
	if holder.Lapsed {
		template.NotBefore, template.NotAfter = time.Now().Add(-validFor), time.Now().Add(-time.Hour)
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.root, key.Public(), a.key)
	if err != nil {
		return nil, err
	}
	return bundle(key, der)
}

func draw(algorithm Algorithm) (crypto.Signer, error) {
	switch algorithm {
	case RSA:
		return rsa.GenerateKey(rand.Reader, 2048)
	case ECDSA:
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	default:
		return nil, ErrAlgorithm
	}
}

// The attributes of a person in a qualified certificate: X.520, and for SNILS and INN the order of the FSB of Russia
// № 795 of 27.12.2011.
var (
	commonName = asn1.ObjectIdentifier{2, 5, 4, 3}
	surname    = asn1.ObjectIdentifier{2, 5, 4, 4}
	givenNames = asn1.ObjectIdentifier{2, 5, 4, 42}
	snils      = asn1.ObjectIdentifier{1, 2, 643, 100, 3}
	inn        = asn1.ObjectIdentifier{1, 2, 643, 3, 131, 1, 1}
)

func (h Holder) name() pkix.Name {
	var name pkix.Name
	for _, part := range []struct {
		kind asn1.ObjectIdentifier
		text string
	}{{commonName, h.Family + " " + h.Given}, {surname, h.Family}, {givenNames, h.Given}, {snils, h.SNILS}, {inn, h.INN}} {
		if part.text != "" {
			name.ExtraNames = append(name.ExtraNames, pkix.AttributeTypeAndValue{Type: part.kind, Value: part.text})
		}
	}
	return name
}
