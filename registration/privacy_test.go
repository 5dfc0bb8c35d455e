package registration_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/registration"
)

// stranger is somebody who wants to know whether a contact has an account, and writes down everything
// that can be seen from outside.
type stranger struct {
	d       *desk
	w       *witness
	contact string
	notes   []string
}

// note runs a command and writes down its answer, how long it said to wait, and what the store was asked
// to write.
func (s *stranger) note(what string, run func() (any, error)) {
	calls, batches := s.w.seen()
	answer, err := run()
	_, written := s.w.since(calls, batches)
	s.notes = append(s.notes, fmt.Sprintf("%s: %s, %d appends", what, look(answer, err), len(written)))
}

func look(answer any, err error) string {
	if err != nil {
		var faults []string
		for _, f := range fault.All(err) {
			faults = append(faults, fmt.Sprintf("%s %s %s %s", f.Path, f.Code, f.Message(language.Russian), f.Message(language.English)))
		}
		return strings.Join(faults, "; ")
	}
	switch answer := answer.(type) {
	case confirmation.Receipt:
		return lookAt(answer)
	case confirmation.Standing:
		return fmt.Sprintf("%s %d left, closed: %v", lookAt(answer.Receipt), answer.TriesLeft, answer.Closed)
	default:
		return fmt.Sprintf("%+v", answer)
	}
}

func lookAt(receipt confirmation.Receipt) string {
	return fmt.Sprintf("%s send %d until %v again %v, id of %d",
		receipt.Kind, receipt.Send, time.Until(receipt.ExpiresAt), time.Until(receipt.ResendAt), len(receipt.Challenge))
}

func (s *stranger) wrong(receipt confirmation.Receipt) {
	s.note("wrong answer", func() (any, error) { return s.d.Confirm(s.d.t.Context(), s.d.wrong(receipt)) })
	s.note("standing", func() (any, error) { return s.d.Standing(s.d.t.Context(), receipt.Challenge) })
}

func (s *stranger) link(receipt confirmation.Receipt) {
	s.note("made-up link", func() (any, error) {
		return s.d.Confirm(s.d.t.Context(), registration.Confirm{Challenge: receipt.Challenge, Token: strings.Repeat("A", 43)})
	})
}

func (s *stranger) resend(receipt confirmation.Receipt) confirmation.Receipt {
	s.note("resend", func() (any, error) {
		again, err := s.d.Resend(s.d.t.Context(), registration.Resend{Challenge: receipt.Challenge})
		if err == nil {
			receipt = again
		}
		return again, err
	})
	return receipt
}

func (s *stranger) grant(receipt confirmation.Receipt) {
	s.note("made-up grant", func() (any, error) {
		grant := confirmation.ParseGrant(receipt.Challenge + "." + strings.Repeat("A", 43))
		return s.d.SetPassword(s.d.t.Context(), registration.SetPassword{Grant: grant, Password: goodSecret})
	})
}

// converse is the conversation by which the stranger tries to find out, after the first receipt.
func (s *stranger) converse(receipt confirmation.Receipt) {
	for range 7 {
		s.wrong(receipt)
	}
	s.link(receipt)
	s.grant(receipt)
	for range 25 {
		s.resend(receipt)
		time.Sleep(59 * time.Second)
		s.resend(receipt)
		time.Sleep(time.Second)
		receipt = s.resend(receipt)
		s.wrong(receipt)
	}
	time.Sleep(5 * time.Minute)
	s.wrong(receipt)
	time.Sleep(25 * time.Hour)
	receipt = s.resend(receipt)
	for range 6 {
		s.wrong(receipt)
	}
	time.Sleep(8 * day)
	receipt = s.resend(receipt)
	s.wrong(receipt)
}

func (s *stranger) register() {
	var receipt confirmation.Receipt
	register := func() {
		s.note("register", func() (_ any, err error) {
			command := form(s.contact)
			command.Key = "form"
			receipt, err = s.d.Register(s.d.t.Context(), command)
			return receipt, err
		})
	}
	register()
	register()
	s.note("register without the key", func() (any, error) { return s.d.Register(s.d.t.Context(), form(s.contact)) })
	s.converse(receipt)
}

func (s *stranger) resume() {
	var receipt confirmation.Receipt
	resume := func() {
		s.note("resume", func() (_ any, err error) {
			receipt, err = s.d.Resume(s.d.t.Context(), registration.Resume{Key: "form", Contact: s.contact})
			return receipt, err
		})
	}
	resume()
	resume()
	s.note("choose contact", func() (any, error) {
		return s.d.ChooseContact(s.d.t.Context(), registration.ChooseContact{Challenge: receipt.Challenge, Contact: "mallory@example.ru"})
	})
	s.converse(receipt)
}

func (s *stranger) chooseContact() {
	began := s.d.register("mallory@example.ru")
	var receipt confirmation.Receipt
	s.note("choose contact", func() (_ any, err error) {
		receipt, err = s.d.ChooseContact(s.d.t.Context(), registration.ChooseContact{Challenge: began.Challenge, Contact: s.contact})
		return receipt, err
	})
	s.converse(receipt)
}

// REG-8: for a contact with a finished account, for one with an unfinished registration, and for an
// unknown one, all that can be seen from outside is the same through the whole conversation: receipts,
// refusals, countdowns, waits, and the number of writes.
func TestAnswersTellNothing(t *testing.T) {
	before := map[string]func(d *desk, contact string){
		"unknown":    func(*desk, string) {},
		"finished":   func(d *desk, contact string) { d.finish(contact) },
		"unproved":   func(d *desk, contact string) { d.register(contact) },
		"unfinished": func(d *desk, contact string) { d.prove(contact) },
	}
	for way, walk := range map[string]func(*stranger){
		"register": (*stranger).register, "resume": (*stranger).resume, "choose contact": (*stranger).chooseContact,
	} {
		for _, contact := range []string{annasPhone, annasEmail} {
			t.Run(way+" "+contact, func(t *testing.T) {
				notes := map[string][]string{}
				for state, prepare := range before {
					synctest.Test(t, func(t *testing.T) {
						w := newWitness()
						d := newDesk(t, watched(w))
						prepare(d, contact)
						time.Sleep(2 * day)
						s := &stranger{d: d, w: w, contact: contact}
						walk(s)
						notes[state] = s.notes
					})
				}
				for state := range before {
					assert.Equal(t, notes["unknown"], notes[state], state)
				}
				assert.Greater(t, len(notes["unknown"]), 100)
			})
		}
	}
}

// REG-8: Register writes records of the same kinds and sizes, claims, timers and keys, whoever has the
// contact; only the mark for whoever sends messages differs.
func TestRegisterWritesTheSame(t *testing.T) {
	shapes := map[bool][]string{}
	for _, known := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWitness()
			d := newDesk(t, watched(w))
			if known {
				d.finish(annasPhone)
			}
			time.Sleep(2 * day)
			calls, batches := w.seen()
			d.register(annasPhone)
			_, written := w.since(calls, batches)
			require.Len(t, written, 1)
			shapes[known] = outline(written[0])
		})
	}
	assert.Equal(t, shapes[false], shapes[true])
}

func outline(batch es.Batch) (outline []string) {
	for _, change := range batch.Streams {
		for _, record := range change.Records {
			outline = append(outline, fmt.Sprintf("%s, sealed %d", record.Type, len(record.Sealed)))
		}
	}
	for _, claim := range batch.Claims {
		outline = append(outline, "claim "+claim.Kind)
	}
	for _, timer := range batch.Timers {
		outline = append(outline, "timer "+timer.Name)
	}
	return append(outline, fmt.Sprintf("%d keys, %d releases", len(batch.Keys), len(batch.Releases)))
}

// REG-8: judging an answer asks the store the same questions in the same order, so that the time of the
// answer tells nothing either.
func TestAnswersTakeTheSameWork(t *testing.T) {
	work := map[string][]string{}
	for state, prepare := range map[string]func(d *desk){
		"unknown": func(*desk) {}, "finished": func(d *desk) { d.finish(annasPhone) },
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWitness()
			d := newDesk(t, watched(w))
			prepare(d)
			time.Sleep(2 * day)
			receipt := d.register(annasPhone)
			calls, batches := w.seen()
			_, err := d.Confirm(t.Context(), registration.Confirm{Challenge: receipt.Challenge, Code: "no code"})
			require.ErrorIs(t, err, confirmation.ErrWrong)
			work[state], _ = w.since(calls, batches)
		})
	}
	assert.Equal(t, work["unknown"], work["finished"])
}
