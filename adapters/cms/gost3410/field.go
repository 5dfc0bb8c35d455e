package gost3410

import (
	"math/big"
	"math/bits"
)

// limbs is the most 64-bit words a number has: 512 bits.
const limbs = 8

// element is a number modulo p in Montgomery form, its lowest word first. Words from field.n on are zero.
type element [limbs]uint64

// field is the arithmetic modulo an odd prime p of 256 or 512 bits.
type field struct {
	n       int
	p       element
	inverse uint64   // -p⁻¹ modulo 2⁶⁴
	square  element  // 2¹²⁸ⁿ modulo p, which brings a number into Montgomery form
	big     *big.Int // p
}

func newField(p *big.Int) field {
	f := field{n: (p.BitLen() + 63) / 64, big: p, p: words(p)}
	inverse := uint64(1)
	for range 6 { // each step of Newton's method doubles the right bits, from 1
		inverse *= 2 - f.p[0]*inverse
	}
	f.inverse = -inverse
	f.square = words(new(big.Int).Mod(new(big.Int).Lsh(big.NewInt(1), uint(128*f.n)), p))
	return f
}

// words gives the 64-bit words of a number below 2⁵¹², the lowest first.
func words(number *big.Int) (e element) {
	var octets [8 * limbs]byte
	number.FillBytes(octets[:])
	for i := range e {
		for _, octet := range octets[len(octets)-8*i-8 : len(octets)-8*i] {
			e[i] = e[i]<<8 | uint64(octet)
		}
	}
	return e
}

// enter brings a number below p into Montgomery form.
func (f *field) enter(number *big.Int) (e element) {
	e = words(number)
	f.mul(&e, &e, &f.square)
	return e
}

// leave gives the number of an element.
func (f *field) leave(e *element) *big.Int {
	var plain element
	f.mul(&plain, e, &element{1})
	octets := make([]byte, 8*limbs)
	for i, word := range plain {
		for j := range 8 {
			octets[len(octets)-1-8*i-j] = byte(word >> (8 * j))
		}
	}
	return new(big.Int).SetBytes(octets)
}

// mul sets out to a·b, by Montgomery's method with the reduction after each word. They may be the same.
func (f *field) mul(out, a, b *element) {
	var sum [limbs + 2]uint64
	n := f.n
	for i := range n {
		var carry, bit uint64
		for j := range n {
			high, low := bits.Mul64(a[j], b[i])
			low, bit = bits.Add64(low, sum[j], 0)
			high += bit
			sum[j], bit = bits.Add64(low, carry, 0)
			carry = high + bit
		}
		sum[n], sum[n+1] = bits.Add64(sum[n], carry, 0)

		factor := sum[0] * f.inverse
		high, low := bits.Mul64(factor, f.p[0])
		_, bit = bits.Add64(low, sum[0], 0)
		carry = high + bit
		for j := 1; j < n; j++ {
			high, low = bits.Mul64(factor, f.p[j])
			low, bit = bits.Add64(low, sum[j], 0)
			high += bit
			sum[j-1], bit = bits.Add64(low, carry, 0)
			carry = high + bit
		}
		sum[n-1], bit = bits.Add64(sum[n], carry, 0)
		sum[n] = sum[n+1] + bit
	}
	over := sum[n]
	*out = element(sum[:limbs])
	if n < limbs {
		out[n] = 0
	}
	f.reduce(out, over)
}

// reduce subtracts p once when the number, with over as its highest word, is not below p.
func (f *field) reduce(e *element, over uint64) {
	var less element
	var borrow uint64
	for i := range f.n {
		less[i], borrow = bits.Sub64(e[i], f.p[i], borrow)
	}
	if over != 0 || borrow == 0 {
		*e = less
	}
}

func (f *field) add(out, a, b *element) {
	var carry uint64
	for i := range f.n {
		out[i], carry = bits.Add64(a[i], b[i], carry)
	}
	f.reduce(out, carry)
}

func (f *field) sub(out, a, b *element) {
	var borrow uint64
	for i := range f.n {
		out[i], borrow = bits.Sub64(a[i], b[i], borrow)
	}
	if borrow == 0 {
		return
	}
	var carry uint64
	for i := range f.n {
		out[i], carry = bits.Add64(out[i], f.p[i], carry)
	}
}
