package memory

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/centre"
)

// Centres is a list of service centres. Safe for concurrent use.
type Centres struct {
	mu      sync.Mutex
	centres []centre.Centre
	trouble error
	delay   time.Duration
}

// NewCentres returns a directory of those centres.
func NewCentres(centres ...centre.Centre) *Centres { return &Centres{centres: slices.Clone(centres)} }

// Put adds a centre, in place of the one that has its id.
func (c *Centres) Put(one centre.Centre) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.centres = append(slices.DeleteFunc(c.centres, func(other centre.Centre) bool { return other.ID == one.ID }), one)
}

// Fail has every further call fail so; nil ends the trouble.
func (c *Centres) Fail(trouble error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trouble = trouble
}

// Delay is how long each further call takes.
func (c *Centres) Delay(delay time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.delay = delay
}

// Centre implements [centre.Directory].
func (c *Centres) Centre(ctx context.Context, id string) (centre.Centre, error) {
	all, err := c.all(ctx)
	if err != nil {
		return centre.Centre{}, err
	}
	at := slices.IndexFunc(all, func(one centre.Centre) bool { return one.ID == id })
	if at < 0 {
		return centre.Centre{}, centre.ErrUnknownCentre
	}
	return all[at], nil
}

// Find implements [centre.Directory].
func (c *Centres) Find(ctx context.Context, query centre.Query) ([]centre.Centre, error) {
	all, err := c.all(ctx)
	if err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(all, func(one centre.Centre) bool { return !query.Wants(one) })
	centre.Sort(found)
	return found, nil
}

func (c *Centres) all(ctx context.Context) ([]centre.Centre, error) {
	c.mu.Lock()
	delay, trouble, all := c.delay, c.trouble, slices.Clone(c.centres)
	c.mu.Unlock()
	if err := linger(ctx, delay); err != nil {
		return nil, err
	}
	return all, trouble
}

// DemoCentres are a few centres to try things out with. The last is not accredited any more.
func DemoCentres() []centre.Centre {
	moscow := fault.Text{Russian: "Москва", English: "Moscow"}
	weekdays := func(zone string, from, to centre.Clock) centre.Hours {
		hours := centre.Hours{Zone: zone}
		for day := time.Monday; day <= time.Friday; day++ {
			hours.Open = append(hours.Open, centre.Span{Day: day, From: from, To: to})
		}
		return hours
	}
	since := time.Date(1998, 1, 1, 0, 0, 0, 0, time.UTC)
	return []centre.Centre{
		{
			ID: "mfc-77-001", Kind: centre.MFC, Region: "77", RegionName: moscow, Phone: "+7 495 000-00-01",
			Name:    fault.Text{Russian: "МФЦ района Замоскворечье", English: "MFC of Zamoskvorechye"},
			Address: fault.Text{Russian: "115035, Москва, ул. Бахрушина, д. 13", English: "13 Bakhrushina St, Moscow 115035"},
			Hours:   weekdays("Europe/Moscow", 8*60, 20*60), AccreditedFrom: since,
		},
		{
			ID: "post-77-002", Kind: centre.PostOffice, Region: "77", RegionName: moscow,
			Name:    fault.Text{Russian: "Отделение почты 101000", English: "Post office 101000"},
			Address: fault.Text{Russian: "101000, Москва, ул. Мясницкая, д. 26", English: "26 Myasnitskaya St, Moscow 101000"},
			Hours:   weekdays("Europe/Moscow", 9*60, 21*60), AccreditedFrom: since,
		},
		{
			ID: "telecom-25-001", Kind: centre.Telecom, Region: "25",
			RegionName: fault.Text{Russian: "Приморский край", English: "Primorsky Krai"},
			Name:       fault.Text{Russian: "Офис связи на Светланской", English: "Telecom office on Svetlanskaya"},
			Address:    fault.Text{Russian: "690001, Владивосток, ул. Светланская, д. 1", English: "1 Svetlanskaya St, Vladivostok 690001"},
			Hours:      weekdays("Asia/Vladivostok", 10*60, 19*60), AccreditedFrom: since,
		},
		{
			ID: "bank-77-003", Kind: centre.BankOffice, Region: "77", RegionName: moscow,
			Name:    fault.Text{Russian: "Отделение банка на Арбате", English: "Bank office on Arbat"},
			Address: fault.Text{Russian: "119002, Москва, ул. Арбат, д. 1", English: "1 Arbat St, Moscow 119002"},
			Hours:   weekdays("Europe/Moscow", 10*60, 18*60), AccreditedFrom: since, AccreditedUntil: since.AddDate(1, 0, 0),
		},
	}
}
