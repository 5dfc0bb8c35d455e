package cmstest

import (
	"testing"
	"time"

	"github.com/kabinet-go/kabinet/identity/signature"
)

// Usages as the bits of the extension key usage: digital signature with content commitment; signing certificates
// and lists; key agreement.
const (
	Signing   byte = 0xc0
	Authority byte = 0x06
	Agreement byte = 0x08
)

// Certificate is what stands in a certificate.
type Certificate struct {
	Serial              int64
	Subject             []signature.Attribute
	NotBefore, NotAfter time.Time
	// CA makes it an authority's; PathLength limits what is below, when it is not negative.
	CA         bool
	PathLength int64
	Usage      byte
	Extensions [][]byte
	// DER is the certificate, once made.
	DER []byte
	Key Key
}

// Issue makes a certificate for a key. An issuer without DER makes one that issued itself.
func (c Certificate) Issue(tb testing.TB, key Key, issuer Certificate) Certificate {
	tb.Helper()
	if issuer.DER == nil {
		issuer = Certificate{Subject: c.Subject, Key: key}
	}
	constraints := [][]byte{}
	if c.CA {
		constraints = append(constraints, TLV(0x01, []byte{0xff}))
		if c.PathLength >= 0 {
			constraints = append(constraints, Integer(c.PathLength))
		}
	}
	extensions := append([][]byte{
		Extension("2.5.29.19", true, Sequence(constraints...)),
		Extension("2.5.29.14", false, Octets(key.ID())),
		Extension("2.5.29.35", false, Sequence(TLV(0x80, issuer.Key.ID()))),
	}, c.Extensions...)
	if c.Usage != 0 {
		extensions = append(extensions, Extension("2.5.29.15", true, TLV(0x03, []byte{0}, []byte{c.Usage})))
	}
	signed := Sequence(
		Tagged(0, Integer(2)), Integer(c.Serial), issuer.Key.Scheme, Name(issuer.Subject),
		Sequence(Time(c.NotBefore), Time(c.NotAfter)), Name(c.Subject), key.Public, Tagged(3, Sequence(extensions...)),
	)
	c.DER = Sequence(signed, issuer.Key.Scheme, Bits(issuer.Key.Sign(tb, issuer.Key.Digest(signed))))
	c.Key = key
	return c
}

// Extension writes one of a certificate.
func Extension(oid string, critical bool, value []byte) []byte {
	if critical {
		return Sequence(OID(oid), TLV(0x01, []byte{0xff}), Octets(value))
	}
	return Sequence(OID(oid), Octets(value))
}

// Name writes a distinguished name.
func Name(attributes []signature.Attribute) []byte {
	var parts [][]byte
	for _, a := range attributes {
		parts = append(parts, Set(Sequence(OID(a.Type), Text(a.Text))))
	}
	return Sequence(parts...)
}

// List is a revocation list.
type List struct {
	ThisUpdate, NextUpdate time.Time // without NextUpdate when that is zero
	Serials                []int64
	Extensions             [][]byte
	EntryExtensions        [][]byte // of every entry
}

// Issue makes the list.
func (l List) Issue(tb testing.TB, issuer Certificate) []byte {
	tb.Helper()
	parts := [][]byte{Integer(1), issuer.Key.Scheme, Name(issuer.Subject), Time(l.ThisUpdate)}
	if !l.NextUpdate.IsZero() {
		parts = append(parts, Time(l.NextUpdate))
	}
	var entries [][]byte
	for _, serial := range l.Serials {
		extensions := []byte{}
		if l.EntryExtensions != nil {
			extensions = Sequence(l.EntryExtensions...)
		}
		entries = append(entries, Sequence(Integer(serial), Time(l.ThisUpdate), extensions))
	}
	if entries != nil {
		parts = append(parts, Sequence(entries...))
	}
	extensions := append([][]byte{
		Extension("2.5.29.35", false, Sequence(TLV(0x80, issuer.Key.ID()))), Extension("2.5.29.20", false, Integer(1)),
	}, l.Extensions...)
	signed := Sequence(append(parts, Tagged(0, Sequence(extensions...)))...)
	return Sequence(signed, issuer.Key.Scheme, Bits(issuer.Key.Sign(tb, issuer.Key.Digest(signed))))
}
