package main

import (
	"context"
	"errors"
)

// kept is a subject that the measurements of a contender share. It is opened when first needed.
type kept[S subject] struct {
	open func(ctx context.Context) (S, error)
	// anew has each measurement get a new one.
	anew    bool
	subject S
	opened  bool
}

// keep is for any subject over a place, in the eyes of a workload that asks for no more than that.
func keep[S subject](p place, open func(ctx context.Context) (S, error)) *kept[subject] {
	return &kept[subject]{anew: !p.ages, open: func(ctx context.Context) (subject, error) { return open(ctx) }}
}

// filled keeps a subject over a place, with that many streams of some events each.
func filled[S subject](p place, open func(ctx context.Context) (S, error), streams, events int) *kept[S] {
	return &kept[S]{open: func(ctx context.Context) (S, error) {
		s, err := open(ctx)
		if err != nil {
			return s, err
		}
		if err := fill(ctx, s, 0, streams, events); err != nil {
			return s, err
		}
		return s, p.settled(ctx)
	}}
}

// get tells as well whether the subject was opened for this call.
func (k *kept[S]) get(ctx context.Context) (s S, fresh bool, err error) {
	if k.opened && !k.anew {
		return k.subject, false, nil
	}
	if err := k.close(); err != nil {
		return s, false, err
	}
	if k.subject, err = k.open(ctx); err != nil {
		return s, false, err
	}
	k.opened = true
	return k.subject, true, nil
}

func (k *kept[S]) close() error {
	if !k.opened {
		return nil
	}
	closing := k.subject
	var none S
	k.subject, k.opened = none, false
	return closing.close()
}

// closing closes what a row has kept.
func closing(kept ...interface{ close() error }) func() error {
	return func() error {
		errs := make([]error, len(kept))
		for i, one := range kept {
			errs[i] = one.close()
		}
		return errors.Join(errs...)
	}
}
