package password

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold is the loose form for comparing, never for hashing: compatibility forms, case and ё are gone.
func fold(text string) string {
	return strings.ReplaceAll(strings.ToLower(norm.NFKC.String(text)), "ё", "е")
}

// keys says which keys of the keyboard give a folded text, whichever layout was on, named by their Latin
// signs: привет, ghbdtn and GHBDTN are one. Digits stay as they are; the Russian signs of the digit row
// would be ambiguous.
func keys(folded string) string { return keyOf.Replace(folded) }

var keyOf = strings.NewReplacer(
	"й", "q", "ц", "w", "у", "e", "к", "r", "е", "t", "н", "y", "г", "u", "ш", "i", "щ", "o", "з", "p", "х", "[", "ъ", "]",
	"ф", "a", "ы", "s", "в", "d", "а", "f", "п", "g", "р", "h", "о", "j", "л", "k", "д", "l", "ж", ";", "э", "'",
	"я", "z", "ч", "x", "с", "c", "м", "v", "и", "b", "т", "n", "ь", "m", "б", ",", "ю", ".",
	"{", "[", "}", "]", ":", ";", `"`, "'", "<", ",", ">", ".",
	"`", "t", "~", "t", // ё, which is folded to е
)

// Figures and signs that people write for letters. The figure 1 stands for i or for l, hence two tables.
var (
	leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "6", "g", "7", "t", "8", "b", "9", "g",
		"@", "a", "$", "s", "!", "i", "+", "t", "(", "c", "|", "l", "€", "e")
	leetL        = strings.NewReplacer("1", "l", "!", "l")
	leetCyrillic = strings.NewReplacer("0", "о", "1", "и", "3", "з", "4", "ч", "6", "б", "9", "я", "@", "а", "$", "с",
		"a", "а", "b", "в", "c", "с", "e", "е", "g", "г", "h", "н", "k", "к", "l", "л", "m", "м", "n", "п", "o", "о",
		"p", "р", "r", "г", "t", "т", "u", "и", "x", "х", "y", "у")
	// unshift undoes the shift key on the digit row: !QAZ is 1qaz.
	unshift = strings.NewReplacer("!", "1", "@", "2", "#", "3", "$", "4", "%", "5", "^", "6", "&", "7", "*", "8",
		"(", "9", ")", "0", "_", "-", "+", "=", "№", "3")
)

// readings are the keys a folded text may stand for, none twice.
func readings(folded string) []string {
	all := []string{
		keys(folded),
		keys(leet.Replace(folded)),
		keys(leet.Replace(leetL.Replace(folded))),
		keys(unshift.Replace(folded)),
	}
	if strings.ContainsFunc(folded, isCyrillic) {
		all = append(all, keys(leetCyrillic.Replace(folded)))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func isCyrillic(r rune) bool { return unicode.Is(unicode.Cyrillic, r) }
