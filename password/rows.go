package password

import "slices"

// keyboard has the rows and the slanting columns of keys.
var keyboard = lines(
	"1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "0123456789",
	"1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/", latinSmall,
)

// alphabets have what is in a row by its name and not by its place on the keyboard.
var alphabets = lines(latinSmall, "абвгдежзийклмнопрстуфхцчшщъыьэюя", digits, "1234567890")

func lines(all ...string) [][]rune {
	split := make([][]rune, len(all))
	for i, line := range all {
		split[i] = []rune(line)
	}
	return split
}

// rows reports whether the text is nothing but runs along the lines, at least three long and forwards,
// backwards or standing still (qwerty321, абвгд, 5555), or two such texts interleaved (1q2w3e4r).
func rows(text string, lines [][]rune) bool {
	signs := []rune(text)
	if inRuns(signs, lines) {
		return true
	}
	var odd, even []rune
	for i, r := range signs {
		if i%2 == 0 {
			even = append(even, r)
		} else {
			odd = append(odd, r)
		}
	}
	return inRuns(odd, lines) && inRuns(even, lines)
}

func inRuns(signs []rune, lines [][]rune) bool {
	if len(signs) < shortestCore {
		return false
	}
	for len(signs) > 0 {
		n := runLength(signs, lines)
		if n < shortestCore {
			return false
		}
		signs = signs[n:]
	}
	return true
}

// runLength is the length of the longest run that signs begin with.
func runLength(signs []rune, lines [][]rune) int {
	longest := 1
	for step := -1; step <= 1; step++ {
		for _, line := range lines {
			longest = max(longest, runAlong(line, step, signs))
		}
	}
	return longest
}

func runAlong(line []rune, step int, signs []rune) int {
	at := slices.Index(line, signs[0])
	if at < 0 {
		return 0
	}
	n := 1
	for ; n < len(signs); n++ {
		at += step
		if at < 0 || at >= len(line) || line[at] != signs[n] {
			break
		}
	}
	return n
}
