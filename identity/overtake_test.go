package identity_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/identity"
)

// CNF-1, CNF-6: what says no more than the confirmations that count is closed.
func TestOvertake(t *testing.T) {
	by := func(methods ...account.Method) (owner account.Account) {
		for _, method := range methods {
			owner.Confirmations = append(owner.Confirmations, account.Confirmation{Method: method})
		}
		return owner
	}
	given := func() scenario.Scenario[identity.Case] { return scenario.Given(t, none, begun(letter), begun(visit)) }
	given().When(identity.Overtake(by(), now)).Then()
	given().When(identity.Overtake(by(account.Letter), now)).Then(ended(letter, identity.Overtaken))
	given().When(identity.Overtake(by(account.Letter, account.Bank), now)).
		Then(ended(letter, identity.Overtaken), ended(visit, identity.Overtaken))
}

// CNF-1, CNF-10: what was begun at a desk while a confirmation waited is closed when that counts.
func TestWaitingConfirmationCloses(t *testing.T) {
	for method, closes := range map[account.Method]bool{account.Signature: true, account.Letter: false} {
		play(t, func(s scene) {
			require.NoError(s, s.begin(s.id, method, "e-1"))
			require.NoError(s, s.Identity.Block(s.Context(), s.ruling(account.Suspicion)))
			require.NoError(s, s.confirm(s.id, method, "e-1"))
			require.NoError(s, s.engine.Do(s.Context(), func(ctx context.Context, unit *es.Unit) error {
				_, err := s.Identity.Present(ctx, unit, s.id, identity.Way{Method: account.Centre, Evidence: "v-1", At: unit.Now()})
				return err
			}))
			require.Len(s, s.standing().Open, 1)
			require.NoError(s, s.Identity.GiveBack(s.Context(), s.ruling(account.Cleared)))
			assert.Equal(s, []account.Method{method}, s.account().ConfirmedBy())
			if closes {
				assert.Empty(s, s.standing().Open)
				require.ErrorIs(s, s.confirm(s.id, account.Centre, "v-1"), identity.ErrClosed)
			} else {
				require.NoError(s, s.confirm(s.id, account.Centre, "v-1"))
			}
		})
	}
}
