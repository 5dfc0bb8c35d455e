package registryhttp_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/verification"
)

func standard(standing verification.Standing) bool { return standing.Level == account.Standard }

// VER-2: answers at once.
func TestAnsweredAtOnce(t *testing.T) {
	w := newWorld(t, nil)
	w.submit()
	w.until(standard)
	assert.Equal(t, 1, w.traffic.count("POST /snils/checks"))
}

// VER-2: a registry gives a ticket, and calls with the answer; the portal need not ask.
func TestAnsweredByCallback(t *testing.T) {
	w := newWorld(t, []verification.Check{verification.SNILSCheck})
	w.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Ticket: 20 * time.Millisecond})
	w.submit()
	w.until(standard)
	assert.Equal(t, 1, w.traffic.count("POST /snils/checks"))
	assert.Zero(t, w.traffic.count("GET /snils/answers"), "nobody asked about the ticket")
}

// VER-2: a registry gives a ticket, and the portal asks about it when the registry said.
func TestAnsweredByPolling(t *testing.T) {
	w := newWorld(t, nil, func(policy *kabinet.Policy) { policy.Verification.Poll = time.Millisecond })
	w.Registry.Behave(verification.DocumentCheck, memory.Behaviour{Ticket: 20 * time.Millisecond})
	w.submit()
	w.until(standard)
	assert.Equal(t, 1, w.traffic.count("GET /document/answers"), "not before the second that Retry-After can say")
}

// VER-3: while nothing can be reached nothing is lost, and then it goes on by itself.
func TestRegistriesAreDownForAWhile(t *testing.T) {
	w := newWorld(t, nil)
	w.traffic.cut.Store(true)
	w.submit()
	w.until(func(standing verification.Standing) bool {
		return state(standing, verification.SNILSCheck) == verification.Unavailable &&
			state(standing, verification.DocumentCheck) == verification.Unavailable &&
			state(standing, verification.INNCheck) == verification.Unavailable
	})
	w.traffic.cut.Store(false)
	w.until(standard)
	assert.Greater(t, w.traffic.count("POST /snils/checks"), 1)
}

// A mismatch comes through with its fields.
func TestMismatchOverHTTP(t *testing.T) {
	w := newWorld(t, []verification.Check{verification.SNILSCheck})
	w.Registry.Behave(verification.SNILSCheck, memory.Behaviour{Ticket: time.Millisecond, Answer: &verification.Answer{
		Outcome: verification.OutcomeMismatched, Differences: []verification.Difference{{Field: "name.family", OnlyYo: true}},
	}})
	w.submit()
	standing := w.until(func(standing verification.Standing) bool { return standing.State == account.Rejected })
	if assert.Len(t, standing.Faults, 1) {
		assert.Equal(t, "name.family", standing.Faults[0].Path)
		assert.ErrorIs(t, standing.Faults[0], verification.ErrOnlyYo)
	}
}

// PRO-6: the INN of a person is looked up.
func TestFindINNOverHTTP(t *testing.T) {
	w := newWorld(t, nil)
	found, err := w.Verification.FindINN(t.Context(), w.id, form())
	assert.NoError(t, err)
	assert.Equal(t, "500100732259", found.INN.Reveal())
	other := form()
	other.Name.Given = "Мария"
	_, err = w.Verification.FindINN(t.Context(), w.id, other)
	assert.ErrorIs(t, err, verification.ErrINNUnknown)
}
