package confirmation

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// Category is that of the streams of challenges; a stream's id is the challenge's id.
const Category = "challenge"

// Codec knows the events of challenges.
func Codec() *es.Codec[Challenge] {
	codec := es.NewCodec[Challenge]()
	es.RegisterPersonal(codec, "confirmation.code-issued", 1, func(e *CodeIssued) (string, *es.Personal[person.Contact]) {
		return e.Account, &e.Contact
	})
	es.Register[CodeResent](codec, "confirmation.code-resent", 1)
	es.Register[AnswerWrong](codec, "confirmation.answer-wrong", 1)
	es.Register[AnswerRight](codec, "confirmation.answer-right", 1)
	es.Register[ChallengeSuperseded](codec, "confirmation.challenge-superseded", 1)
	return codec
}

// CodeIssued means that a code is to be sent to a contact, for the first time.
type CodeIssued struct {
	Challenge string             `json:"challenge"`
	Account   string             `json:"account"`
	Purpose   Purpose            `json:"purpose"`
	Kind      person.ContactKind `json:"kind"`
	Index     string             `json:"index"`
	Withheld  bool               `json:"withheld,omitempty"`
	Language  string             `json:"language"`
	Secret    string             `json:"secret"`
	At        time.Time          `json:"at"`
	ExpiresAt time.Time          `json:"expiresAt"`

	Contact es.Personal[person.Contact] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e CodeIssued) Evolve(c Challenge) Challenge {
	return Challenge{
		ID: e.Challenge, Status: Open, Account: e.Account, Purpose: e.Purpose,
		Contact: e.Contact.Value(), Kind: e.Kind, Index: e.Index, Withheld: e.Withheld,
		Language: e.Language, Secret: e.Secret, Send: 1, SentAt: e.At, ExpiresAt: e.ExpiresAt,
	}
}

// CodeResent means that a new code is to be sent, under the secret then current; the one before it is dead (COD-5).
type CodeResent struct {
	Challenge string    `json:"challenge"`
	Account   string    `json:"account"`
	Send      int       `json:"send"`
	Secret    string    `json:"secret"`
	At        time.Time `json:"at"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// Evolve implements eventsourcing.Event.
func (e CodeResent) Evolve(c Challenge) Challenge {
	c.Send, c.Secret, c.SentAt, c.ExpiresAt, c.Wrong = e.Send, e.Secret, e.At, e.ExpiresAt, 0
	return c
}

// AnswerWrong means that somebody gave a wrong code.
type AnswerWrong struct {
	Challenge string    `json:"challenge"`
	Send      int       `json:"send"`
	At        time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e AnswerWrong) Evolve(c Challenge) Challenge {
	c.Wrong++
	return c
}

// Means says how a proof was given.
type Means string

// The means: the code typed in, or the link of an e-mail followed and confirmed.
const (
	ByCode Means = "code"
	ByLink Means = "link"
)

// AnswerRight means that the contact is proved.
type AnswerRight struct {
	Challenge string    `json:"challenge"`
	Send      int       `json:"send"`
	By        Means     `json:"by"`
	At        time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e AnswerRight) Evolve(c Challenge) Challenge {
	c.Status, c.AnsweredAt = Answered, e.At
	return c
}

// ChallengeSuperseded means that a newer challenge of the same account and purpose took its place (COD-5).
type ChallengeSuperseded struct {
	Challenge string    `json:"challenge"`
	By        string    `json:"by"`
	At        time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e ChallengeSuperseded) Evolve(c Challenge) Challenge {
	c.Status = Superseded
	return c
}
