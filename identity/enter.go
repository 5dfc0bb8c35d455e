package identity

import (
	"context"
	"errors"

	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Entry is a code that a person typed where one of a certain way belongs.
type Entry struct {
	Account, Typed string
	// Use confirms by what the code is of, or refuses with why that does not confirm; of is false when it is no code of
	// this way. A refusal beside false says that no code of the account could be right: then nothing is counted.
	Use func(ctx context.Context, unit *es.Unit) (of bool, err error)
	// Elsewhere recognises codes that belong in another place (COD-9).
	Elsewhere confirmation.Elsewhere
}

// Enter takes a code (CNF-4). A code of another place is refused with where it belongs. Any other is a [*WrongCode] and
// counts, for all ways of the account together; after too many even the right one is refused, with a [*Limited].
func (s *Service) Enter(ctx context.Context, entry Entry) error {
	var refusal error
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) (err error) {
		refusal, err = s.enter(ctx, unit, entry)
		return err
	})
	if err != nil {
		return err
	}
	return refusal
}

// enter gives as refusal what is to be committed all the same: a wrong code is counted.
func (s *Service) enter(ctx context.Context, unit *es.Unit, entry Entry) (refusal, err error) {
	today, tries, err := s.loadTries(ctx, unit, entry.Account)
	if err != nil {
		return nil, err
	}
	if err := tries.allow(s.policy.Codes, unit.Now()); err != nil {
		return nil, err
	}
	if err := s.Look(ctx, unit, entry.Account); err != nil {
		return nil, err
	}
	of, none := entry.Use(ctx, unit)
	if of || none != nil && !errors.Is(none, fault.Refused) {
		return nil, none
	}
	place, err := entry.Elsewhere.Recognise(ctx, unit, entry.Account, entry.Typed)
	switch {
	case err != nil:
		return nil, err
	case place != nil:
		return nil, place
	case none != nil:
		return nil, none
	}
	wrong := WrongCounted{Account: entry.Account, At: unit.Now()}
	count := func(Tries) ([]es.Event[Tries], error) { return []es.Event[Tries]{wrong}, nil }
	return &WrongCode{TriesLeft: wrong.Evolve(tries).left(s.policy.Codes, unit.Now())}, today.Decide(count)
}
