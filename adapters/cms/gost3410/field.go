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
	if f.n == 4 {
		f.mul4(out, a, b)
		return
	}
	f.mul8(out, a, b)
}

// mul4 is mul for 256 bits: the sum stays in four words and a carry, which the processor keeps in registers.
func (f *field) mul4(out, a, b *element) {
	a0, a1, a2, a3 := a[0], a[1], a[2], a[3]
	p0, p1, p2, p3 := f.p[0], f.p[1], f.p[2], f.p[3]
	var t0, t1, t2, t3, t4 uint64
	for _, word := range b[:4] {
		var t5, c uint64
		t0, c = step(a0, word, t0, 0)
		t1, c = step(a1, word, t1, c)
		t2, c = step(a2, word, t2, c)
		t3, c = step(a3, word, t3, c)
		t4, t5 = bits.Add64(t4, c, 0)

		factor := t0 * f.inverse
		_, c = step(factor, p0, t0, 0)
		t0, c = step(factor, p1, t1, c)
		t1, c = step(factor, p2, t2, c)
		t2, c = step(factor, p3, t3, c)
		t3, c = bits.Add64(t4, c, 0)
		t4 = t5 + c
	}
	*out = element{t0, t1, t2, t3}
	f.reduce(out, t4)
}

// mul8 is mul for 512 bits.
func (f *field) mul8(out, a, b *element) {
	var t element
	var t8 uint64
	for _, word := range b {
		var t9, c uint64
		t[0], c = step(a[0], word, t[0], 0)
		t[1], c = step(a[1], word, t[1], c)
		t[2], c = step(a[2], word, t[2], c)
		t[3], c = step(a[3], word, t[3], c)
		t[4], c = step(a[4], word, t[4], c)
		t[5], c = step(a[5], word, t[5], c)
		t[6], c = step(a[6], word, t[6], c)
		t[7], c = step(a[7], word, t[7], c)
		t8, t9 = bits.Add64(t8, c, 0)

		factor := t[0] * f.inverse
		_, c = step(factor, f.p[0], t[0], 0)
		t[0], c = step(factor, f.p[1], t[1], c)
		t[1], c = step(factor, f.p[2], t[2], c)
		t[2], c = step(factor, f.p[3], t[3], c)
		t[3], c = step(factor, f.p[4], t[4], c)
		t[4], c = step(factor, f.p[5], t[5], c)
		t[5], c = step(factor, f.p[6], t[6], c)
		t[6], c = step(factor, f.p[7], t[7], c)
		t[7], c = bits.Add64(t8, c, 0)
		t8 = t9 + c
	}
	*out = t
	f.reduce(out, t8)
}

// step gives x·y + sum + carry as a low and a high word, which always suffice.
func step(x, y, sum, carry uint64) (low, high uint64) {
	high, low = bits.Mul64(x, y)
	var bit uint64
	low, bit = bits.Add64(low, sum, 0)
	high += bit
	low, bit = bits.Add64(low, carry, 0)
	return low, high + bit
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
