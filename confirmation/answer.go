package confirmation

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// answer judges what somebody gave as the proof. right tells whether it is the present code or token,
// compared in constant time before. A wrong one is an event and a refusal at once: the event keeps the
// count, so it must be recorded although the answer is refused. A wrong link token is not counted: 256
// bits are not guessed, but programs do break links.
func answer(by Means, right bool, policy Policy, now time.Time) func(Challenge) (es.Event[Challenge], error) {
	return func(c Challenge) (es.Event[Challenge], error) {
		tries := policy.code(c.Kind).Tries
		switch {
		case c.Status == None:
			return nil, ErrNoneIssued
		case c.Status == Answered:
			return nil, ErrUsed
		case c.Status == Superseded:
			return nil, ErrSuperseded
		case !now.Before(c.ExpiresAt):
			return nil, ErrExpired
		case by == ByCode && c.Wrong >= tries:
			return nil, ErrTooManyTries
		case right && !c.Withheld:
			return AnswerRight{Challenge: c.ID, Send: c.Send, By: by, At: now}, nil
		case by == ByLink:
			return nil, ErrLinkBroken
		default:
			wrong := AnswerWrong{Challenge: c.ID, Send: c.Send, At: now}
			return wrong, &Wrong{TriesLeft: max(tries-c.Wrong-1, 0)}
		}
	}
}
