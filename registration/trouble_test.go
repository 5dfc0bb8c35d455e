package registration_test

import (
	"context"
	"errors"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/registration"
)

var errDown = errors.New("connection reset by peer")

// weak is a store of which one call fails: the failAt-th from now, counted from 1; 0 means none. With
// lost an append that fails has been carried out, and only the answer was lost.
type weak struct {
	*witness
	failAt int
	lost   bool
	calls  int
}

func (w *weak) fails() error {
	w.calls++
	if w.calls == w.failAt {
		return fault.AsTransient(errDown)
	}
	return nil
}

func (w *weak) Append(ctx context.Context, batch es.Batch) (int64, error) {
	err := w.fails()
	if err != nil && !w.lost {
		return 0, err
	}
	position, appendErr := w.witness.Append(ctx, batch)
	return position, errors.Join(err, appendErr)
}

func (w *weak) Load(ctx context.Context, stream es.Stream, after int64) iter.Seq2[es.Record, error] {
	if err := w.fails(); err != nil {
		return func(yield func(es.Record, error) bool) { yield(es.Record{}, err) }
	}
	return w.witness.Load(ctx, stream, after)
}

func (w *weak) Owner(ctx context.Context, key es.ClaimKey, now time.Time) (es.Stream, bool, error) {
	if err := w.fails(); err != nil {
		return es.Stream{}, false, err
	}
	return w.witness.Owner(ctx, key, now)
}

func (w *weak) Key(ctx context.Context, id string) (es.WrappedKey, error) {
	if err := w.fails(); err != nil {
		return es.WrappedKey{}, err
	}
	return w.witness.Key(ctx, id)
}

// act is a command of the table: it prepares the ground, and gives the command, which may be repeated.
type act func(d *desk) (command func() error)

// acts are all commands, with their keys.
func acts() map[string]act {
	return map[string]act{
		"register": func(d *desk) func() error {
			command := form(annasEmail)
			command.Key = "key"
			return func() error { _, err := d.Register(d.t.Context(), command); return err }
		},
		"register with a taken contact": func(d *desk) func() error {
			d.finish(annasEmail)
			time.Sleep(time.Minute)
			command := form(annasEmail)
			command.Key = "key"
			return func() error { _, err := d.Register(d.t.Context(), command); return err }
		},
		"resend": func(d *desk) func() error {
			command := registration.Resend{Key: "key", Challenge: d.register(annasEmail).Challenge}
			time.Sleep(time.Minute)
			return func() error { _, err := d.Resend(d.t.Context(), command); return err }
		},
		"choose contact": func(d *desk) func() error {
			command := registration.ChooseContact{Key: "key", Challenge: d.register(annasPhone).Challenge, Contact: annasEmail}
			return func() error { _, err := d.ChooseContact(d.t.Context(), command); return err }
		},
		"resume": func(d *desk) func() error {
			d.prove(annasEmail)
			time.Sleep(time.Minute)
			return func() error {
				_, err := d.Resume(d.t.Context(), registration.Resume{Key: "key", Contact: annasEmail})
				return err
			}
		},
		"confirm": func(d *desk) func() error {
			command := d.right(d.register(annasEmail))
			command.Key = "key"
			return func() error { _, err := d.Confirm(d.t.Context(), command); return err }
		},
		"confirm, in place of another": func(d *desk) func() error {
			d.prove(annasEmail)
			time.Sleep(time.Minute)
			command := d.right(d.register(annasEmail))
			command.Key = "key"
			return func() error { _, err := d.Confirm(d.t.Context(), command); return err }
		},
		"set password": func(d *desk) func() error {
			command := registration.SetPassword{Grant: d.prove(annasEmail).Grant, Password: goodSecret}
			return func() error { _, err := d.SetPassword(d.t.Context(), command); return err }
		},
		"add contact": func(d *desk) func() error {
			command := registration.AddContact{Key: "key", Account: d.finish(annasPhone), Contact: annasEmail}
			return func() error { _, err := d.AddContact(d.t.Context(), command); return err }
		},
		"confirm the new contact": func(d *desk) func() error {
			id := d.finish(annasPhone)
			receipt, err := d.AddContact(d.t.Context(), registration.AddContact{Account: id, Contact: annasEmail})
			require.NoError(d.t, err)
			command := d.right(receipt)
			command.Key, command.Account = "key", id
			return func() error { _, err := d.Confirm(d.t.Context(), command); return err }
		},
		"abandon": func(d *desk) func() error {
			id := d.prove(annasEmail).Account
			time.Sleep(7 * day)
			timer := es.Timer{TimerKey: es.TimerKey{Stream: es.Stream{Category: account.Category, ID: id}, Name: registration.AbandonTimer}}
			return func() error { return d.Abandon(d.t.Context(), timer) }
		},
		"remind": func(d *desk) func() error {
			id := d.prove(annasEmail).Account
			time.Sleep(1 * day)
			timer := es.Timer{TimerKey: es.TimerKey{Stream: es.Stream{Category: account.Category, ID: id}, Name: registration.RemindTimer}}
			return func() error { return d.Remind(d.t.Context(), timer) }
		},
	}
}

// types counts the store's records by type.
func (d *desk) types() map[string]int {
	d.t.Helper()
	types := map[string]int{}
	for _, record := range d.records() {
		types[record.Type]++
	}
	return types
}

// REG-10, bad input: whichever call of the store fails in the middle of a command, there is an error,
// nothing half done is visible, and the command repeated with its key comes to what it would have.
func TestStoreFailsInTheMiddle(t *testing.T) {
	for name, prepare := range acts() {
		t.Run(name, func(t *testing.T) {
			want, calls := undisturbed(t, prepare)
			require.Greater(t, calls, 1)
			for failAt := 1; failAt <= calls; failAt++ {
				synctest.Test(t, func(t *testing.T) {
					store := &weak{witness: newWitness()}
					d := newDesk(t, func(s *setup) { s.store = store })
					command := prepare(d)
					before := d.types()
					_, appends := store.seen()
					store.arm(failAt, false)

					err := command()
					require.ErrorIs(t, err, fault.Transient, "call %d", failAt)
					require.ErrorIs(t, err, errDown)
					require.NotErrorIs(t, err, fault.Refused)
					assert.Equal(t, before, d.types(), "call %d", failAt)
					_, after := store.seen()
					assert.Equal(t, appends, after)

					require.NoError(t, command(), "call %d", failAt)
					assert.Equal(t, want, d.types(), "call %d", failAt)
					require.NoError(t, command(), "and once more")
					assert.Equal(t, want, d.types(), "call %d", failAt)
				})
			}
		})
	}
}

// REG-10: the append was carried out and its answer lost: there is an error, and the command repeated
// with its key answers as if it had arrived.
func TestStoreLosesItsAnswer(t *testing.T) {
	for name, prepare := range acts() {
		t.Run(name, func(t *testing.T) {
			want, calls := undisturbed(t, prepare)
			lost := 0
			for failAt := 1; failAt <= calls; failAt++ {
				synctest.Test(t, func(t *testing.T) {
					store := &weak{witness: newWitness()}
					d := newDesk(t, func(s *setup) { s.store = store })
					command := prepare(d)
					store.arm(failAt, true)
					_, appends := store.seen()
					require.ErrorIs(t, command(), fault.Transient)
					if _, after := store.seen(); after > appends {
						lost++
						assert.Equal(t, want, d.types())
					}
					require.NoError(t, command())
					assert.Equal(t, want, d.types())
				})
			}
			assert.Equal(t, 1, lost, "a command is one append")
		})
	}
}

// undisturbed gives what the command comes to, and how often it calls the store.
func undisturbed(t *testing.T, prepare act) (types map[string]int, calls int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		store := &weak{witness: newWitness()}
		d := newDesk(t, func(s *setup) { s.store = store })
		command := prepare(d)
		store.arm(0, false)
		require.NoError(t, command())
		types, calls = d.types(), store.calls
	})
	return types, calls
}

// arm lets the call fail, counted from now.
func (w *weak) arm(failAt int, lost bool) { w.failAt, w.lost, w.calls = failAt, lost, 0 }

// A wrong answer whose count could not be written is an error, not a refusal, and is not counted; the
// person's next answer is.
func TestWrongAnswerThatCannotBeCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := &weak{witness: newWitness()}
		d := newDesk(t, func(s *setup) { s.store = store })
		wrong := d.wrong(d.register(annasPhone))
		for failAt := 1; ; failAt++ {
			store.arm(failAt, false)
			_, err := d.Confirm(t.Context(), wrong)
			if errors.Is(err, fault.Transient) {
				require.NotErrorIs(t, err, confirmation.ErrWrong)
				require.Zero(t, d.count("confirmation.answer-wrong"), "call %d", failAt)
				continue
			}
			require.ErrorIs(t, err, confirmation.ErrWrong)
			require.Greater(t, failAt, 5)
			return
		}
	})
}

// A context that ends is no refusal, and leaves nothing behind.
func TestCancelledCommand(t *testing.T) {
	d := newDesk(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := d.Register(ctx, form(annasPhone))
	require.ErrorIs(t, err, context.Canceled)
	require.NotErrorIs(t, err, fault.Refused)
	assert.Empty(t, d.records())
}
