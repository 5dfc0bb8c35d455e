package verification

import (
	"context"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// What a person is told about a field that a check found wrong.
var (
	ErrMismatch = fault.Define("verification.mismatch",
		"В государственном реестре записано иначе. Сверьте это поле с документом",
		"The state registry has this otherwise. Compare the field with your document")
	ErrOnlyYo = fault.Define("verification.only-yo",
		"Отличие только в буквах «е» и «ё». Напишите так, как в документе, по которому сведения внесены в реестр",
		"The only difference is between the letters е and ё. Write it as in the document the registry was filled in from")
	ErrNotFound = fault.Define("verification.not-found",
		"Такого номера в государственном реестре нет. Проверьте каждую цифру по документу",
		"The state registry has no such number. Check every digit against your document")
	ErrTaken = fault.Define("verification.taken",
		"С этими данными продолжить нельзя. Если они ваши, восстановите доступ к учётной записи или обратитесь в центр обслуживания",
		"It is not possible to go on with these data. If they are yours, recover access to your account or come to a service centre")
)

// conclude ends a verification whose checks have said enough, together with what that means for the
// account, and for the reminders of what is then left to the person.
func (s *Service) conclude(ctx context.Context, unit *es.Unit, v *es.Aggregate[Verification]) error {
	state := v.State()
	ending := state.verdict()
	if state.Submission == 0 || state.Ended != "" || ending == "" {
		return nil
	}
	owner, err := s.accounts.Load(ctx, unit, state.Account)
	if err != nil {
		return err
	}
	if state.forsaken(owner.State()) {
		return s.decide(unit, v, Supersede(unit.Now()))
	}
	problems := state.problems()
	if ending == Passed {
		if problems, err = s.taken(ctx, unit, owner); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		ending = Failed
		err = owner.Decide(account.RejectProfile(state.Submission, problems, unit.Now()))
	} else {
		err = s.verify(unit, owner, state.Submission)
	}
	if err != nil {
		return err
	}
	draft, err := s.drafts.Load(ctx, unit, state.Account)
	if err != nil {
		return err
	}
	s.remindLater(unit, owner, draft)
	return s.decide(unit, v, finish(ending, unit.Now()))
}

// verify raises the account, and has SNILS and document belong to it and to no other (VER-6). What it
// held by an earlier profile is given up.
func (s *Service) verify(unit *es.Unit, owner *es.Aggregate[account.Account], submission int) error {
	before := owner.State()
	if before.Submission.State != account.Checking {
		return nil
	}
	if err := owner.Decide(account.VerifyProfile(submission, unit.Now())); err != nil {
		return err
	}
	if !before.Profile.IsZero() {
		unit.Release(account.SNILSKey(unit, before.Profile.SNILS), owner.Stream())
		unit.Release(account.DocumentKey(unit, before.Profile.Document), owner.Stream())
	}
	after := owner.State().Profile
	unit.Claim(account.SNILSKey(unit, after.SNILS), owner.Stream(), time.Time{})
	unit.Claim(account.DocumentKey(unit, after.Document), owner.Stream(), time.Time{})
	s.watchDocument(unit, owner)
	return nil
}

// taken returns the fields whose values belong to another account (VER-6). Should somebody be faster, the
// commit fails as claimed and all of this is decided anew.
func (s *Service) taken(ctx context.Context, unit *es.Unit, owner *es.Aggregate[account.Account]) ([]account.Problem, error) {
	p := owner.State().Submission.Profile
	var problems []account.Problem
	for _, claim := range []struct {
		key   es.ClaimKey
		check Check
	}{
		{account.SNILSKey(unit, p.SNILS), SNILSCheck},
		{account.DocumentKey(unit, p.Document), DocumentCheck},
	} {
		holder, held, err := unit.Owner(ctx, claim.key)
		if err != nil {
			return nil, err
		}
		if held && holder != owner.Stream() {
			problems = append(problems, problem(claim.check, claim.check.subject(), ErrTaken))
		}
	}
	return problems, nil
}

// problems lists what the checks found wrong.
func (v Verification) problems() []account.Problem {
	var problems []account.Problem
	for _, check := range v.names() {
		switch progress := v.Checks[check]; progress.State {
		case NotFound:
			problems = append(problems, problem(check, check.subject(), ErrNotFound))
		case Mismatched:
			for _, difference := range progress.Differences {
				says := ErrMismatch
				if difference.OnlyYo {
					says = ErrOnlyYo
				}
				problems = append(problems, problem(check, difference.Field, says))
			}
		default:
		}
	}
	return problems
}

func problem(check Check, field string, says fault.Fault) account.Problem {
	return account.Problem{Check: string(check), Field: field, Code: says.Code}
}

// Faults turns the problems of a rejected submission into refusals at their fields, in the two languages
// of the portal.
func Faults(problems []account.Problem) []fault.Fault {
	known := []fault.Fault{ErrMismatch, ErrOnlyYo, ErrNotFound, ErrTaken}
	var faults []fault.Fault
	for _, p := range problems {
		if i := slices.IndexFunc(known, func(f fault.Fault) bool { return f.Code == p.Code }); i >= 0 {
			faults = append(faults, known[i].At(p.Field))
		}
	}
	return faults
}
