package operator_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/operator"
)

// office is a portal with the service of its operators.
type office struct {
	*testing.T
	portaltest.Portal
	*operator.Service
	engine   *es.Engine
	accounts *es.Repository[account.Account]
}

func open(t *testing.T, story func(o office)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t)
		engine := p.Engine(t)
		accounts, err := es.NewRepository(account.Category, account.Codec())
		require.NoError(t, err)
		service, err := operator.New(engine, accounts)
		require.NoError(t, err)
		story(office{t, p, service, engine, accounts})
	})
}

func (o office) require(id string, roles ...operator.Role) (found operator.Operator, err error) {
	err = o.engine.Do(o.Context(), func(ctx context.Context, unit *es.Unit) error {
		found, err = o.Require(ctx, unit, id, roles...)
		return err
	})
	return found, err
}

func (o office) block(id string) {
	o.Helper()
	require.NoError(o, o.engine.Do(o.Context(), func(ctx context.Context, unit *es.Unit) error {
		owner, err := o.accounts.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		return owner.Decide(account.Block(account.Act{Reason: account.Suspicion, Author: boss}, unit.Now()))
	}))
}

// OPS-1: an operator may do what their role allows, while they are in office and their own account in use.
func TestRequire(t *testing.T) {
	open(t, func(o office) {
		id := o.Person(o.T, portaltest.Phone)
		_, err := o.require(id, operator.Roles()...)
		require.ErrorIs(o, err, operator.ErrNotAllowed, "nobody's operator")

		require.NoError(o, o.Appoint(o.Context(), operator.Appointment{Account: id, Role: operator.CentreOperator, Centre: centre}))
		found, err := o.require(id, operator.CentreOperator)
		require.NoError(o, err)
		assert.Equal(o, operator.Operator{Account: id, Role: operator.CentreOperator, Centre: centre, Since: time.Now().UTC()}, found)
		_, err = o.require(id, operator.Support, operator.Reviewer)
		require.ErrorIs(o, err, operator.ErrNotAllowed, "another role's")

		o.block(id)
		_, err = o.require(id, operator.CentreOperator)
		require.ErrorIs(o, err, operator.ErrNotAllowed, "held themselves")
	})
}

func TestDismissed(t *testing.T) {
	open(t, func(o office) {
		id := o.Person(o.T, portaltest.Phone)
		require.NoError(o, o.Appoint(o.Context(), operator.Appointment{Account: id, Role: operator.Support}))
		require.NoError(o, o.Dismiss(o.Context(), id, boss))
		_, err := o.require(id, operator.Support)
		require.ErrorIs(o, err, operator.ErrNotAllowed)
		found, err := o.Get(o.Context(), id)
		require.NoError(o, err)
		assert.Empty(o, found.Role)
	})
}

func TestOperatorsHaveALiveAccount(t *testing.T) {
	open(t, func(o office) {
		appointment := operator.Appointment{Account: "nobody", Role: operator.Support}
		require.ErrorIs(o, o.Appoint(o.Context(), appointment), account.ErrUnknown)
		unfinished := o.Prove(o.T, portaltest.Phone).Account
		appointment.Account = unfinished
		require.ErrorIs(o, o.Appoint(o.Context(), appointment), account.ErrNotLive)
	})
}
