// Package slips plays the printer of sealed slips at a service centre: what it printed can be read on a page of the portal,
// and is kept in a file so that it survives a restart. Portals side by side on one machine share the file. For development
// only: it holds codes in clear, which at a real centre the person alone reads.
package slips

import (
	"slices"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/examples/portal/jsonl"
	"github.com/kabinet-go/kabinet/identity/centre"
)

// Slip is a paper closed over its code.
type Slip struct {
	Visit string `json:"visit"`
	// Code is what stands in it, in groups.
	Code       string    `json:"code"`
	ValidUntil time.Time `json:"validUntil"`
	At         time.Time `json:"at"`
}

// Printer prints slips into a file. Safe for concurrent use.
type Printer struct {
	mu    sync.Mutex
	file  *jsonl.File[Slip]
	slips []Slip
}

// Open opens the file or makes one that its owner alone can read.
func Open(path string) (*Printer, error) {
	file, err := jsonl.Open[Slip](path)
	if err != nil {
		return nil, err
	}
	return &Printer{file: file}, nil
}

// catchUp takes in what was printed since, here or elsewhere; a slip printed twice is one.
func (p *Printer) catchUp() error {
	return p.file.CatchUp(func(slip Slip) {
		if !slices.ContainsFunc(p.slips, func(s Slip) bool { return s.Visit == slip.Visit }) {
			p.slips = append(p.slips, slip)
		}
	})
}

// Print prints a slip, the same one once.
func (p *Printer) Print(slip centre.Slip) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.catchUp(); err != nil {
		return err
	}
	if slices.ContainsFunc(p.slips, func(s Slip) bool { return s.Visit == slip.Visit }) {
		return nil
	}
	return p.file.Append(Slip{slip.Visit, slip.Code.Groups(), slip.ValidUntil, time.Now().UTC()})
}

// Newest returns the slips, the one printed last first.
func (p *Printer) Newest() ([]Slip, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.catchUp(); err != nil {
		return nil, err
	}
	newest := slices.Clone(p.slips)
	slices.Reverse(newest)
	return newest, nil
}

// Close closes the file.
func (p *Printer) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.file.Close()
}
