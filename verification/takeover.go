package verification

import (
	"context"
	"errors"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/profile"
)

// TakeOver has the person go on with what somebody else said of them (CNF-9), inside the unit of work of its caller. A
// form that is whole and right is submitted, any other becomes the draft, in which only what the form leaves empty stays
// as it was. A profile that the person has submitted already is left alone.
func (s *Service) TakeOver(ctx context.Context, unit *es.Unit, accountID string, form profile.Form) error {
	owner, err := s.live(ctx, unit, accountID)
	if err != nil || owner.State().Submission.Number > 0 {
		return err
	}
	p, err := s.Parse(form, unit.Now())
	switch {
	case err == nil:
		return s.check(unit, owner, p)
	case !errors.Is(err, fault.Refused):
		return err
	}
	draft, err := s.drafts.Load(ctx, unit, accountID)
	if err != nil {
		return err
	}
	merged, err := over(draft.State().Form, form)
	if err != nil {
		return err
	}
	return s.keep(unit, owner, draft, merged)
}

// over lays what one form says over another.
func over(below, form profile.Form) (profile.Form, error) {
	for _, path := range profile.Fields() {
		text, err := form.Get(path)
		if err != nil {
			return profile.Form{}, err
		}
		if text == "" {
			continue
		}
		if err := below.Set(path, text); err != nil {
			return profile.Form{}, err
		}
	}
	return below, nil
}
