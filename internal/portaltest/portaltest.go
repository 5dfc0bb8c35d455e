// Package portaltest starts a whole Kabinet in memory for the tests of its packages. Call it inside a
// testing/synctest bubble, where messages arrive while the test waits.
package portaltest

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/registration"
)

// Contacts and password of the person most tests are about.
const (
	Phone    = "+79161234567"
	Email    = "anna@example.ru"
	Password = "тихий омут и семь журавлей"
)

// Portal is a running Kabinet with the ports it stands on.
type Portal struct {
	*kabinet.Kabinet
	*memory.Set
}

// Start runs a Kabinet with the cheapest password hashing until the test ends.
func Start(t *testing.T, change ...func(*kabinet.Policy)) Portal {
	t.Helper()
	set := memory.New()
	k := New(t, set.Ports, change...)
	Run(t, k)
	return Portal{k, set}
}

// New returns a Kabinet over the ports, as Start makes it, which does not run.
func New(t *testing.T, ports kabinet.Ports, change ...func(*kabinet.Policy)) *kabinet.Kabinet {
	t.Helper()
	policy := kabinet.DefaultPolicy()
	policy.Hashing.Params = password.CheapestParams()
	for _, c := range change {
		c(&policy)
	}
	k, err := kabinet.New(ports, policy)
	require.NoError(t, err)
	return k
}

// Patient makes feed and alarm look every minute instead of every second, for tests that span days of
// virtual time.
func Patient(policy *kabinet.Policy) {
	policy.Feed.PollInterval = time.Minute
	policy.Feed.CheckpointInterval = time.Minute
	policy.Feed.LeaseTTL = time.Hour
	policy.Alarm.Poll = time.Minute
	policy.Alarm.Lease = time.Hour
}

// Unhurried makes them look seldom, for tests that span months. What a timer is for may come half an hour late.
func Unhurried(policy *kabinet.Policy) {
	const day = 24 * time.Hour
	policy.Feed.PollInterval, policy.Feed.CheckpointInterval, policy.Feed.LeaseTTL = day, day, 7*day
	policy.Alarm.Poll, policy.Alarm.Lease = 30*time.Minute, day
	policy.Retention.Every = day
}

// Run drives the reactions until the test ends, or until the function returned is called.
func Run(t *testing.T, k *kabinet.Kabinet) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- k.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-done)
	})
	t.Cleanup(stop)
	return stop
}

// Register begins a registration and returns its receipt.
func (p Portal) Register(t *testing.T, contact string) confirmation.Receipt {
	t.Helper()
	receipt, err := p.Registration.Register(t.Context(), registration.Register{
		Name: registration.Name{Family: "Ёлкина", Given: "Анна"}, Contact: contact, Consents: Consents(),
	})
	require.NoError(t, err)
	return receipt
}

// Prove begins a registration and proves its contact.
func (p Portal) Prove(t *testing.T, contact string) registration.Confirmed {
	t.Helper()
	seen := len(p.Inbox.For(contact))
	receipt := p.Register(t, contact)
	code := p.Code(t, contact, seen)
	confirmed, err := p.Registration.Confirm(t.Context(), registration.Confirm{Challenge: receipt.Challenge, Code: code})
	require.NoError(t, err)
	return confirmed
}

// Code waits for a message to the contact after those already seen, and returns the code in it.
func (p Portal) Code(t *testing.T, contact string, seen int) string {
	t.Helper()
	message, err := p.Inbox.Next(t.Context(), contact, seen)
	require.NoError(t, err)
	return sixDigits.FindString(message.Text)
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// Person registers somebody to the end and returns the account's id.
func (p Portal) Person(t *testing.T, contact string) string {
	t.Helper()
	confirmed := p.Prove(t, contact)
	completed, err := p.Registration.SetPassword(t.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: Password})
	require.NoError(t, err)
	return completed.Account
}

// Profile is that of the person most tests are about, right for the registries once they Know it.
func Profile() profile.Form {
	return profile.Form{
		Name: profile.NameForm{Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна"},
		Sex:  "ж", BornOn: "09.05.1975", Citizenship: "ru",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: "45 02 573482", IssuedOn: "01.06.1997",
			Issuer: "ОВД района Арбат г. Москвы", DivisionCode: "773-045", Birthplace: "г. Москва",
		},
		SNILS: "123-456-789 64", INN: "500100732259",
	}
}

// Know tells the registries of a person.
func (p Portal) Know(t *testing.T, form profile.Form) {
	t.Helper()
	known, err := profile.DefaultPolicy().Parse(form, person.DateOf(time.Now()))
	require.NoError(t, err)
	p.Registry.Know(known)
}

// Verified registers somebody and has their profile verified; it returns the account's id.
func (p Portal) Verified(t *testing.T, contact string, form profile.Form) string {
	t.Helper()
	p.Know(t, form)
	id := p.Person(t, contact)
	require.NoError(t, p.Verification.Submit(t.Context(), id, form))
	time.Sleep(10 * time.Minute)
	synctest.Wait()
	standing, err := p.Verification.Standing(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, account.Standard, standing.Level)
	return id
}

// Engine returns an engine over the same ports, for what services do inside a unit of work of their caller.
func (p Portal) Engine(t *testing.T) *eventsourcing.Engine {
	t.Helper()
	index, err := eventsourcing.NewBlindIndex(p.Ports.Secrets.BlindIndex)
	require.NoError(t, err)
	engine, err := eventsourcing.NewEngine(eventsourcing.Config{Store: p.Ports.Store, Encrypter: p.Ports.Encrypter, BlindIndex: index})
	require.NoError(t, err)
	return engine
}

// Confirm has somebody vouch for a person whose profile is verified.
func (p Portal) Confirm(t *testing.T, id string, method account.Method, evidence string) {
	t.Helper()
	require.NoError(t, p.Engine(t).Do(t.Context(), func(ctx context.Context, unit *eventsourcing.Unit) error {
		if _, err := p.Identity.Begin(ctx, unit, id, identity.Way{Method: method, Evidence: evidence, At: unit.Now()}); err != nil {
			return err
		}
		return p.Identity.Confirm(ctx, unit, id, account.Confirmation{Method: method, By: "vouching-1", Evidence: evidence})
	}))
}

// Block has an operator put an account on hold.
func (p Portal) Block(t *testing.T, id string) {
	t.Helper()
	require.NoError(t, p.Engine(t).Do(t.Context(), func(ctx context.Context, unit *eventsourcing.Unit) error {
		accounts, err := eventsourcing.NewRepository(account.Category, account.Codec())
		if err != nil {
			return err
		}
		owner, err := accounts.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		return owner.Decide(account.Block(account.Act{Reason: account.Suspicion, Author: "operator"}, unit.Now()))
	}))
}

// AddContact adds the other contact to an account.
func (p Portal) AddContact(t *testing.T, account, contact string) {
	t.Helper()
	seen := len(p.Inbox.For(contact))
	receipt, err := p.Registration.AddContact(t.Context(), registration.AddContact{Account: account, Contact: contact})
	require.NoError(t, err)
	_, err = p.Registration.Confirm(t.Context(), registration.Confirm{
		Challenge: receipt.Challenge, Code: p.Code(t, contact, seen), Account: account,
	})
	require.NoError(t, err)
}

// SignIn signs the person in.
func (p Portal) SignIn(t *testing.T, login string) access.Admitted {
	t.Helper()
	admitted, err := p.Access.SignIn(t.Context(), access.SignIn{Login: login, Password: Password})
	require.NoError(t, err)
	return admitted
}

// Leaks returns where in the public parts of the store's events one of the words stands in clear.
func (p Portal) Leaks(t *testing.T, words ...string) []string {
	t.Helper()
	page, err := p.Events.Read(t.Context(), 0, 10_000)
	require.NoError(t, err)
	var found []string
	for _, record := range page.Records {
		text := string(record.Data) + record.ID + record.Stream.String()
		for key, value := range record.Metadata {
			text += key + value
		}
		for _, word := range words {
			if strings.Contains(text, word) {
				found = append(found, record.Type+": "+word)
			}
		}
	}
	return found
}

// Consents are those a registration needs.
func Consents() []registration.Consent {
	return []registration.Consent{{Purpose: account.Terms, Version: "1"}, {Purpose: account.PersonalData, Version: "1"}}
}

// Count returns how many events of that type the store holds.
func (p Portal) Count(t *testing.T, event string) int {
	t.Helper()
	page, err := p.Events.Read(t.Context(), 0, 10_000)
	require.NoError(t, err)
	found := 0
	for _, record := range page.Records {
		if record.Type == event {
			found++
		}
	}
	return found
}
