package confirmation

import (
	"context"
	"slices"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Elsewhere knows codes of one place, to recognise one that was typed in another (COD-9). A [Service] is one itself, for
// packages with codes of their own.
type Elsewhere interface {
	// Recognise returns as place the refusal that names where the code belongs, nil when it is no code of the account.
	Recognise(ctx context.Context, unit *es.Unit, accountID, typed string) (place, err error)
}

// Recognising returns the service with more places to recognise codes of. A code recognised so costs no try.
func (s *Service) Recognising(elsewhere ...Elsewhere) *Service {
	other := *s
	other.elsewhere = append(slices.Clip(s.elsewhere), elsewhere...)
	return &other
}

// Recognise implements [Elsewhere] with the open challenges of the account: the place is a [*WrongPlace].
func (s *Service) Recognise(ctx context.Context, unit *es.Unit, accountID, typed string) (place, err error) {
	found, err := s.placeOf(ctx, unit, Challenge{Account: accountID}, Answer{Code: typed})
	if err != nil || found == nil {
		return nil, err
	}
	return found, nil
}

// Places are several, asked one after the other.
type Places []Elsewhere

// Recognise implements [Elsewhere].
func (p Places) Recognise(ctx context.Context, unit *es.Unit, accountID, typed string) (place, err error) {
	for _, elsewhere := range p {
		if place, err := elsewhere.Recognise(ctx, unit, accountID, typed); err != nil || place != nil {
			return place, err
		}
	}
	return nil, nil
}
