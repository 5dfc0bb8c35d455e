package person

import "strings"

// punycode encodes a label as RFC 3492 does, without the "xn--" in front. Labels are short, so the
// arithmetic cannot overflow.
func punycode(label string) string {
	const (
		base, tMin, tMax       = 36, 1, 26
		skew, damp             = 38, 700
		firstBias, firstN      = 72, 128
		alphabet               = "abcdefghijklmnopqrstuvwxyz0123456789"
		lastRune          rune = 0x7FFFFFFF
	)
	adapt := func(delta, points int, first bool) int {
		delta /= 2
		if first {
			delta /= damp / 2
		}
		delta += delta / points
		k := 0
		for ; delta > (base-tMin)*tMax/2; k += base {
			delta /= base - tMin
		}
		return k + (base-tMin+1)*delta/(delta+skew)
	}

	runes := []rune(label)
	var out strings.Builder
	for _, r := range runes {
		if r < firstN {
			out.WriteRune(r)
		}
	}
	basic := out.Len()
	if basic > 0 {
		out.WriteByte('-')
	}
	n, delta, bias := rune(firstN), 0, firstBias
	for done := basic; done < len(runes); {
		next := lastRune
		for _, r := range runes {
			if r >= n {
				next = min(next, r)
			}
		}
		delta += int(next-n) * (done + 1)
		n = next
		for _, r := range runes {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			q := delta
			for k := base; ; k += base {
				t := min(max(k-bias, tMin), tMax)
				if q < t {
					break
				}
				out.WriteByte(alphabet[t+(q-t)%(base-t)])
				q = (q - t) / (base - t)
			}
			out.WriteByte(alphabet[q])
			bias = adapt(delta, done+1, done == basic)
			delta = 0
			done++
		}
		delta++
		n++
	}
	return out.String()
}
