package person_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

func TestParseDate(t *testing.T) {
	accepts(t, person.ParseDate, map[string]string{
		"09.05.1990": "1990-05-09", "1990-05-09": "1990-05-09", " 29.02.2024 ": "2024-02-29",
		"29.02.2000": "2000-02-29", "31.12.9999": "9999-12-31", "01.01.0001": "0001-01-01",
	})
	for _, input := range []string{
		"", "9.5.1990", "09.05.90", "09/05/1990", "1990.05.09", "09-05-1990", "19900509", "09.05.1990 г.", "1990-05-09T00:00",
		"０９.05.1990", "+9.05.1990", "1990-5-009",
	} {
		refuses(t, person.ParseDate, input, person.ErrDateForm)
	}
	for _, input := range []string{
		"29.02.2023", "29.02.1900", "31.04.2024", "00.01.2024", "01.00.2024", "32.01.2024", "01.13.2024", "2024-02-30",
		"0000-01-01", "01.01.0000",
	} {
		refuses(t, person.ParseDate, input, person.ErrDateImpossible)
	}
}

func TestParsePastDate(t *testing.T) {
	today := day(t, "2026-05-10")
	parse := func(input string) (person.Date, error) { return person.ParsePastDate(input, today) }
	accepts(t, parse, map[string]string{"10.05.2026": "2026-05-10", "01.01.1900": "1900-01-01"})
	refuses(t, parse, "11.05.2026", person.ErrDateFuture)
	refuses(t, parse, "9999-12-31", person.ErrDateFuture)
	refuses(t, parse, "29.02.2023", person.ErrDateImpossible)
	early := refusal(t, parse, "31.12.1899", person.ErrDateEarly)
	assert.Contains(t, early.Message(language.Russian), "не раньше 1900")

	_, err := person.ParsePastDate("01.01.2000", person.Date{})
	assert.ErrorIs(t, err, person.ErrDateFuture, "an unknown today lets nothing through")
}

func TestDateParts(t *testing.T) {
	d := day(t, "09.05.1990")
	assert.Equal(t, []int{1990, 5, 9}, []int{d.Year(), int(d.Month()), d.Day()})
	zero := person.Date{}
	assert.Equal(t, []int{0, 0, 0}, []int{zero.Year(), int(zero.Month()), zero.Day()})
	assert.True(t, zero.Birthday(14).IsZero())
	assert.True(t, zero.AddDays(1).IsZero())
}

func TestDateOfATime(t *testing.T) {
	at := time.Date(2026, 5, 10, 23, 30, 0, 0, time.UTC)
	assert.Equal(t, "2026-05-10", person.DateOf(at).Reveal())
	assert.Equal(t, "2026-05-11", person.DateOf(at.In(time.FixedZone("MSK", 3*60*60))).Reveal())
	assert.Equal(t, "9999-12-31", person.DateOf(at.AddDate(9000, 0, 0)).Reveal())
	assert.Equal(t, "0001-01-01", person.DateOf(at.AddDate(-3000, 0, 0)).Reveal())
}

func TestDateArithmetic(t *testing.T) {
	assert.Equal(t, day(t, "2024-05-29"), day(t, "2024-02-29").AddDays(90))
	assert.Equal(t, day(t, "2023-12-31"), day(t, "2024-01-01").AddDays(-1))
	assert.Equal(t, day(t, "2024-02-29"), day(t, "2004-02-29").Birthday(20))
	assert.Equal(t, day(t, "2049-03-01"), day(t, "2004-02-29").Birthday(45))
	assert.Equal(t, day(t, "9999-12-31"), day(t, "9990-01-01").Birthday(45))
	assert.True(t, day(t, "1999-12-31").Before(day(t, "2000-01-01")))
	assert.False(t, day(t, "2000-01-01").Before(day(t, "2000-01-01")))
	assert.True(t, day(t, "2000-01-02").After(day(t, "2000-01-01")))
}

func TestAgeOn(t *testing.T) {
	for _, c := range []struct {
		born, on string
		want     int
	}{
		{"2006-05-10", "2006-05-10", 0},
		{"2006-05-10", "2020-05-09", 13},
		{"2006-05-10", "2020-05-10", 14},
		{"2006-05-10", "2020-05-11", 14},
		{"2006-12-31", "2020-01-01", 13},
		{"2004-02-29", "2018-02-28", 13},
		{"2004-02-29", "2018-03-01", 14},
		{"2004-02-29", "2024-02-28", 19},
		{"2004-02-29", "2024-02-29", 20},
		{"2006-05-10", "2006-05-09", -1},
	} {
		assert.Equal(t, c.want, day(t, c.born).AgeOn(day(t, c.on)), c)
	}
	assert.Negative(t, person.Date{}.AgeOn(day(t, "2020-01-01")))
	assert.Negative(t, day(t, "2020-01-01").AgeOn(person.Date{}))
}

func TestCheckAge(t *testing.T) {
	policy := person.DefaultPolicy()
	require.NoError(t, policy.CheckAge(day(t, "2006-05-10"), day(t, "2020-05-10")))
	err := policy.CheckAge(day(t, "2006-05-10"), day(t, "2020-05-09"))
	require.ErrorIs(t, err, person.ErrTooYoung)
	assert.Contains(t, fault.All(err)[0].Message(language.Russian), "с 14 лет")
	require.ErrorIs(t, policy.CheckAge(person.Date{}, day(t, "2020-05-09")), person.ErrTooYoung)

	policy.MinimumAge = 18
	require.ErrorIs(t, policy.CheckAge(day(t, "2006-05-10"), day(t, "2020-05-10")), person.ErrTooYoung)
}
