package streebog

import (
	"encoding/binary"
	"hash"
	"math/bits"
)

// BlockSize, Size256 and Size512 are counted in bytes.
const (
	BlockSize = 64
	Size256   = 32
	Size512   = 64
)

// New256 returns the hash of 256 bits. It is not safe for concurrent use.
func New256() hash.Hash { return fresh(Size256) }

// New512 returns the hash of 512 bits. It is not safe for concurrent use.
func New512() hash.Hash { return fresh(Size512) }

// Sum256 returns the digest of 256 bits.
func Sum256(data []byte) [Size256]byte {
	d := fresh(Size256)
	_, _ = d.Write(data)
	return [Size256]byte(d.Sum(nil))
}

// Sum512 returns the digest of 512 bits.
func Sum512(data []byte) [Size512]byte {
	d := fresh(Size512)
	_, _ = d.Write(data)
	return [Size512]byte(d.Sum(nil))
}

type digest struct {
	size              int
	state, count, sum block
	rest              [BlockSize]byte
	filled            int
}

func fresh(size int) *digest {
	d := &digest{size: size}
	d.Reset()
	return d
}

// Size implements [hash.Hash].
func (d *digest) Size() int { return d.size }

// BlockSize implements [hash.Hash].
func (d *digest) BlockSize() int { return BlockSize }

// Reset implements [hash.Hash].
func (d *digest) Reset() {
	*d = digest{size: d.size}
	if d.size == Size256 {
		for i := range d.state {
			d.state[i] = 0x0101010101010101
		}
	}
}

// Write implements [hash.Hash].
func (d *digest) Write(data []byte) (int, error) {
	written := len(data)
	if d.filled > 0 {
		n := copy(d.rest[d.filled:], data)
		d.filled += n
		data = data[n:]
		if d.filled < BlockSize {
			return written, nil
		}
		d.absorb(&d.rest, 8*BlockSize)
		d.filled = 0
	}
	for len(data) >= BlockSize {
		d.absorb((*[BlockSize]byte)(data), 8*BlockSize)
		data = data[BlockSize:]
	}
	d.filled = copy(d.rest[:], data)
	return written, nil
}

// Sum ends a copy, so that more may be written afterwards.
func (d *digest) Sum(prefix []byte) []byte {
	last := *d
	var padded [BlockSize]byte
	copy(padded[:], last.rest[:last.filled])
	padded[last.filled] = 1
	last.absorb(&padded, 8*uint64(last.filled))
	var zero block
	last.state = compress(&last.state, &zero, &last.count)
	last.state = compress(&last.state, &zero, &last.sum)
	var out [BlockSize]byte
	for i, word := range last.state {
		binary.LittleEndian.PutUint64(out[8*i:], word)
	}
	return append(prefix, out[BlockSize-d.size:]...)
}

// absorb takes in one block, of which that many bits are of the message.
func (d *digest) absorb(data *[BlockSize]byte, length uint64) {
	var message block
	for i := range message {
		message[i] = binary.LittleEndian.Uint64(data[8*i:])
	}
	d.state = compress(&d.state, &d.count, &message)
	d.count.add(&block{length})
	d.sum.add(&message)
}

// add is the addition modulo 2^512.
func (b *block) add(other *block) {
	var carry uint64
	for i := range b {
		b[i], carry = bits.Add64(b[i], other[i], carry)
	}
}
