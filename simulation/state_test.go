package simulation

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// state is the registries of the state. Each person stands in registries of their own, so that what is
// known of one costs nothing for the others.
type state struct {
	world *world

	mu      sync.Mutex
	holders map[string]*citizen // by SNILS, document and INN
	tickets map[string]*ticket
	asked   map[string]int64
}

// citizen is a person as the state has them.
type citizen struct {
	number   int64
	registry *memory.Registries
	// truths are all that was ever true of the person, the present last.
	truths []profile.Profile
}

// ticket is an answer that the state owes.
type ticket struct {
	check  verification.Check
	answer verification.Answer
	ready  time.Time
}

func newState(w *world) *state {
	return &state{world: w, holders: map[string]*citizen{}, tickets: map[string]*ticket{}, asked: map[string]int64{}}
}

func keysOf(p profile.Profile) []string {
	return []string{"snils " + p.SNILS.Reveal(), "document " + p.Document.Key(), "inn " + p.INN.Reveal()}
}

// know makes something true of a person from now on.
func (s *state) know(number int64, p profile.Profile) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.holders["snils "+p.SNILS.Reveal()]
	if c == nil {
		c = &citizen{number: number, registry: memory.NewRegistries()}
	}
	for _, key := range keysOf(p) {
		s.holders[key] = c
	}
	c.truths = append(c.truths, p)
	c.registry.Know(p)
}

// named tells whether that was ever the name of a person.
func (s *state) named(number int64, name person.FullName) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.holders {
		if c.number == number {
			return slices.ContainsFunc(c.truths, func(truth profile.Profile) bool { return truth.Name == name })
		}
	}
	return false
}

func (s *state) holder(key string) *citizen {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.holders[key]; c != nil {
		return c
	}
	return &citizen{number: -1, registry: memory.NewRegistries()}
}

// ports are the registries as one process reaches them.
func (s *state) ports(p *process) verification.Registries {
	r := registry{p, s}
	return verification.Registries{
		Passports: polled{r, verification.DocumentCheck}, Pensions: polled{r, verification.SNILSCheck}, Taxes: polled{r, verification.INNCheck},
	}
}

type registry struct {
	process *process
	*state
}

type polled struct {
	registry
	check verification.Check
}

var errRegistry = fault.AsTransient(errors.New("registry: busy"))

// CheckDocument implements [verification.PassportRegistry].
func (r polled) CheckDocument(ctx context.Context, q verification.DocumentQuestion) (verification.Answer, error) {
	c := r.holder("document " + q.Document.Key())
	return r.question(ctx, c, q.Request, func() (verification.Answer, error) { return c.registry.CheckDocument(ctx, q) })
}

// CheckSNILS implements [verification.PensionRegistry].
func (r polled) CheckSNILS(ctx context.Context, q verification.SNILSQuestion) (verification.Answer, error) {
	c := r.holder("snils " + q.SNILS.Reveal())
	return r.question(ctx, c, q.Request, func() (verification.Answer, error) { return c.registry.CheckSNILS(ctx, q) })
}

// CheckINN implements [verification.TaxRegistry].
func (r polled) CheckINN(ctx context.Context, q verification.INNQuestion) (verification.Answer, error) {
	c := r.holder("inn " + q.INN.Reveal())
	return r.question(ctx, c, q.Request, func() (verification.Answer, error) { return c.registry.CheckINN(ctx, q) })
}

// FindINN implements [verification.TaxRegistry].
func (r polled) FindINN(ctx context.Context, q verification.INNLookup) (inn person.INN, ok bool, err error) {
	c := r.holder("document " + q.Document.Key())
	err = r.process.pass(ctx, patient, func() (err error) {
		if err := r.trouble(ctx, c.number); err != nil {
			return err
		}
		inn, ok, err = c.registry.FindINN(ctx, q)
		return err
	})
	return inn, ok, err
}

// trouble is what may happen to any call about somebody.
func (r polled) trouble(ctx context.Context, whom int64) error {
	w := r.process.world
	if w.calm.Load() {
		return nil
	}
	n := r.nth("call "+string(r.check), whom)
	if within(w.weather.registries[r.check], time.Now()) {
		return errRegistry
	}
	if w.chance("registry slow "+string(r.check), whom, n) < w.weather.registrySlow {
		rng := source(w.seed, "registry slow "+string(r.check), whom<<20+n)
		if err := r.process.wait(ctx, between(rng, 10*time.Millisecond, time.Minute)); err != nil {
			return err
		}
	}
	if w.chance("registry down "+string(r.check), whom, n) < w.weather.registryDown {
		return errRegistry
	}
	return nil
}

func (s *state) nth(what string, whom int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := what + strconv.FormatInt(whom, 10)
	s.asked[key]++
	return s.asked[key]
}

func (r polled) question(
	ctx context.Context, c *citizen, request string, truth func() (verification.Answer, error),
) (answer verification.Answer, err error) {
	err = r.process.pass(ctx, patient, func() (err error) {
		if err := r.trouble(ctx, c.number); err != nil {
			return err
		}
		if answer, err = truth(); err != nil {
			return err
		}
		w, n := r.process.world, r.nth("question "+string(r.check), c.number)
		if w.calm.Load() {
			return nil
		}
		whom := digest(uint64(c.number), string(r.check), n)
		switch {
		case w.chance("nonsense", int64(whom), n) < w.weather.registryNonsense:
			answer = nonsense(int(n))
		case w.chance("ticket", int64(whom), n) < w.weather.registryTicket:
			answer = r.owe(request+"."+strconv.FormatInt(n, 10), answer, source(w.seed, "ticket", int64(whom)))
		}
		return nil
	})
	return answer, err
}

// nonsense is an answer outside the contract.
func nonsense(n int) verification.Answer {
	return []verification.Answer{
		{},
		{Outcome: "yes"},
		{Outcome: verification.OutcomeMismatched},
		{Outcome: verification.OutcomePending},
		{Outcome: verification.OutcomeMatched, Ticket: "1"},
		{Outcome: verification.OutcomeMismatched, Differences: []verification.Difference{{Field: "vehicle.plate"}}},
	}[n%6]
}

// Poll implements [verification.Poller].
func (r polled) Poll(ctx context.Context, name string) (answer verification.Answer, err error) {
	err = r.process.pass(ctx, patient, func() error {
		if err := r.trouble(ctx, int64(digest(0, name, 0))); err != nil {
			return err
		}
		w := r.process.world
		r.mu.Lock()
		given := r.tickets[name]
		r.mu.Unlock()
		n := r.nth("poll", int64(digest(0, name, 0)))
		switch {
		case given == nil:
			answer = verification.Answer{Outcome: verification.OutcomeLost}
		case !w.calm.Load() && w.chance("lost", int64(digest(0, name, 0)), n) < w.weather.registryLost:
			answer = verification.Answer{Outcome: verification.OutcomeLost}
		case time.Now().Before(given.ready):
			answer = verification.Answer{Outcome: verification.OutcomePending, Ticket: name, PollAfter: time.Until(given.ready)}
		default:
			answer = given.answer
		}
		return nil
	})
	return answer, err
}
