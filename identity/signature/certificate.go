package signature

import (
	"encoding/hex"
	"time"
)

// Certificate is what counts of a signer's certificate. Printed, it shows personal values masked.
type Certificate struct {
	Subject Subject
	// Issuer names the authority that issued the certificate, for people.
	Issuer string
	// Serial is the serial number among the certificates of the issuer: hexadecimal in lower case.
	Serial string
	// NotBefore and NotAfter bound the validity, both included.
	NotBefore, NotAfter time.Time
	Fingerprint         Fingerprint
	// Algorithm is that of the signature on the content.
	Algorithm Algorithm
	// SigningTime is when the signer says to have signed; zero when nothing was said. Nobody vouches for it.
	SigningTime time.Time
}

// Fingerprint is the SHA-256 digest of a certificate's DER encoding.
type Fingerprint [32]byte

// String gives the fingerprint in hexadecimal, lower case.
func (f Fingerprint) String() string { return hex.EncodeToString(f[:]) }

// MarshalText is String.
func (f Fingerprint) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (f *Fingerprint) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(f)) {
		return hex.ErrLength
	}
	_, err := hex.Decode(f[:], text)
	return err
}

// Algorithm names how a signature was made.
type Algorithm string

// The algorithms that adapters of this project know.
const (
	GOST256 Algorithm = "gost3410-2012-256"
	GOST512 Algorithm = "gost3410-2012-512"
	RSA     Algorithm = "rsa"
	RSAPSS  Algorithm = "rsa-pss"
	ECDSA   Algorithm = "ecdsa"
	// Test is that of the authority in memory, which nobody else trusts.
	Test Algorithm = "test"
)
