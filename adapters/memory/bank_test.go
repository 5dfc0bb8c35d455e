package memory_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/bank/banktest"
)

func TestBanksKeepTheirContract(t *testing.T) {
	banktest.Run(t, func(t *testing.T) banktest.Harness {
		t.Helper()
		banks := memory.NewBanks()
		stranger := memory.NewBanks()
		return banktest.Harness{
			Assertions: banks, Bank: "test-bank", Other: "other-bank", At: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC),
			Down:  func() { banks.Behave(fault.AsTransient(errors.New("the keys are out of reach")), 0) },
			Flaws: append([]banktest.Flaw{banktest.Unsigned}, banktest.Common...),
			Sign: func(t *testing.T, order banktest.Order) string {
				t.Helper()
				statement := memory.BankStatement{
					Bank: order.Bank, Subject: order.Subject, Audience: order.Audience, Nonce: order.Nonce,
					IssuedAt: order.IssuedAt, ExpiresAt: order.ExpiresAt, Identity: order.Identity,
				}
				signed := banks.Sign(statement)
				algorithm, rest, _ := strings.Cut(signed, ".")
				switch order.Flaw {
				case banktest.Stranger:
					return stranger.Sign(statement)
				case banktest.OtherBanksKey:
					return banks.SignAs("other-bank", statement)
				case banktest.Algorithm:
					return algorithm + "0." + rest
				case banktest.Unsigned:
					return "none." + rest[:strings.Index(rest, ".")+1]
				default:
					return signed
				}
			},
		}
	})
}

func TestBankStatementsPrintMasked(t *testing.T) {
	statement := memory.BankStatement{Bank: "test-bank", Subject: "client-17", Identity: banktest.Anna()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		printed := fmt.Sprintf(verb+verb, statement, statement.Identity)
		assert.NotContains(t, printed, "Ёлкина")
		assert.NotContains(t, printed, "client-17")
	}
}

func TestBankThatIsNone(t *testing.T) {
	banks := memory.NewBanks()
	assert.Empty(t, banks.Sign(memory.BankStatement{Bank: "no-bank"}))
}
