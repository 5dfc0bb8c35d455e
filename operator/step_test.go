package operator_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/operator"
)

// OPS-2: no account → register, not confirmed → confirm, confirmed → recover; also while the account is held.
func TestNext(t *testing.T) {
	live := account.Account{ID: anna, Status: account.Live}
	standard := live
	standard.VerifiedAt = now
	confirmed := standard
	confirmed.Confirmations = []account.Confirmation{{Method: account.Bank}}
	lapsed := confirmed
	lapsed.LapsedAt = now
	held := confirmed
	held.Hold = account.Blocked
	for step, accounts := range map[operator.Step][]account.Account{
		operator.Register: {{}, {ID: anna, Status: account.Registering}, {ID: anna, Status: account.Abandoned}},
		operator.Confirm:  {live, standard, lapsed},
		operator.Recover:  {confirmed, held},
	} {
		for _, a := range accounts {
			assert.Equal(t, step, operator.Next(a))
		}
	}
}
