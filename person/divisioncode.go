package person

import (
	"strconv"
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// Refusal of ParseDivisionCode and warnings of DivisionCode.Warnings.
var (
	ErrDivisionCodeForm = fault.Define("person.division-code.form",
		"Код подразделения — это 6 цифр, например 500-127. Первые две — регион, не 00. Сверьте код с паспортом",
		"A division code has 6 digits, for example 500-127. The first two are the region, not 00. Compare it with the passport")
	WarnDivisionRegion = fault.Define("person.division-code.region",
		"Такой регион в коде подразделения нам неизвестен. Если в паспорте именно так, оставьте как есть",
		"We do not know such a region in a division code. If the passport says so, leave it as it is")
	WarnDivisionLevel = fault.Define("person.division-code.level",
		"Третья цифра кода подразделения обычно не больше {max}. Если в паспорте именно так, оставьте как есть",
		"The third digit of a division code is seldom above {max}. If the passport says so, leave it as it is")
)

// DivisionCode names the division that issued a passport: 6 digits, of which the first two are the
// region and the third the level of the division; canonically "500-127". The public directory has codes that break the rule
// about the third digit, so oddities are warnings, not refusals (IDN-3).
type DivisionCode struct{ personal[divisionCode] }

// ParseDivisionCode reads a division code with or without the dash in its middle. It returns
// ErrDivisionCodeForm, also for region 00.
func ParseDivisionCode(input string) (DivisionCode, error) {
	text, err := divisionCode{}.read(input)
	return DivisionCode{keep[divisionCode](text)}, err
}

// Warnings tells what is unusual about the code and should be compared with the document once more:
// a region above DivisionLastRegion, a third digit above DivisionLastLevel. Nil when nothing is.
func (c DivisionCode) Warnings(policy Policy) []fault.Fault {
	if c.IsZero() {
		return nil
	}
	var odd []fault.Fault
	if region, _ := strconv.Atoi(c.Reveal()[:2]); region > policy.DivisionLastRegion {
		odd = append(odd, WarnDivisionRegion)
	}
	if int(c.Reveal()[2]-'0') > policy.DivisionLastLevel {
		odd = append(odd, WarnDivisionLevel.With("max", policy.DivisionLastLevel))
	}
	return odd
}

type divisionCode struct{}

func (divisionCode) read(input string) (string, error) {
	text := strings.TrimSpace(input)
	if len(text) < 6 {
		return "", ErrDivisionCodeForm
	}
	first, between, last := text[:3], text[3:len(text)-3], text[len(text)-3:]
	if !allDigits(first+last) || compact(between) != "" || first[:2] == "00" {
		return "", ErrDivisionCodeForm
	}
	return first + "-" + last, nil
}

func (divisionCode) format(s string) string { return s }
func (divisionCode) mask(s string) string   { return stars(s, 0) }
