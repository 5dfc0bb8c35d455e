package memory

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/person"
)

// PostOffice plays the printing of letters and the post: it keeps what it printed, and lets letters travel as it was
// told. Being for tests, it keeps codes in clear. Safe for concurrent use.
type PostOffice struct {
	mu      sync.Mutex
	printed []printed
	trouble func(letter string) error
	delay   time.Duration
	journey []Leg
}

type printed struct {
	letter.Paper
	at time.Time
}

// Leg is one step of a letter's journey.
type Leg struct {
	// After is when it comes, counted from the printing.
	After time.Duration
	State letter.State
}

// NewPostOffice returns a post office that prints at once and never has news.
func NewPostOffice() *PostOffice { return &PostOffice{} }

// Travel has the letters printed before and after travel so; without legs there are no news.
func (p *PostOffice) Travel(journey ...Leg) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.journey = journey
}

// Fail lets fail decide about every further call for a letter; nil ends the trouble.
func (p *PostOffice) Fail(fail func(letter string) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trouble = fail
}

// Delay is how long each further call takes.
func (p *PostOffice) Delay(delay time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay = delay
}

// Papers returns what was printed, in that order.
func (p *PostOffice) Papers() []letter.Paper {
	p.mu.Lock()
	defer p.mu.Unlock()
	var papers []letter.Paper
	for _, one := range p.printed {
		papers = append(papers, one.Paper)
	}
	return papers
}

// Print implements [letter.PostOffice].
func (p *PostOffice) Print(ctx context.Context, paper letter.Paper) error {
	if err := p.called(ctx, paper.ID); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.find(paper.ID) < 0 {
		p.printed = append(p.printed, printed{paper, time.Now()})
	}
	return nil
}

// Track implements [letter.Tracker].
func (p *PostOffice) Track(ctx context.Context, id string, _ person.TrackingNumber) ([]letter.News, error) {
	if err := p.called(ctx, id); err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	place := p.find(id)
	if place < 0 {
		return nil, nil
	}
	number, err := person.ParseTrackingNumber(fmt.Sprintf("80080012%06d", 345678+place))
	var news []letter.News
	for _, leg := range p.journey {
		if time.Now().Before(p.printed[place].at.Add(leg.After)) {
			continue
		}
		told := letter.News{State: leg.State}
		if leg.State == letter.Dispatched {
			told.Number = number
		}
		news = append(news, told)
	}
	return news, err
}

// find returns the place of a letter among the printed, -1 when it is not there.
func (p *PostOffice) find(id string) int {
	return slices.IndexFunc(p.printed, func(one printed) bool { return one.ID == id })
}

// called does with a call what every one comes to.
func (p *PostOffice) called(ctx context.Context, id string) error {
	p.mu.Lock()
	delay, trouble := p.delay, p.trouble
	p.mu.Unlock()
	if err := linger(ctx, delay); err != nil {
		return err
	}
	if trouble != nil {
		return trouble(id)
	}
	return nil
}
