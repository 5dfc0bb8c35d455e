package gost3410

import (
	"encoding/asn1"
	"math/big"
	"sync"
)

// Curve is a set of parameters: an elliptic curve y² = x³ + ax + b modulo p with a point P of prime order q.
// It does not change, so goroutines may share it.
type Curve struct {
	name     string
	field    field
	a, b     element
	order    *big.Int // q
	cofactor int
	base     *multiples
}

// Name gives the name in the standards.
func (c *Curve) Name() string { return c.name }

// Size is the length in bytes of a coordinate and of each half of a signature: 32 or 64.
func (c *Curve) Size() int { return 8 * c.field.n }

// CurveOf returns the parameter set of an object identifier; false when there is none.
func CurveOf(oid asn1.ObjectIdentifier) (*Curve, bool) {
	curve, known := curves()[oid.String()]
	return curve, known
}

// curves are all parameter sets by object identifier, computed when first asked for.
var curves = sync.OnceValue(func() map[string]*Curve {
	all := map[string]*Curve{}
	for _, set := range parameterSets {
		curve := set.curve()
		for _, oid := range set.oids {
			all[oid] = curve
		}
	}
	return all
})

func (s parameterSet) curve() *Curve {
	c := &Curve{name: s.name, field: newField(hex(s.p)), order: hex(s.q), cofactor: s.cofactor}
	c.a, c.b = c.field.enter(hex(s.a)), c.field.enter(hex(s.b))
	base := c.point(hex(s.x), hex(s.y))
	c.base = c.multiples(&base)
	return c
}

// point makes one from coordinates below p.
func (c *Curve) point(x, y *big.Int) point {
	return point{c.field.enter(x), c.field.enter(y), c.field.enter(big.NewInt(1))}
}

// holds reports whether a point with z = 1 lies on the curve.
func (c *Curve) holds(p *point) bool {
	f := &c.field
	var left, right element
	f.mul(&left, &p.y, &p.y)
	f.mul(&right, &p.x, &p.x)
	f.add(&right, &right, &c.a)
	f.mul(&right, &right, &p.x)
	f.add(&right, &right, &c.b)
	return left == right
}

func hex(text string) *big.Int {
	number, _ := new(big.Int).SetString(text, 16)
	return number
}
