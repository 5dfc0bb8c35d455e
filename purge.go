package kabinet

import (
	"context"
	"time"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/enrolment"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/identity/signing"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/verification"
)

// purgeBatch bounds what is removed in one transaction, so that commands do not wait for it.
const purgeBatch = 500

// purge removes finished short-lived streams and expired claims again and again, so that the cost of
// an account stays bounded. Trouble with the store waits for the next round.
func (k *Kabinet) purge(ctx context.Context) error {
	for {
		if err := k.purgeOnce(ctx); err != nil && ctx.Err() == nil {
			k.ports.Logger.ErrorContext(ctx, "purging what is no longer needed failed", "error", err)
		}
		if !sleep(ctx, k.policy.Retention.Every) {
			return nil
		}
	}
}

func (k *Kabinet) purgeOnce(ctx context.Context) error {
	keep := k.policy.Retention
	for category, age := range map[string]time.Duration{
		confirmation.Category:          keep.Challenges,
		confirmation.AllowanceCategory: keep.Allowances,
		notification.Category:          keep.Messages,
		access.Category:                keep.Sessions,
		verification.LookupsCategory:   keep.Allowances,
		verification.Category:          keep.Verifications,
		account.DraftCategory:          keep.Drafts,
		bank.Category:                  keep.BankRequests,
		bank.TriesCategory:             keep.Allowances,
		letter.Category:                keep.Letters,
		letter.OrdersCategory:          keep.Letters,
		identity.TriesCategory:         keep.Allowances,
		signing.Category:               keep.Statements,
		enrolment.Category:             keep.Enrolments,
	} {
		err := exhaust(func() (int, error) {
			return k.ports.Store.Purge(ctx, category, time.Now().Add(-age), purgeBatch)
		})
		if err != nil {
			return err
		}
	}
	return exhaust(func() (int, error) {
		return k.ports.Store.PurgeClaims(ctx, time.Now(), purgeBatch)
	})
}

// exhaust repeats a removal until it finds less than a full batch.
func exhaust(remove func() (int, error)) error {
	for {
		removed, err := remove()
		if err != nil || removed < purgeBatch {
			return err
		}
	}
}
