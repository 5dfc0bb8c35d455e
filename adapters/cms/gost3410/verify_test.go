package gost3410

import (
	"crypto/sha256"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/cms/internal/gosttest"
)

func (s parameterSet) reference() gosttest.Curve { return gosttest.NewCurve(s.p, s.a, s.q, s.x, s.y) }

// The examples of RFC 7091, sections 7.1 and 7.2, on the parameter sets for tests.
var examples = []struct {
	set                             parameterSet
	d, k, e, r, s, publicX, publicY string
}{
	{
		parameterSet{
			name: "id-GostR3410-2001-TestParamSet", cofactor: 1, a: "7", x: "2",
			p: "8000000000000000000000000000000000000000000000000000000000000431",
			b: "5FBFF498AA938CE739B8E022FBAFEF40563F6E6A3472FC2A514C0CE9DAE23B7E",
			q: "8000000000000000000000000000000150FE8A1892976154C59CFC193ACCF5B3",
			y: "08E2A8A0E65147D4BD6316030E16D19C85C97F0A9CA267122B96ABBCEA7E8FC8",
		},
		"7A929ADE789BB9BE10ED359DD39A72C11B60961F49397EEE1D19CE9891EC3B28",
		"77105C9B20BCD3122823C8CF6FCC7B956DE33814E95B7FE64FED924594DCEAB3",
		"2DFBC1B372D89A1188C09C52E0EEC61FCE52032AB1022E8E67ECE6672B043EE5",
		"41AA28D2F1AB148280CD9ED56FEDA41974053554A42767B83AD043FD39DC0493",
		"01456C64BA4642A1653C235A98A60249BCD6D3F746B631DF928014F6C5BF9C40",
		"7F2B49E270DB6D90D8595BEC458B50C58585BA1D4E9B788F6689DBD8E56FD80B",
		"26F1B489D6701DD185C8413A977B3CBBAF64D1C593D26627DFFB101A87FF77DA",
	},
	{
		parameterSet{
			name: "id-tc26-gost-3410-2012-512-paramSetTest", cofactor: 1, a: "7",
			p: "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15DF1D852741AF4704A0458047E80E4546D35B8336FAC224DD81664BBF528BE6373",
			b: "1CFF0806A31116DA29D8CFA54E57EB748BC5F377E49400FDD788B649ECA1AC4361834013B2AD7322480A89CA58E0CF74BC9E540C2ADD6897FAD0A3084F302ADC",
			q: "4531ACD1FE0023C7550D267B6B2FEE80922B14B2FFB90F04D4EB7C09B5D2D15DA82F2D7ECB1DBAC719905C5EECC423F1D86E25EDBE23C595D644AAF187E6E6DF",
			x: "24D19CC64572EE30F396BF6EBBFD7A6C5213B3B3D7057CC825F91093A68CD762FD60611262CD838DC6B60AA7EEE804E28BC849977FAC33B4B530F1B120248A9A",
			y: "2BB312A43BD2CE6E0D020613C857ACDDCFBF061E91E5F2C3F32447C259F39B2C83AB156D77F1496BF7EB3351E1EE4E43DC1A18B91B24640B6DBB92CB1ADD371E",
		},
		"BA6048AADAE241BA40936D47756D7C93091A0E8514669700EE7508E508B102072E8123B2200A0563322DAD2827E2714A2636B7BFD18AADFC62967821FA18DD4",
		"359E7F4B1410FEACC570456C6801496946312120B39D019D455986E364F365886748ED7A44B3E794434006011842286212273A6D14CF70EA3AF71BB1AE679F1",
		"3754F3CFACC9E0615C4F4A7C4D8DAB531B09B6F9C170C533A71D147035B0C5917184EE536593F4414339976C647C5D5A407ADEDB1D560C4FC6777D2972075B8C",
		"2F86FA60A081091A23DD795E1E3C689EE512A3C82EE0DCC2643C78EEA8FCACD35492558486B20F1C9EC197C90699850260C93BCBCD9C5C3317E19344E173AE36",
		"1081B394696FFE8E6585E7A9362D26B6325F56778AADBC081C0BFBE933D52FF5823CE288E8C4F362526080DF7F70CE406A6EEB1F56919CB92A9853BDE73E5B4A",
		"115DC5BC96760C7B48598D8AB9E740D4C4A85A65BE33C1815B5C320C854621DD5A515856D13314AF69BC5B924C8B4DDFF75C45415C1D9DD9DD33612CD530EFE1",
		"37C7C90CD40B0F5621DC3AC1B751CFA0E2634FA0503B3D52639F5D7FB72AFD61EA199441D943FFE7F0C70A2759A3CDB84C114E1F9339FDF27F35ECA93677BEEC",
	},
}

func TestExamplesOfTheRFC(t *testing.T) {
	for _, x := range examples {
		curve := x.set.curve()
		size := curve.Size()
		public := &gosttest.Point{X: hex(x.publicX), Y: hex(x.publicY)}
		signature := slices.Concat(hex(x.s).FillBytes(make([]byte, size)), hex(x.r).FillBytes(make([]byte, size)))
		reference := x.set.reference()
		key, err := ParsePublicKey(curve, reference.Octets(public))
		require.NoError(t, err)
		assert.True(t, key.Verify(gosttest.Turned(hex(x.e), size), signature), x.set.name)
		assert.Equal(t, public, reference.Times(hex(x.d), reference.Base))
		assert.Equal(t, signature, reference.Sign(hex(x.d), hex(x.k), hex(x.e)))
	}
}

// What is signed by the plain implementation is verified, and nothing near it.
func TestEveryParameterSetVerifies(t *testing.T) {
	random := rand.New(rand.NewChaCha8(sha256.Sum256([]byte(t.Name()))))
	for _, set := range parameterSets {
		curve := set.curve()
		size := curve.Size()
		reference := set.reference()
		for range 5 {
			d, k, e := draw(random, reference.Q), draw(random, reference.Q), draw(random, reference.P)
			key, err := ParsePublicKey(curve, reference.Octets(reference.Times(d, reference.Base)))
			require.NoError(t, err)
			digest, signature := gosttest.Turned(e, size), reference.Sign(d, k, e)
			require.True(t, key.Verify(digest, signature), set.name)

			for range 10 {
				wrong := slices.Clone(signature)
				wrong[random.IntN(len(wrong))] ^= 1 << random.IntN(8)
				assert.False(t, key.Verify(digest, wrong), set.name)
			}
			other := slices.Clone(digest)
			other[random.IntN(len(other))] ^= 1
			assert.False(t, key.Verify(other, signature), set.name)
			swapped := slices.Concat(signature[size:], signature[:size])
			assert.False(t, key.Verify(digest, swapped), set.name)
		}
	}
}

func TestADigestThatIsZeroCountsAsOne(t *testing.T) {
	for _, set := range parameterSets {
		curve := set.curve()
		size := curve.Size()
		reference := set.reference()
		d, k := big.NewInt(12345), big.NewInt(67890)
		key, err := ParsePublicKey(curve, reference.Octets(reference.Times(d, reference.Base)))
		require.NoError(t, err)
		signature := reference.Sign(d, k, big.NewInt(1))
		for _, zero := range []*big.Int{new(big.Int), reference.Q} {
			assert.True(t, key.Verify(gosttest.Turned(zero, size), signature), set.name)
		}
	}
}

func TestHalvesOfASignatureAreInRange(t *testing.T) {
	for _, set := range parameterSets {
		curve := set.curve()
		size := curve.Size()
		reference := set.reference()
		d, k, e := big.NewInt(11), big.NewInt(22), big.NewInt(33)
		key, err := ParsePublicKey(curve, reference.Octets(reference.Times(d, reference.Base)))
		require.NoError(t, err)
		digest, signature := gosttest.Turned(e, size), reference.Sign(d, k, e)
		half := func(number *big.Int) []byte {
			if number.BitLen() > 8*size {
				number = new(big.Int)
			}
			return number.FillBytes(make([]byte, size))
		}
		s, r := new(big.Int).SetBytes(signature[:size]), new(big.Int).SetBytes(signature[size:])
		for _, wrong := range [][]byte{
			slices.Concat(half(new(big.Int)), signature[size:]),
			slices.Concat(signature[:size], half(new(big.Int))),
			slices.Concat(half(reference.Q), signature[size:]),
			slices.Concat(signature[:size], half(reference.Q)),
			slices.Concat(half(new(big.Int).Add(s, reference.Q)), signature[size:]),
			slices.Concat(signature[:size], half(new(big.Int).Add(r, reference.Q))),
			signature[1:], append(slices.Clone(signature), 0), nil,
		} {
			assert.False(t, key.Verify(digest, wrong), set.name)
		}
		assert.False(t, key.Verify(digest[1:], signature))
		assert.False(t, key.Verify(append(slices.Clone(digest), 0), signature))
	}
}

// The base point of CryptoPro C has x = 0: with r = 0 and s = e the equation holds for every key.
func TestAZeroHalfForgesNothing(t *testing.T) {
	for _, set := range parameterSets {
		curve, reference := set.curve(), set.reference()
		key, err := ParsePublicKey(curve, reference.Octets(reference.Times(big.NewInt(4711), reference.Base)))
		require.NoError(t, err)
		e := big.NewInt(12345)
		forged := slices.Concat(e.FillBytes(make([]byte, curve.Size())), make([]byte, curve.Size()))
		assert.False(t, key.Verify(gosttest.Turned(e, curve.Size()), forged), set.name)
	}
}

func TestOnlyPointsOfTheGroupAreKeys(t *testing.T) {
	for _, set := range parameterSets {
		curve := set.curve()
		size := curve.Size()
		reference := set.reference()
		octets := reference.Octets(reference.Base)
		_, err := ParsePublicKey(curve, octets)
		require.NoError(t, err)
		_, err = ParsePublicKey(curve, octets[1:])
		require.ErrorIs(t, err, ErrKeyLength)
		_, err = ParsePublicKey(curve, make([]byte, 2*size))
		require.ErrorIs(t, err, ErrKeyPoint)
		octets[0] ^= 1
		_, err = ParsePublicKey(curve, octets)
		require.ErrorIs(t, err, ErrKeyPoint)

		above := &gosttest.Point{X: new(big.Int).Add(reference.Base.X, reference.P), Y: reference.Base.Y}
		if above.X.BitLen() <= 8*size {
			_, err = ParsePublicKey(curve, reference.Octets(above))
			require.ErrorIs(t, err, ErrKeyPoint, "one point has one spelling")
		}
		if set.cofactor == 1 {
			continue
		}
		small := pointOfOrderTwo(t, set)
		_, err = ParsePublicKey(curve, reference.Octets(small))
		require.ErrorIs(t, err, ErrKeyPoint)
		_, err = ParsePublicKey(curve, reference.Octets(reference.Add(reference.Base, small)))
		require.ErrorIs(t, err, ErrKeyPoint)
	}
}

// pointOfOrderTwo finds (x, 0): it is q times a point outside the group, or twice that.
func pointOfOrderTwo(t *testing.T, set parameterSet) *gosttest.Point {
	t.Helper()
	c := set.reference()
	for x := int64(1); x < 200; x++ {
		square := new(big.Int).Exp(big.NewInt(x), big.NewInt(3), nil)
		square.Add(square, new(big.Int).Mul(c.A, big.NewInt(x))).Add(square, hex(set.b)).Mod(square, c.P)
		y := new(big.Int).ModSqrt(square, c.P)
		if y == nil {
			continue
		}
		small := c.Times(c.Q, &gosttest.Point{X: big.NewInt(x), Y: y})
		for small != nil && small.Y.Sign() != 0 {
			small = c.Add(small, small)
		}
		if small != nil {
			return small
		}
	}
	t.Fatal("none found")
	return nil
}

func TestParameterSetsAreGroupsOfPrimeOrder(t *testing.T) {
	seen := map[string]bool{}
	for _, set := range parameterSets {
		reference := set.reference()
		assert.True(t, reference.P.ProbablyPrime(20), set.name)
		assert.True(t, reference.Q.ProbablyPrime(20), set.name)
		assert.Nil(t, reference.Times(reference.Q, reference.Base), set.name)
		curve := set.curve()
		start := curve.point(reference.Base.X, reference.Base.Y)
		assert.True(t, curve.holds(&start), set.name)
		for _, oid := range set.oids {
			assert.False(t, seen[oid], oid)
			seen[oid] = true
		}
	}
	assert.Len(t, seen, 12)
}

// The arithmetic is that of the plain implementation, at the edges too.
func TestCombinationsAgreeWithThePlainImplementation(t *testing.T) {
	random := rand.New(rand.NewChaCha8(sha256.Sum256([]byte(t.Name()))))
	for _, set := range parameterSets {
		curve := set.curve()
		reference := set.reference()
		last := new(big.Int).Sub(reference.Q, big.NewInt(1))
		for _, factor := range []*big.Int{big.NewInt(1), big.NewInt(2), last, draw(random, reference.Q)} {
			place := reference.Times(factor, reference.Base)
			start := curve.point(place.X, place.Y)
			table := curve.multiples(&start)
			for _, c := range [][2]*big.Int{
				{new(big.Int), new(big.Int)},
				{big.NewInt(1), big.NewInt(1)},
				{last, big.NewInt(1)},
				{big.NewInt(1), last},
				{new(big.Int), draw(random, reference.Q)},
				{draw(random, reference.Q), draw(random, reference.Q)},
			} {
				want := reference.Add(reference.Times(c[0], reference.Base), reference.Times(c[1], place))
				got := curve.combine(c[0], curve.base, c[1], table)
				require.Equal(t, want == nil, got.infinite())
				if want != nil {
					require.Equal(t, want.X, curve.affineX(&got))
				}
			}
		}
	}
}

func draw(random *rand.Rand, below *big.Int) *big.Int {
	octets := make([]byte, (below.BitLen()+7)/8+8)
	for i := range octets {
		octets[i] = byte(random.Uint32())
	}
	number := new(big.Int).SetBytes(octets)
	return number.Mod(number, new(big.Int).Sub(below, big.NewInt(1))).Add(number, big.NewInt(1))
}

func BenchmarkVerify(b *testing.B) {
	for _, set := range parameterSets {
		curve := set.curve()
		size := curve.Size()
		reference := set.reference()
		d, k, e := new(big.Int).Rsh(reference.Q, 1), new(big.Int).Rsh(reference.Q, 2), new(big.Int).Rsh(reference.P, 3)
		octets := reference.Octets(reference.Times(d, reference.Base))
		digest, signature := gosttest.Turned(e, size), reference.Sign(d, k, e)
		b.Run(set.name, func(b *testing.B) {
			for b.Loop() {
				key, err := ParsePublicKey(curve, octets)
				if err != nil || !key.Verify(digest, signature) {
					b.Fatal("not verified")
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "verifications/s")
		})
	}
}
