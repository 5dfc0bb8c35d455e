package confirmation

import (
	"fmt"
	"io"
	"log/slog"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Answer is what somebody gives as the proof. Code is what was typed, Token comes from the link of an
// e-mail. One of the two is enough; of both, a wrong token does no harm to a right code.
type Answer struct {
	Challenge   string
	Code, Token string
}

// Format prints a mask for every verb.
func (Answer) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, "[answer]") }

// LogValue is a mask.
func (Answer) LogValue() slog.Value { return slog.StringValue("[answer]") }

// answer judges what somebody gave as the proof. right tells whether it is the present code or token,
// compared in constant time before. A wrong one is an event and a refusal at once: the event keeps the
// count, so it must be recorded although the answer is refused. A wrong link token is not counted: 256
// bits are not guessed, but programs do break links. exhausted is the refusal of codes for this contact,
// nil when they may be given.
func answer(by Means, right bool, exhausted error, policy Policy, now time.Time) func(Challenge) (es.Event[Challenge], error) {
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
		case by == ByCode && exhausted != nil:
			return nil, exhausted
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
