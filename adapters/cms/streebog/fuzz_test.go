package streebog

import (
	"bytes"
	"crypto/sha256"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

// The digest is that of a second implementation, which follows RFC 6986 bit by bit over numbers.
func FuzzStreebog(f *testing.F) {
	f.Add([]byte{}, 0)
	f.Add([]byte("abc"), 1)
	f.Add(bytes.Repeat([]byte{0xff}, 64), 64)
	f.Add(bytes.Repeat([]byte{0xff}, 200), 70)
	f.Fuzz(func(t *testing.T, message []byte, cut int) {
		if len(message) > 500 {
			t.Skip("the plain implementation is slow")
		}
		cut = max(0, min(cut, len(message)))
		for _, size := range []int{Size256, Size512} {
			h := fresh(size)
			_, _ = h.Write(message[:cut])
			_, _ = h.Write(message[cut:])
			if want := plain(message, size); !bytes.Equal(want, h.Sum(nil)) {
				t.Fatalf("%d bits of %x: %x, want %x", 8*size, message, h.Sum(nil), want)
			}
		}
	})
}

func TestDigestsAreThoseOfAPlainImplementation(t *testing.T) {
	random := rand.New(rand.NewChaCha8(sha256.Sum256([]byte(t.Name()))))
	for length := range 140 {
		message := make([]byte, length)
		for i := range message {
			message[i] = byte(random.Uint32())
		}
		for _, size := range []int{Size256, Size512} {
			h := fresh(size)
			_, _ = h.Write(message)
			if !bytes.Equal(plain(message, size), h.Sum(nil)) {
				t.Fatalf("%d bits of %d bytes", 8*size, length)
			}
		}
	}
}

// plain computes with vectors of 64 bytes, the highest first, as RFC 6986 writes them.
func plain(message []byte, size int) []byte {
	state, count, sum := make([]byte, 64), new(big.Int), new(big.Int)
	if size == Size256 {
		state = bytes.Repeat([]byte{1}, 64)
	}
	modulus := new(big.Int).Lsh(big.NewInt(1), 512)
	number := slices.Clone(message)
	slices.Reverse(number)
	for {
		rest := len(number)
		part := make([]byte, 64)
		length := min(rest, 64)
		copy(part[64-length:], number[rest-length:])
		if length < 64 {
			part[63-length] = 1
		}
		state = plainCompress(vector(count), state, part)
		count.Add(count, big.NewInt(int64(8*length))).Mod(count, modulus)
		sum.Add(sum, new(big.Int).SetBytes(part)).Mod(sum, modulus)
		if length < 64 {
			break
		}
		number = number[:rest-64]
	}
	state = plainCompress(make([]byte, 64), state, vector(count))
	state = plainCompress(make([]byte, 64), state, vector(sum))
	digest := slices.Clone(state[:size])
	slices.Reverse(digest)
	return digest
}

func vector(number *big.Int) []byte { return number.FillBytes(make([]byte, 64)) }

func plainCompress(count, state, message []byte) []byte {
	key := plainLPS(xor(state, count))
	text := message
	for i := range 12 {
		text = plainLPS(xor(text, key))
		constant := make([]byte, 0, 64)
		for _, word := range slices.Backward(rounds[i][:]) {
			for shift := 56; shift >= 0; shift -= 8 {
				constant = append(constant, byte(word>>shift))
			}
		}
		key = plainLPS(xor(key, constant))
	}
	return xor(xor(xor(text, key), state), message)
}

// plainLPS substitutes bytes, transposes them as a matrix of 8 by 8, and multiplies each row with A bit by bit.
func plainLPS(v []byte) []byte {
	mixed := make([]byte, 64)
	for i := range v {
		mixed[i%8*8+i/8] = substitution[v[i]]
	}
	out := make([]byte, 64)
	for row := range 8 {
		var product uint64
		for bit := range 64 {
			if mixed[8*row+bit/8]>>(7-bit%8)&1 == 1 {
				product ^= matrix[bit]
			}
		}
		for i := range 8 {
			out[8*row+i] = byte(product >> (56 - 8*i))
		}
	}
	return out
}

func xor(a, b []byte) []byte {
	out := make([]byte, len(a))
	for i := range a {
		out[i] = a[i] ^ b[i]
	}
	return out
}
