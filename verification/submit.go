package verification

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// ErrSubmissionsPerDay is the limit of submissions; the refusal is a [*Limited].
var ErrSubmissionsPerDay = fault.Define("verification.submissions-per-day",
	"Анкета отправлена слишком много раз за сутки. Отправить её снова можно через {wait}; черновик можно сохранить",
	"The profile was submitted too many times within a day. It can be submitted again in {wait}; a draft can be saved")

// Draft returns the profile as the person left it: the draft, or what was submitted last if that is newer,
// or the name the account was registered with.
func (s *Service) Draft(ctx context.Context, accountID string) (form profile.Form, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.live(ctx, unit, accountID)
		if err != nil {
			return err
		}
		draft, err := s.drafts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		switch submission := owner.State().Submission; {
		case draft.State().SavedAt.After(submission.At):
			form = draft.State().Form
		case submission.Number > 0:
			form = submission.Profile.Reveal()
		default:
			name := owner.State().Name
			form = profile.Form{Name: profile.NameForm{
				Family: name.Family().Reveal(), Given: name.Given().Reveal(), Patronymic: name.Patronymic().Reveal(),
			}}
		}
		return nil
	})
	return form, err
}

// SaveDraft keeps a profile to go on with later, any part of it empty or wrong (PRO-2). It refuses only
// what is too long to be right.
func (s *Service) SaveDraft(ctx context.Context, accountID string, form profile.Form) error {
	if err := s.policy.Profile.CheckDraft(form); err != nil {
		return err
	}
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.live(ctx, unit, accountID)
		if err != nil {
			return err
		}
		draft, err := s.drafts.Load(ctx, unit, accountID)
		if err != nil {
			return err
		}
		return s.keep(unit, owner, draft, form)
	})
}

// keep saves a draft.
func (s *Service) keep(unit *es.Unit, owner *es.Aggregate[account.Account], draft *es.Aggregate[account.Draft], form profile.Form) error {
	before := draft.State().SavedAt
	if err := draft.Decide(account.SaveDraft(owner.State().ID, form, owner.State().Submission.At, unit.Now())); err != nil {
		return err
	}
	if !draft.State().SavedAt.Equal(before) {
		s.remindLater(unit, owner, draft)
	}
	return nil
}

// Submit gives a whole profile to be checked (PRO-2, PRO-3). The refusal has every fault at its field.
// The same profile again, while it is being checked or when it was verified, changes nothing, so the
// command may be repeated. An account that has submitted as often as the policy allows is refused with a [*Limited].
func (s *Service) Submit(ctx context.Context, accountID string, form profile.Form) error {
	return s.submit(ctx, accountID, func(account.Account) (profile.Form, error) { return form, nil })
}

// Correct replaces only the fields given, by their paths, in what was submitted last, and submits that
// (PRO-5). It is refused as Submit is.
func (s *Service) Correct(ctx context.Context, accountID string, fields map[string]string) error {
	return s.submit(ctx, accountID, func(owner account.Account) (profile.Form, error) {
		form := owner.Submission.Profile.Reveal()
		var unknown []error
		for _, path := range slices.Sorted(maps.Keys(fields)) {
			unknown = append(unknown, form.Set(path, fields[path]))
		}
		return form, fault.Join(unknown...)
	})
}

func (s *Service) submit(ctx context.Context, accountID string, fill func(account.Account) (profile.Form, error)) error {
	return s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		owner, err := s.live(ctx, unit, accountID)
		if err != nil {
			return err
		}
		form, err := fill(owner.State())
		if err != nil {
			return err
		}
		p, err := s.Parse(form, unit.Now())
		if err != nil {
			return err
		}
		return s.check(unit, owner, p)
	})
}

// check has a profile checked from now on, unless the account has submitted too many.
func (s *Service) check(unit *es.Unit, owner *es.Aggregate[account.Account], p profile.Profile) error {
	before := owner.State()
	if err := owner.Decide(account.SubmitProfile(p, unit.Now())); err != nil {
		return err
	}
	if owner.State().Submission.Number == before.Submission.Number {
		return nil
	}
	unit.CancelTimer(owner.Stream(), RemindTimer)
	return limited("", before.Submitted, unit.Now(), limit{ErrSubmissionsPerDay, s.policy.SubmissionsPerDay, 24 * time.Hour})
}

// Parse reads a whole form as Submit does, at that time, and changes nothing.
func (s *Service) Parse(form profile.Form, at time.Time) (profile.Profile, error) {
	return s.policy.Profile.Parse(form, s.today(at))
}

func (s *Service) today(now time.Time) person.Date { return person.DateOf(now.In(s.policy.Zone)) }

// live loads an account that has finished its registration and is not held.
func (s *Service) live(ctx context.Context, unit *es.Unit, id string) (*es.Aggregate[account.Account], error) {
	owner, err := s.accounts.Load(ctx, unit, id)
	switch {
	case err != nil:
		return nil, err
	case !owner.Exists():
		return nil, account.ErrUnknown
	case owner.State().Status != account.Live:
		return nil, account.ErrNotLive
	case owner.State().Hold != account.NotHeld:
		return nil, account.ErrHeld
	default:
		return owner, nil
	}
}
