package bank

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/registration"
)

// Category is that of the streams of requests, one per request; a stream's id is that of the request.
const Category = "bank-request"

// Exchange is the state of one request to a bank and what came of it. It is a value: Evolve of its events returns
// changed copies. The zero value is a request that was never made.
type Exchange struct {
	ID, Account, Bank string
	// Secret names the one from which nonce and state derive.
	Secret    string
	ExpiresAt time.Time
	// Refused counts the replies that were no answer.
	Refused int
	// Ending is empty while the request is open.
	Ending Ending
	// Applicant is who is to be enrolled; of a request for an account it is zero.
	Applicant Applicant
}

// Applicant is somebody without an account (CNF-9).
type Applicant struct {
	// Contact is zero once the request has ended.
	Contact           person.Contact
	Consents          []registration.Consent
	Language, Channel string
}

// enrols reports whether the request is of somebody without an account.
func (x Exchange) enrols() bool { return x.ID != "" && x.Account == "" }

// Ending says how a request ended.
type Ending string

// The endings: the bank's answer confirmed the person; it differs from the profile; too many replies were no
// answer; its time ran out; the person gave it up.
const (
	Answered   Ending = "answered"
	Mismatched Ending = "mismatched"
	Exhausted  Ending = "exhausted"
	Expired    Ending = "expired"
	GivenUp    Ending = "given-up"
)

// Codec knows the events of requests.
func Codec() *es.Codec[Exchange] {
	codec := es.NewCodec[Exchange]()
	es.Register[Requested](codec, "bank.requested", 1)
	es.RegisterPersonal(codec, "bank.enrolment-requested", 1, func(e *EnrolmentRequested) (string, *es.Personal[person.Contact]) {
		return e.Request, &e.Contact
	})
	es.Register[ReplyRefused](codec, "bank.reply-refused", 1)
	es.Register[IdentityDiffers](codec, "bank.identity-differs", 1)
	es.Register[Ended](codec, "bank.ended", 1)
	return codec
}

// Requested means that a person was sent to a bank.
type Requested struct {
	Request   string    `json:"request"`
	Account   string    `json:"account"`
	Bank      string    `json:"bank"`
	Secret    string    `json:"secret"`
	ExpiresAt time.Time `json:"expiresAt"`
	At        time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e Requested) Evolve(Exchange) Exchange {
	return Exchange{ID: e.Request, Account: e.Account, Bank: e.Bank, Secret: e.Secret, ExpiresAt: e.ExpiresAt}
}

// EnrolmentRequested means that somebody without an account was sent to a bank (CNF-9). Their contact is sealed under a
// data key of the request's own, which is destroyed when the request ends.
type EnrolmentRequested struct {
	Request   string                 `json:"request"`
	Bank      string                 `json:"bank"`
	Consents  []registration.Consent `json:"consents"`
	Language  string                 `json:"language,omitempty"`
	Channel   string                 `json:"channel,omitempty"`
	Secret    string                 `json:"secret"`
	ExpiresAt time.Time              `json:"expiresAt"`
	At        time.Time              `json:"at"`

	Contact es.Personal[person.Contact] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e EnrolmentRequested) Evolve(Exchange) Exchange {
	return Exchange{
		ID: e.Request, Bank: e.Bank, Secret: e.Secret, ExpiresAt: e.ExpiresAt,
		Applicant: Applicant{Contact: e.Contact.Value(), Consents: e.Consents, Language: e.Language, Channel: e.Channel},
	}
}

// ReplyRefused means that what came as the bank's answer is none.
type ReplyRefused struct {
	Account string `json:"account"`
	// Code is that of the refusal.
	Code string    `json:"code"`
	At   time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e ReplyRefused) Evolve(x Exchange) Exchange {
	x.Refused++
	return x
}

// IdentityDiffers means that the bank's answer speaks of somebody else than the profile, or spells them otherwise.
type IdentityDiffers struct {
	Account     string                `json:"account"`
	Bank        string                `json:"bank"`
	Differences []identity.Difference `json:"differences"`
	At          time.Time             `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e IdentityDiffers) Evolve(x Exchange) Exchange { return x }

// Ended means that the request takes no answer any more.
type Ended struct {
	Account string    `json:"account"`
	Ending  Ending    `json:"ending"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e Ended) Evolve(x Exchange) Exchange {
	x.Ending = e.Ending
	return x
}

// end closes the request. Closed already, it stays as it is.
func end(ending Ending, now time.Time) es.Decision[Exchange] {
	return func(x Exchange) ([]es.Event[Exchange], error) {
		if x.ID == "" || x.Ending != "" {
			return nil, nil
		}
		return []es.Event[Exchange]{Ended{Account: x.Account, Ending: ending, At: now}}, nil
	}
}

// refuse records a reply that was no answer, the last that the request bears ends it.
func refuse(code string, policy Policy, now time.Time) es.Decision[Exchange] {
	return func(x Exchange) ([]es.Event[Exchange], error) {
		if x.Ending != "" {
			return nil, nil
		}
		events := []es.Event[Exchange]{ReplyRefused{Account: x.Account, Code: code, At: now}}
		if x.Refused+1 >= policy.RepliesPerRequest {
			events = append(events, Ended{Account: x.Account, Ending: Exhausted, At: now})
		}
		return events, nil
	}
}

// differ records what the bank has otherwise, and ends the request: its one answer was given.
func differ(differences []identity.Difference, now time.Time) es.Decision[Exchange] {
	return func(x Exchange) ([]es.Event[Exchange], error) {
		return []es.Event[Exchange]{
			IdentityDiffers{Account: x.Account, Bank: x.Bank, Differences: differences, At: now},
			Ended{Account: x.Account, Ending: Mismatched, At: now},
		}, nil
	}
}

// takesAnswer refuses by what became of the request.
func (x Exchange) takesAnswer(now time.Time) error {
	switch x.Ending {
	case Answered, Mismatched:
		return ErrUsed
	case Exhausted:
		return ErrExhausted
	case GivenUp:
		return ErrGivenUp
	case Expired:
		return ErrRequestExpired
	}
	if !now.Before(x.ExpiresAt) {
		return ErrRequestExpired
	}
	return nil
}
