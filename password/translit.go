package password

import "strings"

// Two ways in which people write their Russian name in Latin letters: as in the foreign passport (ICAO
// Doc 9303) and as they speak. The text is folded, so there is no ё.
var (
	passportLatin = strings.NewReplacer(append(latinLetters(),
		"й", "i", "х", "kh", "ц", "ts", "щ", "shch", "ъ", "ie", "ю", "iu", "я", "ia")...)
	spokenLatin = strings.NewReplacer(append(latinLetters(),
		"й", "y", "х", "h", "ц", "c", "щ", "sch", "ъ", "", "ю", "yu", "я", "ya")...)
)

// latinLetters are the pairs on which both ways agree.
func latinLetters() []string {
	return []string{
		"а", "a", "б", "b", "в", "v", "г", "g", "д", "d", "е", "e", "ж", "zh", "з", "z", "и", "i", "к", "k", "л", "l",
		"м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "ч", "ch", "ш", "sh",
		"ы", "y", "ь", "", "э", "e",
	}
}
