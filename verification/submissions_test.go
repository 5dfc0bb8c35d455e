package verification_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/verification"
)

// An account submits 10 profiles in any 24 hours, corrections included; then it is told how long to wait, and nothing of
// what it sent is kept. What changes nothing does not count, other accounts go on, and drafts are kept.
func TestSubmissionsAreLimited(t *testing.T) {
	play(t, func(s scene) {
		plate := func(n int) map[string]string {
			return map[string]string{"vehicle.plate": fmt.Sprintf("А%03dАА77", n+1), "vehicle.certificate": "7700123456"}
		}
		s.Registry.Know(parsed(s, form()))
		began := time.Now()
		for n := range 9 {
			s.submit(with(s, plate(n)))
			s.submit(with(s, plate(n)))
			s.rest(time.Hour)
		}
		require.NoError(s, s.Verification.Correct(s.Context(), s.id, plate(9)))
		s.rest(time.Minute)
		before := s.standing()
		require.Equal(s, 10, before.Submission)

		other := portaltest.New(s.T, s.Ports, portaltest.Patient)
		refused := other.Verification.Submit(s.Context(), s.id, with(s, plate(10)))
		var limited *verification.Limited
		require.ErrorAs(s, refused, &limited)
		require.ErrorIs(s, refused, verification.ErrSubmissionsPerDay)
		require.ErrorIs(s, refused, fault.Refused)
		assert.Equal(s, 15*time.Hour-time.Minute, limited.Wait)
		assert.Equal(s, limited.Wait, fault.All(refused)[0].Args["wait"])
		assert.Empty(s, fault.All(refused)[0].Path)
		require.ErrorIs(s, s.Verification.Correct(s.Context(), s.id, plate(10)), verification.ErrSubmissionsPerDay)
		assert.Equal(s, before, s.standing())
		require.NoError(s, s.Verification.Submit(s.Context(), s.id, with(s, plate(9))), "the same again changes nothing")
		require.NoError(s, s.Verification.SaveDraft(s.Context(), s.id, with(s, plate(10))))
		somebody := s.Person(s.T, "+79035550101")
		require.NoError(s, s.Verification.Submit(s.Context(), somebody, form()))

		time.Sleep(time.Until(began.Add(24*time.Hour)) - time.Microsecond)
		require.ErrorIs(s, s.Verification.Submit(s.Context(), s.id, with(s, plate(10))), verification.ErrSubmissionsPerDay)
		time.Sleep(time.Microsecond)
		s.submit(with(s, plate(10)))
		require.ErrorIs(s, s.Verification.Submit(s.Context(), s.id, with(s, plate(11))), verification.ErrSubmissionsPerDay)
		s.rest(time.Hour)
		s.submit(with(s, plate(11)))
	})
}
