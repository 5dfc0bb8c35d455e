package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

const heading = `| work | store | floor | Kabinet, plain | Kabinet, features on | target | spread of × (plain; features on) |
| --- | --- | --- | --- | --- | --- | --- |
`

// line prints the row with what was measured.
func (r row) line(out io.Writer, measured result) error {
	_, err := fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %s | %s |\n", r.work, r.store,
		r.time(measured.floor),
		join(", ", r.time(measured.plain), times(measured.plain, measured.floor)),
		join(", ", r.time(measured.full), times(measured.full, measured.floor), r.more(measured)),
		r.verdict(measured),
		r.spread(measured),
	)
	return err
}

// time is the median, with the rate where the row is about one.
func (r row) time(measured []time.Duration) string {
	if len(measured) == 0 {
		return ""
	}
	each := median(measured)
	if r.rate {
		return fmt.Sprintf("%s (%s/s)", short(each), thousands(perSecond(each)))
	}
	return short(each)
}

func times(of, floor []time.Duration) string {
	if len(of) == 0 || len(floor) == 0 {
		return ""
	}
	return fmt.Sprintf("×%.2f", median(ratios(of, floor)))
}

// more is the difference between features on and plain, where there is no floor to compare with.
func (r row) more(measured result) string {
	if r.floor != nil || r.plain == nil || r.full == nil {
		return ""
	}
	return signed(median(differences(measured.full, measured.plain)))
}

// verdict names the target and whether the last contender, with the most features on, reaches it.
func (r row) verdict(measured result) string {
	last := measured.full
	if last == nil {
		last = measured.plain
	}
	var want string
	var met bool
	switch {
	case r.target.times > 0:
		want, met = fmt.Sprintf("×%.2f", r.target.times), median(ratios(last, measured.floor)) <= r.target.times
	case r.target.over > 0:
		want, met = signed(r.target.over), median(differences(measured.full, measured.plain)) <= r.target.over
	case r.target.most > 0 && r.rate:
		want, met = thousands(perSecond(r.target.most))+"/s", median(last) <= r.target.most
	case r.target.most > 0:
		want, met = short(r.target.most), median(last) <= r.target.most
	default:
		return ""
	}
	if met {
		return want + ", met"
	}
	return want + ", missed"
}

// spread is the least and the greatest of what is compared.
func (r row) spread(measured result) string {
	switch {
	case r.floor != nil:
		return join("; ", spreadOf(ratios(measured.plain, measured.floor), multiple), spreadOf(ratios(measured.full, measured.floor), multiple))
	case r.plain != nil && r.full != nil:
		return spreadOf(differences(measured.full, measured.plain), signed)
	default:
		return join("; ", spreadOf(measured.plain, short), spreadOf(measured.full, short))
	}
}

func spreadOf[N float64 | time.Duration](values []N, format func(N) string) string {
	if len(values) == 0 {
		return ""
	}
	return format(slices.Min(values)) + " – " + format(slices.Max(values))
}

func multiple(ratio float64) string { return fmt.Sprintf("%.2f", ratio) }

func perSecond(each time.Duration) float64 { return float64(time.Second) / float64(each) }

// short gives three digits.
func short(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Second, "s"}, {time.Millisecond, "ms"}, {time.Microsecond, "µs"}} {
		if d.Abs() >= unit.size {
			return fmt.Sprintf("%.3g %s", float64(d)/float64(unit.size), unit.name)
		}
	}
	return fmt.Sprintf("%d ns", d.Nanoseconds())
}

// signed is for differences.
func signed(d time.Duration) string {
	if d < 0 {
		return "−" + short(-d)
	}
	return "+" + short(d)
}

// thousands parts large numbers with spaces, and gives small ones a digit after the point.
func thousands(number float64) string {
	switch {
	case number < 100:
		return fmt.Sprintf("%.1f", number)
	case number < 1000:
		return fmt.Sprintf("%.0f", number)
	}
	whole, rest := int(number)/1000, int(number)%1000
	if whole < 1000 {
		return fmt.Sprintf("%d %03d", whole, rest)
	}
	return fmt.Sprintf("%s %03d", thousands(float64(whole)), rest)
}

func join(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), separator)
}
