package registration_test

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/registration"
)

// atOnce runs the work 32 times side by side and returns what each came to.
func atOnce[T any](work func(i int) (T, error)) (results []T, errs []error) {
	const many = 32
	results, errs = make([]T, many), make([]error, many)
	var group sync.WaitGroup
	start := make(chan struct{})
	for i := range many {
		group.Go(func() {
			<-start
			results[i], errs[i] = work(i)
		})
	}
	close(start)
	group.Wait()
	return results, errs
}

func succeeded(errs []error) (n int) {
	for _, err := range errs {
		if err == nil {
			n++
		}
	}
	return n
}

// without the pause between sendings, which real time would have to pass.
func eager(s *setup) {
	s.confirmation.SendPause = 1
	s.confirmation.SendsPerHour, s.confirmation.SendsPerDay = 1000, 1000
}

// REG-5: one contact proved by two registrations at once: exactly one gets it, the other "taken".
func TestOneContactProvedByTwoAtOnce(t *testing.T) {
	for range 20 {
		d := newDesk(t, eager)
		receipts := []confirmation.Receipt{d.register(annasEmail), d.register(annasEmail)}
		answers := []registration.Confirm{d.right(receipts[0]), d.right(receipts[1])}
		confirmed, errs := atOnce(func(i int) (registration.Confirmed, error) { return d.Confirm(t.Context(), answers[i%2]) })
		require.Equal(t, 1, succeeded(errs))
		taken := 0
		for i, err := range errs {
			switch {
			case err == nil:
				assert.Equal(t, d.accountOf(receipts[i%2]).ID, confirmed[i].Account)
			case assert.ErrorIs(t, err, fault.Refused):
				used := assert.ObjectsAreEqual(confirmation.ErrUsed.Code, fault.All(err)[0].Code)
				if !used {
					require.ErrorIs(t, err, registration.ErrContactTaken)
					taken++
				}
			}
		}
		assert.Equal(t, 1, taken, "the loser's first answer; all others came when the code was used")
		assert.Equal(t, 1, len(d.accountOf(receipts[0]).Contacts)+len(d.accountOf(receipts[1]).Contacts))
		assert.Equal(t, 1, d.count("account.contact-confirmed"))
	}
}

// REG-5: 32 registrations with one contact, all proved at once.
func TestOneContactProvedByManyAtOnce(t *testing.T) {
	d := newDesk(t, eager)
	answers := make([]registration.Confirm, 32)
	for i := range answers {
		answers[i] = d.right(d.register(annasEmail))
	}
	_, errs := atOnce(func(i int) (registration.Confirmed, error) { return d.Confirm(t.Context(), answers[i]) })
	assert.Equal(t, 1, succeeded(errs))
	for _, err := range errs {
		if err != nil {
			require.ErrorIs(t, err, registration.ErrContactTaken)
		}
	}
	assert.Equal(t, 1, d.count("account.contact-confirmed"))
	assert.Zero(t, d.count("account.registration-abandoned"))
}

// COD-6: of many concurrent right answers exactly one succeeds.
func TestConcurrentRightAnswers(t *testing.T) {
	d := newDesk(t)
	receipt := d.register(annasEmail)
	answers := []registration.Confirm{d.right(receipt), {Challenge: receipt.Challenge, Token: d.letter(receipt).Token}}
	_, errs := atOnce(func(i int) (registration.Confirmed, error) { return d.Confirm(t.Context(), answers[i%2]) })
	assert.Equal(t, 1, succeeded(errs))
	for _, err := range errs {
		if err != nil {
			require.ErrorIs(t, err, confirmation.ErrUsed)
		}
	}
}

// REG-10: a right answer clicked many times at once with one key is one proof with one answer.
func TestConcurrentClicksOnConfirm(t *testing.T) {
	d := newDesk(t)
	answer := d.right(d.register(annasEmail))
	answer.Key = "click"
	confirmed, errs := atOnce(func(int) (registration.Confirmed, error) { return d.Confirm(t.Context(), answer) })
	assert.Equal(t, 32, succeeded(errs))
	for _, other := range confirmed {
		assert.Equal(t, confirmed[0].Account, other.Account)
		assert.Equal(t, confirmed[0].Grant.Reveal(), other.Grant.Reveal())
	}
	assert.Equal(t, 1, d.count("confirmation.answer-right"))
}

// REG-10: a double click on "register" with one key makes one account and sends one code.
func TestConcurrentClicksOnRegister(t *testing.T) {
	for range 50 {
		d := newDesk(t)
		command := form(annasPhone)
		command.Key = "form"
		receipts, errs := atOnce(func(int) (confirmation.Receipt, error) { return d.Register(t.Context(), command) })
		require.Equal(t, 32, succeeded(errs))
		for _, other := range receipts {
			assert.Equal(t, receipts[0], other)
		}
		assert.Equal(t, 1, d.count("account.registered"))
		assert.Equal(t, 1, d.count("confirmation.code-issued"))
		assert.Equal(t, 1, d.count("allowance.send-counted"))
	}
}

// REG-10: so does a double click on "send again".
func TestConcurrentClicksOnResend(t *testing.T) {
	for range 50 {
		synctest.Test(t, func(t *testing.T) {
			d := newDesk(t)
			command := registration.Resend{Key: "click", Challenge: d.register(annasPhone).Challenge}
			time.Sleep(time.Minute)
			receipts, errs := atOnce(func(int) (confirmation.Receipt, error) { return d.Resend(t.Context(), command) })
			require.Equal(t, 32, succeeded(errs))
			for _, other := range receipts {
				assert.Equal(t, receipts[0], other)
			}
			assert.Equal(t, 1, d.count("confirmation.code-resent"))
		})
	}
}

// COD-4: without a key one registration gets the code, the others the wait, and nothing of them remains.
func TestConcurrentRegistrationsWithoutKey(t *testing.T) {
	d := newDesk(t)
	_, errs := atOnce(func(int) (confirmation.Receipt, error) { return d.Register(t.Context(), form(annasPhone)) })
	assert.Equal(t, 1, succeeded(errs))
	for _, err := range errs {
		if err != nil {
			require.ErrorIs(t, err, confirmation.ErrSendTooSoon)
		}
	}
	assert.Equal(t, 1, d.count("account.registered"))
}

// COD-4: the sendings to one contact are counted also when many challenges ask at once.
func TestConcurrentSendings(t *testing.T) {
	d := newDesk(t, func(s *setup) { s.confirmation.SendPause, s.confirmation.SendsPerHour = 1, 5 })
	_, errs := atOnce(func(i int) (confirmation.Receipt, error) {
		if i%2 == 0 {
			return d.Resume(t.Context(), registration.Resume{Contact: annasPhone})
		}
		return d.Register(t.Context(), form(annasPhone))
	})
	assert.Equal(t, 5, succeeded(errs))
	assert.Equal(t, 5, d.count("allowance.send-counted"))
}

// COD-3: many wrong answers at once use up exactly the tries there are.
func TestConcurrentWrongAnswers(t *testing.T) {
	d := newDesk(t)
	wrong := d.wrong(d.register(annasPhone))
	_, errs := atOnce(func(int) (registration.Confirmed, error) { return d.Confirm(t.Context(), wrong) })
	assert.Zero(t, succeeded(errs))
	assert.Equal(t, 5, d.count("confirmation.answer-wrong"))
	assert.Equal(t, 5, d.count("allowance.wrong-counted"))
}

// REG-4, REG-10: many clicks on "set password" with one password complete one registration; of many
// different passwords one is set.
func TestConcurrentSetPassword(t *testing.T) {
	d := newDesk(t)
	grant := d.prove(annasPhone).Grant
	_, errs := atOnce(func(int) (registration.Completed, error) {
		return d.SetPassword(t.Context(), registration.SetPassword{Grant: grant, Password: goodSecret})
	})
	assert.Equal(t, 32, succeeded(errs))
	assert.Equal(t, 1, d.count("account.password-set"))

	grant = d.prove(annasEmail).Grant
	_, errs = atOnce(func(i int) (registration.Completed, error) {
		words := []string{"зима", "весна", "лето", "осень"}
		return d.SetPassword(t.Context(), registration.SetPassword{
			Grant: grant, Password: "долгая " + words[i%4] + " за рекой " + words[i/4%4] + " и " + words[i/16],
		})
	})
	assert.Equal(t, 1, succeeded(errs))
	for _, err := range errs {
		if err != nil {
			require.ErrorIs(t, err, account.ErrPasswordSet)
		}
	}
	assert.Equal(t, 2, d.count("account.password-set"))
}
