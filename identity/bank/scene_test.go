package bank_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/identity/bank/banktest"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/verification"
)

// scene is a portal in virtual time with a person whose profile is verified.
type scene struct {
	*testing.T
	portaltest.Portal
	engine *es.Engine
	id     string
}

func play(t *testing.T, story func(s scene), change ...func(*kabinet.Policy)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, append(change, portaltest.Patient)...)
		index, err := es.NewBlindIndex(p.Ports.Secrets.BlindIndex)
		require.NoError(t, err)
		engine, err := es.NewEngine(es.Config{Store: p.Ports.Store, Encrypter: p.Ports.Encrypter, BlindIndex: index})
		require.NoError(t, err)
		story(scene{t, p, engine, p.Verified(t, portaltest.Phone, portaltest.Profile())})
	})
}

func (s scene) begin(changes ...func(*bank.Begin)) bank.Request {
	s.Helper()
	request, err := s.Bank.Begin(s.Context(), begin(s.id, changes...))
	require.NoError(s, err)
	return request
}

func begin(id string, changes ...func(*bank.Begin)) bank.Begin {
	command := bank.Begin{Account: id, Bank: "test-bank", Consent: bank.Consent{Version: "2026-01", Channel: "web"}}
	for _, change := range changes {
		change(&command)
	}
	return command
}

// answer is what the bank says of Anna, with some of it otherwise.
func (s scene) answer(request bank.Request, changes ...func(*bank.IdentityForm)) string {
	form := banktest.Anna()
	for _, change := range changes {
		change(&form)
	}
	return s.Banks.Answer(request, form)
}

func (s scene) complete(request bank.Request, assertion string) error {
	return s.Bank.Complete(s.Context(), bank.Reply{Account: s.id, State: request.State, Assertion: assertion})
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

// unconfirmed shows that nothing was believed.
func (s scene) unconfirmed() {
	s.Helper()
	assert.Equal(s, account.Standard, s.standing().Level)
	assert.Empty(s, s.account().Confirmations)
	assert.Zero(s, s.Count(s.T, "account.identity-confirmed"))
}

// transfers are all but those of the verification before.
func (s scene) transfers() (since account.Transfers) {
	s.Helper()
	all, err := s.Accounts.Transfers(s.Context(), s.id)
	require.NoError(s, err)
	for _, transfer := range all.Disclosed {
		if transfer.Purpose != verification.ForVerification {
			since.Disclosed = append(since.Disclosed, transfer)
		}
	}
	since.Received = all.Received
	return since
}

// letter begins another way beside the bank.
func (s scene) letter() {
	s.Helper()
	require.NoError(s, s.engine.Do(s.Context(), func(ctx context.Context, unit *es.Unit) error {
		_, err := s.Identity.Begin(ctx, unit, s.id, identity.Way{Method: account.Letter, Evidence: "l-1", At: unit.Now()})
		return err
	}))
}

func (s scene) confirmByLetter() error {
	return s.engine.Do(s.Context(), func(ctx context.Context, unit *es.Unit) error {
		return s.Identity.Confirm(ctx, unit, s.id, account.Confirmation{Method: account.Letter, By: "post", Evidence: "l-1"})
	})
}

func (s scene) reviewer() string {
	s.Helper()
	id := s.Person(s.T, "+79260000001")
	require.NoError(s, s.Operators.Appoint(s.Context(), operator.Appointment{Account: id, Role: operator.Reviewer}))
	return id
}

// wait lets time pass and the reactions to it happen.
func (s scene) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// at returns the paths and codes of a refusal.
func at(err error) map[string]string {
	found := map[string]string{}
	for _, f := range fault.All(err) {
		found[f.Path] = f.Code
	}
	return found
}
