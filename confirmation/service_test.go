package confirmation_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Asked again under one id, nothing more is sent, and the challenge does not supersede itself.
func TestAskUnderOneID(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		ask := func() (receipt confirmation.Receipt) {
			require.NoError(t, o.do(func(ctx context.Context, unit *es.Unit) (err error) {
				receipt, err = o.Ask(ctx, unit, "mine", asks(anna, confirmation.ForRegistration, phone(t)))
				return err
			}))
			return receipt
		}
		first := ask()
		before := len(o.records())
		time.Sleep(time.Second)
		assert.Equal(t, first, ask())
		assert.Len(t, o.records(), before)
		_, refusal := o.judge(o.code(first))
		require.NoError(t, refusal)
	})
}

// Text that no id can be never reaches the store.
func TestHostileIDs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		require.NoError(t, o.store.Close(), "whoever asks the store now meets an error")
		for _, id := range []string{"", " ", "a b", "a\x00b", "вызов", "\xff", strings.Repeat("a", 65), strings.Repeat("a", 1<<20), "a\u202eb"} {
			_, refusal := o.judge(confirmation.Answer{Challenge: id, Code: "000000"})
			require.ErrorIs(t, refusal, confirmation.ErrNoneIssued, "%q", id)
			_, err := o.askAgain(id)
			require.ErrorIs(t, err, confirmation.ErrNoneIssued, "%q", id)
			_, ok, err := o.Letter(t.Context(), id, 1)
			require.NoError(t, err)
			require.False(t, ok)
		}
	})
}

func TestNew(t *testing.T) {
	o := newOffice(t)
	codes, err := confirmation.NewCodes("one", map[string][]byte{"one": bytesOf('o')})
	require.NoError(t, err)
	for name, make := range map[string]func() (*confirmation.Service, error){
		"no engine":     func() (*confirmation.Service, error) { return confirmation.New(nil, codes, policy) },
		"no codes":      func() (*confirmation.Service, error) { return confirmation.New(o.engine, nil, policy) },
		"empty policy":  func() (*confirmation.Service, error) { return confirmation.New(o.engine, codes, confirmation.Policy{}) },
		"nothing right": func() (*confirmation.Service, error) { return confirmation.New(nil, nil, confirmation.Policy{}) },
	} {
		t.Run(name, func(t *testing.T) {
			_, err := make()
			require.ErrorIs(t, err, fault.Permanent)
		})
	}
}
