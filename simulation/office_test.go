package simulation

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/operator"
)

// offices are those that people can be given, by their numbers; the others never have one. The last centre is not
// accredited any more.
var offices = []operator.Appointment{
	{Role: operator.Reviewer},
	{Role: operator.CentreOperator, Centre: "mfc-77-001"},
	{},
	{Role: operator.Support},
	{Role: operator.CentreOperator, Centre: "post-77-002"},
	{},
	{Role: operator.CentreOperator, Centre: closedCentre},
	{},
}

func (s *somebody) office() operator.Appointment { return offices[s.number%int64(len(offices))] }

// appointed is somebody with an account and that role, which the portal gives them if they have it not yet.
func (w *world) appointed(role operator.Role, rng *rand.Rand) *somebody {
	var able []*somebody
	for _, s := range w.members() {
		if s.office().Role == role {
			able = append(able, s)
		}
	}
	if len(able) == 0 {
		return nil
	}
	chosen := able[rng.IntN(len(able))]
	if role == "" {
		return chosen
	}
	if !chosen.appoints(rng) {
		return nil
	}
	return chosen
}

// appoints has the portal give the person their office.
func (s *somebody) appoints(rng *rand.Rand) bool {
	_, err := s.try(rng, "becomes an operator", func(ctx context.Context, k *kabinet.Kabinet) error {
		office := s.office()
		office.Account = s.account
		return k.Operators.Appoint(ctx, office)
	})
	return err == nil
}

// decides has an operator do something about an account: perhaps first one who may not.
func (w *world) decides(
	about string, rng *rand.Rand, decision func(context.Context, *kabinet.Kabinet, identity.Ruling) error,
) {
	for range 8 {
		role := []operator.Role{operator.Reviewer, operator.Reviewer, operator.Support, ""}[rng.IntN(4)]
		s := w.appointed(role, rng)
		if s == nil {
			sleep(w.ctx, between(rng, time.Hour, day))
			continue
		}
		_, err := s.try(rng, "decides about "+about, func(ctx context.Context, k *kabinet.Kabinet) error {
			return decision(ctx, k, identity.Ruling{Operator: s.account, Account: about, Note: "about person of " + s.email})
		})
		if err == nil && (role != operator.Reviewer || s.account == about) {
			w.fail("only reviewers decide, and not about themselves", about, "person %d did as %q", s.number, role)
		}
		if err == nil || errors.Is(err, account.ErrTransition) {
			return
		}
		sleep(w.ctx, between(rng, time.Minute, 6*time.Hour))
	}
}

// suspects has an operator block any account out of suspicion.
func (s *somebody) suspects() {
	members := s.world.members()
	s.world.blocks(members[s.rng.IntN(len(members))].account, s.rng)
}

// suspected has, now and then, the person's own account blocked while they are about to show who they are.
func (s *somebody) suspected(rng *rand.Rand) {
	if rng.IntN(8) == 0 {
		s.world.blocks(s.account, rng)
	}
}

// blocks has an operator block an account, and give it back some time later.
func (w *world) blocks(about string, rng *rand.Rand) {
	w.decides(about, rng, func(ctx context.Context, k *kabinet.Kabinet, ruling identity.Ruling) error {
		ruling.Reason = account.Suspicion
		return k.Identity.Block(ctx, ruling)
	})
	own := rand.New(rand.NewPCG(rng.Uint64(), 6))
	w.errands.Go(func() {
		sleep(w.ctx, between(own, time.Hour, 2*day))
		w.decides(about, own, func(ctx context.Context, k *kabinet.Kabinet, ruling identity.Ruling) error {
			ruling.Reason = account.Cleared
			return k.Identity.GiveBack(ctx, ruling)
		})
	})
}

// joins notes that a person has an account.
func (w *world) joins(s *somebody) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.joined = append(w.joined, s)
}

func (w *world) members() []*somebody {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.joined[:len(w.joined):len(w.joined)]
}

// entering is a try to get into an account.
type entering struct {
	account      string
	began, ended time.Time
	err          error
}

// entered notes how a try ended that had all that is needed.
func (w *world) entered(account string, began time.Time, err error) {
	if err != nil && !errors.Is(err, fault.Refused) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.entries = append(w.entries, entering{account, began, time.Now(), err})
}
