package streebog

// block is a vector of 512 bits, the lowest 64 first.
type block [8]uint64

// linear holds, for each byte of a word, what substitution and matrix together make of each value.
var linear = tabulate()

func tabulate() (table [8][256]uint64) {
	for position := range table {
		for value := range table[position] {
			for bit := range 8 {
				if substitution[value]>>bit&1 == 1 {
					table[position][value] ^= matrix[63-8*position-bit]
				}
			}
		}
	}
	return table
}

// lps substitutes, transposes and multiplies a ⊕ b: the transformations S, P and L.
func lps(a, b *block) (out block) {
	var mixed block
	for i := range mixed {
		mixed[i] = a[i] ^ b[i]
	}
	for i := range out {
		shift := 8 * i
		out[i] = linear[0][byte(mixed[0]>>shift)] ^ linear[1][byte(mixed[1]>>shift)] ^
			linear[2][byte(mixed[2]>>shift)] ^ linear[3][byte(mixed[3]>>shift)] ^
			linear[4][byte(mixed[4]>>shift)] ^ linear[5][byte(mixed[5]>>shift)] ^
			linear[6][byte(mixed[6]>>shift)] ^ linear[7][byte(mixed[7]>>shift)]
	}
	return out
}

// compress is g of RFC 6986, section 8.
func compress(state, count, message *block) (out block) {
	key, text := lps(state, count), *message
	for i := range rounds {
		text = lps(&text, &key)
		constant := block(rounds[i])
		key = lps(&key, &constant)
	}
	for i := range out {
		out[i] = text[i] ^ key[i] ^ state[i] ^ message[i]
	}
	return out
}
