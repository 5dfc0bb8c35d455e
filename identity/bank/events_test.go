package bank_test

import (
	"testing"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing/golden"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/bank"
)

func TestEvents(t *testing.T) {
	const account, request = "01HZX3K7Q4M8T000000000000A", "01HZX3K7Q4M8T000000000000B"
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	golden.Check(t, bank.Codec(), "testdata/events",
		bank.Requested{Request: request, Account: account, Bank: "test-bank", Secret: "2026-01", ExpiresAt: now.Add(10 * time.Minute), At: now},
		bank.ReplyRefused{Account: account, Code: bank.ErrSignature.Code, At: now},
		bank.IdentityDiffers{Account: account, Bank: "test-bank", At: now, Differences: []identity.Difference{
			{Field: "name.family", OnlyYo: true}, {Field: "snils"},
		}},
		bank.Ended{Account: account, Ending: bank.Answered, At: now},
	)
	golden.Check(t, bank.TriesCodec(), "testdata/tries", bank.TryCounted{Account: account, At: now})
}
