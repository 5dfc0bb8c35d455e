package account_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/golden"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/person"
)

// goldenHash is a hash of "тихий омут и семь журавлей" with the cheapest parameters.
const goldenHash = "$argon2id$v=19$m=8,t=1,p=1$AAECAwQFBgc$AAECAwQFBgcICQoLDA0ODw"

func samples(t testing.TB) []any {
	t.Helper()
	hash, err := password.ParseHash(goldenHash)
	require.NoError(t, err)
	later := began.Add(time.Hour)
	name, err := person.ParseFullName("Smith", "John", "")
	require.NoError(t, err)
	withEmail := account.Registered{
		Account: id, Language: "en", Channel: "centre", Consents: consents(began), At: began,
		Registrant: es.NewPersonal(account.Registrant{Name: name, Contact: email(t)}),
	}
	return []any{
		registered(t),
		withEmail,
		confirmed(phone(t), later),
		confirmed(email(t), later),
		passwordSet(hash, later),
		account.PasswordChanged{Account: id, Session: "01HZX3K7Q4M8T0000000000001", At: later, Hash: es.NewPersonal(hash)},
		account.PasswordRehashed{Account: id, At: later, Hash: es.NewPersonal(hash)},
		account.ReminderDue{Account: id, Number: 2, At: later},
		abandoned(later),
		account.RegistrationAbandoned{Account: id, Reason: account.Superseded, At: later},
		submitted(t, 1, profileWith(t, nil), "name.family", "snils"),
		verified(1),
		rejected(1),
		channelChosen(person.ContactEmail),
		account.DocumentLapsed{Account: id, Submission: 2, At: later},
		account.LevelRaised{Account: id, From: account.Simplified, To: account.Standard, At: later},
		profileReminded(account.FinishProfile, submittedAt, 2, later),
		profileReminded(account.CorrectProfile, submittedAt, 1, later),
		identityConfirmed(account.Letter, "l-1"),
		confirmationWaits(account.Centre, "v-1"),
		account.ConfirmationRevoked{Account: id, Evidence: "l-1", Author: operator, At: later},
		account.CertificateBound{Account: id, At: later, Certificate: es.NewPersonal(account.Certificate{
			Fingerprint: "aa11", Issuer: "Test CA", Serial: "7f", NotAfter: later, Evidence: "s-1",
		})},
		held(account.UnderReview, "l-1", notMe),
		released(act(account.Cleared)),
		account.ConsentGiven{Account: id, Consent: consentToBank(later)},
		account.ConsentWithdrawn{Account: id, Purpose: account.IdentityByBank, Recipient: testBank, At: later},
		account.Disclosed{Account: id, Transfer: toThePost(later)},
		account.Received{Account: id, Transfer: fromTheBank(later)},
	}
}

// What an older release wrote, this one reads.
func TestEvents(t *testing.T) {
	golden.Check(t, account.Codec(), "testdata/events", samples(t)...)
	golden.Check(t, account.DraftCodec(), "testdata/drafts", account.DraftSaved{
		Account: id, At: submittedAt, Form: es.NewPersonal(profileForm()),
	})
}

var personalTexts = []string{
	"Ёлкина", "Анна", "Сергеевна", "Smith", "John", "9161234567", "anna@", "argon2id", "AAECAwQFBgc", "12345678964", "573482", "Арбат", "1990", "звонила", "aa11",
}

// PWD-3, REG-7: names, contacts and hashes are in the sealed part only, and no verb, encoder or logger
// prints them.
func TestEventsKeepPersonalDataSealed(t *testing.T) {
	for _, sample := range samples(t) {
		plain, err := account.Codec().Encode(sample)
		require.NoError(t, err)
		public := fmt.Sprintf("%s %+v %#v %v %s %d %x", plain.Data, sample, sample, sample, sample, sample, sample)
		encoded, err := json.Marshal(sample)
		require.NoError(t, err)
		for _, text := range personalTexts {
			assert.NotContains(t, public+string(encoded), text, "%T", sample)
		}
	}
}

// IDN-9: nor does the account print what it knows.
func TestAccountPrintsMasked(t *testing.T) {
	hash, err := password.ParseHash(goldenHash)
	require.NoError(t, err)
	history := append(stages(t, hash)["live"], confirmed(email(t), began), submitted(t, 1, profileWith(t, nil)), verified(1))
	a := es.Evolve(none, history...)
	require.Equal(t, account.Standard, a.Level())
	require.Len(t, a.Contacts, 2)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		printed := fmt.Sprintf(verb, a)
		for _, text := range personalTexts {
			assert.NotContains(t, printed, text, verb)
		}
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("account", "account", a)
	assert.Contains(t, log.String(), id)
	for _, text := range personalTexts {
		assert.NotContains(t, log.String(), text)
	}
}

// REG-7: an event whose data key is destroyed still loads, and says nothing of the person any more.
func TestErasedEvents(t *testing.T) {
	codec := account.Codec()
	for _, sample := range samples(t) {
		plain, err := codec.Encode(sample)
		require.NoError(t, err)
		plain.Personal = nil
		event, err := codec.Decode(plain)
		require.NoError(t, err)
		state := event.(es.Event[account.Account]).Evolve(none)
		assert.True(t, state.Name.IsZero())
		assert.True(t, state.Password.IsZero())
		for _, contact := range state.Contacts {
			assert.True(t, contact.Value.IsZero())
		}
	}
}
