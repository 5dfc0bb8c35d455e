package signing

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
)

// Category is that of the streams of statements; a stream's id is the statement's id.
const Category = "statement"

// Statement is the state of one statement to sign. The zero value was never issued.
type Statement struct {
	ID, Account string
	// Secret names the secret from which the nonce derives.
	Secret              string
	IssuedAt, ExpiresAt time.Time
	// Refusals counts the replies that were no right signature.
	Refusals int
	// Ending is empty while it can be signed.
	Ending Ending
}

// Ending says how a statement ended.
type Ending string

// The endings: its owner signed it, or somebody else; its time ran out; the person took another; there were too many
// replies that were no right signature.
const (
	ByOwner   Ending = "signed"
	ByAnother Ending = "differed"
	TimedOut  Ending = "expired"
	GivenUp   Ending = "given-up"
	TooMany   Ending = "too-many"
)

// Codec knows the events of statements. They hold no personal data.
func Codec() *es.Codec[Statement] {
	codec := es.NewCodec[Statement]()
	es.Register[Issued](codec, "signing.issued", 1)
	es.Register[Refused](codec, "signing.refused", 1)
	es.Register[Differed](codec, "signing.differed", 1)
	es.Register[Ended](codec, "signing.ended", 1)
	return codec
}

// Issued means that a statement can be signed.
type Issued struct {
	Statement string    `json:"statement"`
	Account   string    `json:"account"`
	Secret    string    `json:"secret"`
	ExpiresAt time.Time `json:"expiresAt"`
	At        time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e Issued) Evolve(Statement) Statement {
	return Statement{ID: e.Statement, Account: e.Account, Secret: e.Secret, IssuedAt: e.At, ExpiresAt: e.ExpiresAt}
}

// Refused means that what was sent is no right signature of the statement.
type Refused struct {
	Statement string `json:"statement"`
	// Code is that of the refusal.
	Code string    `json:"code"`
	At   time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e Refused) Evolve(s Statement) Statement {
	s.Refusals++
	return s
}

// Differed means that the signature is right, and the signer somebody else than the profile says.
type Differed struct {
	Statement   string                `json:"statement"`
	Differences []identity.Difference `json:"differences"`
	At          time.Time             `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e Differed) Evolve(s Statement) Statement {
	s.Ending = ByAnother
	return s
}

// Ended means that the statement cannot be signed any more.
type Ended struct {
	Statement string    `json:"statement"`
	Ending    Ending    `json:"ending"`
	At        time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e Ended) Evolve(s Statement) Statement {
	s.Ending = e.Ending
	return s
}

// open refuses what cannot be signed any more, with the reason.
func (s Statement) open(now time.Time) error {
	switch {
	case s.ID == "":
		return ErrUnknown
	case s.Ending == ByOwner:
		return ErrUsed
	case s.Ending == TimedOut, s.Ending == "" && !now.Before(s.ExpiresAt):
		return ErrExpired
	case s.Ending == TooMany:
		return ErrTooMany
	case s.Ending != "":
		return ErrOver
	default:
		return nil
	}
}

// Issue makes a statement.
func Issue(id, accountID, secret string, policy Policy, now time.Time) es.Decision[Statement] {
	return func(Statement) ([]es.Event[Statement], error) {
		return []es.Event[Statement]{Issued{
			Statement: id, Account: accountID, Secret: secret, ExpiresAt: now.Add(policy.StatementFor), At: now,
		}}, nil
	}
}

// Refuse records a reply that is no right signature; the statement bears a few of them.
func Refuse(code string, policy Policy, now time.Time) es.Decision[Statement] {
	return func(s Statement) ([]es.Event[Statement], error) {
		if err := s.open(now); err != nil {
			return nil, err
		}
		events := []es.Event[Statement]{Refused{Statement: s.ID, Code: code, At: now}}
		if s.Refusals+1 >= policy.RepliesPerStatement {
			events = append(events, Ended{Statement: s.ID, Ending: TooMany, At: now})
		}
		return events, nil
	}
}

// Accept records a right signature: by the owner of the account when nothing differs.
func Accept(differences []identity.Difference, now time.Time) es.Decision[Statement] {
	return func(s Statement) ([]es.Event[Statement], error) {
		if err := s.open(now); err != nil {
			return nil, err
		}
		if len(differences) > 0 {
			return []es.Event[Statement]{Differed{Statement: s.ID, Differences: differences, At: now}}, nil
		}
		return []es.Event[Statement]{Ended{Statement: s.ID, Ending: ByOwner, At: now}}, nil
	}
}

// End closes a statement that was not signed. One that has ended stays as it is.
func End(ending Ending, now time.Time) es.Decision[Statement] {
	return func(s Statement) ([]es.Event[Statement], error) {
		if s.ID == "" || s.Ending != "" {
			return nil, nil
		}
		return []es.Event[Statement]{Ended{Statement: s.ID, Ending: ending, At: now}}, nil
	}
}
