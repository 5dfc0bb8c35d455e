package confirmation_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/golden"
	"github.com/kabinet-go/kabinet/person"
)

func samples(t testing.TB) []any {
	t.Helper()
	withheld := confirmation.CodeIssued{
		Challenge: "d", Account: "a", Purpose: confirmation.ForNewContact, Kind: person.ContactEmail, Index: "index",
		Withheld: true, Language: "en", Secret: "two", At: noon, ExpiresAt: noon.Add(24 * time.Hour),
		Contact: es.NewPersonal(email(t)),
	}
	nobody := issued(t)
	nobody.Account, nobody.Purpose, nobody.Withheld = "", confirmation.ForResuming, true
	nobody.Contact = es.Personal[person.Contact]{Erased: true}
	return []any{
		issued(t),
		withheld,
		nobody,
		resent(2, noon.Add(time.Minute)),
		confirmation.AnswerWrong{Challenge: "c", Send: 2, At: noon},
		confirmation.AnswerRight{Challenge: "c", Send: 2, By: confirmation.ByCode, At: noon},
		confirmation.AnswerRight{Challenge: "c", Send: 1, By: confirmation.ByLink, At: noon},
		confirmation.ChallengeSuperseded{Challenge: "c", By: "d", At: noon},
	}
}

// What an older release wrote, this one reads.
func TestEvents(t *testing.T) {
	golden.Check(t, confirmation.Codec(), "testdata/events", samples(t)...)
}

func TestAllowanceEvents(t *testing.T) {
	golden.Check(t, confirmation.AllowanceCodec(), "testdata/allowance",
		confirmation.SendCounted{At: noon}, confirmation.WrongCounted{At: noon})
}

// IDN-9: the contact is in the sealed part only.
func TestEventsKeepTheContactSealed(t *testing.T) {
	for _, sample := range samples(t) {
		plain, err := confirmation.Codec().Encode(sample)
		require.NoError(t, err)
		encoded, err := json.Marshal(sample)
		require.NoError(t, err)
		public := fmt.Sprintf("%s %s %+v %#v %s %d %x", plain.Data, encoded, sample, sample, sample, sample, sample)
		for _, text := range []string{"9161234567", "anna@"} {
			assert.NotContains(t, public, text, "%T", sample)
		}
	}
}

// REG-7: with the data key gone the challenge still loads, without its contact.
func TestErasedChallenge(t *testing.T) {
	plain, err := confirmation.Codec().Encode(issued(t))
	require.NoError(t, err)
	plain.Personal = nil
	event, err := confirmation.Codec().Decode(plain)
	require.NoError(t, err)
	challenge := event.(es.Event[confirmation.Challenge]).Evolve(none)
	assert.True(t, challenge.Contact.IsZero())
	assert.Equal(t, person.ContactPhone, challenge.Kind)
}
