package cmstest

import (
	"encoding/asn1"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TLV writes a tag byte, the length and what is inside.
func TLV(tag byte, inside ...[]byte) []byte {
	content := slices.Concat(inside...)
	length := big.NewInt(int64(len(content))).Bytes()
	switch {
	case len(content) == 0:
		length = []byte{0}
	case len(content) >= 128:
		length = append([]byte{0x80 | byte(len(length))}, length...)
	}
	return slices.Concat([]byte{tag}, length, content)
}

// Sequence writes a SEQUENCE.
func Sequence(inside ...[]byte) []byte { return TLV(0x30, inside...) }

// Set writes its members in the order given.
func Set(inside ...[]byte) []byte { return TLV(0x31, inside...) }

// Octets writes an OCTET STRING.
func Octets(content []byte) []byte { return TLV(0x04, content) }

// Bits writes a BIT STRING of whole bytes.
func Bits(content []byte) []byte { return TLV(0x03, []byte{0}, content) }

// Tagged writes a constructed part [n].
func Tagged(n byte, inside ...[]byte) []byte { return TLV(0xa0|n, inside...) }

// Integer writes an INTEGER that is not negative.
func Integer(number int64) []byte {
	content := big.NewInt(number).Bytes()
	if len(content) == 0 || content[0] >= 0x80 {
		content = append([]byte{0}, content...)
	}
	return TLV(0x02, content)
}

// OID writes a dotted object identifier.
func OID(dotted string) []byte {
	var oid asn1.ObjectIdentifier
	for part := range strings.SplitSeq(dotted, ".") {
		number, _ := strconv.Atoi(part)
		oid = append(oid, number)
	}
	der, _ := asn1.Marshal(oid)
	return der
}

// Text writes a UTF8String.
func Text(text string) []byte { return TLV(0x0c, []byte(text)) }

// Time writes a GeneralizedTime from 2050 on, and a UTCTime before.
func Time(at time.Time) []byte {
	if at.UTC().Year() >= 2050 {
		return TLV(0x18, []byte(at.UTC().Format("20060102150405Z")))
	}
	return TLV(0x17, []byte(at.UTC().Format("060102150405Z")))
}

// Algorithm writes an AlgorithmIdentifier.
func Algorithm(oid string, parameters []byte) []byte { return Sequence(OID(oid), parameters) }
