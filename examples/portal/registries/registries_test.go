package registries_test

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/examples/portal/registries"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

func open(t *testing.T, path string) *registries.Registries {
	t.Helper()
	r, err := registries.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = r.Close() })
	return r
}

func anna(t *testing.T, snils string) profile.Profile {
	t.Helper()
	p, err := profile.DefaultPolicy().Parse(profile.Form{
		Name: profile.NameForm{Family: "Ёлкина", Given: "Анна"}, Sex: "ж", BornOn: "09.05.1975", Citizenship: "RU",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: "45 02 573482", IssuedOn: "01.06.1997",
			Issuer: "ОВД района Арбат", DivisionCode: "773-045", Birthplace: "г. Москва",
		},
		SNILS: snils,
	}, person.DateOf(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)))
	require.NoError(t, err)
	return p
}

// ask puts the question about a SNILS, of the submission with that request.
func ask(t *testing.T, r *registries.Registries, request, snils string) (verification.Answer, error) {
	t.Helper()
	p := anna(t, snils)
	return r.CheckSNILS(t.Context(), verification.SNILSQuestion{Request: request, Name: p.Name, Sex: p.Sex, BornOn: p.BornOn, SNILS: p.SNILS})
}

const (
	first  = "123-456-789 64"
	second = "112-233-445 95"
)

func tell(t *testing.T, r *registries.Registries, opinion registries.Opinion, field string, seconds int) {
	t.Helper()
	require.NoError(t, r.Tell(registries.Order{Check: verification.SNILSCheck, Opinion: opinion, Field: field, Seconds: seconds}))
}

func TestTheyAgreeUnlessToldOtherwise(t *testing.T) {
	r := open(t, filepath.Join(t.TempDir(), "registries.jsonl"))
	answer, err := ask(t, r, "anna.1.snils", first)
	require.NoError(t, err)
	assert.Equal(t, verification.OutcomeMatched, answer.Outcome)
	for opinion, want := range map[registries.Opinion]verification.Outcome{
		registries.Agrees: verification.OutcomeMatched, registries.Unknown: verification.OutcomeNotFound, registries.Nonsense: "perhaps",
	} {
		tell(t, r, opinion, "", 0)
		answer, err := ask(t, r, "anna.1.snils", first)
		require.NoError(t, err)
		assert.Equal(t, want, answer.Outcome, opinion)
	}
	tell(t, r, registries.Down, "", 0)
	_, err = ask(t, r, "anna.1.snils", first)
	require.ErrorIs(t, err, registries.ErrDown)
	require.ErrorIs(t, err, fault.Transient)
}

func TestTheyTakeTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := open(t, filepath.Join(t.TempDir(), "registries.jsonl"))
		tell(t, r, registries.Slow, "", 7)
		begun := time.Now()
		answer, err := ask(t, r, "anna.1.snils", first)
		require.NoError(t, err)
		assert.Equal(t, verification.OutcomeMatched, answer.Outcome)
		assert.Equal(t, 7*time.Second, time.Since(begun))

		tell(t, r, registries.Later, "", 20)
		answer, err = ask(t, r, "anna.2.snils", first)
		require.NoError(t, err)
		assert.Equal(t, verification.OutcomePending, answer.Outcome)
		assert.Equal(t, 20*time.Second, answer.PollAfter)
		time.Sleep(20 * time.Second)
		answer, err = r.Poll(t.Context(), answer.Ticket)
		require.NoError(t, err)
		assert.Equal(t, verification.OutcomeMatched, answer.Outcome)
		answer, err = r.Poll(t.Context(), "snils of a portal that is gone")
		require.NoError(t, err)
		assert.Equal(t, verification.OutcomeLost, answer.Outcome, "it is asked anew then")
	})
}

// What is disputed is the value that came first, for each person: so there is a way on.
func TestTheyDisputeTheFirstValue(t *testing.T) {
	path := filepath.Join(t.TempDir(), "registries.jsonl")
	here, there := open(t, path), open(t, path)
	tell(t, here, registries.Differs, "snils", 0)
	mismatch := verification.Answer{Outcome: verification.OutcomeMismatched, Differences: []verification.Difference{{Field: "snils"}}}
	for _, r := range []*registries.Registries{here, there, open(t, path)} {
		answer, err := ask(t, r, "anna.1.snils", first)
		require.NoError(t, err)
		assert.Equal(t, mismatch, answer, "the same again, wherever it is asked")
	}
	answer, err := ask(t, there, "anna.2.snils", second)
	require.NoError(t, err)
	assert.Equal(t, verification.OutcomeMatched, answer.Outcome, "corrected")
	answer, err = ask(t, there, "boris.1.snils", second)
	require.NoError(t, err)
	assert.Equal(t, mismatch, answer, "another person has a first value of their own")

	tell(t, there, registries.DiffersInYo, "name.family", 0)
	answer, err = ask(t, here, "anna.3.snils", second)
	require.NoError(t, err)
	assert.Equal(t, []verification.Difference{{Field: "name.family", OnlyYo: true}}, answer.Differences)

	text, err := os.ReadFile(path)
	require.NoError(t, err)
	for _, secret := range []string{"12345678964", "123-456", "Ёлкина", "112233"} {
		assert.NotContains(t, string(text), secret, "nothing personal is kept")
	}
}

// A patronymic that a person has not got cannot be disputed.
func TestWhatWasNotSaidIsNotDisputed(t *testing.T) {
	r := open(t, filepath.Join(t.TempDir(), "registries.jsonl"))
	tell(t, r, registries.Differs, "name.patronymic", 0)
	answer, err := ask(t, r, "anna.1.snils", first)
	require.NoError(t, err)
	assert.Equal(t, verification.OutcomeMatched, answer.Outcome)
}

func TestQuestionsAreCountedTogether(t *testing.T) {
	path := filepath.Join(t.TempDir(), "registries.jsonl")
	here, there := open(t, path), open(t, path)
	for _, r := range []*registries.Registries{here, there} {
		_, err := ask(t, r, "anna.1.snils", first)
		require.NoError(t, err)
	}
	tell(t, there, registries.Down, "", 0)
	for _, r := range []*registries.Registries{here, there, open(t, path)} {
		standings, err := r.Standings()
		require.NoError(t, err)
		require.Len(t, standings, 3)
		assert.Equal(t, 2, standings[1].Asked)
		assert.Equal(t, registries.Down, standings[1].Opinion)
		assert.Equal(t, registries.Agrees, standings[0].Opinion, "the others are as they were")
	}
}

func TestOrdersThatMakeNoSense(t *testing.T) {
	r := open(t, filepath.Join(t.TempDir(), "registries.jsonl"))
	for name, order := range map[string]registries.Order{
		"nothing":           {},
		"no registry":       {Check: "bank", Opinion: registries.Agrees},
		"no opinion":        {Check: verification.SNILSCheck, Opinion: "angry"},
		"no field":          {Check: verification.SNILSCheck, Opinion: registries.Differs},
		"another's field":   {Check: verification.SNILSCheck, Opinion: registries.Differs, Field: "inn"},
		"ё in a number":     {Check: verification.SNILSCheck, Opinion: registries.DiffersInYo, Field: "snils"},
		"no time":           {Check: verification.SNILSCheck, Opinion: registries.Slow},
		"for ever":          {Check: verification.SNILSCheck, Opinion: registries.Later, Seconds: registries.LongestSeconds + 1},
		"a past that comes": {Check: verification.SNILSCheck, Opinion: registries.Slow, Seconds: -1},
	} {
		require.ErrorIs(t, r.Tell(order), registries.ErrOrder, name)
	}
	standings, err := r.Standings()
	require.NoError(t, err)
	assert.Equal(t, registries.Agrees, standings[1].Opinion)
}

// PRO-6: an INN that looks right, the same for the same person.
func TestFindINN(t *testing.T) {
	r := open(t, filepath.Join(t.TempDir(), "registries.jsonl"))
	p := anna(t, first)
	lookup := verification.INNLookup{Name: p.Name, BornOn: p.BornOn, Document: p.Document}
	found, ok, err := r.FindINN(t.Context(), lookup)
	require.NoError(t, err)
	require.True(t, ok)
	assert.True(t, found.Person())
	again, _, err := r.FindINN(t.Context(), lookup)
	require.NoError(t, err)
	assert.Equal(t, found, again)
	require.NoError(t, r.Tell(registries.Order{Check: verification.INNCheck, Opinion: registries.Unknown}))
	_, ok, err = r.FindINN(t.Context(), lookup)
	require.NoError(t, err)
	assert.False(t, ok)
	require.NoError(t, r.Tell(registries.Order{Check: verification.INNCheck, Opinion: registries.Down}))
	_, _, err = r.FindINN(t.Context(), lookup)
	require.ErrorIs(t, err, registries.ErrDown)
}

func TestAFileThatIsGone(t *testing.T) {
	r := open(t, filepath.Join(t.TempDir(), "registries.jsonl"))
	require.NoError(t, r.Close())
	_, err := ask(t, r, "anna.1.snils", first)
	require.ErrorIs(t, err, fault.Transient)
	_, err = r.Standings()
	require.ErrorIs(t, err, os.ErrClosed)
	_, err = registries.Open(t.TempDir())
	require.Error(t, err)
}
