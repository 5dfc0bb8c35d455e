package letterpdf

import (
	"bytes"
	_ "embed" // for the font
	"errors"
	"strings"
	"time"

	"github.com/signintech/gopdf"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/letter"
)

// dejaVu is DejaVu Sans 2.37, which has Cyrillic; its licence is fonts/LICENSE.
//
//go:embed fonts/DejaVuSans.ttf
var dejaVu []byte

// Where things stand on the page, in millimetres, and how large letters are, in points. The marks for folding are those
// of DIN 5008, form B: at 105 and 210 mm.
const (
	margin, textWidth  = 25, 165
	textTop            = 110
	inset              = 3
	bodySize, codeSize = 11, 28
	smallest           = 7
	points             = 72 / 25.4
)

var folds = []float64{105, 210}

// errAddress means that an address is too long for the window. It says nothing of what it is.
var errAddress = errors.New("letterpdf: the address does not fit into the window")

// page draws one letter.
type page struct {
	gopdf.GoPdf
	y float64
}

// render returns the PDF of a letter; of the same letter it is always the same.
func (c Config) render(paper letter.Paper) ([]byte, error) {
	if paper.Code.Reveal() == "" || paper.Name.IsZero() || paper.Address.IsZero() {
		return nil, fault.AsPermanent(errors.New("letterpdf: a letter without a code, a name or an address"))
	}
	p := &page{}
	p.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	p.AddPage()
	if err := p.AddTTFFontData("text", dejaVu); err != nil {
		return nil, fault.AsPermanent(err)
	}
	if err := p.address(c.Window, addressLines(paper)); err != nil {
		return nil, err
	}
	words := wordsOf(paper.Language)
	deadline := paper.ValidUntil.In(c.Zone).Format("02.01.2006 15:04") + " " + zoneName(paper.ValidUntil.In(c.Zone))
	fill := strings.NewReplacer("{portal}", c.Portal, "{page}", c.Page, "{deadline}", deadline, "{id}", paper.ID).Replace
	p.y = textTop
	err := errors.Join(
		p.write(bodySize+3, fill(words.title)),
		p.write(bodySize, fill(words.before)),
		p.write(codeSize, paper.Code.Groups()),
		p.write(bodySize, fill(words.after)),
		p.write(smallest, fill(words.number)),
	)
	if err != nil {
		return nil, fault.AsPermanent(err)
	}
	p.marks()
	var pdf bytes.Buffer
	if _, err := p.WriteTo(&pdf); err != nil {
		return nil, fault.AsPermanent(err)
	}
	return pdf.Bytes(), nil
}

func zoneName(at time.Time) string {
	name, _ := at.Zone()
	return name
}

// addressLines are in the order of the Russian post: to whom, street and house, place, region, and the postcode last.
func addressLines(paper letter.Paper) []string {
	a := paper.Address.Reveal()
	line := func(parts ...string) string {
		var said []string
		for _, part := range parts {
			if part != "" {
				said = append(said, part)
			}
		}
		return strings.Join(said, ", ")
	}
	named := func(name, text string) string {
		if text == "" {
			return ""
		}
		return name + text
	}
	return []string{
		paper.Name.Format(),
		line(a.Street, named("д. ", a.House), named("корп. ", a.Building), named("стр. ", a.Structure), named("кв. ", a.Flat)),
		line(a.City, a.Settlement),
		line(a.District, a.Region),
		a.Postcode,
	}
}

// address writes the lines into the window, as large as they fit.
func (p *page) address(window Window, lines []string) error {
	for size := float64(bodySize); size >= smallest; size -= 0.5 {
		if err := p.SetFont("text", "", size); err != nil {
			return fault.AsPermanent(err)
		}
		wrapped, err := p.wrap(lines, window.Width-2*inset)
		if err != nil {
			return fault.AsPermanent(err)
		}
		if float64(len(wrapped))*height(size) > window.Height-2*inset {
			continue
		}
		for i, text := range wrapped {
			if err := p.put(window.X+inset, window.Y+inset+float64(i)*height(size), text); err != nil {
				return fault.AsPermanent(err)
			}
		}
		return nil
	}
	return fault.AsPermanent(errAddress)
}

// height is that of a line, in millimetres.
func height(size float64) float64 { return 1.35 * size / points }

// wrap breaks lines that are wider than that, and drops empty ones.
func (p *page) wrap(lines []string, width float64) ([]string, error) {
	var wrapped []string
	for _, text := range lines {
		if text == "" {
			continue
		}
		parts, err := p.SplitTextWithWordWrap(text, width*points)
		if err != nil {
			return nil, err
		}
		wrapped = append(wrapped, parts...)
	}
	return wrapped, nil
}

// write puts paragraphs under what was written before.
func (p *page) write(size float64, text string) error {
	if err := p.SetFont("text", "", size); err != nil {
		return err
	}
	for paragraph := range strings.SplitSeq(text, "\n") {
		lines, err := p.wrap([]string{paragraph}, textWidth)
		if err != nil {
			return err
		}
		for _, line := range lines {
			if err := p.put(margin, p.y, line); err != nil {
				return err
			}
			p.y += height(size)
		}
		p.y += height(size) / 2
	}
	return nil
}

func (p *page) put(x, y float64, text string) error {
	p.SetXY(x*points, y*points)
	return p.Cell(nil, text)
}

// marks shows where to fold.
func (p *page) marks() {
	p.SetLineWidth(0.3)
	for _, y := range folds {
		p.Line(5*points, y*points, 10*points, y*points)
	}
}
