package password_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/password"
)

func TestPersonalWordsAreFoundInEveryDisguise(t *testing.T) {
	owner := password.NewContext("Семён", "Щербаков-Юдин", "s.filin1985@mail.example", "+7 (916) 555-01-73", "Ян")
	policy := password.Modern()
	policy.RefuseCommon = false
	tests := map[string]bool{
		"сверчок-семён-печка":    true,
		"сверчок-СЕМЕН-печка":    true,
		"ctvty-pechka":           true, // семен on Latin keys
		"щербаков7печка":         true,
		"печка и юдин":           true,
		"shcherbakov-pechka":     true, // as in the passport
		"scherbakov-pechka":      true, // as spoken
		"filin-pechka":           true, // the letters of filin1985
		"iudin-pechka":           true,
		"pechka-yudin":           true,
		"сверчокsемен":           false, // an s for с is no disguise people use
		"с.е.м.е.н-печка":        true,
		"$emen-on-the-stove":     true,
		"ырсрукифлщм-печка":      true, // shcherbakov on Russian keys
		"печка5550173":           true,
		"печка 555-01-73":        true,
		"89165550173-печка":      true,
		"печка-у-яна-дома":       false, // words below three code points do not count
		"mail-example-pechka":    false, // the domain is not personal
		"печка-916-чердак":       false, // nor is the area code alone
		"печка с трубой и дымом": false,
		"pechka-1985-cherdak":    false,
	}
	for secret, personal := range tests {
		t.Run(secret, func(t *testing.T) {
			want := []string(nil)
			if personal {
				want = []string{"contains-personal"}
			}
			got := policy
			got.MinLength = 1
			assert.Equal(t, want, codes(got.Check(secret, owner)))
		})
	}
}

func TestTheShortestPersonalWordIsAFigureOfThePolicy(t *testing.T) {
	owner := password.NewContext("Ян", "Лев")
	policy := password.Modern()
	assert.Error(t, policy.Check("мой лев на даче", owner))
	policy.PersonalWord = 4
	assert.NoError(t, policy.Check("мой лев на даче", owner))
	policy.PersonalWord = 2
	assert.Error(t, policy.Check("дача у яна летом", owner))
}

func TestEmptyAndOddValuesForbidNothing(t *testing.T) {
	owner := password.NewContext("", " ", "@", "---", "ь", "ььь", "12", "@mail.example")
	assert.NoError(t, password.Modern().Check("корова батарея скрепка", owner))
	assert.NoError(t, password.Modern().Check("корова батарея скрепка", password.Context{}))
}

// printed is what fmt makes of the value by every verb that could show text.
func printed(value any) string {
	var all []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X"} {
		all = append(all, fmt.Sprintf(verb, value))
	}
	return strings.Join(all, " ")
}

func TestContextPrintsMasked(t *testing.T) {
	owner := password.NewContext("Щербаков", "+7 916 555-01-73")
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "context", owner)
	for _, text := range []string{
		printed(owner),
		printed(struct{ c password.Context }{owner}),
		printed(struct{ C password.Context }{owner}),
		log.String(),
	} {
		for _, secret := range []string{"щербаков", "othfrjd", "shcherbakov", "5550173"} {
			assert.NotContains(t, strings.ToLower(text), secret)
		}
	}
	assert.Equal(t, "password context ***", owner.String())
}
