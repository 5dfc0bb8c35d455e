package confirmation

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// Letter is what a sending of a challenge says: the code and, for an e-mail, the token of the link. Of a
// withheld challenge it says neither.
type Letter struct {
	Challenge
	Code, Token string
}

// Format prints a mask for every verb.
func (Letter) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[letter]") }

// LogValue is a mask.
func (Letter) LogValue() slog.Value { return slog.StringValue("[letter]") }

// Letter returns what is to be sent for one sending of a challenge; ok is false when there is nothing to
// send: the sending has been overtaken, answered or has expired, its contact is erased, or nobody is
// asked. A secret that is gone already is a fault.Permanent.
func (s *Service) Letter(ctx context.Context, id string, send int) (letter Letter, ok bool, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		c, err := s.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		letter = Letter{Challenge: c}
		ok = c.awaits(unit.Now()) && c.Send == send && !c.Contact.IsZero()
		if !ok || c.Withheld {
			return nil
		}
		letter.Code, ok = s.codes.code(c, s.policy.code(c.Kind))
		if !ok {
			return fault.AsPermanent(fmt.Errorf("confirmation: the secret %q of a challenge is gone", c.Secret))
		}
		if c.Kind == person.ContactEmail {
			letter.Token = s.codes.token(c)
		}
		return nil
	})
	return letter, ok, err
}
