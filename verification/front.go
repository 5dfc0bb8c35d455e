package verification

import (
	"context"
	"errors"
	"fmt"

	"github.com/sony/gobreaker/v2"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// registry is the front of one registry: it limits the time of every call, leaves a registry alone that
// keeps failing, and believes only answers within the contract.
type registry struct {
	check   Check
	ask     func(ctx context.Context, request string, p profile.Profile) (Answer, error)
	poll    func(ctx context.Context, ticket string) (Answer, error)
	breaker *gobreaker.CircuitBreaker[struct{}]
	policy  Policy
}

func (r Registries) fronts(policy Policy) map[Check]registry {
	front := func(check Check, poller Poller, ask func(context.Context, string, profile.Profile) (Answer, error)) registry {
		return registry{check: check, ask: ask, poll: poller.Poll, policy: policy, breaker: gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
			Name:        string(check),
			Timeout:     policy.BreakerRest,
			ReadyToTrip: func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= policy.BreakerFailures },
			IsExcluded:  func(err error) bool { return errors.Is(err, errGivenUp) },
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
// not, beside which PollAfter may name a pause; the error is that of the caller's context only.
func (r registry) attempt(ctx context.Context, request, ticket string, p profile.Profile) (answer Answer, reason Reason, err error) {
	failure := r.call(ctx, func(ctx context.Context) (err error) {
		if ticket != "" {
			answer, err = r.poll(ctx, ticket)
		} else {
			answer, err = r.ask(ctx, request, p)
		}
		if err != nil {
			return err
		}
		return answer.sensible(r.check)
	})
	switch {
	case errors.Is(failure, errGivenUp):
		return Answer{}, "", ctx.Err()
	case failure != nil:
		return Answer{PollAfter: wanted(failure)}, reasonOf(failure), nil
	case answer.Outcome == OutcomeLost:
		return Answer{}, ReasonLost, nil
	}
	return answer, "", nil
}

// find looks up an INN. The error is that of the caller's context, or on an axis.
func (r registry) find(ctx context.Context, taxes TaxRegistry, lookup INNLookup) (inn person.INN, found bool, err error) {
	failure := r.call(ctx, func(ctx context.Context) (err error) {
		inn, found, err = taxes.FindINN(ctx, lookup)
		if err == nil && found && !inn.Person() {
			return fmt.Errorf("%w: an INN that is not a person's", ErrNonsense)
		}
		return err
	})
	switch {
	case errors.Is(failure, errGivenUp):
		return person.INN{}, false, ctx.Err()
	case errors.Is(failure, fault.Permanent):
		return person.INN{}, false, failure
	case failure != nil:
		return person.INN{}, false, fault.AsTransient(failure)
	}
	return inn, found, nil
}

// errGivenUp means that the caller did not wait for the answer, which says nothing about the registry.
var errGivenUp = errors.New("verification: the caller gave up")

// call lets the registry be called, unless it is being left alone, within its time. What comes after that
// is too late to be believed.
func (r registry) call(ctx context.Context, do func(ctx context.Context) error) error {
	_, failure := r.breaker.Execute(func() (struct{}, error) {
		limited, cancel := context.WithTimeout(ctx, r.policy.Timeout)
		defer cancel()
		err := r.safely(limited, do)
		switch {
		case ctx.Err() != nil:
			err = errGivenUp
		case limited.Err() != nil:
			err = limited.Err()
		}
		return struct{}{}, err
	})
	return failure
}

// safely turns a panic of an adapter into an error: other checks must not fall with it.
func (r registry) safely(ctx context.Context, do func(ctx context.Context) error) (err error) {
	defer func() {
		if trouble := recover(); trouble != nil {
			err = fault.AsPermanent(fmt.Errorf("verification: the registry adapter of %s panicked with a %T", r.check, trouble))
		}
	}()
	return do(ctx)
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
