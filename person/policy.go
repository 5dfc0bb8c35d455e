package person

import (
	"errors"
	"slices"
)

// Policy holds the figures by which values are judged. The package's Parse functions use DefaultPolicy;
// its methods of the same names use what a portal has set. Methods only read it, so a Policy may serve
// several goroutines as long as nobody changes it.
type Policy struct {
	// NameMaxLength is the most code points one part of a name may have: 100 (IDN-6).
	NameMaxLength int
	// TextMaxLength is the most code points a free text of a document or an address may have, such as
	// the issuer or a street: 255.
	TextMaxLength int
	// EarliestYear is the first year a past date may lie in: 1900. An earlier one is a typing mistake.
	EarliestYear int
	// MinimumAge is the age in years from which a person acts alone: 14 (IDN-8).
	MinimumAge int
	// PassportFirstNumber is the lowest number within a passport series: 101 (IDN-3).
	PassportFirstNumber int
	// PassportAge is the age in years from which a passport is issued: 14 (IDN-3).
	PassportAge int
	// PassportRenewalAges are the ages in years at which a passport is replaced, rising: 20, 45 (IDN-3).
	PassportRenewalAges []int
	// PassportGraceDays is how many days after such a birthday the old passport still serves: 90 (IDN-3).
	PassportGraceDays int
	// DivisionLastRegion is the highest region a division code is known to begin with: 92, by the public
	// directory of divisions (hflabs/fms-unit).
	DivisionLastRegion int
	// DivisionLastLevel is the highest third digit a division code should have: 3 (IDN-3).
	DivisionLastLevel int
	// PostcodeFirstDigits are the digits a Russian postcode may begin with: "12346".
	PostcodeFirstDigits string
	// ForeignPostcodeMaxLength is the most characters a postcode outside Russia may have: 10, as the
	// longest ones in use.
	ForeignPostcodeMaxLength int
	// DummyTexts are texts typed only to get past a field, in lower case; no part of an address may be
	// one (IDN-7). Texts without a letter or digit other than 0 are dummies anyway.
	DummyTexts []string
}

// DefaultPolicy gives the figures named at the fields of Policy.
func DefaultPolicy() Policy {
	return Policy{
		NameMaxLength:       100,
		TextMaxLength:       255,
		EarliestYear:        1900,
		MinimumAge:          14,
		PassportFirstNumber: 101,
		PassportAge:         14,
		PassportRenewalAges: []int{20, 45},
		PassportGraceDays:   90,
		DivisionLastRegion:  92,
		DivisionLastLevel:   3,
		PostcodeFirstDigits: "12346",

		ForeignPostcodeMaxLength: 10,
		DummyTexts: []string{
			"нет", "н/д", "нет данных", "не указано", "отсутствует", "неизвестно", "прочерк", "тест",
			"no", "none", "n/a", "na", "null", "unknown", "test", "xxx", "ххх",
		},
	}
}

// Validate tells everything that is wrong with the figures, joined; nil when the policy can serve.
func (p Policy) Validate() error {
	var wrong []error
	demand := func(ok bool, message string) {
		if !ok {
			wrong = append(wrong, errors.New("person: policy: "+message))
		}
	}
	demand(p.NameMaxLength > 0, "NameMaxLength must be positive")
	demand(p.TextMaxLength > 0, "TextMaxLength must be positive")
	demand(p.EarliestYear > 0, "EarliestYear must be positive")
	demand(p.MinimumAge >= 0, "MinimumAge must not be negative")
	demand(p.PassportFirstNumber >= 0, "PassportFirstNumber must not be negative")
	demand(p.PassportAge >= 0, "PassportAge must not be negative")
	demand(slices.IsSorted(p.PassportRenewalAges), "PassportRenewalAges must rise")
	demand(p.PassportGraceDays >= 0, "PassportGraceDays must not be negative")
	demand(p.DivisionLastRegion > 0 && p.DivisionLastRegion < 100, "DivisionLastRegion must have two digits")
	demand(p.DivisionLastLevel >= 0 && p.DivisionLastLevel < 10, "DivisionLastLevel must be a digit")
	demand(p.PostcodeFirstDigits != "" && allDigits(p.PostcodeFirstDigits), "PostcodeFirstDigits must be digits")
	demand(p.ForeignPostcodeMaxLength > 0, "ForeignPostcodeMaxLength must be positive")
	return errors.Join(wrong...)
}
