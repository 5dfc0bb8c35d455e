package confirmation

import (
	"context"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// Letter is what a sending of a challenge says: the code and, for an e-mail, the token of the link.
type Letter struct {
	Challenge
	Code, Token string
}

// Letter returns what is to be sent for one sending of a challenge; ok is false when that sending has
// been overtaken, answered or has expired, so that there is nothing to send any more.
func (s *Service) Letter(ctx context.Context, id string, send int) (letter Letter, ok bool, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		c, err := s.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		letter = Letter{Challenge: c}
		ok = c.Status == Open && c.Send == send && unit.Now().Before(c.ExpiresAt)
		if !ok || c.Withheld {
			return nil
		}
		if letter.Code, err = s.codes.code(c, s.policy.code(c.Kind)); err != nil {
			return fault.AsPermanent(err)
		}
		if c.Kind == person.ContactEmail {
			letter.Token, err = s.codes.token(c)
		}
		return err
	})
	return letter, ok, err
}
