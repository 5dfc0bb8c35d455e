package access

import (
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Category is that of the streams of sessions; a stream's id is the session's id.
const Category = "session"

// Session is the state of one session. The zero value was never opened.
type Session struct {
	ID      string
	Account string
	// Public: on a public computer, with a shorter idle time.
	Public           bool
	OpenedAt, SeenAt time.Time
	Ended            bool
}

// Codec knows the events of sessions.
func Codec() *es.Codec[Session] {
	codec := es.NewCodec[Session]()
	es.Register[SignedIn](codec, "access.signed-in", 1)
	es.Register[SessionSeen](codec, "access.session-seen", 1)
	es.Register[SignedOut](codec, "access.signed-out", 1)
	return codec
}

// SignedIn means that the person proved who they are, and a session was opened.
type SignedIn struct {
	Session string    `json:"session"`
	Account string    `json:"account"`
	Public  bool      `json:"public,omitempty"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e SignedIn) Evolve(Session) Session {
	return Session{ID: e.Session, Account: e.Account, Public: e.Public, OpenedAt: e.At, SeenAt: e.At}
}

// SessionSeen means that the session was in use.
type SessionSeen struct {
	Session string    `json:"session"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e SessionSeen) Evolve(s Session) Session {
	s.SeenAt = e.At
	return s
}

// SignedOut means that the person ended the session.
type SignedOut struct {
	Session string    `json:"session"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e SignedOut) Evolve(s Session) Session {
	s.Ended = true
	return s
}

// Open opens a session.
func Open(id, accountID string, public bool, now time.Time) es.Decision[Session] {
	return func(Session) ([]es.Event[Session], error) {
		return []es.Event[Session]{SignedIn{Session: id, Account: accountID, Public: public, At: now}}, nil
	}
}

// Use demands a session in force for its account and notes its use, at most every Policy.SeenEvery.
func Use(owner account.Account, policy Policy, now time.Time) es.Decision[Session] {
	return func(s Session) ([]es.Event[Session], error) {
		if !s.inForce(owner, policy, now) {
			return nil, ErrNoSession
		}
		if now.Sub(s.SeenAt) < policy.SeenEvery {
			return nil, nil
		}
		return []es.Event[Session]{SessionSeen{Session: s.ID, At: now}}, nil
	}
}

// End ends a session; one that is over stays so.
func End(now time.Time) es.Decision[Session] {
	return func(s Session) ([]es.Event[Session], error) {
		if s.ID == "" || s.Ended {
			return nil, nil
		}
		return []es.Event[Session]{SignedOut{Session: s.ID, At: now}}, nil
	}
}

// ExpiresAt is when the session ends if it is not used again.
func (s Session) ExpiresAt(policy Policy) time.Time {
	idle := policy.Idle
	if s.Public {
		idle = policy.PublicIdle
	}
	idles, ages := s.SeenAt.Add(idle), s.OpenedAt.Add(policy.Absolute)
	if idles.Before(ages) {
		return idles
	}
	return ages
}

// inForce tells whether the session stands for its account. A password change ends all sessions but
// the one it was made from (PWD-4), a hold all of them (CNF-11).
func (s Session) inForce(owner account.Account, policy Policy, now time.Time) bool {
	return s.ID != "" && !s.Ended && now.Before(s.ExpiresAt(policy)) &&
		owner.Status == account.Live && owner.Hold == account.NotHeld && owner.ID == s.Account &&
		(!s.OpenedAt.Before(owner.PasswordAt) || s.ID == owner.KeptSession)
}
