package access

import (
	"context"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Peek returns the session a token stands for, or ErrNoSession, as Authenticate does. It does not count
// as use of the session: for what looks again by itself, such as a stream that a page keeps open, and
// must not keep a session alive that nobody uses.
func (s *Service) Peek(ctx context.Context, token Token) (Admitted, error) {
	var admitted Admitted
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		session, owner, err := s.find(ctx, unit, token)
		if err != nil {
			return err
		}
		state := session.State()
		if !state.inForce(owner.State(), s.policy, unit.Now()) {
			return ErrNoSession
		}
		admitted = Admitted{Session: state.ID, Account: state.Account, ExpiresAt: state.ExpiresAt(s.policy)}
		return nil
	})
	return admitted, err
}
