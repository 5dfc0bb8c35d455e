package gost3410

import (
	"math/big"
	"slices"
)

// affine is a second, plain implementation of the curves over math/big, to compare with. It signs too, which
// the package does not.
type affine struct{ p, a, q *big.Int }

func (s parameterSet) reference() (affine, *pair) {
	return affine{hex(s.p), hex(s.a), hex(s.q)}, &pair{hex(s.x), hex(s.y)}
}

// pair is a point; nil is the point at infinity.
type pair struct{ x, y *big.Int }

func (c affine) add(one, other *pair) *pair {
	if one == nil {
		return other
	}
	if other == nil {
		return one
	}
	slope := new(big.Int)
	if one.x.Cmp(other.x) == 0 {
		if sum := new(big.Int).Add(one.y, other.y); sum.Mod(sum, c.p).Sign() == 0 {
			return nil
		}
		slope.Mul(one.x, one.x).Mul(slope, big.NewInt(3)).Add(slope, c.a)
		slope.Mul(slope, new(big.Int).ModInverse(new(big.Int).Lsh(one.y, 1), c.p))
	} else {
		run := new(big.Int).Sub(other.x, one.x)
		slope.Sub(other.y, one.y).Mul(slope, run.ModInverse(run.Mod(run, c.p), c.p))
	}
	x := new(big.Int).Mul(slope, slope)
	x.Sub(x, one.x).Sub(x, other.x).Mod(x, c.p)
	y := new(big.Int).Sub(one.x, x)
	y.Mul(y, slope).Sub(y, one.y).Mod(y, c.p)
	return &pair{x, y}
}

func (c affine) times(factor *big.Int, of *pair) (sum *pair) {
	for i := factor.BitLen() - 1; i >= 0; i-- {
		sum = c.add(sum, sum)
		if factor.Bit(i) == 1 {
			sum = c.add(sum, of)
		}
	}
	return sum
}

// sign follows RFC 7091, section 6.1, with the random number k given.
func (c affine) sign(base *pair, d, k, e *big.Int, size int) []byte {
	e = new(big.Int).Mod(e, c.q)
	if e.Sign() == 0 {
		e.SetInt64(1)
	}
	r := new(big.Int).Mod(c.times(k, base).x, c.q)
	s := new(big.Int).Mul(r, d)
	s.Add(s, new(big.Int).Mul(k, e)).Mod(s, c.q)
	return slices.Concat(s.FillBytes(make([]byte, size)), r.FillBytes(make([]byte, size)))
}

// turned writes a number little-endian.
func turned(number *big.Int, size int) []byte {
	octets := number.FillBytes(make([]byte, size))
	slices.Reverse(octets)
	return octets
}

func (p *pair) octets(size int) []byte { return slices.Concat(turned(p.x, size), turned(p.y, size)) }
