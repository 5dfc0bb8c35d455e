package letter

import (
	"context"
	"errors"
	"fmt"

	"github.com/sony/gobreaker/v2"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// front limits the time of every call of the post office, and leaves one alone that keeps failing, so that its trouble
// holds up nothing else.
type front struct {
	post              PostOffice
	tracker           Tracker // nil when the post office is none
	printing, looking *gobreaker.CircuitBreaker[struct{}]
	policy            Policy
}

func newFront(post PostOffice, policy Policy) front {
	breaker := func(name string) *gobreaker.CircuitBreaker[struct{}] {
		return gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
			Name:        name,
			Timeout:     policy.BreakerRest,
			ReadyToTrip: func(counts gobreaker.Counts) bool { return counts.ConsecutiveFailures >= policy.BreakerFailures },
			IsExcluded:  func(err error) bool { return errors.Is(err, errGivenUp) },
			// That one letter cannot be printed says nothing about the others.
			IsSuccessful: func(err error) bool { return err == nil || errors.Is(err, fault.Permanent) },
		})
	}
	tracker, _ := post.(Tracker)
	return front{post: post, tracker: tracker, printing: breaker("printing"), looking: breaker("tracking"), policy: policy}
}

// print gives a reason when the letter was not taken; the error is that of the caller's context only.
func (f front) print(ctx context.Context, paper Paper) (Reason, error) {
	failure := f.call(ctx, f.printing, func(ctx context.Context) error { return f.post.Print(ctx, paper) })
	if errors.Is(failure, errGivenUp) {
		return "", ctx.Err()
	}
	return reasonOf(failure), nil
}

// track returns the news of a letter.
func (f front) track(ctx context.Context, letter string, number person.TrackingNumber) (news []News, err error) {
	err = f.call(ctx, f.looking, func(ctx context.Context) (err error) {
		news, err = f.tracker.Track(ctx, letter, number)
		return err
	})
	return news, err
}

// errGivenUp means that the caller did not wait, which says nothing about the post office.
var errGivenUp = errors.New("letter: the caller gave up")

func (f front) call(ctx context.Context, breaker *gobreaker.CircuitBreaker[struct{}], do func(context.Context) error) error {
	_, failure := breaker.Execute(func() (struct{}, error) {
		limited, cancel := context.WithTimeout(ctx, f.policy.Timeout)
		defer cancel()
		err := safely(limited, do)
		if err != nil && ctx.Err() != nil {
			err = errGivenUp
		}
		return struct{}{}, err
	})
	return failure
}

// safely turns a panic of the adapter into an error.
func safely(ctx context.Context, do func(context.Context) error) (err error) {
	defer func() {
		if trouble := recover(); trouble != nil {
			err = fault.AsPermanent(fmt.Errorf("letter: the post office panicked with a %T", trouble))
		}
	}()
	return do(ctx)
}

// Reason says why a letter could not be printed.
type Reason string

// The reasons: the post office is down or busy; it takes too long; it has failed so often that it is left alone for a
// while; it does not take this letter as it is.
const (
	ReasonDown    Reason = "down"
	ReasonSlow    Reason = "slow"
	ReasonBroken  Reason = "broken"
	ReasonRefused Reason = "refused"
)

func reasonOf(failure error) Reason {
	switch {
	case failure == nil:
		return ""
	case errors.Is(failure, gobreaker.ErrOpenState), errors.Is(failure, gobreaker.ErrTooManyRequests):
		return ReasonBroken
	case errors.Is(failure, context.DeadlineExceeded):
		return ReasonSlow
	case errors.Is(failure, fault.Permanent):
		return ReasonRefused
	default:
		return ReasonDown
	}
}

// Text says it to the person (COD-10); of no reason, nothing.
func (r Reason) Text() fault.Text {
	switch r {
	case "":
		return fault.Text{}
	case ReasonRefused:
		return fault.Text{
			Russian: "Письмо не удаётся напечатать. Мы занимаемся этим; можно выбрать и другой способ подтверждения",
			English: "The letter cannot be printed. We are looking into it; you can also choose another way of confirming",
		}
	default:
		return fault.Text{
			Russian: "Письмо ещё не напечатано: служба печати не отвечает. Мы повторим попытку",
			English: "The letter has not been printed yet: the printing service does not answer. It will be tried again",
		}
	}
}
