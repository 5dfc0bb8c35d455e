package verification_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

var (
	name     = []string{"name.family", "name.given", "name.patronymic"}
	document = []string{
		"document.kind", "document.number", "document.issuedOn", "document.issuer", "document.divisionCode", "document.birthplace",
	}
)

func transfers(s scene) account.Transfers {
	s.Helper()
	all, err := s.Accounts.Transfers(s.Context(), s.id)
	require.NoError(s, err)
	return all
}

// to returns what went to a party, oldest first.
func to(party account.Party, all account.Transfers) []account.Transfer {
	return slices.DeleteFunc(all.Disclosed, func(t account.Transfer) bool { return t.Party != party })
}

// CON-1: what each registry is told of a submission is recorded once, before it is told, by the fields that go.
func TestWhatRegistriesAreToldIsRecorded(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		s.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Down: errDown})
		s.Registry.Behave(verification.DocumentCheck, memory.Behaviour{Ticket: time.Hour})
		s.Registry.Behave(verification.INNCheck, memory.Behaviour{Delay: time.Second})
		assert.Zero(s, transfers(s))
		s.submit(form())
		s.rest(time.Second / 2)
		all := transfers(s)
		for party, fields := range map[account.Party][]string{
			"registry:passport": slices.Concat(name, document, []string{"bornOn", "sex"}),
			"registry:pension":  slices.Concat(name, []string{"bornOn", "sex", "snils"}),
			"registry:tax":      slices.Concat(name, document, []string{"bornOn", "inn"}),
		} {
			told := to(party, transfers(s))
			require.Len(s, told, 1, party)
			assert.Equal(s, verification.ForVerification, told[0].Purpose)
			assert.ElementsMatch(s, fields, told[0].Fields, party)
		}
		s.rest(24 * time.Hour)
		assert.Greater(s, s.Registry.Asked(verification.SNILSCheck), 10)
		assert.Equal(s, all, transfers(s), "asked again, or about a ticket, is not told anew")
		assert.Empty(s, all.Received, "that data agree is no data")
	})
}

// CON-1: a registry whose answer is carried over is told nothing of the later submission; the others are.
func TestWhatIsCarriedOverIsNotToldAgain(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		s.submit(with(s, map[string]string{"snils": "112-233-445 95"}))
		s.rest(5 * time.Minute)
		require.NoError(s, s.Verification.Correct(s.Context(), s.id, map[string]string{"snils": "123-456-789 64"}))
		s.rest(5 * time.Minute)
		require.Equal(s, account.Standard, s.standing().Level)
		all := transfers(s)
		assert.Len(s, to(verification.Passports, transfers(s)), 1)
		assert.Len(s, to(verification.Taxes, transfers(s)), 1)
		assert.Len(s, to(verification.Pensions, transfers(s)), 2)
		assert.Len(s, all.Disclosed, 4)
	})
}

// What a registry is asked holds what was recorded, and nothing else.
func TestQuestionsHoldWhatIsRecorded(t *testing.T) {
	heard := &listening{Registries: memory.NewRegistries(), paths: map[account.Party][]string{}}
	playOver(t, heard.ports(), func(s scene) {
		heard.Know(parsed(s, form()))
		s.submit(form())
		s.rest(5 * time.Minute)
		require.Equal(s, account.Standard, s.standing().Level)
		for _, told := range transfers(s).Disclosed {
			assert.ElementsMatch(s, heard.paths[told.Party], told.Fields, told.Party)
		}
		assert.Len(s, heard.paths, 3)
	})
}

// CON-1: a look-up of an INN is recorded when it is told to the tax service, and what the service tells when it does.
func TestLookupsAreRecorded(t *testing.T) {
	play(t, func(s scene) {
		s.Registry.Know(parsed(s, form()))
		half := with(s, map[string]string{"inn": "", "snils": "", "sex": ""})
		_, err := s.Verification.FindINN(s.Context(), s.id, profile.Form{})
		require.Error(s, err)
		assert.Zero(s, transfers(s), "what is refused goes nowhere")

		_, err = s.Verification.FindINN(s.Context(), s.id, half)
		require.NoError(s, err)
		told := account.Transfer{
			Party: "registry:tax", Purpose: "inn-lookup", At: time.Now().UTC(),
			Fields: slices.Sorted(slices.Values(slices.Concat(name, document, []string{"bornOn"}))),
		}
		heard := account.Transfer{Party: "registry:tax", Purpose: "inn-lookup", At: time.Now().UTC(), Fields: []string{"inn"}}
		assert.Equal(s, account.Transfers{Disclosed: []account.Transfer{told}, Received: []account.Transfer{heard}}, transfers(s))

		other := half
		other.Name.Given = "Мария"
		_, err = s.Verification.FindINN(s.Context(), s.id, other)
		require.ErrorIs(s, err, verification.ErrINNUnknown)
		s.Registry.Behave(verification.INNCheck, memory.Behaviour{Down: errDown})
		_, err = s.Verification.FindINN(s.Context(), s.id, half)
		require.Error(s, err)
		assert.Len(s, transfers(s).Disclosed, 3, "each is one of its own")
		assert.Len(s, transfers(s).Received, 1)
	})
}

// listening is registries that note the fields of the questions they get.
type listening struct {
	*memory.Registries
	mu    sync.Mutex
	paths map[account.Party][]string
}

func (l *listening) ports() verification.Registries {
	return verification.Registries{Passports: l, Pensions: l, Taxes: l}
}

func (l *listening) note(party account.Party, p profile.Profile) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.paths[party] = profile.Changed(profile.Profile{}, p)
}

// CheckDocument implements [verification.PassportRegistry].
func (l *listening) CheckDocument(ctx context.Context, q verification.DocumentQuestion) (verification.Answer, error) {
	l.note(verification.Passports, profile.Profile{Name: q.Name, Sex: q.Sex, BornOn: q.BornOn, Document: q.Document})
	return l.Registries.CheckDocument(ctx, q)
}

// CheckSNILS implements [verification.PensionRegistry].
func (l *listening) CheckSNILS(ctx context.Context, q verification.SNILSQuestion) (verification.Answer, error) {
	l.note(verification.Pensions, profile.Profile{Name: q.Name, Sex: q.Sex, BornOn: q.BornOn, SNILS: q.SNILS})
	return l.Registries.CheckSNILS(ctx, q)
}

// CheckINN implements [verification.TaxRegistry].
func (l *listening) CheckINN(ctx context.Context, q verification.INNQuestion) (verification.Answer, error) {
	l.note(verification.Taxes, profile.Profile{Name: q.Name, BornOn: q.BornOn, Document: q.Document, INN: q.INN})
	return l.Registries.CheckINN(ctx, q)
}

// playOver is play over other registries.
func playOver(t *testing.T, registries verification.Registries, story func(s scene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		set := memory.New()
		set.Ports.Registries = registries
		k := portaltest.New(t, set.Ports, portaltest.Patient)
		portaltest.Run(t, k)
		p := portaltest.Portal{Kabinet: k, Set: set}
		story(scene{t, p, p.Person(t, portaltest.Phone)})
	})
}
