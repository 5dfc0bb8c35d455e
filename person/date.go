package person

import (
	"strconv"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Refusals about dates.
var (
	ErrDateForm = fault.Define("person.date.form",
		"Введите дату как ДД.ММ.ГГГГ, например 09.05.1990",
		"Enter the date as DD.MM.YYYY, for example 09.05.1990, or as 1990-05-09")
	ErrDateImpossible = fault.Define("person.date.impossible",
		"Такого дня нет в календаре. Проверьте число и месяц",
		"There is no such day in the calendar. Check the day and the month")
	ErrDateFuture = fault.Define("person.date.future",
		"Эта дата ещё не наступила. Проверьте год",
		"This date has not come yet. Check the year")
	ErrDateEarly = fault.Define("person.date.early",
		"Слишком давняя дата, укажите год не раньше {year}. Проверьте год",
		"This date is too long ago, the year must be {year} or later. Check the year")
	ErrTooYoung = fault.Define("person.age.too-young",
		"Самостоятельно это можно с {min} лет. До этого возраста обратитесь вместе с родителем или опекуном",
		"From the age of {min} you can do this alone. Until then come with a parent or guardian")
)

// Date is a day of the calendar, without time or zone. Birth dates are personal, so a Date is masked
// like everything else here: all but the year.
type Date struct{ personal[date] }

// ParseDate reads DD.MM.YYYY or YYYY-MM-DD (ISO 8601). It returns ErrDateForm or ErrDateImpossible.
func ParseDate(input string) (Date, error) {
	text, err := date{}.read(input)
	return Date{keep[date](text)}, err
}

// ParsePastDate is Policy.ParsePastDate with the default figures.
func ParsePastDate(input string, today Date) (Date, error) {
	return DefaultPolicy().ParsePastDate(input, today)
}

// ParsePastDate reads a date that has come already: of a birth, of issuing a document. Beside the
// refusals of ParseDate it returns ErrDateFuture for a day after today and ErrDateEarly for a year
// before EarliestYear.
func (p Policy) ParsePastDate(input string, today Date) (Date, error) {
	d, err := ParseDate(input)
	switch {
	case err != nil:
		return Date{}, err
	case d.After(today):
		return Date{}, ErrDateFuture
	case d.Year() < p.EarliestYear:
		return Date{}, ErrDateEarly.With("year", p.EarliestYear)
	default:
		return d, nil
	}
}

// CheckAge returns ErrTooYoung when a person born that day has not reached MinimumAge today.
func (p Policy) CheckAge(born, today Date) error {
	if born.AgeOn(today) < p.MinimumAge {
		return ErrTooYoung.With("min", p.MinimumAge)
	}
	return nil
}

// DateOf gives the day of t in t's own location. Days outside the years 1 to 9999 become the first or
// the last of these.
func DateOf(t time.Time) Date {
	switch {
	case t.Year() < 1:
		return Date{keep[date]("0001-01-01")}
	case t.Year() > 9999:
		return Date{keep[date]("9999-12-31")}
	default:
		return Date{keep[date](t.Format(time.DateOnly))}
	}
}

// Year gives the year; 0 of the zero value.
func (d Date) Year() int { return d.number(0, 4) }

// Month gives the month; 0 of the zero value.
func (d Date) Month() time.Month { return time.Month(d.number(5, 7)) }

// Day gives the day of the month; 0 of the zero value.
func (d Date) Day() int { return d.number(8, 10) }

func (d Date) number(from, to int) int {
	if d.IsZero() {
		return 0
	}
	n, _ := strconv.Atoi(d.Reveal()[from:to])
	return n
}

// Before reports whether d is an earlier day than other.
func (d Date) Before(other Date) bool { return d.Reveal() < other.Reveal() }

// After reports whether d is a later day than other.
func (d Date) After(other Date) bool { return other.Before(d) }

// AddDays gives the day that many days later; the zero value stays zero.
func (d Date) AddDays(days int) Date { return d.add(0, days) }

// Birthday gives the day on which a person born on d reaches the age in years. Who was born on
// 29 February grows older on 1 March in other years. The zero value stays zero.
func (d Date) Birthday(age int) Date { return d.add(age, 0) }

// AgeOn gives the full years that a person born on d has lived on day; negative before the birth, and
// when either date is missing.
func (d Date) AgeOn(day Date) int {
	if d.IsZero() || day.IsZero() {
		return -1
	}
	age := day.Year() - d.Year()
	if day.Before(d.Birthday(age)) {
		age--
	}
	return age
}

func (d Date) add(years, days int) Date {
	if d.IsZero() {
		return Date{}
	}
	return DateOf(time.Date(d.Year()+years, d.Month(), d.Day()+days, 0, 0, 0, 0, time.UTC))
}

type date struct{}

func (date) read(input string) (string, error) {
	text := strings.TrimSpace(input)
	if len(text) != len(time.DateOnly) {
		return "", ErrDateForm
	}
	if text[2] == '.' && text[5] == '.' {
		text = text[6:] + "-" + text[3:5] + "-" + text[:2]
	}
	if text[4] != '-' || text[7] != '-' || !allDigits(text[:4]+text[5:7]+text[8:]) {
		return "", ErrDateForm
	}
	if _, err := time.Parse(time.DateOnly, text); err != nil || text[:4] == "0000" {
		return "", ErrDateImpossible
	}
	return text, nil
}

func (date) format(s string) string { return s[8:] + "." + s[5:7] + "." + s[:4] }
func (date) mask(s string) string   { return "**.**." + s[:4] }
