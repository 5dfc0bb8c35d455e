package centre

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
)

// Hours are when a centre is open in an ordinary week.
type Hours struct {
	// Zone is where the clock hangs, by its IANA name: "Europe/Moscow".
	Zone string
	Open []Span
}

// Span is a time of one weekday during which the centre is open.
type Span struct {
	Day time.Weekday
	// From and To are times of the day, To not included; 24:00 is midnight at the end of the day.
	From, To Clock
}

// Clock is a time of the day in minutes after midnight.
type Clock int

const lastClock Clock = 24 * 60

// ParseClock reads "09:00".
func ParseClock(text string) (Clock, error) {
	if text == lastClock.String() {
		return lastClock, nil
	}
	at, err := time.Parse("15:04", text)
	if err != nil || len(text) != len("09:00") {
		return 0, fmt.Errorf("centre: %q is no time of the day like 09:00", text)
	}
	return Clock(at.Hour()*60 + at.Minute()), nil
}

// String gives "09:00".
func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", int(c)/60, int(c)%60) }

func (h Hours) validate() error {
	var mistakes []error
	if _, err := time.LoadLocation(h.Zone); h.Zone == "" || err != nil {
		mistakes = append(mistakes, fmt.Errorf("its zone %q is unknown", h.Zone))
	}
	for _, span := range h.Open {
		if span.Day < time.Sunday || span.Day > time.Saturday || span.From < 0 || span.To > lastClock || span.From >= span.To {
			mistakes = append(mistakes, fmt.Errorf("it cannot be open on day %d from %v to %v", span.Day, span.From, span.To))
		}
	}
	return errors.Join(mistakes...)
}

// OpenAt reports whether the centre is open at that time. Hours of an unknown zone are never open.
func (h Hours) OpenAt(at time.Time) bool {
	zone, err := time.LoadLocation(h.Zone)
	if err != nil {
		return false
	}
	local := at.In(zone)
	clock := Clock(local.Hour()*60 + local.Minute())
	return slices.ContainsFunc(h.Open, func(s Span) bool {
		return s.Day == local.Weekday() && s.From <= clock && clock < s.To
	})
}

// week begins on Monday, as weeks do where the centres are.
var week = []struct {
	day  time.Weekday
	name fault.Text
}{
	{time.Monday, fault.Text{Russian: "пн", English: "Mon"}},
	{time.Tuesday, fault.Text{Russian: "вт", English: "Tue"}},
	{time.Wednesday, fault.Text{Russian: "ср", English: "Wed"}},
	{time.Thursday, fault.Text{Russian: "чт", English: "Thu"}},
	{time.Friday, fault.Text{Russian: "пт", English: "Fri"}},
	{time.Saturday, fault.Text{Russian: "сб", English: "Sat"}},
	{time.Sunday, fault.Text{Russian: "вс", English: "Sun"}},
}

// In writes the week for people, days with the same hours together: "пн–пт 08:00–20:00; сб 09:00–13:00, 14:00–18:00".
// It is empty for a centre that is never open.
func (h Hours) In(lang language.Tag) string {
	var lines []string
	for first := 0; first < len(week); {
		times := h.on(week[first].day)
		last := first
		for last+1 < len(week) && h.on(week[last+1].day) == times {
			last++
		}
		if times != "" {
			days := week[first].name.In(lang)
			if last > first {
				days += "–" + week[last].name.In(lang)
			}
			lines = append(lines, days+" "+times)
		}
		first = last + 1
	}
	return strings.Join(lines, "; ")
}

// on writes the times of one day.
func (h Hours) on(day time.Weekday) string {
	spans := slices.DeleteFunc(slices.Clone(h.Open), func(s Span) bool { return s.Day != day })
	slices.SortFunc(spans, func(a, b Span) int { return int(a.From - b.From) })
	times := make([]string, len(spans))
	for i, span := range spans {
		times[i] = span.From.String() + "–" + span.To.String()
	}
	return strings.Join(times, ", ")
}
