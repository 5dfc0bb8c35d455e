package person

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The samples of RFC 3492 section 7.1, and labels of Russian domains.
func TestPunycode(t *testing.T) {
	for label, want := range map[string]string{
		"ليهمابتكلموشعربي؟":                        "egbpdaj6bu4bxfgehfvwxn",
		"他们为什么不说中文":                                "ihqwcrb4cv8a8dqg056pqjye",
		"почемужеонинеговорятпорусски":             "b1abfaaepdrnnbgefbadotcwatmq2g4l",
		"porquénopuedensimplementehablarenespañol": "porqunopuedensimplementehablarenespaol-fmd56a",
		"3年b組金八先生":                                 "3b-ww4c5e180e575a65lsy2b",
		"そのスピードで":                                  "d9juau41awczczp",
		"-> $1.00 <-":                              "-> $1.00 <--",
		"рф":                                       "p1ai",
		"пример":                                   "e1afmkfd",
		"мвд":                                      "b1aew",
		"ёж":                                       "f1a7c",
		"":                                         "",
		"abc":                                      "abc-",
	} {
		assert.Equal(t, want, punycode(label), label)
	}
}
