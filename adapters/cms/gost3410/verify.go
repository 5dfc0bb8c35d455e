package gost3410

import (
	"errors"
	"math/big"
	"slices"
)

// Errors of ParsePublicKey.
var (
	ErrKeyLength = errors.New("gost3410: a public key is two coordinates of the curve's size")
	ErrKeyPoint  = errors.New("gost3410: the public key is no point of the group")
)

// PublicKey is a point of the group. It does not change, so goroutines may share it.
type PublicKey struct {
	curve *Curve
	table *multiples
}

// Curve returns the parameter set of the key.
func (k *PublicKey) Curve() *Curve { return k.curve }

// ParsePublicKey reads x‖y, each little-endian and of the curve's size (RFC 9215, section 4.3). The point must lie on
// the curve and in the group that P generates, else the error is ErrKeyPoint.
func ParsePublicKey(curve *Curve, octets []byte) (*PublicKey, error) {
	size := curve.Size()
	if len(octets) != 2*size {
		return nil, ErrKeyLength
	}
	x, y := littleEndian(octets[:size]), littleEndian(octets[size:])
	if x.Cmp(curve.field.big) >= 0 || y.Cmp(curve.field.big) >= 0 {
		return nil, ErrKeyPoint
	}
	place := curve.point(x, y)
	if !curve.holds(&place) {
		return nil, ErrKeyPoint
	}
	key := &PublicKey{curve, curve.multiples(&place)}
	if curve.cofactor > 1 && !key.inGroup() {
		return nil, ErrKeyPoint
	}
	return key, nil
}

// inGroup reports whether q times the key is the point at infinity, which only a curve with a cofactor
// leaves open.
func (k *PublicKey) inGroup() bool {
	product := k.curve.combine(new(big.Int), k.curve.base, k.curve.order, k.table)
	return product.infinite()
}

// Verify reports whether signature, s‖r with each half big-endian and of the curve's size, fits digest,
// which Streebog gave for that size (RFC 7091, section 6.2).
func (k *PublicKey) Verify(digest, signature []byte) bool {
	c, size := k.curve, k.curve.Size()
	if len(digest) != size || len(signature) != 2*size {
		return false
	}
	s, r := new(big.Int).SetBytes(signature[:size]), new(big.Int).SetBytes(signature[size:])
	if !c.scalar(s) || !c.scalar(r) {
		return false
	}
	e := littleEndian(digest)
	e.Mod(e, c.order)
	if e.Sign() == 0 {
		e.SetInt64(1)
	}
	v := e.ModInverse(e, c.order)
	ofP := new(big.Int).Mul(s, v)
	ofP.Mod(ofP, c.order)
	ofQ := new(big.Int).Mul(r, v)
	ofQ.Neg(ofQ).Mod(ofQ, c.order)

	sum := c.combine(ofP, c.base, ofQ, k.table)
	if sum.infinite() {
		return false
	}
	x := c.affineX(&sum)
	return x.Mod(x, c.order).Cmp(r) == 0
}

// scalar reports whether 0 < number < q.
func (c *Curve) scalar(number *big.Int) bool {
	return number.Sign() > 0 && number.Cmp(c.order) < 0
}

func littleEndian(octets []byte) *big.Int {
	turned := slices.Clone(octets)
	slices.Reverse(turned)
	return new(big.Int).SetBytes(turned)
}
