package simulation

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/person"
)

// post prints letters and carries them to people's homes. It hands a letter only to the person it names, who lives
// where it is addressed to; all others come back.
type post struct {
	world *world

	mu      sync.Mutex
	homes   map[person.Address]int64 // to who lives there
	papers  map[string]*paper        // by letter
	order   []*paper                 // as they were printed
	handed  []printing
	times   map[int64]int64   // of printing for somebody
	ordered map[string]string // letters to the accounts of who was told that they had ordered them
	typed   map[string][]typing
}

// paper is a letter that was printed, and its way.
type paper struct {
	letter.Paper
	number person.TrackingNumber
	// whom it names at their own address, -1 for nobody.
	whom int64
	legs []leg
	// home is when it is in the hands of whom it names; zero for never.
	home time.Time
}

// leg is a step of the way, and when the post tells of it.
type leg struct {
	state letter.State
	told  time.Time
}

// printing is one attempt to hand a letter to the printers.
type printing struct {
	letter.Paper
	process      *process
	began, ended int64
	at           time.Time
	taken        bool
	err          error
}

// typing is a right code typed by somebody for an account.
type typing struct {
	account string
	whose   int64
	at      time.Time
}

func newPost(w *world) *post {
	return &post{
		world: w, homes: map[person.Address]int64{}, papers: map[string]*paper{}, times: map[int64]int64{},
		ordered: map[string]string{}, typed: map[string][]typing{},
	}
}

// live has a person live there, and nobody at the address before.
func (p *post) live(number int64, before, now person.Address) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if before != now {
		delete(p.homes, before)
	}
	p.homes[now] = number
}

// take prints a letter that was not printed before.
func (p *post) take(l letter.Paper) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.papers[l.ID] != nil {
		return
	}
	made := &paper{Paper: l, whom: -1}
	if number, lived := p.homes[l.Address]; lived && p.world.state.named(number, l.Name) {
		made.whom = number
	}
	p.times[made.whom]++
	p.travel(made, p.times[made.whom])
	p.papers[l.ID] = made
	p.order = append(p.order, made)
	p.world.secrets.add(made.whom, "code of a letter", l.Code.Reveal())
	p.world.secrets.add(made.whom, "code of a letter", l.Code.Groups())
	p.world.secrets.add(made.whom, "tracking number", made.number.Reveal())
}

// travel draws the way of a letter. News come late or never; some letters get lost, some only for a while.
func (p *post) travel(made *paper, nth int64) {
	rng := source(p.world.seed, "journey", made.whom<<20+nth)
	made.number = trackingNumber(p.world.seed, int64(len(p.order)))
	at := time.Now()
	goes := func(state letter.State) {
		at = at.Add(between(rng, time.Hour, 2*day))
		if rng.IntN(4) > 0 {
			made.legs = append(made.legs, leg{state, at.Add(between(rng, time.Minute, 2*day))})
		}
	}
	goes(letter.Dispatched)
	end := rng.IntN(10)
	if end == 0 {
		goes(letter.Lost)
		if rng.IntN(2) == 0 {
			return
		}
	}
	goes(letter.AtOffice)
	if end == 1 || made.whom < 0 {
		goes(letter.Returned)
		return
	}
	goes(letter.HandedOver)
	made.home = at
}

// athome are the letters that a person has.
func (p *post) athome(number int64) (papers []*paper) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.order {
		if one.whom == number && !one.home.IsZero() && !time.Now().Before(one.home) {
			papers = append(papers, one)
		}
	}
	return papers
}

// all are the letters that were printed.
func (p *post) all() []*paper {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.order[:len(p.order):len(p.order)]
}

// orderedFor notes who was told that they had ordered a letter.
func (p *post) orderedFor(id, account string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ordered[id] = account
}

func (p *post) ordererOf(id string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ordered[id]
}

// types notes that somebody who has the paper types its code.
func (p *post) types(id, account string, whose int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.typed[id] = append(p.typed[id], typing{account, whose, time.Now()})
}

// vouches tells for whom a letter speaks: for the person into whose hands it came, if they typed its code.
//
// That they are somebody else, or called otherwise, than when it was ordered is a flaw too (CNF-5).
func (p *post) vouches(of account.Account, id string, at time.Time) (whom int64, flaw string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	one := p.papers[id]
	switch {
	case one == nil:
		return -1, "the letter was never printed"
	case one.home.IsZero() || at.Before(one.home.Truncate(time.Microsecond)):
		return -1, "nobody had the letter"
	case of.Profile.Name != one.Name:
		return -1, "the letter has another name"
	}
	for _, t := range p.typed[id] {
		if t.account == of.ID && t.whose == one.whom && !t.at.Truncate(time.Microsecond).After(at) {
			return one.whom, ""
		}
	}
	return -1, "whoever had the letter did not type its code"
}

// trackingNumber is the how-manieth of a world, of the form of S10.
func trackingNumber(seed uint64, nth int64) person.TrackingNumber {
	digits := fmt.Sprintf("%08d", (seed*1000+uint64(nth))%100_000_000)
	sum := 0
	for i, weight := range []int{8, 6, 4, 2, 3, 5, 9, 7} {
		sum += int(digits[i]-'0') * weight
	}
	check := 11 - sum%11
	switch check {
	case 10:
		check = 0
	case 11:
		check = 5
	}
	number, _ := person.ParseTrackingNumber(fmt.Sprintf("RA%s%dRU", digits, check))
	return number
}

// printers is the way of one process to the post, which can tell where letters are.
type printers struct {
	process *process
	*post
}

var (
	errPrinters = errors.New("printers: no answer")
	errPaper    = fault.AsPermanent(errors.New("printers: it does not fit on the paper"))
)

// Print implements [letter.PostOffice].
func (p printers) Print(ctx context.Context, l letter.Paper) error {
	w := p.process.world
	attempt := printing{Paper: l, process: p.process, began: w.journal.tick(), at: time.Now()}
	attempt.err = p.process.pass(ctx, patient, func() error { return p.print(ctx, &attempt) })
	attempt.ended = w.journal.tick()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.handed = append(p.handed, attempt)
	return attempt.err
}

func (p printers) print(ctx context.Context, attempt *printing) error {
	w := p.process.world
	take := func() {
		attempt.taken = true
		p.take(attempt.Paper)
	}
	if w.calm.Load() {
		take()
		return nil
	}
	// By who is written to and how often: the ids of letters are drawn anew each time.
	whom := int64(digest(0, attempt.Name.Family().Reveal(), 0))
	n := w.state.nth("print", whom)
	if w.chance("print hangs", whom, n) < w.weather.printHangs {
		if w.chance("print hangs after", whom, n) < 0.5 {
			take()
		}
		if err := p.process.wait(ctx, time.Hour); err != nil {
			return err
		}
		return errPrinters
	}
	switch fate := w.chance("print", whom, n); {
	case within(w.weather.post, time.Now()), fate < w.weather.printFails:
		return errPrinters
	case fate > 1-w.weather.printDoubt:
		take()
		return errPrinters
	case w.chance("print refused", whom, n) < w.weather.printRefused:
		return errPaper
	default:
		take()
		return nil
	}
}

// Track implements [letter.Tracker].
func (p printers) Track(ctx context.Context, id string, _ person.TrackingNumber) (news []letter.News, err error) {
	err = p.process.pass(ctx, patient, func() error {
		w := p.process.world
		whom := int64(digest(0, id, 0))
		if n := w.state.nth("track", whom); !w.calm.Load() && (within(w.weather.post, time.Now()) || w.chance("track", whom, n) < w.weather.printFails) {
			return errPrinters
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		one := p.papers[id]
		if one == nil {
			return nil
		}
		for _, l := range one.legs {
			if !time.Now().Before(l.told) {
				news = append(news, one.news(l.state))
			}
		}
		return nil
	})
	return news, err
}

func (p *paper) news(state letter.State) letter.News {
	told := letter.News{State: state}
	if state == letter.Dispatched {
		told.Number = p.number
	}
	return told
}
