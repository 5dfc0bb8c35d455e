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
	observe Observer
	policy  Policy
}

func (r Registries) fronts(policy Policy, observer Observer) map[Check]registry {
	if observer == nil {
		observer = unobserved{}
	}
	front := func(check Check, poller Poller, ask func(context.Context, string, profile.Profile) (Answer, error)) registry {
		breaker := gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
			Name:        string(check),
			Timeout:     policy.BreakerRest,
			ReadyToTrip: func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= policy.BreakerFailures },
			IsExcluded:  func(err error) bool { return errors.Is(err, errGivenUp) },
			OnStateChange: func(_ string, from, to gobreaker.State) {
				observer.BreakerChanged(check, breakerState(from), breakerState(to))
			},
		})
		return registry{check: check, ask: ask, poll: poller.Poll, breaker: breaker, observe: observer, policy: policy}
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
	kind, do := Asking, func(ctx context.Context) (Answer, error) { return r.ask(ctx, request, r.check.given(p)) }
	if ticket != "" {
		kind, do = Polling, func(ctx context.Context) (Answer, error) { return r.poll(ctx, ticket) }
	}
	failure := r.call(ctx, kind, func(ctx context.Context) (_ Outcome, err error) {
		if answer, err = do(ctx); err == nil {
			err = answer.sensible(r.check)
		}
		return answer.Outcome, err
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
	failure := r.call(ctx, LookingUp, func(ctx context.Context) (outcome Outcome, err error) {
		inn, found, err = taxes.FindINN(ctx, lookup)
		switch {
		case err != nil:
			return "", err
		case !found:
			return OutcomeNotFound, nil
		case !inn.Person():
			return "", fmt.Errorf("%w: an INN that is not a person's", ErrNonsense)
		}
		return OutcomeMatched, nil
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
func (r registry) call(ctx context.Context, kind CallKind, do func(ctx context.Context) (Outcome, error)) error {
	observed, done := r.observe.Calling(ctx, Call{Check: r.check, Kind: kind})
	var outcome Outcome
	_, failure := r.breaker.Execute(func() (struct{}, error) {
		limited, cancel := context.WithTimeout(observed, r.policy.Timeout)
		defer cancel()
		var err error
		outcome, err = r.safely(limited, do)
		switch {
		case ctx.Err() != nil:
			err = errGivenUp
		case limited.Err() != nil:
			err = limited.Err()
		}
		return struct{}{}, err
	})
	switch {
	case errors.Is(failure, errGivenUp):
		done(Result{})
	case failure != nil:
		done(Result{Reason: reasonOf(failure)})
	default:
		done(Result{Outcome: outcome})
	}
	return failure
}

// safely turns a panic of an adapter into an error: other checks must not fall with it.
func (r registry) safely(ctx context.Context, do func(ctx context.Context) (Outcome, error)) (outcome Outcome, err error) {
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
