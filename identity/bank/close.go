package bank

import (
	"context"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
)

// moment is a request as it was at a time.
type moment struct {
	x   Exchange
	now time.Time
}

// GiveUp has the owner of the account give up a request. One that has ended already stays as it is.
func (s *Service) GiveUp(ctx context.Context, accountID, request string) error {
	if !requestID.MatchString(request) {
		return ErrUnknownRequest
	}
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		x, err := s.exchanges.Load(ctx, unit, request)
		if err != nil {
			return err
		}
		if x.State().Account == "" || x.State().Account != accountID {
			return ErrUnknownRequest
		}
		return s.finish(ctx, unit, x, GivenUp, identity.GivenUp)
	})
}

// Expire handles [ExpireTimer].
func (s *Service) Expire(ctx context.Context, timer es.Timer) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		x, err := s.exchanges.Load(ctx, unit, timer.Stream.ID)
		if err != nil {
			return err
		}
		return s.finish(ctx, unit, x, Expired, identity.Expired)
	})
}

// finish ends a request that has had no answer, and its way.
func (s *Service) finish(ctx context.Context, unit *es.Unit, x *es.Aggregate[Exchange], ending Ending, way identity.Ending) error {
	if !x.Exists() || x.State().Ending != "" {
		return nil
	}
	if err := x.Decide(end(ending, unit.Now())); err != nil {
		return err
	}
	return s.close(ctx, unit, x, way)
}
