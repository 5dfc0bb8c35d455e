package bank_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/golden"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/registration"
)

func TestEvents(t *testing.T) {
	const owner, request = "01HZX3K7Q4M8T000000000000A", "01HZX3K7Q4M8T000000000000B"
	contact, err := person.ParsePhoneOrEmail("+79161234567")
	require.NoError(t, err)
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	golden.Check(t, bank.Codec(), "testdata/events",
		bank.Requested{Request: request, Account: owner, Bank: "test-bank", Secret: "2026-01", ExpiresAt: now.Add(10 * time.Minute), At: now},
		bank.EnrolmentRequested{
			Request: request, Bank: "test-bank", Language: "ru", Channel: "web", Secret: "2026-01", ExpiresAt: now.Add(10 * time.Minute), At: now,
			Consents: []registration.Consent{
				{Purpose: account.Terms, Version: "2026-01"},
				{Purpose: account.IdentityByBank, Recipient: "bank:test-bank", Version: "2026-01"},
			},
			Contact: es.NewPersonal(contact),
		},
		bank.ReplyRefused{Account: owner, Code: bank.ErrSignature.Code, At: now},
		bank.IdentityDiffers{Account: owner, Bank: "test-bank", At: now, Differences: []identity.Difference{
			{Field: "name.family", OnlyYo: true}, {Field: "snils"},
		}},
		bank.Ended{Account: owner, Ending: bank.Answered, At: now},
	)
	golden.Check(t, bank.TriesCodec(), "testdata/tries", bank.TryCounted{Account: owner, At: now})
}
