package gost3410

import "math/big"

// point is a point in Jacobian coordinates: x/z², y/z³; z = 0 is the point at infinity.
type point struct{ x, y, z element }

func (p *point) infinite() bool { return p.z == element{} }

// double gives 2p on the curve; a is the curve's coefficient.
func (c *Curve) double(p *point) (out point) {
	f := &c.field
	var xx, yy, yyyy, zz, s, m, t element
	f.mul(&xx, &p.x, &p.x)
	f.mul(&yy, &p.y, &p.y)
	f.mul(&yyyy, &yy, &yy)
	f.mul(&zz, &p.z, &p.z)

	f.add(&s, &p.x, &yy)
	f.mul(&s, &s, &s)
	f.sub(&s, &s, &xx)
	f.sub(&s, &s, &yyyy)
	f.add(&s, &s, &s) // 4xy²

	f.mul(&m, &zz, &zz)
	f.mul(&m, &m, &c.a)
	f.add(&t, &xx, &xx)
	f.add(&t, &t, &xx)
	f.add(&m, &m, &t) // 3x² + az⁴

	f.mul(&out.x, &m, &m)
	f.sub(&out.x, &out.x, &s)
	f.sub(&out.x, &out.x, &s)

	f.add(&out.z, &p.y, &p.z)
	f.mul(&out.z, &out.z, &out.z)
	f.sub(&out.z, &out.z, &yy)
	f.sub(&out.z, &out.z, &zz) // 2yz

	f.sub(&t, &s, &out.x)
	f.mul(&out.y, &m, &t)
	f.add(&yyyy, &yyyy, &yyyy)
	f.add(&yyyy, &yyyy, &yyyy)
	f.add(&yyyy, &yyyy, &yyyy)
	f.sub(&out.y, &out.y, &yyyy)
	return out
}

// add gives p + q, whichever points they are.
func (c *Curve) add(p, q *point) (out point) {
	if p.infinite() {
		return *q
	}
	if q.infinite() {
		return *p
	}
	f := &c.field
	var zzp, zzq, up, uq, sp, sq, h, r, t element
	f.mul(&zzp, &p.z, &p.z)
	f.mul(&zzq, &q.z, &q.z)
	f.mul(&up, &p.x, &zzq)
	f.mul(&uq, &q.x, &zzp)
	f.mul(&sp, &p.y, &q.z)
	f.mul(&sp, &sp, &zzq)
	f.mul(&sq, &q.y, &p.z)
	f.mul(&sq, &sq, &zzp)
	f.sub(&h, &uq, &up)
	f.sub(&r, &sq, &sp)
	if h == (element{}) {
		if r == (element{}) {
			return c.double(p)
		}
		return point{}
	}
	var hh, hhh, v element
	f.mul(&hh, &h, &h)
	f.mul(&hhh, &hh, &h)
	f.mul(&v, &up, &hh)

	f.mul(&out.x, &r, &r)
	f.sub(&out.x, &out.x, &hhh)
	f.sub(&out.x, &out.x, &v)
	f.sub(&out.x, &out.x, &v)

	f.sub(&t, &v, &out.x)
	f.mul(&out.y, &r, &t)
	f.mul(&t, &sp, &hhh)
	f.sub(&out.y, &out.y, &t)

	f.mul(&out.z, &p.z, &q.z)
	f.mul(&out.z, &out.z, &h)
	return out
}

// window is how many bits of a factor are taken at once.
const window = 4

// multiples are 0, 1, … 15 times a point.
type multiples [1 << window]point

func (c *Curve) multiples(p *point) *multiples {
	var m multiples
	for i := range m[1:] {
		m[i+1] = c.add(&m[i], p)
	}
	return &m
}

// combine gives k·P + l·Q from the multiples of both, doubling once for both of them (Shamir's trick).
func (c *Curve) combine(k *big.Int, ofP *multiples, l *big.Int, ofQ *multiples) (sum point) {
	forP, forQ := words(k), words(l)
	for bit := 64*c.field.n - window; bit >= 0; bit -= window {
		for range window {
			if !sum.infinite() {
				sum = c.double(&sum)
			}
		}
		word, shift := bit/64, bit%64
		sum = c.add(&sum, &ofP[forP[word]>>shift%(1<<window)])
		sum = c.add(&sum, &ofQ[forQ[word]>>shift%(1<<window)])
	}
	return sum
}

// affineX gives the x of a point that is not at infinity.
func (c *Curve) affineX(p *point) *big.Int {
	f := &c.field
	z := new(big.Int).ModInverse(f.leave(&p.z), f.big)
	inverse := f.enter(z)
	var x element
	f.mul(&inverse, &inverse, &inverse)
	f.mul(&x, &p.x, &inverse)
	return f.leave(&x)
}
