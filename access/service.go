package access

import (
	"context"
	"io"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/fault/shape"
	"github.com/kabinet-go/kabinet/password"
)

// Service opens and checks sessions. Safe for concurrent use.
type Service struct {
	engine    *es.Engine
	accounts  *es.Repository[account.Account]
	sessions  *es.Repository[Session]
	passwords password.Policy
	hasher    *password.Hasher
	validator *shape.Validator
	random    io.Reader
	policy    Policy
}

// Config is what a [Service] stands on. Random is a cryptographic source, safe for concurrent use.
type Config struct {
	Engine    *es.Engine
	Accounts  *es.Repository[account.Account]
	Passwords password.Policy
	Hasher    *password.Hasher
	Validator *shape.Validator
	Random    io.Reader
	Policy    Policy
}

// New returns a service.
func New(config Config) (*Service, error) {
	sessions, err := es.NewRepository(Category, Codec())
	if err != nil {
		return nil, err
	}
	return &Service{
		engine: config.Engine, accounts: config.Accounts, sessions: sessions, passwords: config.Passwords,
		hasher: config.Hasher, validator: config.Validator, random: config.Random, policy: config.Policy,
	}, nil
}

// ErrNoSession means that the token stands for nobody (any more).
var ErrNoSession = fault.Define("access.no-session",
	"Сеанс завершён: войдите снова", "The session is over: sign in again")

// Admitted is a session that was opened or is in force.
type Admitted struct {
	Session, Account string
	// Token is set when the session is opened, and never again.
	Token Token
	// ExpiresAt is when the session ends if it is not used again.
	ExpiresAt time.Time
}

// Start opens a session for a person whose presence the caller has just established by other means,
// such as completing the registration.
func (s *Service) Start(ctx context.Context, accountID string, public bool) (Admitted, error) {
	return s.open(ctx, accountID, public, func(*es.Aggregate[account.Account], *es.Unit) error { return nil })
}

// open opens a session for a live account on which also holds.
func (s *Service) open(
	ctx context.Context, accountID string, public bool, also func(*es.Aggregate[account.Account], *es.Unit) error,
) (Admitted, error) {
	token, err := newToken(s.random)
	if err != nil {
		return Admitted{}, err
	}
	var admitted Admitted
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.accounts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		if owner.State().Status != account.Live {
			return ErrNoSession
		}
		if err := also(owner, unit); err != nil {
			return err
		}
		if owner.State().Hold != account.NotHeld {
			return account.ErrHeld
		}
		id, err := unit.NewID()
		if err != nil {
			return err
		}
		session, err := s.sessions.Begin(unit, id)
		if err != nil {
			return err
		}
		if err := session.Decide(Open(id, accountID, public, unit.Now())); err != nil {
			return err
		}
		unit.Claim(tokenKey(unit, token), session.Stream(), unit.Now().Add(s.policy.Absolute))
		admitted = Admitted{Session: id, Account: accountID, Token: token, ExpiresAt: session.State().ExpiresAt(s.policy)}
		return nil
	})
	return admitted, err
}

func tokenKey(unit *es.Unit, token Token) es.ClaimKey { return unit.Key("session", token.text) }

// Authenticate returns the session a token stands for, or ErrNoSession. It counts as use of the
// session.
func (s *Service) Authenticate(ctx context.Context, token Token) (Admitted, error) {
	var admitted Admitted
	err := s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		session, owner, err := s.find(ctx, unit, token)
		if err != nil {
			return err
		}
		if err := session.Decide(Use(owner.State(), s.policy, unit.Now())); err != nil {
			return err
		}
		state := session.State()
		admitted = Admitted{Session: state.ID, Account: state.Account, ExpiresAt: state.ExpiresAt(s.policy)}
		return nil
	})
	return admitted, err
}

func (s *Service) find(
	ctx context.Context, unit *es.Unit, token Token,
) (*es.Aggregate[Session], *es.Aggregate[account.Account], error) {
	stream, found, err := unit.Owner(ctx, tokenKey(unit, token))
	if err != nil {
		return nil, nil, err
	}
	if !found {
		return nil, nil, ErrNoSession
	}
	session, err := s.sessions.Load(ctx, unit, stream.ID)
	if err != nil {
		return nil, nil, err
	}
	owner, err := s.accounts.Load(ctx, unit, session.State().Account)
	return session, owner, err
}

// SignOut ends the session of the token. A token that stands for nobody is no error.
func (s *Service) SignOut(ctx context.Context, token Token) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		key := tokenKey(unit, token)
		stream, found, err := unit.Owner(ctx, key)
		if err != nil || !found {
			return err
		}
		session, err := s.sessions.Load(ctx, unit, stream.ID)
		if err != nil {
			return err
		}
		unit.Release(key, stream)
		return session.Decide(End(unit.Now()))
	})
}
