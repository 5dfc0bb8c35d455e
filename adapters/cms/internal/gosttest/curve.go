// Package gosttest is a second, plain implementation of GOST R 34.10-2012 over math/big, for tests: to compare with,
// and to sign, which the product does not.
package gosttest

import (
	"math/big"
	"slices"
)

// Curve is y² = x³ + ax + b modulo P with a base point of order Q.
type Curve struct {
	P, A, Q *big.Int
	Base    *Point
}

// Point is a point; nil is the one at infinity.
type Point struct{ X, Y *big.Int }

// NewCurve reads the parameters, in hexadecimal.
func NewCurve(p, a, q, x, y string) Curve {
	return Curve{P: Number(p), A: Number(a), Q: Number(q), Base: &Point{Number(x), Number(y)}}
}

// Number reads a number in hexadecimal.
func Number(text string) *big.Int {
	number, _ := new(big.Int).SetString(text, 16)
	return number
}

// CryptoProA returns the curve of RFC 4357 that most certificates of 256 bits have.
func CryptoProA() Curve {
	const high = "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffd"
	return NewCurve(high+"97", high+"94", "ffffffffffffffffffffffffffffffff6c611070995ad10045841b09b761b893",
		"1", "8d91e471e0989cda27df505a453f2b7635294f2ddf23e3b122acc99c9e9f1e14")
}

// Add gives the sum of two points.
func (c Curve) Add(one, other *Point) *Point {
	if one == nil {
		return other
	}
	if other == nil {
		return one
	}
	slope := new(big.Int)
	if one.X.Cmp(other.X) == 0 {
		if sum := new(big.Int).Add(one.Y, other.Y); sum.Mod(sum, c.P).Sign() == 0 {
			return nil
		}
		slope.Mul(one.X, one.X).Mul(slope, big.NewInt(3)).Add(slope, c.A)
		slope.Mul(slope, new(big.Int).ModInverse(new(big.Int).Lsh(one.Y, 1), c.P))
	} else {
		run := new(big.Int).Sub(other.X, one.X)
		slope.Sub(other.Y, one.Y).Mul(slope, run.ModInverse(run.Mod(run, c.P), c.P))
	}
	x := new(big.Int).Mul(slope, slope)
	x.Sub(x, one.X).Sub(x, other.X).Mod(x, c.P)
	y := new(big.Int).Sub(one.X, x)
	y.Mul(y, slope).Sub(y, one.Y).Mod(y, c.P)
	return &Point{x, y}
}

// Times gives a multiple of a point.
func (c Curve) Times(factor *big.Int, of *Point) (sum *Point) {
	for i := factor.BitLen() - 1; i >= 0; i-- {
		sum = c.Add(sum, sum)
		if factor.Bit(i) == 1 {
			sum = c.Add(sum, of)
		}
	}
	return sum
}

// Size is the length of a coordinate in bytes.
func (c Curve) Size() int { return (c.P.BitLen() + 255) / 256 * 32 }

// Sign follows RFC 7091, section 6.1, with the random number k given: s‖r.
func (c Curve) Sign(d, k, e *big.Int) []byte {
	e = new(big.Int).Mod(e, c.Q)
	if e.Sign() == 0 {
		e.SetInt64(1)
	}
	r := new(big.Int).Mod(c.Times(k, c.Base).X, c.Q)
	s := new(big.Int).Mul(r, d)
	s.Add(s, new(big.Int).Mul(k, e)).Mod(s, c.Q)
	size := c.Size()
	return slices.Concat(s.FillBytes(make([]byte, size)), r.FillBytes(make([]byte, size)))
}

// Octets writes a point as certificates do.
func (c Curve) Octets(p *Point) []byte {
	return slices.Concat(Turned(p.X, c.Size()), Turned(p.Y, c.Size()))
}

// Turned writes a number little-endian.
func Turned(number *big.Int, size int) []byte {
	octets := number.FillBytes(make([]byte, size))
	slices.Reverse(octets)
	return octets
}
