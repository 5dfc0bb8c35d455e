// Package post plays the printing house and the post: letters are printed as PDF into a folder, and travel when they are
// told to. Portals side by side on one machine share the folder. For development only: it holds codes in clear, as the
// letters do.
package post

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/adapters/letterpdf"
	"github.com/kabinet-go/kabinet/examples/portal/jsonl"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/person"
)

// Letter is one that was printed, and where it is.
type Letter struct {
	ID    string       `json:"letter"`
	State letter.State `json:"state"`
	// Code is what stands in it, in groups.
	Code string `json:"code,omitempty"`
	// Number is that by which it is tracked, empty until it is dispatched.
	Number string    `json:"number,omitempty"`
	At     time.Time `json:"at"`
}

// Post implements letter.PostOffice over a folder. Any number of them, in this process and in others, may have the same
// folder open: each sees what the others printed and moved. Safe for concurrent use.
type Post struct {
	dir    string
	office *letterpdf.Office

	mu      sync.Mutex
	file    *jsonl.File[Letter]
	letters []Letter
}

var _ letter.PostOffice = (*Post)(nil)

// Open opens the folder or makes it.
func Open(dir string, config letterpdf.Config) (*Post, error) {
	office, err := letterpdf.Open(dir, config)
	if err != nil {
		return nil, err
	}
	file, err := jsonl.Open[Letter](filepath.Join(dir, "journeys.jsonl"))
	if err != nil {
		return nil, err
	}
	p := &Post{dir: dir, office: office, file: file}
	if err := p.catchUp(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return p, nil
}

// catchUp takes in what was written since, here or elsewhere.
func (p *Post) catchUp() error {
	return p.file.CatchUp(func(step Letter) {
		at := p.place(step.ID)
		if at < 0 {
			p.letters = append(p.letters, step)
			return
		}
		known := &p.letters[at]
		if step.State == letter.Printed {
			return // printed by two at once
		}
		known.State, known.At = step.State, step.At
		if step.Number != "" {
			known.Number = step.Number
		}
	})
}

func (p *Post) place(id string) int {
	return slices.IndexFunc(p.letters, func(l Letter) bool { return l.ID == id })
}

// Print implements letter.PostOffice.
func (p *Post) Print(ctx context.Context, paper letter.Paper) error {
	if err := p.office.Print(ctx, paper); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.catchUp(); err != nil {
		return fault.AsTransient(err)
	}
	if p.place(paper.ID) >= 0 {
		return nil
	}
	return fault.AsTransient(p.file.Append(Letter{
		ID: paper.ID, State: letter.Printed, Code: paper.Code.Groups(), At: time.Now().UTC(),
	}))
}

// Newest returns the letters, the one printed last first.
func (p *Post) Newest() ([]Letter, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.catchUp(); err != nil {
		return nil, err
	}
	newest := slices.Clone(p.letters)
	slices.Reverse(newest)
	return newest, nil
}

// ErrMove means that there is no such letter, or it cannot go there from where it is.
var ErrMove = errors.New("post: a letter cannot go there")

// moves are where a letter can go to.
var moves = map[letter.State][]letter.State{
	letter.Printed:    {letter.Dispatched, letter.Lost},
	letter.Dispatched: {letter.AtOffice, letter.Lost},
	letter.AtOffice:   {letter.HandedOver, letter.Returned, letter.Lost},
}

// Moves are where the letter can go to from where it is.
func (l Letter) Moves() []letter.State { return moves[l.State] }

// Move has a letter go on: tell hears the news, and what it did not take has not happened.
func (p *Post) Move(id string, to letter.State, tell func(letter.News) error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.catchUp(); err != nil {
		return err
	}
	at := p.place(id)
	if at < 0 || !slices.Contains(p.letters[at].Moves(), to) {
		return ErrMove
	}
	news := letter.News{State: to}
	step := Letter{ID: id, State: to, At: time.Now().UTC()}
	if to == letter.Dispatched {
		number, err := drawNumber()
		if err != nil {
			return err
		}
		news.Number, step.Number = number, number.Format()
	}
	if err := tell(news); err != nil {
		return err
	}
	return p.file.Append(step)
}

// drawNumber gives a number of the form of the Russian post.
func drawNumber() (person.TrackingNumber, error) {
	drawn, err := rand.Int(rand.Reader, big.NewInt(1e8))
	if err != nil {
		return person.TrackingNumber{}, err
	}
	return person.ParseTrackingNumber(fmt.Sprintf("101000%08d", drawn))
}

// File is the path of a letter's PDF; ok is false when no such letter was printed.
func (p *Post) File(id string) (path string, ok bool, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.catchUp(); err != nil {
		return "", false, err
	}
	if p.place(id) < 0 {
		return "", false, nil
	}
	return filepath.Join(p.dir, id+".pdf"), true, nil
}

// Close closes the file of the journeys.
func (p *Post) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.file.Close()
}
