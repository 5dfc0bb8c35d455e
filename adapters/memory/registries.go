package memory

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// Registries play the state's registries: they know the people they were told of, and behave as told. Safe
// for concurrent use.
type Registries struct {
	mu         sync.Mutex
	people     []profile.Profile
	behaviours map[verification.Check]Behaviour
	tickets    map[string]ticket
	asked      map[verification.Check]int
}

// Behaviour is how a registry behaves; the zero value answers at once and truly.
type Behaviour struct {
	// Down is the error of every call.
	Down error
	// Delay is how long each call takes.
	Delay time.Duration
	// Ticket is after how long the answer is ready; the call itself gives a ticket. 0 answers at once.
	Ticket time.Duration
	// Forgetful has it not know its tickets when they are polled.
	Forgetful bool
	// Answer replaces what the registry would say.
	Answer *verification.Answer
}

type ticket struct {
	ready  time.Time
	answer verification.Answer
}

// NewRegistries returns registries that know nobody.
func NewRegistries() *Registries {
	return &Registries{
		behaviours: map[verification.Check]Behaviour{}, tickets: map[string]ticket{}, asked: map[verification.Check]int{},
	}
}

// Ports returns the registries as the ports they are.
func (r *Registries) Ports() verification.Registries {
	return verification.Registries{Passports: r, Pensions: r, Taxes: r}
}

// Know adds a person, as the registries have them; who has the same SNILS is replaced.
func (r *Registries) Know(p profile.Profile) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.people = slices.DeleteFunc(r.people, func(known profile.Profile) bool { return known.SNILS == p.SNILS })
	r.people = append(r.people, p)
}

// Behave has one registry behave so from now on.
func (r *Registries) Behave(check verification.Check, behaviour Behaviour) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.behaviours[check] = behaviour
}

// Asked counts the questions and polls a registry has got.
func (r *Registries) Asked(check verification.Check) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked[check]
}

// CheckDocument implements [verification.PassportRegistry].
func (r *Registries) CheckDocument(ctx context.Context, q verification.DocumentQuestion) (verification.Answer, error) {
	asked := profile.Profile{Name: q.Name, Sex: q.Sex, BornOn: q.BornOn, Document: q.Document}
	return r.answer(ctx, verification.DocumentCheck, q.Request, asked, func(p profile.Profile) bool {
		return p.Document.Key() == q.Document.Key()
	})
}

// CheckSNILS implements [verification.PensionRegistry].
func (r *Registries) CheckSNILS(ctx context.Context, q verification.SNILSQuestion) (verification.Answer, error) {
	asked := profile.Profile{Name: q.Name, Sex: q.Sex, BornOn: q.BornOn, SNILS: q.SNILS}
	return r.answer(ctx, verification.SNILSCheck, q.Request, asked, func(p profile.Profile) bool { return p.SNILS == q.SNILS })
}

// CheckINN implements [verification.TaxRegistry].
func (r *Registries) CheckINN(ctx context.Context, q verification.INNQuestion) (verification.Answer, error) {
	asked := profile.Profile{Name: q.Name, BornOn: q.BornOn, Document: q.Document, INN: q.INN}
	return r.answer(ctx, verification.INNCheck, q.Request, asked, func(p profile.Profile) bool { return p.INN == q.INN })
}

// FindINN implements [verification.TaxRegistry].
func (r *Registries) FindINN(ctx context.Context, q verification.INNLookup) (person.INN, bool, error) {
	if _, err := r.called(ctx, verification.INNCheck); err != nil {
		return person.INN{}, false, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.people {
		if p.Name == q.Name && p.BornOn == q.BornOn && p.Document.Key() == q.Document.Key() && !p.INN.IsZero() {
			return p.INN, true, nil
		}
	}
	return person.INN{}, false, nil
}

// Poll implements [verification.Poller].
func (r *Registries) Poll(ctx context.Context, name string) (verification.Answer, error) {
	var check verification.Check
	if _, err := fmt.Sscanf(name, "%s ", &check); err != nil {
		return verification.Answer{Outcome: verification.OutcomeLost}, nil
	}
	behaviour, err := r.called(ctx, check)
	if err != nil {
		return verification.Answer{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	given, known := r.tickets[name]
	switch {
	case !known, behaviour.Forgetful:
		return verification.Answer{Outcome: verification.OutcomeLost}, nil
	case time.Now().Before(given.ready):
		return verification.Answer{Outcome: verification.OutcomePending, Ticket: name, PollAfter: time.Until(given.ready)}, nil
	default:
		return given.answer, nil
	}
}

// called counts a call and does with it what the behaviour says of every one.
func (r *Registries) called(ctx context.Context, check verification.Check) (Behaviour, error) {
	r.mu.Lock()
	r.asked[check]++
	behaviour := r.behaviours[check]
	r.mu.Unlock()
	if err := linger(ctx, behaviour.Delay); err != nil {
		return behaviour, err
	}
	return behaviour, behaviour.Down
}

func (r *Registries) answer(
	ctx context.Context, check verification.Check, request string, asked profile.Profile, same func(profile.Profile) bool,
) (verification.Answer, error) {
	behaviour, err := r.called(ctx, check)
	if err != nil {
		return verification.Answer{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	answer := verification.Answer{Outcome: verification.OutcomeNotFound}
	if i := slices.IndexFunc(r.people, same); i >= 0 {
		answer = compare(check, asked, r.people[i])
	}
	if behaviour.Answer != nil {
		answer = *behaviour.Answer
	}
	if behaviour.Ticket == 0 {
		return answer, nil
	}
	name := string(check) + " " + request
	r.tickets[name] = ticket{ready: time.Now().Add(behaviour.Ticket), answer: answer}
	return verification.Answer{Outcome: verification.OutcomePending, Ticket: name, PollAfter: behaviour.Ticket}, nil
}

// compare names the fields that were asked about and that the registry has otherwise.
func compare(check verification.Check, asked, known profile.Profile) verification.Answer {
	form := asked.Reveal()
	var differences []verification.Difference
	for _, path := range profile.Changed(asked, known) {
		if text, err := form.Get(path); err != nil || !check.Compares(path) || text == "" {
			continue
		}
		differences = append(differences, verification.Difference{Field: path, OnlyYo: onlyYo(path, asked.Name, known.Name)})
	}
	if len(differences) == 0 {
		return verification.Answer{Outcome: verification.OutcomeMatched}
	}
	return verification.Answer{Outcome: verification.OutcomeMismatched, Differences: differences}
}

func onlyYo(path string, asked, known person.FullName) bool {
	switch path {
	case "name.family":
		return person.DiffersOnlyInYo(asked.Family(), known.Family())
	case "name.given":
		return person.DiffersOnlyInYo(asked.Given(), known.Given())
	case "name.patronymic":
		return person.DiffersOnlyInYo(asked.Patronymic(), known.Patronymic())
	default:
		return false
	}
}
