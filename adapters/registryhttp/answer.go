package registryhttp

import (
	"net/http"

	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/contract"
	"github.com/kabinet-go/kabinet/verification"
)

// asked reads what came of a question.
func (r registry) asked(got *http.Response, err error) (verification.Answer, error) {
	reply, err := r.receive(got, err)
	if err != nil {
		return verification.Answer{}, err
	}
	return r.answer(reply)
}

// polled reads what came of asking about a ticket.
func (r registry) polled(ticket string, got *http.Response, err error) (verification.Answer, error) {
	reply, err := r.receive(got, err)
	if reply.status == http.StatusNotFound || reply.status == http.StatusGone {
		return verification.Answer{Outcome: verification.OutcomeLost}, nil
	}
	if err != nil {
		return verification.Answer{}, err
	}
	answer, err := r.answer(reply)
	if err == nil && answer.Outcome == verification.OutcomePending && answer.Ticket != ticket {
		return verification.Answer{}, r.nonsense("another ticket than was asked about")
	}
	return answer, err
}

func (r registry) answer(reply response) (verification.Answer, error) {
	if reply.status == http.StatusAccepted {
		var pending contract.Pending
		if err := r.decode(reply, &pending); err != nil {
			return verification.Answer{}, err
		}
		return verification.Answer{
			Outcome: verification.OutcomePending, Ticket: pending.Ticket, PollAfter: reply.retryAfter,
		}, nil
	}
	var said contract.Answer
	if err := r.decode(reply, &said); err != nil {
		return verification.Answer{}, err
	}
	if !said.Outcome.Valid() {
		return verification.Answer{}, r.nonsense("an unknown outcome")
	}
	return answerOf(said), nil
}

// answerOf takes an answer over as it is; whether it makes sense, package verification decides.
func answerOf(said contract.Answer) verification.Answer {
	answer := verification.Answer{Outcome: verification.Outcome(said.Outcome)}
	for _, difference := range said.Differences {
		answer.Differences = append(answer.Differences, verification.Difference{
			Field: string(difference.Field), OnlyYo: difference.OnlyYo,
		})
	}
	return answer
}
