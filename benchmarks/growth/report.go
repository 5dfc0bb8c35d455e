package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// report prints Markdown and keeps the first error of doing so.
type report struct {
	out io.Writer
	err *error
}

func newReport(out io.Writer) report { return report{out: out, err: new(error)} }

func (r report) line(format string, args ...any) {
	if *r.err == nil {
		_, *r.err = fmt.Fprintf(r.out, format+"\n", args...)
	}
}

func (r report) heading(store string) { r.line("## %s\n", store) }

func (r report) point(p point) {
	r.line("### %s accounts, %s events\n", thousands(float64(p.size)), thousands(float64(p.weight.events)))
	r.line("| what | measured |\n| --- | --- |")
	r.line("| filled | %s accounts/s |", thousands(p.filled))
	each := func(bytes int64) string { return thousands(float64(bytes) / float64(p.size)) }
	r.line("| size | %s: per account %s bytes of tables, %s of indexes |", large(p.weight.tables+p.weight.indexes), each(p.weight.tables), each(p.weight.indexes))
	for _, relation := range p.weight.largest[:min(3, len(p.weight.largest))] {
		r.line("| … of it %s | per account %s bytes, %s of indexes |", relation.name, each(relation.tables), each(relation.indexes))
	}
	if p.log > 0 {
		r.line("| write-ahead log while filling | %s bytes per account |", thousands(p.log))
	}
	r.line("| Open | %s |", short(p.opened))
	r.line("| a new group reads it all | %s events/s |", thousands(p.read))
	if p.handled > 0 {
		r.line("| … each handled in a transaction | %s events/s |", thousands(p.handled))
	}
	for _, c := range p.costs {
		r.line("| %s | %s |", c.command, c.text())
	}
	r.line("")
}

func (c cost) text() string {
	parts := []string{fmt.Sprintf("%s, ×%.2f of that among 1 000 (%s)", short(median(c.grown)), c.ratio(), spread(c.ratios()))}
	if c.log.bytes > 0 {
		parts = append(parts, fmt.Sprintf("%s bytes of log, %.1f transaction ids", thousands(c.log.bytes), c.log.transactions))
	}
	return strings.Join(parts, "; ")
}

// short gives three digits.
func short(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Second, "s"}, {time.Millisecond, "ms"}, {time.Microsecond, "µs"}} {
		if d >= unit.size {
			return fmt.Sprintf("%.3g %s", float64(d)/float64(unit.size), unit.name)
		}
	}
	return fmt.Sprintf("%d ns", d.Nanoseconds())
}

// large gives bytes in a readable unit.
func large(bytes int64) string {
	switch {
	case bytes >= 1e9:
		return fmt.Sprintf("%.1f GB", float64(bytes)/1e9)
	default:
		return fmt.Sprintf("%.1f MB", float64(bytes)/1e6)
	}
}

// thousands parts large numbers with spaces.
func thousands(number float64) string {
	if number < 1000 {
		return fmt.Sprintf("%.3g", number)
	}
	whole, rest := int(number)/1000, int(number)%1000
	if whole < 1000 {
		return fmt.Sprintf("%d %03d", whole, rest)
	}
	return fmt.Sprintf("%s %03d", thousands(float64(whole)), rest)
}
