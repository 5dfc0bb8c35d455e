// Package registries plays the registries of the state for a portal that is tried out. They agree with
// whatever they are asked, so that a newcomer reaches the level standard, until the developer console
// says otherwise; what it says is kept in a file, which portals side by side on one machine share. For
// development only: real portals ask real registries.
package registries

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/examples/portal/jsonl"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// Registries implement the three ports of package verification over a file. Any number of them, in this
// process and in others, may have the same file open. Safe for concurrent use.
type Registries struct {
	played *memory.Registries

	mu       sync.Mutex
	file     *jsonl.File[entry]
	orders   map[verification.Check]Order
	asked    map[verification.Check]int
	disputes map[place]mark
}

// entry is a line of the file: a question that was asked, an order of the console, or what the registry
// disputes.
type entry struct {
	Asked   verification.Check `json:"asked,omitempty"`
	Order   *Order             `json:"order,omitempty"`
	Dispute *dispute           `json:"dispute,omitempty"`
}

// ErrDown is what a registry says while it is down.
var ErrDown = errors.New("registries: this one is made to be down")

// Open opens the file or makes one that its owner alone can read.
func Open(path string) (*Registries, error) {
	file, err := jsonl.Open[entry](path)
	if err != nil {
		return nil, err
	}
	r := &Registries{
		played: memory.NewRegistries(), file: file, orders: map[verification.Check]Order{},
		asked: map[verification.Check]int{}, disputes: map[place]mark{},
	}
	for _, check := range Checks() {
		r.obey(Order{Check: check, Opinion: Agrees})
	}
	if err := r.catchUp(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return r, nil
}

// Close closes the file.
func (r *Registries) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.file.Close()
}

// Ports returns the registries as the ports they are.
func (r *Registries) Ports() verification.Registries {
	return verification.Registries{Passports: r, Pensions: r, Taxes: r}
}

func (r *Registries) catchUp() error {
	return r.file.CatchUp(func(e entry) {
		switch {
		case e.Order != nil:
			r.obey(*e.Order)
		case e.Dispute != nil:
			r.disputes[e.Dispute.place] = e.Dispute.mark
		default:
			r.asked[e.Asked]++
		}
	})
}

// CheckDocument implements [verification.PassportRegistry].
func (r *Registries) CheckDocument(ctx context.Context, q verification.DocumentQuestion) (verification.Answer, error) {
	p := profile.Profile{Name: q.Name, Sex: q.Sex, BornOn: q.BornOn, Document: q.Document}
	return r.answer(verification.DocumentCheck, q.Request, p, func() (verification.Answer, error) { return r.played.CheckDocument(ctx, q) })
}

// CheckSNILS implements [verification.PensionRegistry].
func (r *Registries) CheckSNILS(ctx context.Context, q verification.SNILSQuestion) (verification.Answer, error) {
	p := profile.Profile{Name: q.Name, Sex: q.Sex, BornOn: q.BornOn, SNILS: q.SNILS}
	return r.answer(verification.SNILSCheck, q.Request, p, func() (verification.Answer, error) { return r.played.CheckSNILS(ctx, q) })
}

// CheckINN implements [verification.TaxRegistry].
func (r *Registries) CheckINN(ctx context.Context, q verification.INNQuestion) (verification.Answer, error) {
	p := profile.Profile{Name: q.Name, BornOn: q.BornOn, Document: q.Document, INN: q.INN}
	return r.answer(verification.INNCheck, q.Request, p, func() (verification.Answer, error) { return r.played.CheckINN(ctx, q) })
}

// FindINN implements [verification.TaxRegistry]: everybody has an INN, always the same, unless the tax
// service is told to find nobody.
func (r *Registries) FindINN(ctx context.Context, q verification.INNLookup) (inn person.INN, ok bool, err error) {
	order, err := r.hear(verification.INNCheck)
	if err != nil {
		return person.INN{}, false, err
	}
	// It knows nobody, but takes its time, or is down, as it was told.
	if _, _, err := r.played.FindINN(ctx, q); err != nil || order.Opinion == Unknown {
		return person.INN{}, false, err
	}
	inn, err = madeUp(q)
	return inn, err == nil, err
}

// Poll implements [verification.Poller].
func (r *Registries) Poll(ctx context.Context, ticket string) (verification.Answer, error) {
	if _, err := r.hear(checkOf(ticket)); err != nil {
		return verification.Answer{}, err
	}
	return r.played.Poll(ctx, ticket)
}

func (r *Registries) answer(
	check verification.Check, request string, p profile.Profile, play func() (verification.Answer, error),
) (verification.Answer, error) {
	order, err := r.hear(check)
	if err != nil {
		return verification.Answer{}, err
	}
	if order.Opinion == Differs || order.Opinion == DiffersInYo {
		return r.dispute(order, request, p)
	}
	return play()
}

// hear counts a question, and returns what the registry is told now.
func (r *Registries) hear(check verification.Check) (Order, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.catchUp(); err != nil {
		return Order{}, fault.AsTransient(err)
	}
	if err := r.file.Append(entry{Asked: check}); err != nil {
		return Order{}, fault.AsTransient(err)
	}
	return r.orders[check], nil
}

// Standing is what the console shows of one registry.
type Standing struct {
	Order
	// Asked counts the questions, polls and look-ups since the file was made.
	Asked int
}

// Standings are those of all registries, in the order of Checks.
func (r *Registries) Standings() ([]Standing, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.catchUp(); err != nil {
		return nil, err
	}
	var all []Standing
	for _, check := range Checks() {
		all = append(all, Standing{Order: r.orders[check], Asked: r.asked[check]})
	}
	return all, nil
}

// Tell gives an order to a registry, for all who have the file open.
func (r *Registries) Tell(order Order) error {
	if err := order.Validate(); err != nil {
		return err
	}
	order.At = time.Now().UTC()
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.file.Append(entry{Order: &order}); err != nil {
		return err
	}
	return r.catchUp()
}
