package enrolment_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/registration"
)

const day = 24 * time.Hour

// annasSNILS is that of the profile most tests are about.
const annasSNILS = "123-456-789 64"

// scene is a portal in virtual time whose registries know Anna.
type scene struct {
	*testing.T
	portaltest.Portal
	engine *es.Engine
}

func play(t *testing.T, story func(s scene), change ...func(*kabinet.Policy)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, append(change, portaltest.Unhurried)...)
		p.Know(t, portaltest.Profile())
		story(scene{t, p, p.Engine(t)})
	})
}

// centre is what an operator sends of Anna, who stands at the desk.
func centre(changes ...func(*enrolment.Application)) enrolment.Application {
	a := enrolment.Application{
		Form: portaltest.Profile(), Contact: portaltest.Phone, Consents: portaltest.Consents(), Channel: "centre",
		Vouched: account.Confirmation{Method: account.Centre, By: "mfc-77", Operator: "01OPERATOR", Evidence: "visit-1"},
	}
	for _, change := range changes {
		change(&a)
	}
	return a
}

// client is what a bank knows of Anna.
func client(a *enrolment.Application) {
	a.Vouched = account.Confirmation{Method: account.Bank, By: "test-bank", Evidence: "request-1"}
	a.Form = profile.Form{
		Name:   profile.NameForm{Family: "ЁЛКИНА", Given: "АННА", Patronymic: "СЕРГЕЕВНА"},
		BornOn: "1975-05-09", SNILS: "12345678964",
	}
	a.Form.Document.Kind, a.Form.Document.Number = "passport", "4502573482"
}

func contact(to string) func(*enrolment.Application) {
	return func(a *enrolment.Application) { a.Contact = to }
}

func (s scene) try(changes ...func(*enrolment.Application)) (opened enrolment.Opened, err error) {
	err = s.engine.Do(s.Context(), func(ctx context.Context, unit *es.Unit) (err error) {
		opened, err = s.Enrolment.Open(ctx, unit, centre(changes...))
		return err
	})
	return opened, err
}

func (s scene) open(changes ...func(*enrolment.Application)) enrolment.Opened {
	s.Helper()
	opened, err := s.try(changes...)
	require.NoError(s, err)
	return opened
}

// join has whoever reads the messages to a contact prove it and set a password.
func (s scene) join(opened enrolment.Opened, contact string) {
	s.Helper()
	s.rest(0)
	confirmed, err := s.Registration.Confirm(s.Context(), registration.Confirm{
		Challenge: opened.Receipt.Challenge, Code: s.Code(s.T, contact, len(s.Inbox.For(contact))-1),
	})
	require.NoError(s, err)
	require.Equal(s, opened.Account, confirmed.Account)
	_, err = s.Registration.SetPassword(s.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: portaltest.Password})
	require.NoError(s, err)
}

// resume has the person take up the registration by their contact and returns the challenge.
func (s scene) resume() string {
	s.Helper()
	receipt, err := s.Registration.Resume(s.Context(), registration.Resume{Contact: portaltest.Phone})
	require.NoError(s, err)
	return receipt.Challenge
}

// joined opens an enrolment, and the person has the account.
func (s scene) joined(changes ...func(*enrolment.Application)) string {
	s.Helper()
	opened := s.open(changes...)
	s.join(opened, portaltest.Phone)
	return opened.Account
}

func (s scene) accept(id, snils string) error { return s.Enrolment.Accept(s.Context(), id, snils) }

// rest lets everything happen that happens within d.
func (s scene) rest(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (s scene) standing(id string) enrolment.Standing {
	s.Helper()
	standing, err := s.Enrolment.Standing(s.Context(), id)
	require.NoError(s, err)
	return standing
}

func (s scene) account(id string) account.Account {
	s.Helper()
	found, err := s.Accounts.Get(s.Context(), id)
	require.NoError(s, err)
	return found
}

// unconfirmed shows that nobody was confirmed.
func (s scene) unconfirmed(id string) {
	s.Helper()
	assert.Empty(s, s.account(id).Confirmations)
	assert.Zero(s, s.Count(s.T, "account.identity-confirmed"))
}

func (s scene) ways(id string) identity.Standing {
	s.Helper()
	standing, err := s.Identity.Standing(s.Context(), id)
	require.NoError(s, err)
	return standing
}

// at returns the paths and codes of a refusal.
func at(err error) map[string]string {
	found := map[string]string{}
	for _, f := range fault.All(err) {
		found[f.Path] = f.Code
	}
	return found
}
