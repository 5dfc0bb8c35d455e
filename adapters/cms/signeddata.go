package cms

import (
	"encoding/asn1"
	"math/big"

	"golang.org/x/crypto/cryptobyte"
	cbasn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/kabinet-go/kabinet/identity/signature"
)

// signedData is what counts of a SignedData (RFC 5652, section 5). Its slices are parts of what was parsed.
type signedData struct {
	contentType  asn1.ObjectIdentifier
	content      []byte
	attached     bool // content is there
	certificates []cryptobyte.String
	signer       signerInfo
}

// signerInfo names the signer by issuer and serial number, or by key identifier.
type signerInfo struct {
	issuer     []byte
	serial     *big.Int
	keyID      []byte
	digest     algorithm
	attributes cryptobyte.String // what is inside the SET
	signed     bool              // attributes are there
	algorithm  algorithm
	signature  []byte
}

// algorithm is an AlgorithmIdentifier.
type algorithm struct {
	oid        asn1.ObjectIdentifier
	parameters cryptobyte.String
}

var (
	oidSignedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidData       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
)

var (
	tag0      = cbasn1.Tag(0).ContextSpecific()
	explicit0 = tag0.Constructed()
	explicit1 = cbasn1.Tag(1).ContextSpecific().Constructed()
)

// parse reads a SignedData with one signer. It goes no deeper than the structure itself does.
func parse(der []byte, maxCertificates int) (signedData, error) {
	var data signedData
	var outer, wrapped, inner, encapsulated, certificates, signers cryptobyte.String
	var kind asn1.ObjectIdentifier
	var version int
	var hasCertificates bool
	input := cryptobyte.String(der)
	if !input.ReadASN1(&outer, cbasn1.SEQUENCE) || !input.Empty() ||
		!outer.ReadASN1ObjectIdentifier(&kind) || !kind.Equal(oidSignedData) ||
		!outer.ReadASN1(&wrapped, explicit0) || !outer.Empty() ||
		!wrapped.ReadASN1(&inner, cbasn1.SEQUENCE) || !wrapped.Empty() ||
		!inner.ReadASN1Integer(&version) || version < 1 || version > 5 ||
		!inner.SkipASN1(cbasn1.SET) ||
		!inner.ReadASN1(&encapsulated, cbasn1.SEQUENCE) || !data.readContent(encapsulated) ||
		!inner.ReadOptionalASN1(&certificates, &hasCertificates, explicit0) ||
		!inner.SkipOptionalASN1(explicit1) ||
		!inner.ReadASN1(&signers, cbasn1.SET) || !inner.Empty() {
		return signedData{}, signature.ErrNotSignature
	}
	if err := data.readCertificates(certificates, maxCertificates); err != nil {
		return signedData{}, err
	}
	var signer cryptobyte.String
	if !signers.ReadASN1(&signer, cbasn1.SEQUENCE) || !data.signer.read(signer) {
		return signedData{}, signature.ErrNotSignature
	}
	if !signers.Empty() {
		return signedData{}, signature.ErrSeveralSigners
	}
	return data, nil
}

func (d *signedData) readContent(s cryptobyte.String) bool {
	var wrapped, octets cryptobyte.String
	if !s.ReadASN1ObjectIdentifier(&d.contentType) || !s.ReadOptionalASN1(&wrapped, &d.attached, explicit0) || !s.Empty() {
		return false
	}
	if !d.attached {
		return true
	}
	if !wrapped.ReadASN1(&octets, cbasn1.OCTET_STRING) || !wrapped.Empty() {
		return false
	}
	d.content = octets
	return true
}

// readCertificates keeps X.509 certificates and passes over the other kinds that RFC 5652 has, which count.
func (d *signedData) readCertificates(s cryptobyte.String, most int) error {
	for count := 1; !s.Empty(); count++ {
		var certificate cryptobyte.String
		var tag cbasn1.Tag
		if !s.ReadAnyASN1Element(&certificate, &tag) {
			return signature.ErrNotSignature
		}
		if count > most {
			return signature.ErrTooManyCertificates
		}
		if tag == cbasn1.SEQUENCE {
			d.certificates = append(d.certificates, certificate)
		}
	}
	return nil
}

func (i *signerInfo) read(s cryptobyte.String) bool {
	var version int
	var octets cryptobyte.String
	if !s.ReadASN1Integer(&version) || !i.readIdentifier(version, &s) || !i.digest.read(&s) ||
		!s.ReadOptionalASN1(&i.attributes, &i.signed, explicit0) ||
		!i.algorithm.read(&s) || !s.ReadASN1(&octets, cbasn1.OCTET_STRING) ||
		!s.SkipOptionalASN1(explicit1) || !s.Empty() {
		return false
	}
	i.signature = octets
	return true
}

func (i *signerInfo) readIdentifier(version int, s *cryptobyte.String) bool {
	var octets, issuer cryptobyte.String
	if version == 3 {
		if !s.ReadASN1(&octets, tag0) || octets.Empty() {
			return false
		}
		i.keyID = octets
		return true
	}
	i.serial = new(big.Int)
	if version != 1 || !s.ReadASN1(&octets, cbasn1.SEQUENCE) || !octets.ReadASN1Element(&issuer, cbasn1.SEQUENCE) ||
		!octets.ReadASN1Integer(i.serial) || !octets.Empty() {
		return false
	}
	i.issuer = issuer
	return true
}

func (a *algorithm) read(s *cryptobyte.String) bool {
	var sequence cryptobyte.String
	if !s.ReadASN1(&sequence, cbasn1.SEQUENCE) || !sequence.ReadASN1ObjectIdentifier(&a.oid) {
		return false
	}
	if sequence.Empty() {
		return true
	}
	var tag cbasn1.Tag
	return sequence.ReadAnyASN1Element(&a.parameters, &tag) && sequence.Empty()
}
