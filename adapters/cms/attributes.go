package cms

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the first version of signing-certificate names it, beside the signature itself
	"crypto/sha256"
	"crypto/subtle"
	"encoding/asn1"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/kabinet-go/kabinet/identity/signature"
)

// Object identifiers of attributes: RFC 5652, section 11, and RFC 5035 for the signing certificate.
const (
	oidContentType          = "1.2.840.113549.1.9.3"
	oidMessageDigest        = "1.2.840.113549.1.9.4"
	oidSigningTime          = "1.2.840.113549.1.9.5"
	oidSigningCertificate   = "1.2.840.113549.1.9.16.2.12"
	oidSigningCertificateV2 = "1.2.840.113549.1.9.16.2.47"
)

// attributes are the signed ones by type. Each type comes once, with one value where that is read.
type attributes map[string]cryptobyte.String

func readAttributes(s cryptobyte.String) (attributes, error) {
	all := attributes{}
	for !s.Empty() {
		var sequence, values cryptobyte.String
		var kind asn1.ObjectIdentifier
		if !s.ReadASN1(&sequence, cbasn1.SEQUENCE) || !sequence.ReadASN1ObjectIdentifier(&kind) ||
			!sequence.ReadASN1(&values, cbasn1.SET) || !sequence.Empty() {
			return nil, signature.ErrNotSignature
		}
		if _, again := all[kind.String()]; again {
			return nil, signature.ErrAttributes
		}
		all[kind.String()] = values
	}
	return all, nil
}

// messageDigest checks the attributes that every signature with attributes must have (RFC 5652, section 11).
func (a attributes) messageDigest(contentType asn1.ObjectIdentifier) ([]byte, error) {
	var kind asn1.ObjectIdentifier
	var digest cryptobyte.String
	kinds, values := a[oidContentType], a[oidMessageDigest]
	if !kinds.ReadASN1ObjectIdentifier(&kind) || !kinds.Empty() || !kind.Equal(contentType) ||
		!values.ReadASN1(&digest, cbasn1.OCTET_STRING) || !values.Empty() {
		return nil, signature.ErrAttributes
	}
	return digest, nil
}

// signingTime is zero when there is none.
func (a attributes) signingTime() (time.Time, error) {
	values, given := a[oidSigningTime]
	if !given {
		return time.Time{}, nil
	}
	var claimed time.Time
	read := values.ReadASN1UTCTime
	if values.PeekASN1Tag(cbasn1.GeneralizedTime) {
		read = values.ReadASN1GeneralizedTime
	}
	if !read(&claimed) || !values.Empty() {
		return time.Time{}, signature.ErrAttributes
	}
	return claimed, nil
}

// speakOf refuses when the attributes of CAdES-BES name another certificate than this.
func (a attributes) speakOf(c *certificate) error {
	for oid, hashed := range map[string]bool{oidSigningCertificate: false, oidSigningCertificateV2: true} {
		values, given := a[oid]
		if !given {
			continue
		}
		var sequence, list, first cryptobyte.String
		if !values.ReadASN1(&sequence, cbasn1.SEQUENCE) || !values.Empty() ||
			!sequence.ReadASN1(&list, cbasn1.SEQUENCE) || !list.ReadASN1(&first, cbasn1.SEQUENCE) {
			return signature.ErrAttributes
		}
		if err := certificateID(first, hashed, c); err != nil {
			return err
		}
	}
	return nil
}

// certificateID compares an ESSCertID, or with hashed an ESSCertIDv2, of the signer.
func certificateID(id cryptobyte.String, hashed bool, c *certificate) error {
	sum := sha1.Sum(c.Raw) //nolint:gosec // see the import
	want := sum[:]
	if hashed {
		var named algorithm
		switch {
		case !id.PeekASN1Tag(cbasn1.SEQUENCE):
			sum := sha256.Sum256(c.Raw)
			want = sum[:]
		case !named.read(&id):
			return signature.ErrAttributes
		default:
			used, known := digests[named.oid.String()]
			if !known {
				return signature.ErrAlgorithm
			}
			want = used.of(c.Raw)
		}
	}
	var digest cryptobyte.String
	if !id.ReadASN1(&digest, cbasn1.OCTET_STRING) {
		return signature.ErrAttributes
	}
	if subtle.ConstantTimeCompare(digest, want) != 1 {
		return signature.ErrSigningCertificate
	}
	if id.Empty() {
		return nil
	}
	return issuerSerial(id, c)
}

// issuerSerial compares the optional IssuerSerial, whose names are a directory name alone.
func issuerSerial(id cryptobyte.String, c *certificate) error {
	var sequence, names, name cryptobyte.String
	serial := new(big.Int)
	if !id.ReadASN1(&sequence, cbasn1.SEQUENCE) || !id.Empty() || !sequence.ReadASN1(&names, cbasn1.SEQUENCE) ||
		!sequence.ReadASN1Integer(serial) || !sequence.Empty() ||
		!names.ReadASN1(&name, cbasn1.Tag(4).ContextSpecific().Constructed()) || !names.Empty() {
		return signature.ErrAttributes
	}
	if !bytes.Equal(name, c.RawIssuer) || serial.Cmp(c.SerialNumber) != 0 {
		return signature.ErrSigningCertificate
	}
	return nil
}

// retagged gives the attributes as they are signed: as a SET OF, not as part [0] of the signer's information.
func retagged(inside cryptobyte.String) ([]byte, error) {
	var b cryptobyte.Builder
	b.AddASN1(cbasn1.SET, func(b *cryptobyte.Builder) { b.AddBytes(inside) })
	return b.Bytes()
}
