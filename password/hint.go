package password

import (
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
)

// Hint is one thing that would make a password stronger. It never holds the password.
type Hint struct {
	// Code is stable across releases and made for machines: "password.hint.longer".
	Code string
	// Text is the hint for people.
	Text fault.Text
}

// Message is the hint in the language nearest to tag: Russian or English.
func (h Hint) Message(tag language.Tag) string { return h.Text.In(tag) }

// The hints that [Policy.Strength] gives.
var (
	// HintCommon: the password is on the block list or follows an obvious pattern.
	HintCommon = hint("password.hint.common",
		"Этот пароль угадывают в первую очередь", "This password is among the first to be guessed")
	// HintPersonal: a word of the context occurs in it.
	HintPersonal = hint("password.hint.personal",
		"Не используйте своё имя, телефон и адрес почты", "Do not use your name, phone or e-mail address")
	// HintPattern: it has rows of keys, sequences, repetitions or dates.
	HintPattern = hint("password.hint.pattern",
		"Избегайте дат, повторов и символов, идущих подряд", "Avoid dates, repetitions and characters that follow each other")
	// HintWords: it has few words, and they are known.
	HintWords = hint("password.hint.words",
		"Одного-двух слов мало: добавьте ещё несколько, не связанных с ними", "One or two words are not enough: add more that have nothing to do with them")
	// HintLonger: more characters would help.
	HintLonger = hint("password.hint.longer",
		"Добавьте символов: чем длиннее пароль, тем труднее его угадать", "Add characters: the longer a password, the harder it is to guess")
)

func hint(code, russian, english string) Hint {
	return Hint{Code: code, Text: fault.Text{Russian: russian, English: english}}
}
