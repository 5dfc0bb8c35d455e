package main

import (
	"fmt"
	"math"
	"strings"
)

// curve is how one store grew.
type curve struct {
	store  string
	points []point
}

// panel is one small chart of the picture.
type panel struct {
	title, unit string
	// value is what a point shows; ok is false where there is nothing to show.
	value func(p point) (value float64, ok bool)
}

var panels = []panel{
	{"Size per account", "bytes", func(p point) (float64, bool) {
		return float64(p.weight.tables+p.weight.indexes) / float64(p.size), true
	}},
	{"Load an account and append", "× of that among 1 000", func(p point) (float64, bool) { return p.costs[0].ratio(), true }},
	{"Register from end to end", "× of that among 1 000", func(p point) (float64, bool) {
		return p.costs[len(p.costs)-1].ratio(), true
	}},
	{"A new group catches up", "events/s", func(p point) (float64, bool) { return p.read, true }},
}

const (
	panelWidth, panelHeight = 300, 220
	left, top, right, below = 62, 44, 14, 44
)

// colours of the stores, readable on white and on dark, also in shades of grey.
var colours = []string{"#1f6feb", "#d9822b"}

// picture draws every panel beside the other.
func picture(curves []curve) []byte {
	var svg strings.Builder
	width := panelWidth * len(panels)
	fmt.Fprintf(&svg, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", width, panelHeight+24)
	fmt.Fprintf(&svg, `<rect width="%d" height="%d" fill="#ffffff"/>`+"\n", width, panelHeight+24)
	for i, panel := range panels {
		fmt.Fprintf(&svg, `<g transform="translate(%d 0)">`+"\n", i*panelWidth)
		panel.draw(&svg, curves)
		svg.WriteString("</g>\n")
	}
	for i, curve := range curves {
		x := left + i*120
		fmt.Fprintf(&svg, `<circle cx="%d" cy="%d" r="4" fill="%s"/><text x="%d" y="%d">%s</text>`+"\n",
			x, panelHeight+10, colours[i%len(colours)], x+10, panelHeight+14, curve.store)
	}
	svg.WriteString("</svg>\n")
	return []byte(svg.String())
}

// draw has the number of accounts from left to right, by powers of ten, and values from nothing upward.
func (p panel) draw(svg *strings.Builder, curves []curve) {
	highest, fewest, most := 0.0, math.Inf(1), 0.0
	for _, curve := range curves {
		for _, at := range curve.points {
			if value, ok := p.value(at); ok {
				highest = max(highest, value)
			}
			fewest, most = min(fewest, float64(at.size)), max(most, float64(at.size))
		}
	}
	ceiling := niceCeiling(highest)
	x := func(size float64) float64 {
		if fewest == most {
			return left + (panelWidth-left-right)/2
		}
		return left + (panelWidth-left-right)*math.Log(size/fewest)/math.Log(most/fewest)
	}
	y := func(value float64) float64 { return panelHeight - below - (panelHeight-top-below)*value/ceiling }
	fmt.Fprintf(svg, `<text x="%d" y="18" font-weight="bold">%s</text><text x="%d" y="34" fill="#57606a">%s</text>`+"\n", left, p.title, left, p.unit)
	for _, part := range []float64{0, 0.5, 1} {
		value := ceiling * part
		fmt.Fprintf(svg, `<line x1="%d" y1="%.1f" x2="%d" y2="%.1f" stroke="#d0d7de"/><text x="%d" y="%.1f" text-anchor="end" fill="#57606a">%s</text>`+"\n",
			left, y(value), panelWidth-right, y(value), left-6, y(value)+4, thousands(value))
	}
	for size := math.Pow(10, math.Ceil(math.Log10(fewest)-1e-9)); size <= most*1.001; size *= 10 {
		fmt.Fprintf(svg, `<text x="%.1f" y="%d" text-anchor="middle" fill="#57606a">%s</text>`+"\n", x(size), panelHeight-below+16, short10(size))
	}
	for i, curve := range curves {
		var line []string
		for _, at := range curve.points {
			if value, ok := p.value(at); ok {
				line = append(line, fmt.Sprintf("%.1f,%.1f", x(float64(at.size)), y(value)))
			}
		}
		colour := colours[i%len(colours)]
		fmt.Fprintf(svg, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", strings.Join(line, " "), colour)
		for _, place := range line {
			cx, cy, _ := strings.Cut(place, ",")
			fmt.Fprintf(svg, `<circle cx="%s" cy="%s" r="3.5" fill="%s"/>`+"\n", cx, cy, colour)
		}
	}
}

// niceCeiling is the next of 1, 1.5, 2, 3, 5 times a power of ten, so that there is room above.
func niceCeiling(value float64) float64 {
	if value <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(value)))
	for _, step := range []float64{1, 1.5, 2, 3, 5, 10} {
		if value <= step*power {
			return step * power
		}
	}
	return 10 * power
}

// short10 names a power of ten in as little room as there is.
func short10(size float64) string {
	switch {
	case size >= 1e6:
		return fmt.Sprintf("%.0fM", size/1e6)
	case size >= 1e3:
		return fmt.Sprintf("%.0fk", size/1e3)
	default:
		return fmt.Sprintf("%.0f", size)
	}
}
