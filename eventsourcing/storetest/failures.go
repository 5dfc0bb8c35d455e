package storetest

import (
	"errors"

	"github.com/kabinet-go/kabinet/fault"
)

func failures(s *suite) {
	s.failing("nothing of a batch is left when the database fails in the middle of it", func(p *proof) {
		given := p.furnish()
		before := p.state()
		mend := p.harness.FailAppends(p.t)
		for range 3 {
			_ = p.refused(given.whole())
		}
		p.unchanged(before)
		mend()
		p.unchanged(before)
		p.append(given.whole())
		p.applied()
	})

	s.failing("a failing database is no conflict, and its error is reachable but not the error itself", func(p *proof) {
		given := p.furnish()
		mend := p.harness.FailAppends(p.t)
		defer mend()
		err := p.refused(given.whole())
		p.True(errors.Is(err, fault.Transient) != errors.Is(err, fault.Permanent), "on one of the axes: %v", err)
		p.NotErrorIs(err, fault.Conflict)
		p.NotErrorIs(err, fault.Refused)
		p.True(wraps(err), "%T should wrap the driver's error", err)
	})

	s.failing("of appends made at once while the database fails each happens or does not", func(p *proof) {
		given := p.furnish()
		mend := p.harness.FailAppends(p.t)
		race(8, func(int) error {
			_, err := p.store.Append(p.ctx, given.whole())
			return err
		})
		mend()
		errs := race(8, func(int) error {
			_, err := p.store.Append(p.ctx, given.whole())
			return err
		})
		p.winner(errs)
		p.applied()
	})
}

// failing is a promise shown with a database that can be made to fail.
func (s *suite) failing(says string, show func(*proof)) {
	s.t.Helper()
	s.promise(says, func(p *proof) {
		if p.harness.FailAppends == nil {
			p.t.Skip("the harness cannot make the database fail")
		}
		show(p)
	})
}

func wraps(err error) bool {
	switch e := err.(type) { //nolint:errorlint // asks for the shape itself
	case interface{ Unwrap() error }:
		return e.Unwrap() != nil
	case interface{ Unwrap() []error }:
		return len(e.Unwrap()) > 0
	default:
		return false
	}
}
