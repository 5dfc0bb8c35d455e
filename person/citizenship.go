package person

import (
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// ErrCitizenshipForm is the refusal of ParseCitizenship.
var ErrCitizenshipForm = fault.Define("person.citizenship.form",
	"Выберите гражданство из списка; если его нет, выберите «лицо без гражданства»",
	"Choose a citizenship from the list; if you have none, choose “stateless”")

// Stateless is the canonical text of having no citizenship, as ICAO 9303 has it in travel documents.
const Stateless = "XXA"

// Citizenship is a country by its ISO 3166 alpha-2 code, or Stateless.
type Citizenship struct{ personal[citizenship] }

// ParseCitizenship reads a code in any case. It returns ErrCitizenshipForm.
func ParseCitizenship(input string) (Citizenship, error) {
	text, err := citizenship{}.read(input)
	return Citizenship{keep[citizenship](text)}, err
}

// Russian reports whether it is that of Russia.
func (c Citizenship) Russian() bool { return c.Reveal() == russia }

type citizenship struct{}

func (citizenship) read(input string) (string, error) {
	text := strings.ToUpper(strings.TrimSpace(input))
	if text == Stateless {
		return text, nil
	}
	if text == "" {
		return "", ErrCitizenshipForm
	}
	country, err := parseCountry(text)
	if err != nil {
		return "", ErrCitizenshipForm
	}
	return country, nil
}

func (citizenship) format(s string) string { return s }
func (citizenship) mask(string) string     { return "***" }
