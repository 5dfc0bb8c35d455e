package account_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/password"
)

// ledger is a store of accounts in memory.
type ledger struct {
	engine   *es.Engine
	accounts *es.Repository[account.Account]
	*account.Reader
}

func newLedger(t testing.TB) ledger {
	t.Helper()
	kek, err := es.NewLocalKEK("kek", map[string][]byte{"kek": bytes.Repeat([]byte{1}, 32)})
	require.NoError(t, err)
	index, err := es.NewBlindIndex(bytes.Repeat([]byte{2}, 32))
	require.NoError(t, err)
	engine, err := es.NewEngine(es.Config{Store: memory.NewStore(), Encrypter: kek, BlindIndex: index})
	require.NoError(t, err)
	accounts, err := es.NewRepository(account.Category, account.Codec())
	require.NoError(t, err)
	return ledger{engine, accounts, account.NewReader(engine, accounts)}
}

// decide takes the decisions on the account with the id of the tests, one after another.
func (l ledger) decide(t testing.TB, decisions ...es.Decision[account.Account]) {
	t.Helper()
	for _, decision := range decisions {
		require.NoError(t, l.engine.Do(context.Background(), func(ctx context.Context, unit *es.Unit) error {
			found, err := l.accounts.Load(ctx, unit, id)
			if err != nil {
				return err
			}
			if !found.Exists() {
				if err := unit.CreateKey(ctx, id); err != nil {
					return err
				}
			}
			return found.Decide(decision)
		}))
	}
}

func TestReader(t *testing.T) {
	ledger := newLedger(t)
	_, err := ledger.Get(t.Context(), id)
	require.ErrorIs(t, err, account.ErrUnknown)

	secret := hash(t, "password")
	ledger.decide(t, account.Register(registration(t), policy, began), account.ConfirmContact(phone(t), began), account.SetPassword(secret, began))
	read, err := ledger.Get(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, account.Live, read.Status)
	assert.Equal(t, fullName(t), read.Name)
	assert.True(t, read.Password.Equal(secret), "the hash survives sealing and opening")
}

// JOU-1: what happened, when, in words for the person and without personal data.
func TestJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ledger := newLedger(t)
		started := time.Now().UTC()
		old, next := hash(t, "old"), hash(t, "next")
		for _, decision := range []es.Decision[account.Account]{
			account.Register(registration(t), policy, began),
			account.ConfirmContact(phone(t), began),
			account.Remind(policy, began.Add(day)),
			account.SetPassword(old, began),
			account.RehashPassword(old, next, began),
			account.ChangePassword(next, old, "session", began),
		} {
			ledger.decide(t, decision)
			time.Sleep(time.Hour)
		}
		entries, err := ledger.Journal(t.Context(), id)
		require.NoError(t, err)
		var events []string
		for i, entry := range entries {
			events = append(events, entry.Event)
			russian, english := entry.Text.In(language.Russian), entry.Text.In(language.English)
			assert.NotEmpty(t, russian)
			assert.NotEmpty(t, english)
			assert.NotEqual(t, russian, english)
			for _, text := range personalTexts {
				assert.NotContains(t, strings.Join([]string{russian, english}, " "), text)
			}
			if i > 0 {
				assert.True(t, entry.At.After(entries[i-1].At))
			}
		}
		assert.Equal(t, started, entries[0].At)
		assert.Equal(t, []string{
			"account.registered", "account.contact-confirmed", "account.reminder-due", "account.password-set", "account.password-changed",
		}, events, "a rehash concerns only the machinery")
		none, err := ledger.Journal(t.Context(), "unknown")
		require.NoError(t, err)
		assert.Empty(t, none)
	})
}

// REG-5: claims are found by any spelling of a contact, phones and e-mails apart, and given up with the
// account.
func TestContactClaims(t *testing.T) {
	ledger := newLedger(t)
	do := func(work func(ctx context.Context, unit *es.Unit)) {
		require.NoError(t, ledger.engine.Do(t.Context(), func(ctx context.Context, unit *es.Unit) error {
			work(ctx, unit)
			return nil
		}))
	}
	owned := func(text string) (found bool) {
		do(func(ctx context.Context, unit *es.Unit) {
			var err error
			_, found, err = unit.Owner(ctx, account.ContactKey(unit, contact(t, text)))
			require.NoError(t, err)
		})
		return found
	}
	stream := ledger.accounts.Stream(id)
	do(func(_ context.Context, unit *es.Unit) {
		unit.Claim(account.ContactKey(unit, phone(t)), stream, time.Time{})
		unit.Claim(account.ContactKey(unit, email(t)), stream, time.Time{})
	})
	assert.True(t, owned("8 916 123 45 67"))
	assert.True(t, owned("anna@EXAMPLE.ru"))
	assert.False(t, owned("+7 926 000-00-01"))
	owner := es.Evolve(none, append(stages(t, password.Hash{})["live"], confirmed(email(t), began))...)
	do(func(_ context.Context, unit *es.Unit) { account.Release(unit, stream, owner) })
	assert.False(t, owned("8 916 123 45 67"))
	assert.False(t, owned("anna@example.ru"))
}
