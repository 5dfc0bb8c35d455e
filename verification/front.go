package verification

import (
	"context"
	"errors"
	"fmt"

	"github.com/sony/gobreaker/v2"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/profile"
)

// registry stands in front of one port: it gives each call a limited time, leaves a registry alone that
// keeps failing, and believes only answers within the contract.
type registry struct {
	check   Check
	ask     func(ctx context.Context, request string, p profile.Profile) (Answer, error)
	poll    func(ctx context.Context, ticket string) (Answer, error)
	breaker *gobreaker.CircuitBreaker[Answer]
	policy  Policy
}

func (r Registries) fronts(policy Policy) map[Check]registry {
	front := func(check Check, poller Poller, ask func(context.Context, string, profile.Profile) (Answer, error)) registry {
		return registry{check: check, ask: ask, poll: poller.Poll, policy: policy, breaker: gobreaker.NewCircuitBreaker[Answer](gobreaker.Settings{
			Name:        string(check),
			Timeout:     policy.BreakerRest,
			ReadyToTrip: func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= policy.BreakerFailures },
			// That the caller gave up says nothing about the registry.
			IsExcluded: func(err error) bool { return errors.Is(err, context.Canceled) },
		})}
	}
	return map[Check]registry{
		DocumentCheck: front(DocumentCheck, r.Passports, func(ctx context.Context, request string, p profile.Profile) (Answer, error) {
			return r.Passports.CheckDocument(ctx, DocumentQuestion{
				Request: request, Name: p.Name, Sex: p.Sex, BornOn: p.BornOn, Document: p.Document,
			})
		}),
		SNILSCheck: front(SNILSCheck, r.Pensions, func(ctx context.Context, request string, p profile.Profile) (Answer, error) {
			return r.Pensions.CheckSNILS(ctx, SNILSQuestion{
				Request: request, Name: p.Name, Sex: p.Sex, BornOn: p.BornOn, SNILS: p.SNILS,
			})
		}),
		INNCheck: front(INNCheck, r.Taxes, func(ctx context.Context, request string, p profile.Profile) (Answer, error) {
			return r.Taxes.CheckINN(ctx, INNQuestion{
				Request: request, Name: p.Name, BornOn: p.BornOn, Document: p.Document, INN: p.INN,
			})
		}),
	}
}

// attempt asks, or asks about the ticket when there is one. Either there is an answer, or a reason why
// not; the error is that of the caller's context only.
func (r registry) attempt(ctx context.Context, request, ticket string, p profile.Profile) (answer Answer, reason Reason, err error) {
	answer, failure := r.breaker.Execute(func() (Answer, error) {
		limited, cancel := context.WithTimeout(ctx, r.policy.Timeout)
		defer cancel()
		answer, err := r.call(limited, request, ticket, p)
		switch {
		case ctx.Err() != nil:
			return Answer{}, ctx.Err()
		case limited.Err() != nil:
			return Answer{}, limited.Err()
		case err != nil:
			return Answer{}, err
		}
		return answer, answer.sensible(r.check)
	})
	switch {
	case ctx.Err() != nil:
		return Answer{}, "", ctx.Err()
	case failure != nil:
		return Answer{}, reasonOf(failure), nil
	case answer.Outcome == OutcomeLost:
		return Answer{}, ReasonLost, nil
	}
	return answer, "", nil
}

// call turns a panic of an adapter into an error: other checks must not fall with it.
func (r registry) call(ctx context.Context, request, ticket string, p profile.Profile) (answer Answer, err error) {
	defer func() {
		if trouble := recover(); trouble != nil {
			err = fault.AsPermanent(fmt.Errorf("verification: the registry adapter of %s panicked: %v", r.check, trouble))
		}
	}()
	if ticket != "" {
		return r.poll(ctx, ticket)
	}
	return r.ask(ctx, request, p)
}

func reasonOf(failure error) Reason {
	switch {
	case errors.Is(failure, gobreaker.ErrOpenState), errors.Is(failure, gobreaker.ErrTooManyRequests):
		return ReasonBroken
	case errors.Is(failure, context.DeadlineExceeded):
		return ReasonSlow
	case errors.Is(failure, ErrNonsense):
		return ReasonNonsense
	case errors.Is(failure, fault.Permanent):
		return ReasonRefused
	default:
		return ReasonDown
	}
}
