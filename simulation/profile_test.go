package simulation

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// savesDraft leaves a part of the profile for later, and finds it again.
func (s *somebody) savesDraft() {
	form := s.truth
	form.SNILS, form.INN = "не помню", ""
	err := s.do("saves a draft", func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Verification.SaveDraft(ctx, s.account, form)
	})
	var kept profile.Form
	errRead := s.do("reads the draft", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		kept, err = k.Verification.Draft(ctx, s.account)
		return err
	})
	if err == nil && errRead == nil && kept != form {
		s.world.fail("a draft is kept as it is", s.account, "person %d finds another", s.number)
	}
}

// looksUpINN: it is one's own, or unknown.
func (s *somebody) looksUpINN() {
	var found verification.FoundINN
	err := s.do("looks up the INN", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		found, err = k.Verification.FindINN(ctx, s.account, s.truth)
		return err
	})
	switch {
	case err == nil && found.INN.Reveal() != s.truth.INN:
		s.world.fail("an INN looked up is one's own", s.account, "person %d got another", s.number)
	case errors.Is(err, verification.ErrINNUnknown) && s.truth.INN != "":
		s.world.fail("an INN looked up is found", s.account, "person %d has one", s.number)
	}
}

// submitsProfile, rightly or with a mistake, and corrects what is found wrong.
func (s *somebody) submitsProfile() {
	form := s.truth
	mistake := map[string]string{}
	switch s.rng.IntN(9) {
	case 0:
		mistake["name.family"] = s.stranger().papers.Name.Family
	case 1:
		mistake["snils"] = s.stranger().papers.SNILS
	case 2:
		mistake["document.number"] = s.stranger().papers.Document.Number
	case 3:
		mistake["snils"] = snilsNumber(1_000_000+s.number, s.world.seed) // nobody's
	case 4:
		mistake["name.given"] = strings.ReplaceAll(strings.ReplaceAll(s.truth.Name.Given, "ё", "е"), "Ё", "Е")
	case 5:
		mistake["snils"] = "123-456-789 00"
		mistake["bornOn"] = "31.02.1970"
	default:
	}
	for path, text := range mistake {
		_ = form.Set(path, text)
	}
	s.world.secrets.form(s.number, form)
	if s.odds(4) {
		s.leavesHalfway(form)
	}
	err := s.submits(form)
	expected := mistake["bornOn"] != "" || errors.Is(err, profile.ErrDocumentLapsed) || errors.Is(err, account.ErrHeld) ||
		errors.Is(err, verification.ErrSubmissionsPerDay)
	if len(fault.All(err)) > 0 && !expected {
		s.world.fail("what is well formed is taken", s.account, "person %d: %v", s.number, err)
	}
	if err == nil || mistake["bornOn"] != "" {
		s.followsUp()
	}
}

func (s *somebody) leavesHalfway(form profile.Form) {
	form.SNILS = ""
	_ = s.do("saves a draft", func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Verification.SaveDraft(ctx, s.account, form)
	})
	s.pause(time.Minute, 2*day)
}

func (s *somebody) submits(form profile.Form) error {
	return s.do("submits the profile", func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Verification.Submit(ctx, s.account, form)
	})
}

// followsUp looks again and again how the checking stands, and corrects what it finds.
func (s *somebody) followsUp() {
	for range 4 {
		standing, ok := s.looksHow()
		if !ok {
			return
		}
		switch standing.State {
		case account.Checking:
			s.pause(time.Minute, 2*day)
		case account.Verified:
			s.verified = standing.Level == account.Standard && !s.impostor
			return
		default:
			if s.over() || s.odds(6) {
				return
			}
			s.pause(time.Minute, day)
			s.corrects(standing.Faults)
		}
	}
}

func (s *somebody) looksHow() (standing verification.Standing, ok bool) {
	err := s.do("looks how it stands", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		standing, err = k.Verification.Standing(ctx, s.account)
		return err
	})
	s.note("it stands %s, level %s: %v %v", standing.State, standing.Level, standing.Checks, standing.Faults)
	if err == nil && standing.State == account.Rejected && len(standing.Faults) == 0 {
		s.world.fail("a rejection says why", s.account, "person %d is told nothing", s.number)
	}
	return standing, err == nil
}

// corrects the fields that were found wrong, or everything where none was named.
func (s *somebody) corrects(faults []fault.Fault) {
	if len(faults) == 0 {
		_ = s.submits(s.truth)
		return
	}
	fields := map[string]string{}
	for _, f := range faults {
		if right, err := s.truth.Get(f.Path); err == nil {
			fields[f.Path] = right
		}
	}
	maps.DeleteFunc(fields, func(path, right string) bool { return right == "" && path != "inn" })
	_ = s.do("corrects", func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Verification.Correct(ctx, s.account, fields)
	})
}

// submitsTwice sends two different profiles at once; one of them counts in the end.
func (s *somebody) submitsTwice() {
	other := s.truth
	other.INN = ""
	_, _ = s.twice("submits the profile", func(nth int) func(context.Context, *kabinet.Kabinet) error {
		return func(ctx context.Context, k *kabinet.Kabinet) error {
			return k.Verification.Submit(ctx, s.account, []profile.Form{s.truth, other}[nth])
		}
	})
	s.followsUp()
}

// takesNumbers submits all the data of somebody else.
func (s *somebody) takesNumbers() {
	s.impostor, s.verified = true, false
	_ = s.submits(s.stranger().papers)
	if s.odds(3) {
		return
	}
	s.followsUp()
	for _, shows := range []func(*somebody){(*somebody).signsStatement, (*somebody).asksBank, (*somebody).goesToCentre, (*somebody).ordersLetter} {
		if s.odds(2) {
			shows(s)
		}
	}
}

// changesProfile after a marriage, a move or with a new passport. The registries may learn of it later than the portal.
func (s *somebody) changesProfile() {
	switch s.rng.IntN(3) {
	case 0:
		s.truth.Name.Family = cyrillic(s.rng)
	case 1:
		s.truth.Addresses.Delivery = home(s.rng)
	default:
		s.truth.Document.Number = passportNumber(s.number*8+1+int64(s.rng.IntN(7)), s.world.seed)
		s.truth.Document.IssuedOn = fmt.Sprintf("%02d.12.1999", 1+s.rng.IntN(28))
	}
	s.world.secrets.form(s.number, s.truth)
	if s.odds(3) {
		_ = s.submits(s.truth)
	}
	s.world.learn(s)
	_ = s.submits(s.truth)
	s.followsUp()
}
