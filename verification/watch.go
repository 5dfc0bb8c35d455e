package verification

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/fault"
)

// Watch yields the standing of the account at once and anew each time it has changed (VER-4), until the
// context is done. It looks when this process has appended something, which may be about anybody, else
// every Policy.Watch for what other processes append, and never more often than every Policy.WatchRest: of
// changes that follow each other faster the last one is seen. An account that is not there is
// account.ErrUnknown; that, like any error of the store, is yielded once and is the end. What is yielded
// must not be changed. The sequence may be ranged over again, and by several at once.
func (s *Service) Watch(ctx context.Context, accountID string) iter.Seq2[Standing, error] {
	return func(yield func(Standing, error) bool) {
		var last *Standing
		for {
			changed := s.engine.Store().Changed()
			standing, err := s.Standing(ctx, accountID)
			switch {
			case ctx.Err() != nil:
				return
			case err != nil:
				yield(Standing{}, err)
				return
			case last == nil || !standing.equal(*last):
				if !yield(standing, nil) {
					return
				}
				last = &standing
			}
			if !s.policy.awaitLook(ctx, changed) {
				return
			}
		}
	}
}

// awaitLook waits until it is time to look again, and reports whether the context goes on.
func (p Policy) awaitLook(ctx context.Context, changed <-chan struct{}) bool {
	rest := time.NewTimer(p.WatchRest)
	defer rest.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-rest.C:
	}
	idle := time.NewTimer(p.Watch - p.WatchRest)
	defer idle.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-changed:
	case <-idle.C:
	}
	return true
}

// equal reports whether a person would be shown the same.
func (s Standing) equal(other Standing) bool {
	return s.Level == other.Level && s.Submission == other.Submission && s.State == other.State &&
		s.SubmittedAt.Equal(other.SubmittedAt) && s.DecidedAt.Equal(other.DecidedAt) &&
		slices.EqualFunc(s.Checks, other.Checks, CheckStanding.equal) &&
		slices.EqualFunc(s.Faults, other.Faults, func(a, b fault.Fault) bool { return a.Path == b.Path && a.Code == b.Code })
}

func (c CheckStanding) equal(other CheckStanding) bool {
	return c.Check == other.Check && c.State == other.State && c.Carried == other.Carried &&
		c.Since.Equal(other.Since) && c.Next.Equal(other.Next)
}
