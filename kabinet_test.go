package kabinet_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/internal/portaltest"
)

// The whole way of a person, by phone and by e-mail.
func TestFromNothingToSignedIn(t *testing.T) {
	for _, contact := range []string{portaltest.Phone, portaltest.Email} {
		synctest.Test(t, func(t *testing.T) {
			p := portaltest.Start(t)
			id := p.Person(t, contact)
			admitted := p.SignIn(t, contact)
			used, err := p.Access.Authenticate(t.Context(), admitted.Token)
			require.NoError(t, err)
			require.Equal(t, id, used.Account)

			owner, err := p.Accounts.Get(t.Context(), id)
			require.NoError(t, err)
			require.Equal(t, account.Simplified, owner.Level())
			journal, err := p.Accounts.Journal(t.Context(), id)
			require.NoError(t, err)
			var told []string
			for _, entry := range journal {
				told = append(told, entry.Text.English)
			}
			require.Equal(t, []string{"Registration begun", "Contact confirmed", "Password set, level: simplified"}, told)
		})
	}
}

func TestNobodyHasNoAccount(t *testing.T) {
	k := portaltest.New(t, memory.New().Ports)
	_, err := k.Accounts.Get(t.Context(), "nobody")
	require.ErrorIs(t, err, account.ErrUnknown)
}

func TestNewNamesEveryPortThatIsMissing(t *testing.T) {
	_, err := kabinet.New(kabinet.Ports{}, kabinet.DefaultPolicy())
	for _, port := range []string{"Store", "Encrypter", "SMS", "Mail"} {
		require.ErrorContains(t, err, "Ports."+port+" is missing")
	}
}

func TestNewRefusesWeakSecretsAndMistakenPolicies(t *testing.T) {
	ports := memory.New().Ports
	ports.Secrets.BlindIndex = []byte("short")
	_, err := kabinet.New(ports, kabinet.DefaultPolicy())
	require.ErrorContains(t, err, "blind index")

	ports = memory.New().Ports
	ports.Secrets.Codes = map[string][]byte{"memory": []byte("short")}
	_, err = kabinet.New(ports, kabinet.DefaultPolicy())
	require.ErrorContains(t, err, "secret")

	policy := kabinet.DefaultPolicy()
	policy.Hashing.Params.Time = 0
	_, err = kabinet.New(memory.New().Ports, policy)
	require.ErrorContains(t, err, "Time")
}

// Run that is asked to end while it begins ends in order: nil, and nothing left running, which the
// bubble would report.
func TestRunEndsWhileItBegins(t *testing.T) {
	for range 20 {
		synctest.Test(t, func(t *testing.T) {
			k := portaltest.New(t, memory.New().Ports)
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error)
			go func() { done <- k.Run(ctx) }()
			cancel()
			require.NoError(t, <-done)
		})
	}
}

// Two processes over one store share the work: every message leaves once.
func TestSeveralProcessesShareTheWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := memory.New()
		first, second := portaltest.New(t, set.Ports), portaltest.New(t, set.Ports)
		portaltest.Run(t, first)
		stop := portaltest.Run(t, second)
		phones := []string{"+79260000001", "+79260000002", "+79260000003", "+79260000004", "+79260000005", "+79260000006"}
		for i, phone := range phones {
			if i == len(phones)/2 {
				stop()
			}
			portaltest.Portal{Kabinet: first, Set: set}.Person(t, phone)
		}
		time.Sleep(time.Minute)
		require.Len(t, set.Inbox.All(), len(phones))
	})
}

// What is finished is removed after its retention time; the account stays and can be signed in to.
func TestRunPurgesWhatIsFinished(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Patient)
		p.Person(t, portaltest.Phone)
		p.SignIn(t, portaltest.Phone)
		time.Sleep(31*24*time.Hour + 2*time.Hour)

		page, err := p.Events.Read(t.Context(), 0, 1000)
		require.NoError(t, err)
		for _, record := range page.Records {
			require.Equal(t, account.Category, record.Stream.Category)
		}
		require.NotEmpty(t, page.Records)
		p.SignIn(t, portaltest.Phone)
	})
}

// Signing in and asking for codes leave nothing behind in the end. What remains of a registration given up
// is its bare fact: that it began and that it ended.
func TestCostOfAnAccountStaysBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, portaltest.Patient)
		p.Person(t, portaltest.Phone)
		size := func() int {
			page, err := p.Events.Read(t.Context(), 0, 10_000)
			require.NoError(t, err)
			return len(page.Records)
		}
		time.Sleep(time.Hour)
		month := func() {
			for range 30 {
				p.SignIn(t, portaltest.Phone)
				p.Register(t, portaltest.Phone)
				time.Sleep(24 * time.Hour)
			}
		}
		month()
		month()
		before := size()
		month()
		require.InDelta(t, before, size(), 70, "abandoned registrations leave two events each, and nothing else")
	})
}
