package confirmation_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
)

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
