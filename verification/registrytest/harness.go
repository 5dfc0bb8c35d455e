package registrytest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// Harness is the registries of an adapter, with a state behind them that the suite can command.
type Harness struct {
	Registries verification.Registries
	// Know tells the state of a person.
	Know func(p profile.Profile)
	// Behave has the registry of a check behave so from now on.
	Behave func(check verification.Check, behaviour Behaviour)
}

// Behaviour is how a registry behaves.
type Behaviour int

// The behaviours: it answers at once; by a ticket, with the answer ready when it is polled; by a ticket that
// is still pending when it is polled, the answer being ready in an hour; it forgets its tickets; it is down; it
// does not answer at all; it is down and wants to be left alone for [Pause]; it does not let itself be asked; it
// says what is no answer.
const (
	Prompt Behaviour = iota
	Ticket
	Pending
	Forgetful
	Down
	Silent
	Busy
	Refusing
	Nonsense
)

// Pause is what a busy registry asks for.
const Pause = 90 * time.Second

// patience is how long a call of the suite may take. A call to a silent registry is given up much earlier.
const (
	patience = 10 * time.Second
	hurry    = 200 * time.Millisecond
)

// anna is the person the suite is about.
func anna(t *testing.T) profile.Profile {
	t.Helper()
	return somebody(t, "Ёлкина", "Анна", "45 02 573482", "123-456-789 64", "500100732259")
}

func boris(t *testing.T) profile.Profile {
	t.Helper()
	return somebody(t, "Петров", "Борис", "45 03 111222", "112-233-445 95", "")
}

func somebody(t *testing.T, family, given, passport, snils, inn string) profile.Profile {
	t.Helper()
	today, err := person.ParseDate("2026-03-01")
	require.NoError(t, err)
	p, err := profile.DefaultPolicy().Parse(profile.Form{
		Name: profile.NameForm{Family: family, Given: given}, Sex: "female", BornOn: "1990-05-09", Citizenship: "RU",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: passport, IssuedOn: "2010-06-01", Issuer: "ОВД района Арбат",
			DivisionCode: "773-045", Birthplace: "г. Москва",
		},
		SNILS: snils, INN: inn,
	}, today)
	require.NoError(t, err)
	return p
}

// otherwise gives the profile with some fields changed.
func otherwise(t *testing.T, p profile.Profile, changes map[string]string) profile.Profile {
	t.Helper()
	form := p.Reveal()
	for path, text := range changes {
		require.NoError(t, form.Set(path, text))
	}
	today, err := person.ParseDate("2026-03-01")
	require.NoError(t, err)
	changed, err := profile.DefaultPolicy().Parse(form, today)
	require.NoError(t, err)
	return changed
}
