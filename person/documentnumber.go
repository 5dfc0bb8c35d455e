package person

import (
	"log/slog"

	"github.com/kabinet-go/kabinet/fault"
)

// DocumentNumber is kind and number of an identity document, the part of one that tells it from all others. Values compare
// with ==.
type DocumentNumber struct {
	kind     DocumentKind
	passport Passport
	foreign  ForeignPassport
	permit   ResidencePermit
}

// ParseDocumentNumber reads series and number together. It returns [ErrDocumentKind] at "kind", or what the
// kind's own Parse function returns, at "number".
func ParseDocumentNumber(kind DocumentKind, number string) (DocumentNumber, error) {
	d, err := DocumentNumber{kind: kind}, error(nil)
	switch kind {
	case DocumentPassport:
		d.passport, err = ParsePassport(number)
	case DocumentForeignPassport:
		d.foreign, err = ParseForeignPassport(number)
	case DocumentResidencePermit:
		d.permit, err = ParseResidencePermit(number)
	default:
		return DocumentNumber{}, ErrDocumentKind.At("kind")
	}
	if err != nil {
		return DocumentNumber{}, fault.At("number", err)
	}
	return d, nil
}

// IsZero reports whether there is no document.
func (d DocumentNumber) IsZero() bool { return d == DocumentNumber{} }

// Kind gives the kind, the empty text of the zero value.
func (d DocumentNumber) Kind() DocumentKind { return d.kind }

// Number gives series and number in full.
func (d DocumentNumber) Number() string {
	return d.passport.Reveal() + d.foreign.Reveal() + d.permit.Reveal()
}

// String gives the masked number.
func (d DocumentNumber) String() string {
	return d.passport.Masked() + d.foreign.Masked() + d.permit.Masked()
}

// GoString is String.
func (d DocumentNumber) GoString() string { return d.String() }

// LogValue is String.
func (d DocumentNumber) LogValue() slog.Value { return slog.StringValue(d.String()) }
