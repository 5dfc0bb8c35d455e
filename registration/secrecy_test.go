package registration_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/registration"
)

// COD-7, PWD-3, IDN-9: after a whole registration with every detour nothing that was ever given to the
// store holds a name, a contact, a code, a token, a grant, a key or the password in clear: not records
// with their ids and metadata, not claims, not timers, not wrapped keys.
func TestTheStoreKnowsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWitness()
		d := newDesk(t, watched(w))
		secrets := map[string]string{
			"family": "Ёлкина", "given": "Анна", "patronymic": "Сергеевна", "phone": "9161234567", "phone as typed": "123-45-67",
			"mailbox": "anna@", "domain": "example.ru", "other phone": "9260000001", "password": goodSecret,
			"words of the password": "журавлей", "form key": "form-nonce", "click key": "click-nonce",
		}
		command := form("8 (916) 123-45-67")
		command.Key = "form-nonce"
		receipt, err := d.Register(t.Context(), command)
		require.NoError(t, err)
		keep := func(name string) confirmation.Letter {
			letter := d.letter(receipt)
			secrets["code "+name], secrets["token "+name] = letter.Code, letter.Token
			return letter
		}
		keep("by SMS")
		_, err = d.Confirm(t.Context(), d.wrong(receipt))
		require.Error(t, err)
		time.Sleep(time.Minute)
		receipt, err = d.Resend(t.Context(), registration.Resend{Key: "click-nonce", Challenge: receipt.Challenge})
		require.NoError(t, err)
		keep("by SMS again")
		receipt = d.choose(receipt, annasEmail)
		keep("by e-mail")
		time.Sleep(time.Minute)
		receipt = d.resume(annasEmail)
		letter := keep("resuming")
		confirmed := d.confirm(registration.Confirm{Key: "click-nonce", Challenge: receipt.Challenge, Token: letter.Token})
		_, secrets["grant"], _ = strings.Cut(confirmed.Grant.Reveal(), ".")
		completed, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: confirmed.Grant, Password: goodSecret})
		require.NoError(t, err)
		secrets["hash"] = d.account(completed.Account).Password.Reveal()
		d.confirmNewContact(completed.Account, borisPhone)
		time.Sleep(time.Minute)
		d.register(annasEmail)

		_, batches := w.since(0, 0)
		require.Greater(t, len(batches), 8)
		everything := written(batches)
		require.Contains(t, everything, "account.password-set", "the search sees what is there")
		require.Contains(t, everything, completed.Account)
		for name, secret := range secrets {
			if secret == "" {
				continue
			}
			for form, text := range map[string]string{
				"clear": secret, "hex": hex.EncodeToString([]byte(secret)),
				"base64": base64.StdEncoding.EncodeToString([]byte(secret)), "escaped": strings.Trim(fmt.Sprintf("%+q", secret), `"`),
			} {
				assert.NotContains(t, strings.ToLower(everything), strings.ToLower(text), "%s in %s", name, form)
			}
		}
	})
}

// written is everything in the batches as one text.
func written(batches []es.Batch) string {
	var all strings.Builder
	for _, batch := range batches {
		for _, change := range batch.Streams {
			fmt.Fprintln(&all, change.Stream)
			for _, record := range change.Records {
				fmt.Fprintf(&all, "%s %s %s %s %s %v\n", record.ID, record.Type, record.Key, record.Data, record.Sealed, record.Metadata)
			}
		}
		for _, key := range batch.Keys {
			fmt.Fprintf(&all, "%s %s %s\n", key.ID, key.KEK, key.Wrapped)
		}
		fmt.Fprintf(&all, "%v %v %v %v %v\n", batch.Claims, batch.Releases, batch.Timers, batch.Cancels, batch.Erase)
	}
	return all.String()
}

// COD-7, IDN-9: no verb, logger or error prints what a command holds.
func TestCommandsPrintMasked(t *testing.T) {
	const hush = "hush"
	for _, command := range []any{
		registration.Register{Key: hush, Name: registration.Name{Family: hush, Given: hush, Patronymic: hush}, Contact: hush},
		registration.Name{Family: hush, Given: hush},
		registration.Resume{Key: hush, Contact: hush},
		registration.ChooseContact{Key: hush, Challenge: hush, Contact: hush},
		registration.AddContact{Key: hush, Contact: hush},
		registration.Confirm{Key: hush, Challenge: hush, Code: hush, Token: hush},
		registration.SetPassword{Password: hush},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			printed := fmt.Sprintf(verb, command)
			assert.NotContains(t, printed, hush, "%T %s", command, verb)
			assert.NotContains(t, printed, "68757368", "%T %s", command, verb)
		}
		var log strings.Builder
		slog.New(slog.NewJSONHandler(&log, nil)).Info("command", "command", command)
		assert.NotContains(t, log.String(), hush, "%T", command)
	}
}

// COD-7, IDN-9: nor do refusals repeat what was typed.
func TestRefusalsRepeatNothing(t *testing.T) {
	const hush = "Тишина-7\u200b"
	d := newDesk(t)
	receipt := d.register(annasPhone)
	grant := d.prove(annasEmail).Grant
	for name, run := range map[string]func() error{
		"register": func() error {
			_, err := d.Register(t.Context(), registration.Register{
				Key: strings.Repeat(hush, 99), Name: registration.Name{Family: hush, Given: hush, Patronymic: hush}, Contact: hush,
				Language: hush, Channel: strings.Repeat(hush, 99),
			})
			return err
		},
		"resume": func() error {
			_, err := d.Resume(t.Context(), registration.Resume{Contact: hush + "@"})
			return err
		},
		"confirm": func() error {
			_, err := d.Confirm(t.Context(), registration.Confirm{Challenge: receipt.Challenge, Code: hush})
			return err
		},
		"unknown challenge": func() error {
			_, err := d.Confirm(t.Context(), registration.Confirm{Challenge: hush, Code: hush, Token: hush})
			return err
		},
		"set password": func() error {
			_, err := d.SetPassword(t.Context(), registration.SetPassword{Grant: grant, Password: "Тиш"})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := run()
			require.Error(t, err)
			encoded, marshalErr := json.Marshal(err)
			require.NoError(t, marshalErr)
			printed := fmt.Sprintf("%v %+v %#v %s", err, err, err, encoded)
			assert.NotContains(t, printed, "Тиш")
		})
	}
}
