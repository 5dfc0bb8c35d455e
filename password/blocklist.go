package password

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/ccojocar/zxcvbn-go/frequency"
)

//go:embed common.txt
var commonText string

// blockList is read once and never changes.
var blockList = sync.OnceValue(readBlockList)

type blocked struct {
	// rank has our own words, as keys, from 1, the likeliest.
	rank map[string]int
	// longest is the length of the longest of them.
	longest int
	// english has the passwords that come with zxcvbn, as keys.
	english map[string]struct{}
}

func readBlockList() blocked {
	list := blocked{rank: map[string]int{}, english: map[string]struct{}{}}
	for line := range strings.Lines(commonText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for word := range strings.FieldsSeq(line) {
			word = keys(fold(word))
			list.longest = max(list.longest, len(word))
			if _, ok := list.rank[word]; !ok {
				list.rank[word] = len(list.rank) + 1
			}
		}
	}
	for _, word := range frequency.Lists["Passwords"].List {
		if utf8.RuneCountInString(word) >= shortestCore {
			list.english[keys(fold(word))] = struct{}{}
		}
	}
	return list
}

// common reports whether what remains of the text without its disguises is on the block list, follows a
// pattern, or repeats something that does.
func common(text string, padding int) bool {
	list := blockList()
	for _, core := range cores(fold(text), padding) {
		repeated := unit(core)
		if repeated != core && utf8.RuneCountInString(repeated) <= shortestCore {
			return true
		}
		if patterned(repeated) || list.matches(repeated) {
			return true
		}
		if repeated != core && (patterned(core) || list.matches(core)) {
			return true
		}
	}
	return false
}

func (b blocked) matches(folded string) bool {
	for _, reading := range readings(folded) {
		_, own := b.rank[reading]
		_, english := b.english[reading]
		if own || english {
			return true
		}
	}
	return false
}
