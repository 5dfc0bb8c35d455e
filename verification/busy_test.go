package verification

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/profile"
)

// VER-3: a registry that names a pause is left alone for it, on top of the usual one, up to the longest.
func TestBusyRegistry(t *testing.T) {
	h := history{started(SNILSCheck), due(SNILSCheck, 1, began)}
	for wanted, next := range map[time.Duration]time.Duration{
		0:                 30 * time.Second,
		10 * time.Minute:  10*time.Minute + 30*time.Second,
		time.Hour:         time.Hour,
		1<<63 - 1:         time.Hour,
		-time.Minute:      30 * time.Second,
		time.Nanosecond:   30 * time.Second,
		time.Millisecond:  30*time.Second + time.Millisecond,
		59 * time.Minute:  59*time.Minute + 30*time.Second,
		100 * time.Minute: time.Hour,
	} {
		p := &pensions{check: func(context.Context, SNILSQuestion) (Answer, error) {
			return Answer{}, &BusyError{After: wanted}
		}}
		answer, reason, err := front(p, policy).attempt(t.Context(), "", "", profile.Profile{})
		require.NoError(t, err)
		assert.Equal(t, ReasonDown, reason)
		failed := Fail(SNILSCheck, 1, reason, policy, 1, began)
		scenario.Given(t, none, h...).When(lengthened(failed, answer.PollAfter, policy)).
			Then(unavailable(SNILSCheck, ReasonDown, after(next), began))
	}
	scenario.Given(t, none, h[:1]...).When(lengthened(Fail(SNILSCheck, 1, ReasonDown, policy, 1, began), time.Hour, policy)).Then()
}

func TestBusyErrorIsTransient(t *testing.T) {
	err := fmt.Errorf("registry of pensions: %w", &BusyError{After: time.Minute})
	require.ErrorIs(t, err, fault.Transient)
	assert.NotErrorIs(t, err, fault.Permanent)
	assert.Equal(t, time.Minute, wanted(err))
	assert.Zero(t, wanted(errors.New("503")))
	assert.Contains(t, err.Error(), "1m0s")
}
