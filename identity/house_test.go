package identity_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/operator"
)

// scene is a portal in virtual time with a person whose profile is verified, and a reviewer.
type scene struct {
	*testing.T
	portaltest.Portal
	engine       *es.Engine
	id, reviewer string
}

func play(t *testing.T, story func(s scene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Patient)
		s := scene{t, p, p.Engine(t), p.Verified(t, portaltest.Phone, portaltest.Profile()), p.Person(t, "+79260000001")}
		require.NoError(t, p.Operators.Appoint(t.Context(), operator.Appointment{Account: s.reviewer, Role: operator.Reviewer}))
		story(s)
	})
}

// begin opens a way, as the packages of the ways do.
func (s scene) begin(id string, method account.Method, evidence string) error {
	return s.engine.Do(s.Context(), func(ctx context.Context, unit *es.Unit) error {
		_, err := s.Identity.Begin(ctx, unit, id, identity.Way{Method: method, Evidence: evidence, At: unit.Now()})
		return err
	})
}

func (s scene) confirm(id string, method account.Method, evidence string) error {
	return s.engine.Do(s.Context(), func(ctx context.Context, unit *es.Unit) error {
		return s.Identity.Confirm(ctx, unit, id, account.Confirmation{Method: method, By: "x", Evidence: evidence})
	})
}

func (s scene) standing() identity.Standing {
	s.Helper()
	standing, err := s.Identity.Standing(s.Context(), s.id)
	require.NoError(s, err)
	return standing
}

func (s scene) account() account.Account {
	s.Helper()
	found, err := s.Accounts.Get(s.Context(), s.id)
	require.NoError(s, err)
	return found
}

func (s scene) ruling(reason account.HoldReason) identity.Ruling {
	return identity.Ruling{Operator: s.reviewer, Account: s.id, Reason: reason, Note: "звонила Анна"}
}
