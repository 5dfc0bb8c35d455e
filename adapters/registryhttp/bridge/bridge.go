package bridge

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/contract"
	"github.com/kabinet-go/kabinet/verification"
)

// Bridge serves registries over HTTP. Safe for concurrent use.
type Bridge struct {
	config  Config
	handler http.Handler
	tickets chan ticket
}

// New returns a bridge, or what [Config.Validate] says. It starts nothing.
func New(config Config) (*Bridge, error) {
	if err := config.Validate(); err != nil {
		return nil, err
	}
	config = config.withDefaults()
	b := &Bridge{config: config, tickets: make(chan ticket, config.Waiting)}
	strictly := contract.NewStrictHandlerWithOptions(answers{b}, nil, contract.StrictHTTPServerOptions{
		RequestErrorHandlerFunc: b.misread, ResponseErrorHandlerFunc: b.fail,
	})
	routes := contract.HandlerWithOptions(strictly, contract.StdHTTPServerOptions{ErrorHandlerFunc: b.misread})
	b.handler = b.admitted(b.readable(routes))
	return b, nil
}

// ServeHTTP serves the paths of the contract.
func (b *Bridge) ServeHTTP(w http.ResponseWriter, r *http.Request) { b.handler.ServeHTTP(w, r) }

// said is what a registry said, in the words of the contract: an answer, or a ticket.
type said struct {
	answer contract.AnswerJSONResponse
	ticket *contract.PendingJSONResponse
}

// say puts an answer into the words of the contract and has its ticket followed.
func (b *Bridge) say(check verification.Check, answer verification.Answer, err error) (said, error) {
	switch {
	case err != nil:
		return said{}, err
	case answer.Outcome == verification.OutcomeLost:
		return said{}, errTicket
	case answer.Outcome == verification.OutcomePending:
		pause := answer.PollAfter
		if pause <= 0 {
			pause = b.config.Poll
		}
		b.follow(ticket{check: check, name: answer.Ticket, due: time.Now().Add(pause)})
		return said{ticket: &contract.PendingJSONResponse{
			Body: contract.Pending{Ticket: answer.Ticket}, Headers: contract.PendingResponseHeaders{RetryAfter: seconds(pause)},
		}}, nil
	}
	words, err := wordsOf(answer)
	return said{answer: contract.AnswerJSONResponse(words)}, err
}

// wordsOf returns an answer in the words of the contract, or errRegistry for one that it has no words for.
func wordsOf(answer verification.Answer) (contract.Answer, error) {
	words := contract.Answer{Outcome: contract.AnswerOutcome(answer.Outcome)}
	if !words.Outcome.Valid() {
		return contract.Answer{}, errRegistry
	}
	for _, difference := range answer.Differences {
		words.Differences = append(words.Differences, contract.Difference{
			Field: contract.DifferenceField(difference.Field), OnlyYo: difference.OnlyYo,
		})
	}
	return words, nil
}

// seconds rounds up: who comes a moment early comes in vain.
func seconds(pause time.Duration) string {
	return strconv.FormatInt(int64((pause+time.Second-1)/time.Second), 10)
}

// poll asks the registry about a ticket.
func (b *Bridge) poll(ctx context.Context, check verification.Check, name string) (verification.Answer, error) {
	poller := map[verification.Check]verification.Poller{
		verification.DocumentCheck: b.config.Registries.Passports,
		verification.SNILSCheck:    b.config.Registries.Pensions,
		verification.INNCheck:      b.config.Registries.Taxes,
	}[check]
	return poller.Poll(ctx, name)
}
