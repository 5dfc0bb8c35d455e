package password_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/password"
)

func TestNamedPoliciesHaveTheFiguresOfTheRule(t *testing.T) {
	modern := password.Modern()
	assert.Equal(t, 8, modern.MinLength)
	assert.Equal(t, 128, modern.MaxLength)
	assert.True(t, modern.RefuseCommon)
	assert.True(t, modern.RefusePersonal)
	assert.Zero(t, modern.RequireUpper)
	assert.Zero(t, modern.RequireLower)
	assert.False(t, modern.RequireDigit)
	assert.Empty(t, modern.RequireSign)
	assert.Empty(t, modern.ForbiddenSigns)
	assert.False(t, modern.RefuseEqualNeighbours)

	guide := password.PortalGuide()
	assert.Equal(t, 8, guide.MinLength)
	assert.Equal(t, 20, guide.MaxLength)
	assert.Equal(t, password.AnyAlphabet, guide.RequireUpper)
	assert.Equal(t, password.AnyAlphabet, guide.RequireLower)
	assert.True(t, guide.RequireDigit)
	assert.ElementsMatch(t, []rune("!@#$%^&*()-_+="), []rune(guide.RequireSign))
	assert.Empty(t, guide.ForbiddenSigns)
	assert.False(t, guide.RefuseEqualNeighbours)
	assert.False(t, guide.RefuseCommon)
	assert.False(t, guide.RefusePersonal)

	portal := password.Portal2019()
	assert.Equal(t, 8, portal.MinLength)
	assert.Zero(t, portal.MaxLength, "the source names no greatest length")
	assert.Equal(t, password.LatinAlphabet, portal.RequireUpper)
	assert.Zero(t, portal.RequireLower)
	assert.True(t, portal.RequireDigit)
	assert.Subset(t, []rune(portal.RequireSign), []rune("!?;)"))
	assert.Equal(t, "*#", portal.ForbiddenSigns)
	assert.True(t, portal.RefuseEqualNeighbours)
	assert.False(t, portal.RefuseCommon)
	assert.False(t, portal.RefusePersonal)
}

func TestNamedPoliciesAreValidAndFresh(t *testing.T) {
	for name, fresh := range namedPolicies() {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, fresh().Validate())
			changed := fresh()
			changed.MinLength = 99
			assert.NotEqual(t, changed, fresh(), "a caller's change must not reach the next caller")
		})
	}
}

func namedPolicies() map[string]func() password.Policy {
	return map[string]func() password.Policy{
		"Modern": password.Modern, "PortalGuide": password.PortalGuide, "Portal2019": password.Portal2019,
	}
}

// PWD-5: a rule that makes people change their password would need a time.
func TestNoTypeHereKnowsATime(t *testing.T) {
	for _, value := range []any{password.Policy{}, password.Params{}, password.HasherConfig{}} {
		typ := reflect.TypeOf(value)
		for i := range typ.NumField() {
			field := typ.Field(i)
			assert.NotEqual(t, reflect.TypeFor[time.Duration](), field.Type, field.Name)
			assert.NotEqual(t, reflect.TypeFor[time.Time](), field.Type, field.Name)
		}
	}
}

func TestValidateFindsEachMistake(t *testing.T) {
	tests := map[string]func(p *password.Policy){
		"MinLength 0":          func(p *password.Policy) { p.MinLength = 0 },
		"MaxLength -1":         func(p *password.Policy) { p.MaxLength = -1 },
		"MaxLength 7 is below": func(p *password.Policy) { p.MaxLength = 7 },
		"MaxBytes 2047":        func(p *password.Policy) { p.MaxBytes = 2047 },
		"RequireUpper 3":       func(p *password.Policy) { p.RequireUpper = 3 },
		"RequireLower -1":      func(p *password.Policy) { p.RequireLower = -1 },
		"every Latin capital": func(p *password.Policy) {
			p.RequireUpper, p.ForbiddenSigns = password.LatinAlphabet, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		},
		"every small Latin letter": func(p *password.Policy) {
			p.RequireLower, p.ForbiddenSigns = password.LatinAlphabet, "abcdefghijklmnopqrstuvwxyz"
		},
		"every digit": func(p *password.Policy) { p.RequireDigit, p.ForbiddenSigns = true, "9876543210" },
		"every sign":  func(p *password.Policy) { p.RequireSign, p.ForbiddenSigns = "!?", "?!" },
		"2 kinds of characters": func(p *password.Policy) {
			p.MinLength, p.MaxLength, p.RequireDigit, p.RequireSign = 1, 1, true, "!"
		},
		"CommonPadding -1":  func(p *password.Policy) { p.CommonPadding = -1 },
		"PersonalWord 0":    func(p *password.Policy) { p.PersonalWord = 0 },
		"EstimatedLength 0": func(p *password.Policy) { p.EstimatedLength = 0 },
		"ScoreBits[0]":      func(p *password.Policy) { p.ScoreBits[0] = 0 },
		"ScoreBits[2]":      func(p *password.Policy) { p.ScoreBits[2] = p.ScoreBits[1] },
	}
	for message, spoil := range tests {
		t.Run(message, func(t *testing.T) {
			policy := password.Modern()
			spoil(&policy)
			err := policy.Validate()
			require.ErrorContains(t, err, message)
			assert.ErrorIs(t, err, fault.Permanent)
		})
	}
}

func TestValidateJoinsAllMistakes(t *testing.T) {
	err := password.Policy{RequireUpper: 9, RefusePersonal: true}.Validate()
	for _, field := range []string{"MinLength", "RequireUpper", "PersonalWord", "EstimatedLength", "ScoreBits[0]", "ScoreBits[3]"} {
		assert.ErrorContains(t, err, field)
	}
}

func TestZeroPolicyAcceptsNothing(t *testing.T) {
	assert.Error(t, password.Policy{}.Check("correct horse battery staple", password.Context{}))
}
