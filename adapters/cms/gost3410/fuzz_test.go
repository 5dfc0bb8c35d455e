package gost3410

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/kabinet-go/kabinet/adapters/cms/internal/gosttest"
)

// A signature that was not made by the key is refused, and one that was is not; nothing makes either panic.
func FuzzVerify(f *testing.F) {
	f.Add(0, []byte{1}, []byte{2}, []byte{3}, []byte{4})
	f.Add(4, []byte{0xff, 0xff}, []byte{2}, []byte{}, make([]byte, 128))
	f.Fuzz(func(t *testing.T, set int, private, nonce, digest, other []byte) {
		parameters := parameterSets[uint(set)%uint(len(parameterSets))]
		curve, reference := parameters.curve(), parameters.reference()
		scalar := func(octets []byte) *big.Int {
			number := new(big.Int).SetBytes(octets)
			number.Mod(number, new(big.Int).Sub(reference.Q, big.NewInt(1)))
			return number.Add(number, big.NewInt(1))
		}
		d, k := scalar(private), scalar(nonce)
		e := new(big.Int).Mod(new(big.Int).SetBytes(digest), reference.P)
		key, err := ParsePublicKey(curve, reference.Octets(reference.Times(d, reference.Base)))
		if err != nil {
			t.Fatal(err)
		}
		written := gosttest.Turned(e, curve.Size())
		signed := reference.Sign(d, k, e)
		zero := make([]byte, curve.Size()) // a half that is zero makes no signature
		whole := !bytes.Equal(signed[:curve.Size()], zero) && !bytes.Equal(signed[curve.Size():], zero)
		if key.Verify(written, signed) != whole {
			t.Fatalf("%s: %v", parameters.name, !whole)
		}
		if key.Verify(written, other) {
			t.Fatalf("%s: accepted", parameters.name)
		}
		if _, err := ParsePublicKey(curve, other); err == nil && len(other) != 2*curve.Size() {
			t.Fatal("a key of another length")
		}
	})
}
