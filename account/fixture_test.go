package account_test

import (
	"crypto/rand"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/person"
)

const id = "01HZX3K7Q4M8T0000000000000"

var (
	began  = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	policy = account.DefaultPolicy()
	none   = account.Account{}
)

func contact(t testing.TB, text string) person.Contact {
	t.Helper()
	contact, err := person.ParsePhoneOrEmail(text)
	require.NoError(t, err)
	return contact
}

func phone(t testing.TB) person.Contact { t.Helper(); return contact(t, "+7 916 123-45-67") }
func email(t testing.TB) person.Contact { t.Helper(); return contact(t, "anna@example.ru") }

func fullName(t testing.TB) person.FullName {
	t.Helper()
	name, err := person.ParseFullName("Ёлкина", "Анна", "Сергеевна")
	require.NoError(t, err)
	return name
}

func hash(t testing.TB, text string) password.Hash {
	t.Helper()
	config := password.DefaultHasherConfig()
	config.Params = password.CheapestParams()
	hasher, err := password.NewHasher(config, rand.Reader)
	require.NoError(t, err)
	hash, err := hasher.Hash(t.Context(), text)
	require.NoError(t, err)
	return hash
}

func consents(at time.Time) []account.Consent {
	return []account.Consent{
		{Purpose: account.Terms, Version: "2026-01", At: at, Channel: "web"},
		{Purpose: account.PersonalData, Version: "2026-02", At: at, Channel: "web"},
	}
}

func registered(t testing.TB) account.Registered {
	t.Helper()
	return account.Registered{
		Account: id, Language: "ru", Channel: "web", Consents: consents(began), At: began,
		Registrant: es.NewPersonal(account.Registrant{Name: fullName(t), Contact: phone(t)}),
	}
}

func confirmed(contact person.Contact, at time.Time) account.ContactConfirmed {
	return account.ContactConfirmed{Account: id, Kind: contact.Kind(), At: at, Contact: es.NewPersonal(contact)}
}

func passwordSet(hash password.Hash, at time.Time) account.PasswordSet {
	return account.PasswordSet{Account: id, At: at, Hash: es.NewPersonal(hash)}
}

func abandoned(at time.Time) account.RegistrationAbandoned {
	return account.RegistrationAbandoned{Account: id, Reason: account.Expired, At: at}
}

// history is how far an account has come: each stage with everything before it.
type history []es.Event[account.Account]

func stages(t testing.TB, hash password.Hash) map[string]history {
	t.Helper()
	begun := history{registered(t)}
	proved := append(begun[:1:1], confirmed(phone(t), began.Add(time.Minute)))
	return map[string]history{
		"nothing":    {},
		"registered": begun,
		"proved":     proved,
		"live":       append(proved[:2:2], passwordSet(hash, began.Add(2*time.Minute))),
		"abandoned":  append(proved[:2:2], abandoned(began.Add(policy.AbandonAfter))),
	}
}
