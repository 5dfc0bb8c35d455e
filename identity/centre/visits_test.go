package centre

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing/scenario"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/golden"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

const (
	anna   = "01HZX3K7Q4M8T000000000000A"
	clerk  = "01HZX3K7Q4M8T000000000000B"
	visit1 = "01HZX3K7Q4M8T000000000000V"
	visit2 = "01HZX3K7Q4M8T000000000000W"
)

var (
	began = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	shown = Shown{
		Name:   profile.NameForm{Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна"},
		BornOn: "1975-05-09", Kind: person.DocumentPassport, Number: "4502573482", SNILS: "12345678964",
	}
)

func received(id string) PersonReceived {
	return PersonReceived{
		Visit: id, Account: anna, Centre: "mfc-77-001", Operator: clerk, Key: "k-1", At: began, Shown: es.NewPersonal(shown),
	}
}

func sealed(id string) CodeSealed {
	return CodeSealed{Visit: id, Account: anna, Secret: "2026", ExpiresAt: began.Add(7 * day), At: began}
}

func ended(id string, state State) SlipEnded {
	return SlipEnded{Visit: id, Account: anna, State: state, At: began}
}

// What an older release wrote, this one reads.
func TestEvents(t *testing.T) {
	golden.Check(t, Codec(), "testdata/events",
		received(visit1),
		DocumentDiffers{Visit: visit1, Account: anna, Differences: []identity.Difference{{Field: "name.family", OnlyYo: true}, {Field: "snils"}}, At: began},
		DocumentAgrees{Visit: visit1, Account: anna, At: began},
		sealed(visit1), ended(visit1, Void),
	)
}

func verified(t *testing.T, change func(*profile.Form)) profile.Profile {
	t.Helper()
	form := profile.Form{
		Name: shown.Name, Sex: "ж", BornOn: shown.BornOn, Citizenship: "ru", SNILS: shown.SNILS,
		Document: person.IdentityDocumentForm{
			Kind: shown.Kind, Number: shown.Number, IssuedOn: "01.06.1997", Issuer: "ОВД района Арбат г. Москвы",
			DivisionCode: "773-045", Birthplace: "г. Москва",
		},
	}
	change(&form)
	p, err := profile.DefaultPolicy().Parse(form, person.DateOf(began.AddDate(-26, 0, 0)))
	require.NoError(t, err)
	return p
}

// A slip is used once, in its time, for the profile it vouched for; else the refusal says what became of it.
func TestUse(t *testing.T) {
	same := verified(t, func(*profile.Form) {})
	other := verified(t, func(f *profile.Form) { f.Name.Family = "Берёзкина" })
	moved := verified(t, func(f *profile.Form) { f.Document.Birthplace = "г. Тула" })
	given := func(more ...es.Event[Visits]) scenario.Scenario[Visits] {
		return scenario.Given(t, Visits(nil), append([]es.Event[Visits]{received(visit1), sealed(visit1)}, more...)...)
	}
	given().When(Use(visit1, same, began)).Then(ended(visit1, Activated))
	given().When(Use(visit1, moved, began)).Then(ended(visit1, Activated))
	given().When(Use(visit1, other, began)).ThenRefused(ErrCodeVoid)
	given().When(Use(visit1, same, began.Add(7*day))).ThenRefused(ErrCodeExpired)
	for state, refusal := range refusals {
		given(ended(visit1, state)).When(Use(visit1, same, began)).ThenRefused(refusal)
	}
}

// One slip can be used at a time, and the events change no earlier state.
func TestVisits(t *testing.T) {
	before := es.Evolve(Visits(nil), []es.Event[Visits]{received(visit1), sealed(visit1), received(visit2)}...)
	after := es.Evolve(before, []es.Event[Visits]{ended(visit1, Superseded), sealed(visit2)}...)
	one, ok := before.sealed()
	require.True(t, ok)
	assert.Equal(t, visit1, one.ID)
	two, ok := after.sealed()
	require.True(t, ok)
	assert.Equal(t, visit2, two.ID)
	assert.Equal(t, Superseded, after[0].State)
	_, ok = after.find("unknown")
	assert.False(t, ok)
	_, ok = after.of("")
	assert.False(t, ok)
}

func TestNothingShows(t *testing.T) {
	for _, text := range []string{
		fmt.Sprintf("%v %+v %#v %s", shown, shown, shown, shown), shown.LogValue().String(),
		fmt.Sprintf("%+v", es.Evolve(Visits(nil), es.Event[Visits](received(visit1)))),
	} {
		for _, secret := range []string{"Ёлкина", "4502573482", "12345678964", "1975"} {
			assert.NotContains(t, text, secret)
		}
	}
}

func TestPolicyValidate(t *testing.T) {
	require.NoError(t, DefaultPolicy().Validate())
	for figure, spoil := range map[string]func(*Policy){
		"CodeFor": func(p *Policy) { p.CodeFor = 0 }, "Timeout": func(p *Policy) { p.Timeout = 0 },
	} {
		p := DefaultPolicy()
		spoil(&p)
		assert.ErrorContains(t, p.Validate(), figure)
	}
}
