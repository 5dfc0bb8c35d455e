package simulation

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/operator"
)

// goesToCentre shows the papers to an operator, who notes what they see. Where slips are handed over the code is typed
// at home, soon or late. Impostors too have no papers but their own.
func (s *somebody) goesToCentre() {
	s.proven()
	clerk := s.world.appointed(operator.CentreOperator, s.rng)
	if clerk == nil {
		return
	}
	papers := s.truth
	if s.odds(6) {
		papers = s.papers // an old passport
	}
	command := centre.Receive{
		Desk: centre.Desk{Operator: clerk.account, Centre: clerk.office().Centre}, Key: s.key(), Account: s.account,
		Shown: papersOf(papers),
	}
	s.wrongDesks(command)
	s.suspected(s.rng)
	if command.Centre == closedCentre || clerk == s {
		s.mustFail("is received where nobody may be", receives(command, nil))
		return
	}
	s.world.desks.sees(seen{s.account, s.number, command.Desk, command.Shown, time.Now()})
	var visit centre.Visit
	if err := s.do("shows their papers", receives(command, &visit)); err != nil {
		return
	}
	if again := (centre.Visit{}); s.odds(3) && s.do("is received again by the same key", receives(command, &again)) == nil && again.ID != visit.ID {
		s.world.fail("one key, one visit", s.account, "person %d made %s and %s", s.number, visit.ID, again.ID)
	}
	if visit.State == centre.Sealed {
		s.takesSlip(command.Desk, visit)
	}
}

func receives(command centre.Receive, visit *centre.Visit) func(context.Context, *kabinet.Kabinet) error {
	return func(ctx context.Context, k *kabinet.Kabinet) error {
		made, err := k.Centres.Receive(ctx, command)
		if visit != nil {
			*visit = made
		}
		return err
	}
}

// wrongDesks has people receive somebody who may not.
func (s *somebody) wrongDesks(command centre.Receive) {
	if !s.odds(3) {
		return
	}
	elsewhere, nobody := command, command
	elsewhere.Centre = map[string]string{"mfc-77-001": "post-77-002"}[command.Centre]
	if elsewhere.Centre == "" {
		elsewhere.Centre = "mfc-77-001"
	}
	elsewhere.Key, nobody.Key = s.key(), s.key()
	s.mustFail("is received by an operator of another centre", receives(elsewhere, nil))
	if victim := s.stranger(); victim != s && !s.impostor {
		namesake := command
		namesake.Key, namesake.Shown.Number, namesake.Shown.SNILS = s.key(), victim.papers.Document.Number, victim.papers.SNILS
		s.mustFail("shows the papers of a namesake", receives(namesake, nil))
	}
	for _, other := range s.world.members() {
		if other.office().Role != operator.CentreOperator {
			nobody.Operator = other.account
			s.mustFail("is received by somebody who is no operator", receives(nobody, nil))
			break
		}
	}
}

// takesSlip has the slip printed, and types its code later, while life goes on.
func (s *somebody) takesSlip(desk centre.Desk, visit centre.Visit) {
	var printed centre.Slip
	err := s.do("is handed a slip", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		printed, err = k.Centres.Slip(ctx, desk, s.account, visit.ID)
		return err
	})
	if err != nil {
		return
	}
	made := slip{visit.ID, s.account, printed.Code.Reveal(), s.number}
	s.world.desks.hands(made)
	s.world.secrets.add(s.number, "code of a slip", made.code)
	s.world.secrets.add(s.number, "code of a slip", printed.Code.Groups())
	own := rand.New(rand.NewPCG(s.rng.Uint64(), 8))
	s.world.errands.Go(func() {
		sleep(s.world.ctx, between(own, time.Minute, 9*day))
		s.opensSlip(own, made)
	})
}

func (s *somebody) opensSlip(rng *rand.Rand, made slip) {
	activate := func(typed string) func(context.Context, *kabinet.Kabinet) error {
		return func(ctx context.Context, k *kabinet.Kabinet) error { return k.Centres.Activate(ctx, s.account, typed) }
	}
	for range rng.IntN(6) - 3 {
		if _, err := s.try(rng, "mistypes the code of a slip", activate(mistaken(made.code))); err == nil {
			s.world.fail("no wrong code confirms", s.account, "person %d typed one of visit %s", s.number, made.visit)
		}
	}
	if rng.IntN(4) == 0 {
		_, err := s.try(rng, "types the code of a slip as that of a letter", func(ctx context.Context, k *kabinet.Kabinet) error {
			return k.Letters.Enter(ctx, s.account, made.code)
		})
		if err == nil {
			s.world.fail("a code serves its purpose only", s.account, "that of visit %s was taken for that of a letter", made.visit)
		}
	}
	s.suspected(rng)
	s.world.desks.types(made)
	doubt, err := s.try(rng, "types the code of a slip", activate(strings.ToLower(made.code)))
	switch {
	case errors.Is(err, identity.ErrWrongCode):
		s.world.fail("a right code is known", s.account, "that of visit %s is wrong to person %d", made.visit, s.number)
	case !doubt && errors.Is(err, centre.ErrCodeUsed):
		s.world.fail("a code serves once", s.account, "that of visit %s of person %d is used", made.visit, s.number)
	case err == nil && rng.IntN(2) == 0:
		if _, again := s.try(rng, "types the code of a slip again", activate(made.code)); again == nil {
			s.world.fail("a code serves once", s.account, "that of visit %s served person %d twice", made.visit, s.number)
		}
	}
}
