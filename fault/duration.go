package fault

import (
	"time"

	"golang.org/x/text/language"
)

// durationWords tells d in one unit, rounded up: who waits that long has waited long enough. A negative
// duration is no wait at all. Days begin at two, since a link is said to be valid for "24 hours".
func durationWords(d time.Duration, lang language.Tag) string {
	units := []struct {
		unit  time.Duration
		below int64
		text  Text
	}{
		{time.Second, 60, Text{"{n} {n|plural:секунду|секунды|секунд}", "{n} {n|plural:second|seconds}"}},
		{time.Minute, 60, Text{"{n} {n|plural:минуту|минуты|минут}", "{n} {n|plural:minute|minutes}"}},
		{time.Hour, 48, Text{"{n} {n|plural:час|часа|часов}", "{n} {n|plural:hour|hours}"}},
	}
	for _, u := range units {
		if n := countUp(d, u.unit); n < u.below {
			return u.text.render(lang, map[string]any{"n": n})
		}
	}
	days := Text{"{n} {n|plural:день|дня|дней}", "{n} {n|plural:day|days}"}
	return days.render(lang, map[string]any{"n": countUp(d, 24*time.Hour)})
}

// countUp gives how many units it takes to cover d.
func countUp(d, unit time.Duration) int64 {
	d = max(d, 0)
	n := int64(d / unit)
	if d%unit > 0 {
		n++
	}
	return n
}
