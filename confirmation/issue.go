package confirmation

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// Question is what a challenge asks: of which account, for what, by which contact.
type Question struct {
	// Account is whose proof it is; empty for a question that nobody will be sent, so that asking for
	// an unknown contact looks like asking for a known one (REG-8).
	Account string
	Purpose Purpose
	Contact person.Contact
	// Withheld keeps the code back: the owner of the contact is told instead.
	Withheld bool
	// Language is that of the message: "ru" or "en".
	Language string
}

// Issue puts the question for the first time, with a code under the secret named; index is that of the
// contact's allowance.
func Issue(id, secret, index string, q Question, policy Policy, now time.Time) es.Decision[Challenge] {
	return func(c Challenge) ([]es.Event[Challenge], error) {
		if c.Status != None {
			return nil, nil
		}
		contact := es.NewPersonal(q.Contact)
		if q.Account == "" {
			contact = es.Personal[person.Contact]{Erased: true}
		}
		return []es.Event[Challenge]{CodeIssued{
			Challenge: id,
			Account:   q.Account,
			Purpose:   q.Purpose,
			Kind:      q.Contact.Kind(),
			Index:     index,
			Withheld:  q.Withheld || q.Account == "",
			Language:  q.Language,
			Secret:    secret,
			At:        now,
			ExpiresAt: now.Add(policy.code(q.Contact.Kind()).ValidFor),
			Contact:   contact,
		}}, nil
	}
}

// Resend puts the question again, with a new code under the secret named.
func Resend(secret string, policy Policy, now time.Time) es.Decision[Challenge] {
	return func(c Challenge) ([]es.Event[Challenge], error) {
		if err := resendable(c); err != nil {
			return nil, err
		}
		return []es.Event[Challenge]{CodeResent{
			Challenge: c.ID,
			Account:   c.Account,
			Send:      c.Send + 1,
			Secret:    secret,
			At:        now,
			ExpiresAt: now.Add(policy.code(c.Kind).ValidFor),
		}}, nil
	}
}

func resendable(c Challenge) error {
	switch c.Status {
	case None:
		return ErrNoneIssued
	case Answered:
		return ErrUsed
	case Superseded:
		return ErrSuperseded
	default:
		return nil
	}
}

// Supersede kills a challenge because a newer one of the same account and purpose takes its place
// (COD-5).
func Supersede(by string, now time.Time) es.Decision[Challenge] {
	return func(c Challenge) ([]es.Event[Challenge], error) {
		if c.Status != Open {
			return nil, nil
		}
		return []es.Event[Challenge]{ChallengeSuperseded{Challenge: c.ID, By: by, At: now}}, nil
	}
}
