package centrefile

import (
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/centre"
)

// entry is a centre as it stands in the file.
type entry struct {
	ID              string      `json:"id"`
	Kind            centre.Kind `json:"kind"`
	Name            text        `json:"name"`
	Region          string      `json:"region"`
	RegionName      text        `json:"regionName"`
	Address         text        `json:"address"`
	Phone           string      `json:"phone"`
	Zone            string      `json:"zone"`
	Hours           []hours     `json:"hours"`
	AccreditedFrom  time.Time   `json:"accreditedFrom"`
	AccreditedUntil time.Time   `json:"accreditedUntil"`
}

type text struct {
	Russian string `json:"ru"`
	English string `json:"en"`
}

type hours struct {
	Days []string `json:"days"`
	From string   `json:"from"`
	To   string   `json:"to"`
}

var days = map[string]time.Weekday{
	"mon": time.Monday, "tue": time.Tuesday, "wed": time.Wednesday, "thu": time.Thursday, "fri": time.Friday,
	"sat": time.Saturday, "sun": time.Sunday,
}

// centre reads the entry; what Centre.Validate finds is not looked for here.
func (e entry) centre() (centre.Centre, error) {
	c := centre.Centre{
		ID: e.ID, Kind: e.Kind, Name: fault.Text(e.Name), Region: e.Region, RegionName: fault.Text(e.RegionName),
		Address: fault.Text(e.Address), Phone: e.Phone, Hours: centre.Hours{Zone: e.Zone},
		AccreditedFrom: e.AccreditedFrom, AccreditedUntil: e.AccreditedUntil,
	}
	for _, h := range e.Hours {
		from, err := centre.ParseClock(h.From)
		if err != nil {
			return c, fmt.Errorf("centre %q: %w", e.ID, err)
		}
		to, err := centre.ParseClock(h.To)
		if err != nil {
			return c, fmt.Errorf("centre %q: %w", e.ID, err)
		}
		for _, name := range h.Days {
			day, known := days[name]
			if !known {
				return c, fmt.Errorf("centre %q: there is no day %q, only mon to sun", e.ID, name)
			}
			c.Hours.Open = append(c.Hours.Open, centre.Span{Day: day, From: from, To: to})
		}
	}
	return c, nil
}
