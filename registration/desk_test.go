package registration_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault/shape"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/registration"
)

// Who and what most tests are about.
const (
	annasPhone = "+79161234567"
	annasEmail = "anna@example.ru"
	borisPhone = "+79260000001"
	borisEmail = "boris@example.ru"
	goodSecret = "тихий омут и семь журавлей"
)

// desk is a registration service over a store in memory.
type desk struct {
	*registration.Service
	t             testing.TB
	store         es.Store
	engine        *es.Engine
	accounts      *es.Repository[account.Account]
	confirmations *confirmation.Service
	hasher        *password.Hasher
}

// setup is what tests change about a desk.
type setup struct {
	store        es.Store
	registration registration.Policy
	confirmation confirmation.Policy
	passwords    password.Policy
	secrets      []string // the first one is current
}

func newDesk(t testing.TB, changes ...func(*setup)) *desk {
	t.Helper()
	s := setup{
		store: memory.NewStore(), registration: registration.DefaultPolicy(), confirmation: confirmation.DefaultPolicy(),
		passwords: password.Modern(), secrets: []string{"one"},
	}
	for _, change := range changes {
		change(&s)
	}
	d := &desk{t: t, store: s.store}
	kek, err := es.NewLocalKEK("kek", map[string][]byte{"kek": bytesOf('k')})
	require.NoError(t, err)
	index, err := es.NewBlindIndex(bytesOf('b'))
	require.NoError(t, err)
	d.engine, err = es.NewEngine(es.Config{Store: s.store, Encrypter: kek, BlindIndex: index})
	require.NoError(t, err)
	d.accounts, err = es.NewRepository(account.Category, account.Codec())
	require.NoError(t, err)
	secrets := map[string][]byte{}
	for _, name := range s.secrets {
		secrets[name] = bytesOf(name[0])
	}
	codes, err := confirmation.NewCodes(s.secrets[0], secrets)
	require.NoError(t, err)
	d.confirmations, err = confirmation.New(d.engine, codes, s.confirmation)
	require.NoError(t, err)
	config := password.DefaultHasherConfig()
	config.Params, config.Concurrency = password.CheapestParams(), 64
	d.hasher, err = password.NewHasher(config, rand.Reader)
	require.NoError(t, err)
	d.Service, err = registration.New(registration.Config{
		Engine: d.engine, Accounts: d.accounts, Confirmations: d.confirmations, Passwords: s.passwords,
		Hasher: d.hasher, Validator: shape.NewValidator(), Policy: s.registration,
	})
	require.NoError(t, err)
	return d
}

func bytesOf(fill byte) []byte { return bytes.Repeat([]byte{fill}, 32) }

// form is a registration form filled in well.
func form(contact string) registration.Register {
	return registration.Register{
		Name:     registration.Name{Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна"},
		Contact:  contact,
		Consents: []registration.Consent{{Purpose: account.Terms, Version: "2026-01"}, {Purpose: account.PersonalData, Version: "2026-02"}},
	}
}

func (d *desk) register(contact string) confirmation.Receipt {
	d.t.Helper()
	receipt, err := d.Register(context.Background(), form(contact))
	require.NoError(d.t, err)
	return receipt
}

// letter is what is sent for the receipt.
func (d *desk) letter(receipt confirmation.Receipt) confirmation.Letter {
	d.t.Helper()
	letter, ok, err := d.confirmations.Letter(context.Background(), receipt.Challenge, receipt.Send)
	require.NoError(d.t, err)
	require.True(d.t, ok)
	return letter
}

// right is the right answer to the receipt's challenge, wrong is another.
func (d *desk) right(receipt confirmation.Receipt) registration.Confirm {
	d.t.Helper()
	return registration.Confirm{Challenge: receipt.Challenge, Code: d.letter(receipt).Code}
}

func (d *desk) wrong(receipt confirmation.Receipt) registration.Confirm {
	d.t.Helper()
	code := "000000"
	if letter, ok, err := d.confirmations.Letter(context.Background(), receipt.Challenge, receipt.Send); err == nil && ok && letter.Code == code {
		code = "000001"
	}
	return registration.Confirm{Challenge: receipt.Challenge, Code: code}
}

func (d *desk) confirm(command registration.Confirm) registration.Confirmed {
	d.t.Helper()
	confirmed, err := d.Confirm(context.Background(), command)
	require.NoError(d.t, err)
	return confirmed
}

// prove registers and proves the contact.
func (d *desk) prove(contact string) registration.Confirmed {
	d.t.Helper()
	return d.confirm(d.right(d.register(contact)))
}

// finish registers somebody to the end and returns the account's id.
func (d *desk) finish(contact string) string {
	d.t.Helper()
	completed, err := d.SetPassword(context.Background(), registration.SetPassword{Grant: d.prove(contact).Grant, Password: goodSecret})
	require.NoError(d.t, err)
	require.Equal(d.t, account.Simplified, completed.Level)
	return completed.Account
}

func (d *desk) account(id string) (state account.Account) {
	d.t.Helper()
	require.NoError(d.t, d.engine.Do(context.Background(), func(ctx context.Context, unit *es.Unit) error {
		found, err := d.accounts.Load(ctx, unit, id)
		if err == nil {
			state = found.State()
		}
		return err
	}))
	return state
}

// accountOf is the account a receipt's challenge is about.
func (d *desk) accountOf(receipt confirmation.Receipt) account.Account {
	d.t.Helper()
	return d.account(d.challenge(receipt.Challenge).Account)
}

func (d *desk) challenge(id string) (challenge confirmation.Challenge) {
	d.t.Helper()
	require.NoError(d.t, d.engine.Do(context.Background(), func(ctx context.Context, unit *es.Unit) (err error) {
		challenge, err = d.confirmations.Load(ctx, unit, id)
		return err
	}))
	return challenge
}

// records are all events of the store, count those of one type.
func (d *desk) records() []es.Record {
	d.t.Helper()
	page, err := d.store.Read(context.Background(), 0, 100_000)
	require.NoError(d.t, err)
	return page.Records
}

func (d *desk) count(event string) (n int) {
	d.t.Helper()
	for _, record := range d.records() {
		if record.Type == event {
			n++
		}
	}
	return n
}
