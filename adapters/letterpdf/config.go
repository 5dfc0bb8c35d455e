package letterpdf

import (
	"errors"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Config says what stands in the letters, and where.
type Config struct {
	// Portal is the name of the portal, Page the address of the page on which a code is entered; both are needed.
	Portal, Page string
	// Window is where the address shows, [DL] when zero.
	Window Window
	// Zone is where the day of the deadline is counted: Moscow, UTC+3, when nil.
	Zone *time.Location
}

// Window is the part of the page that shows through the envelope, in millimetres from the upper left corner.
type Window struct{ X, Y, Width, Height float64 }

// DL is the address field of DIN 5008, form B, which shows in the window of envelopes DL (110 × 220 mm, the size that the
// Russian post calls E65) and, folded once, C5 (162 × 229 mm): 85 × 45 mm, 20 mm from the left and 45 mm from the top.
func DL() Window { return Window{X: 20, Y: 45, Width: 85, Height: 45} }

// The page is A4.
const pageWidth, pageHeight = 210, 297

func (c Config) withDefaults() Config {
	if c.Window == (Window{}) {
		c.Window = DL()
	}
	if c.Zone == nil {
		c.Zone = time.FixedZone("MSK", 3*60*60)
	}
	return c
}

func (c Config) validate() error {
	var mistakes []error
	if c.Portal == "" || c.Page == "" {
		mistakes = append(mistakes, errors.New("letterpdf: Config needs Portal and Page"))
	}
	if w := c.Window; w.X < 0 || w.Y < 0 || w.Width <= 0 || w.Height <= 0 || w.X+w.Width > pageWidth || w.Y+w.Height > textTop {
		mistakes = append(mistakes, fmt.Errorf("letterpdf: the window %v is not on the page above the text, which begins at %v mm", w, textTop))
	}
	return fault.AsPermanent(errors.Join(mistakes...))
}
