package person

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// ErrSexForm is the refusal of ParseSex.
var ErrSexForm = fault.Define("person.sex.form",
	"Выберите пол, как в документе: мужской или женский",
	"Choose the sex as in the document: male or female")

// Sex is what the identity document says: canonically "male" or "female".
type Sex struct{ personal[sex] }

// ParseSex reads a sex in Russian or English, spelt out or short, in any case. It returns ErrSexForm.
func ParseSex(input string) (Sex, error) {
	text, err := sex{}.read(input)
	return Sex{keep[sex](text)}, err
}

type sex struct{}

func (sex) read(input string) (string, error) {
	switch strings.ToLower(strings.TrimSpace(input)) {
	case "male", "m", "м", "муж", "муж.", "мужской":
		return "male", nil
	case "female", "f", "ж", "жен", "жен.", "женский":
		return "female", nil
	default:
		return "", ErrSexForm
	}
}

func (sex) format(s string) string {
	if s == "male" {
		return "муж."
	}
	return "жен."
}

func (sex) mask(string) string { return "***" }
