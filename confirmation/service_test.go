package confirmation_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

func TestProof(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		now := time.Now().UTC()
		assert.Equal(t, confirmation.Receipt{
			Challenge: receipt.Challenge, Kind: person.ContactPhone, Send: 1,
			ExpiresAt: now.Add(300 * time.Second), ResendAt: now.Add(time.Minute),
		}, receipt)

		proof, refusal := o.judge(o.code(receipt))
		require.NoError(t, refusal)
		assert.Equal(t, confirmation.Proof{
			Account: anna, Purpose: confirmation.ForRegistration, Contact: phone(t), AskedAt: now, Grant: proof.Grant,
		}, proof)
		assert.False(t, proof.Grant.IsZero())
	})
}

// COD-1: accepted at 299.999 s, refused at 300 s. COD-2: by e-mail 24 hours.
func TestValidity(t *testing.T) {
	for name, c := range map[string]struct {
		contact  person.Contact
		lasts    time.Duration
		byToken  bool
		accepted bool
	}{
		"SMS at 299.999 s":         {phone(t), 299_999 * time.Millisecond, false, true},
		"SMS at 300 s":             {phone(t), 300 * time.Second, false, false},
		"e-mail just under 24 h":   {email(t), 24*time.Hour - time.Millisecond, false, true},
		"e-mail at 24 h":           {email(t), 24 * time.Hour, false, false},
		"the link just under 24 h": {email(t), 24*time.Hour - time.Millisecond, true, true},
		"the link at 24 h":         {email(t), 24 * time.Hour, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				o := newOffice(t)
				receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, c.contact))
				answer := o.code(receipt)
				if c.byToken {
					answer = confirmation.Answer{Challenge: receipt.Challenge, Token: o.letter(receipt).Token}
				}
				time.Sleep(c.lasts)
				_, refusal := o.judge(answer)
				if c.accepted {
					require.NoError(t, refusal)
					return
				}
				require.ErrorIs(t, refusal, confirmation.ErrExpired)
				_, ok, err := o.Letter(t.Context(), receipt.Challenge, receipt.Send)
				require.NoError(t, err)
				assert.False(t, ok, "an expired code is not sent any more")
			})
		})
	}
}

// COD-5: the new code kills the one before it; the challenge goes on.
func TestNewCodeKillsTheOldOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		first := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		old := o.code(first)
		time.Sleep(time.Minute)
		second, err := o.askAgain(first.Challenge)
		require.NoError(t, err)
		assert.Equal(t, first.Challenge, second.Challenge)
		assert.Equal(t, 2, second.Send)
		assert.Equal(t, time.Now().Add(300*time.Second).UTC(), second.ExpiresAt)
		require.NotEqual(t, old, o.code(second))

		_, ok, err := o.Letter(t.Context(), first.Challenge, first.Send)
		require.NoError(t, err)
		assert.False(t, ok, "the first sending is overtaken")
		_, refusal := o.judge(old)
		require.ErrorIs(t, refusal, confirmation.ErrWrong)
		_, refusal = o.judge(o.code(second))
		require.NoError(t, refusal)
	})
}

// COD-5: a new challenge of the same account and purpose supersedes; of another purpose or account not.
func TestSuperseding(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		first := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		answer := o.code(first)
		resuming := o.mustAsk(asks(anna, confirmation.ForResuming, email(t)))
		others := o.mustAsk(asks(boris, confirmation.ForRegistration, contact(t, "boris@example.ru")))
		second := o.mustAsk(asks(anna, confirmation.ForRegistration, contact(t, "anna@example.org")))

		_, refusal := o.judge(answer)
		require.ErrorIs(t, refusal, confirmation.ErrSuperseded)
		_, err := o.askAgain(first.Challenge)
		require.ErrorIs(t, err, confirmation.ErrSuperseded)
		_, ok, err := o.Letter(t.Context(), first.Challenge, 1)
		require.NoError(t, err)
		assert.False(t, ok)
		for _, receipt := range []confirmation.Receipt{resuming, others, second} {
			_, refusal := o.judge(o.code(receipt))
			require.NoError(t, refusal)
		}
	})
}

// COD-3: after five wrong answers even the right one is refused; a new code has five tries of its own,
// and the counter of the contact goes on.
func TestTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		wrongs := 0
		for {
			for left := 4; left >= 0 && wrongs < 50; left-- {
				_, refusal := o.judge(o.wrong(receipt))
				var wrong *confirmation.Wrong
				require.ErrorAs(t, refusal, &wrong)
				require.Equal(t, left, wrong.TriesLeft)
				wrongs++
			}
			_, refusal := o.judge(o.code(receipt))
			require.ErrorIs(t, refusal, confirmation.ErrTooManyTries)
			if wrongs == 50 {
				break
			}
			time.Sleep(15 * time.Minute)
			var err error
			receipt, err = o.askAgain(receipt.Challenge)
			require.NoError(t, err)
		}
		started := time.Now()
		time.Sleep(15 * time.Minute)
		receipt, err := o.askAgain(receipt.Challenge)
		require.NoError(t, err)
		_, refusal := o.judge(o.code(receipt))
		var limited *confirmation.Limited
		require.ErrorAs(t, refusal, &limited)
		require.ErrorIs(t, refusal, confirmation.ErrContactTries)

		// Another account asking for the same contact meets the same counter; another contact does not.
		time.Sleep(time.Minute)
		other := o.mustAsk(asks(boris, confirmation.ForRegistration, phone(t)))
		_, refusal = o.judge(o.code(other))
		require.ErrorIs(t, refusal, confirmation.ErrContactTries)
		elsewhere := o.mustAsk(asks(boris, confirmation.ForResuming, email(t)))
		_, refusal = o.judge(o.code(elsewhere))
		require.NoError(t, refusal)

		// The wait tells the truth: then the first wrong answers are a day old.
		time.Sleep(limited.Wait - time.Since(started.Add(15*time.Minute)))
		receipt, err = o.askAgain(receipt.Challenge)
		require.NoError(t, err)
		_, refusal = o.judge(o.code(receipt))
		require.NoError(t, refusal)
	})
}

// COD-4: capitals in a mailbox do not make another contact of it.
func TestAllowanceOfAMailbox(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		o.mustAsk(asks(anna, confirmation.ForRegistration, contact(t, "anna@example.ru")))
		_, err := o.ask(asks(boris, confirmation.ForRegistration, contact(t, "Anna@Example.ru")))
		require.ErrorIs(t, err, confirmation.ErrSendTooSoon)
	})
}

// COD-4: 60 s apart, whoever asks and for whatever; a refused sending writes nothing and counts nothing.
func TestSendPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		before := len(o.records())
		time.Sleep(59_999 * time.Millisecond)
		refused := func(err error) {
			t.Helper()
			var limited *confirmation.Limited
			require.ErrorAs(t, err, &limited)
			require.ErrorIs(t, err, confirmation.ErrSendTooSoon)
			assert.Equal(t, time.Millisecond, limited.Wait)
		}
		_, err := o.askAgain(receipt.Challenge)
		refused(err)
		_, err = o.ask(asks(boris, confirmation.ForResuming, phone(t)))
		refused(err)
		assert.Len(t, o.records(), before)
		time.Sleep(time.Millisecond)
		_, err = o.askAgain(receipt.Challenge)
		require.NoError(t, err)
	})
}

// COD-4: 5 an hour and 20 a day, over midnight, and ResendAt tells the truth each time. The counters are
// in the store alone: every sending is asked for by a service of its own.
func TestSendsPerHourAndDay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		time.Sleep(22*time.Hour + 30*time.Minute) // the bubble's clock begins at midnight
		var sends []time.Time
		receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		sends = append(sends, time.Now())
		for len(sends) < 45 {
			o.rotate("one", "one")
			time.Sleep(time.Until(receipt.ResendAt) - time.Microsecond)
			_, err := o.askAgain(receipt.Challenge)
			var limited *confirmation.Limited
			require.ErrorAs(t, err, &limited)
			require.Equal(t, time.Microsecond, limited.Wait)
			time.Sleep(time.Microsecond)
			receipt, err = o.askAgain(receipt.Challenge)
			require.NoError(t, err)
			sends = append(sends, time.Now())
		}
		within := func(last int, window time.Duration) (n int) {
			for _, at := range sends[:last+1] {
				if sends[last].Sub(at) < window {
					n++
				}
			}
			return n
		}
		for i := range sends {
			assert.LessOrEqual(t, within(i, time.Minute), 1)
			assert.LessOrEqual(t, within(i, time.Hour), 5)
			assert.LessOrEqual(t, within(i, 24*time.Hour), 20)
		}
		assert.Equal(t, 20, within(19, 24*time.Hour), "and as many are possible")
		assert.Less(t, sends[19].Sub(sends[0]), 4*time.Hour)
		assert.NotEqual(t, sends[0].UTC().Day(), sends[19].UTC().Day(), "a midnight lies between")
		assert.Equal(t, sends[0].Add(24*time.Hour), sends[20])
	})
}

// COD-6: of 32 right answers at once exactly one succeeds.
func TestSingleUse(t *testing.T) {
	o := newOffice(t)
	receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, email(t)))
	answers := []confirmation.Answer{o.code(receipt), {Challenge: receipt.Challenge, Token: o.letter(receipt).Token}}
	var group sync.WaitGroup
	start, refusals := make(chan struct{}), make([]error, 32)
	for i := range refusals {
		group.Go(func() {
			<-start
			_, refusals[i] = o.judge(answers[i%2])
		})
	}
	close(start)
	group.Wait()
	accepted := 0
	for _, refusal := range refusals {
		if refusal == nil {
			accepted++
			continue
		}
		require.ErrorIs(t, refusal, confirmation.ErrUsed)
	}
	assert.Equal(t, 1, accepted)
}

// COD-3: 32 wrong answers at once use up five tries, not more and not fewer.
func TestConcurrentWrongAnswers(t *testing.T) {
	o := newOffice(t)
	receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, email(t)))
	wrong := o.wrong(receipt)
	var group sync.WaitGroup
	start, refusals := make(chan struct{}), make([]error, 32)
	for i := range refusals {
		group.Go(func() {
			<-start
			_, refusals[i] = o.judge(wrong)
		})
	}
	close(start)
	group.Wait()
	tries := map[int]int{}
	for _, refusal := range refusals {
		if w := new(confirmation.Wrong); assert.ErrorAs(t, refusalOr(refusal), &w) {
			tries[w.TriesLeft]++
		}
	}
	assert.Equal(t, map[int]int{4: 1, 3: 1, 2: 1, 1: 1, 0: 1, -1: 27}, tries)
}

// refusalOr writes too many tries as one below none left.
func refusalOr(refusal error) error {
	if fault.All(refusal)[0].Code == confirmation.ErrTooManyTries.Code {
		return &confirmation.Wrong{TriesLeft: -1}
	}
	return refusal
}

// COD-9: a code of another purpose is recognised, the answer names where it belongs, and no try is lost.
func TestWrongPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		bySMS := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		byMail := o.mustAsk(asks(anna, confirmation.ForNewContact, email(t)))
		others := o.mustAsk(asks(boris, confirmation.ForNewContact, contact(t, "boris@example.ru")))
		crossed := confirmation.Answer{Challenge: bySMS.Challenge, Code: o.letter(byMail).Code}
		for range 7 {
			_, refusal := o.judge(crossed)
			var place *confirmation.WrongPlace
			require.ErrorAs(t, refusal, &place)
			assert.Equal(t, confirmation.WrongPlace{Purpose: confirmation.ForNewContact, Kind: person.ContactEmail}, *place)
		}
		_, refusal := o.judge(confirmation.Answer{Challenge: bySMS.Challenge, Code: o.letter(others).Code})
		var wrong *confirmation.Wrong
		require.ErrorAs(t, refusal, &wrong, "another person's code is merely wrong")
		assert.Equal(t, 4, wrong.TriesLeft, "the code from the letter cost no try")

		// An answered one belongs nowhere any more, an expired one neither.
		_, refusal = o.judge(confirmation.Answer{Challenge: byMail.Challenge, Code: o.letter(bySMS).Code})
		require.ErrorIs(t, refusal, confirmation.ErrWrongPlace)
		_, refusal = o.judge(o.code(byMail))
		require.NoError(t, refusal)
		_, refusal = o.judge(crossed)
		require.ErrorIs(t, refusal, confirmation.ErrWrong)
	})
}

func TestExpiredCodeHasNoPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		bySMS := o.mustAsk(asks(anna, confirmation.ForResuming, phone(t)))
		byMail := o.mustAsk(asks(anna, confirmation.ForNewContact, email(t)))
		crossed := confirmation.Answer{Challenge: byMail.Challenge, Code: o.letter(bySMS).Code}
		time.Sleep(300 * time.Second)
		_, refusal := o.judge(crossed)
		require.ErrorIs(t, refusal, confirmation.ErrWrong)
	})
}

// REG-8: of a withheld challenge nothing is right, and neither is a code of it anywhere else.
func TestWithheld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		q := asks(anna, confirmation.ForRegistration, email(t))
		q.Withheld = true
		receipt := o.mustAsk(q)
		letter := o.letter(receipt)
		assert.True(t, letter.Withheld)
		assert.Equal(t, email(t), letter.Contact, "its owner is to be told")
		assert.Empty(t, letter.Code)
		assert.Empty(t, letter.Token)
		_, refusal := o.judge(confirmation.Answer{Challenge: receipt.Challenge, Code: "000000"})
		require.ErrorIs(t, refusal, confirmation.ErrWrong)

		other := o.mustAsk(asks(anna, confirmation.ForResuming, phone(t)))
		_, refusal = o.judge(confirmation.Answer{Challenge: receipt.Challenge, Code: o.letter(other).Code})
		require.ErrorIs(t, refusal, confirmation.ErrWrong, "nor does it betray that there are others")
		assert.NotErrorIs(t, refusal, confirmation.ErrWrongPlace)
	})
}

// REG-8: for a contact nobody knows there is a receipt and counters, and nothing to send.
func TestNobodyAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		receipt := o.mustAsk(asks("", confirmation.ForResuming, phone(t)))
		_, ok, err := o.Letter(t.Context(), receipt.Challenge, 1)
		require.NoError(t, err)
		assert.False(t, ok)
		_, refusal := o.judge(confirmation.Answer{Challenge: receipt.Challenge, Code: "000000"})
		require.ErrorIs(t, refusal, confirmation.ErrWrong)
		_, err = o.ask(asks("", confirmation.ForResuming, phone(t)))
		require.ErrorIs(t, err, confirmation.ErrSendTooSoon)
	})
}

// A grant lasts 30 minutes from the proof.
func TestGrant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		others := o.mustAsk(asks(boris, confirmation.ForRegistration, email(t)))
		time.Sleep(time.Minute)
		proof, refusal := o.judge(o.code(receipt))
		require.NoError(t, refusal)
		another, refusal := o.judge(o.code(others))
		require.NoError(t, refusal)

		read := confirmation.ParseGrant(proof.Grant.Reveal())
		time.Sleep(30*time.Minute - time.Microsecond)
		honoured, err := o.honour(read)
		require.NoError(t, err)
		assert.Equal(t, proof, honoured)

		id, secret, _ := strings.Cut(proof.Grant.Reveal(), ".")
		otherID, otherSecret, _ := strings.Cut(another.Grant.Reveal(), ".")
		for _, text := range []string{
			"", ".", id + ".", id, "." + secret, otherID + "." + secret, id + "." + otherSecret, id + "." + secret + "x",
			id + "." + secret[1:], strings.ToLower(id) + "." + secret, "unknown." + secret, id + "\x00." + secret,
			strings.Repeat("x", 1<<20) + "." + secret, "\xff\xfe." + secret,
		} {
			_, err := o.honour(confirmation.ParseGrant(text))
			assert.ErrorIs(t, err, confirmation.ErrGrant)
		}
		time.Sleep(time.Microsecond)
		_, err = o.honour(read)
		require.ErrorIs(t, err, confirmation.ErrGrant)
	})
}

// Recall is for the same answer again, not for another.
func TestRecall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		receipt := o.mustAsk(asks(anna, confirmation.ForRegistration, phone(t)))
		right, wrong := o.code(receipt), o.wrong(receipt)
		recall := func(answer confirmation.Answer) (proof confirmation.Proof, err error) {
			err = o.do(func(ctx context.Context, unit *es.Unit) (err error) {
				proof, err = o.Recall(ctx, unit, answer)
				return err
			})
			return proof, err
		}
		_, err := recall(right)
		require.ErrorIs(t, err, confirmation.ErrUsed, "nothing to recall yet")
		proof, refusal := o.judge(right)
		require.NoError(t, refusal)
		again, err := recall(right)
		require.NoError(t, err)
		assert.Equal(t, proof, again)
		_, err = recall(wrong)
		require.ErrorIs(t, err, confirmation.ErrUsed)
		_, err = recall(confirmation.Answer{Challenge: "unknown", Code: right.Code})
		require.ErrorIs(t, err, confirmation.ErrUsed)
		time.Sleep(30 * time.Minute)
		_, err = recall(right)
		require.ErrorIs(t, err, confirmation.ErrUsed)
	})
}

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
