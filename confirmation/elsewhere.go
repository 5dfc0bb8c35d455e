package confirmation

import (
	"context"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Elsewhere knows codes of other packages, to recognise one that was typed where a code of this package belongs
// (COD-9).
type Elsewhere interface {
	// Recognise returns as place the refusal that names where the code belongs, nil when it is no code of the account.
	Recognise(ctx context.Context, unit *es.Unit, accountID, typed string) (place, err error)
}

// Recognising returns the service with another place to recognise codes of. A code recognised so costs no try.
func (s *Service) Recognising(elsewhere Elsewhere) *Service {
	other := *s
	other.elsewhere = elsewhere
	return &other
}

// PlaceOf returns where a code typed in a place of another package would have been right: the open challenge of the
// account that it answers; nil when there is none. The caller counts what is wrong.
func (s *Service) PlaceOf(ctx context.Context, unit *es.Unit, accountID, typed string) (*WrongPlace, error) {
	return s.placeOf(ctx, unit, Challenge{Account: accountID}, Answer{Code: typed})
}
