package postgres

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAHorizonMovesWhenThoseInFlightAreGone(t *testing.T) {
	var h horizon
	require.Equal(t, int64(0), h.end(h.begin(), 10, []string{"1/1", "2/1"}))
	require.True(t, h.awaits(7))
	require.False(t, h.awaits(10), "nobody looked beyond 10")
	require.Equal(t, int64(0), h.end(h.begin(), 12, []string{"2/1", "3/1"}))
	require.Equal(t, int64(10), h.end(h.begin(), 12, []string{"3/1", "4/1"}), "what the first look has seen is gone")
	require.False(t, h.awaits(9), "everything up to 10 is settled")
	require.True(t, h.awaits(10))
	require.Equal(t, int64(12), h.end(h.begin(), 12, []string{"4/1"}))
	require.Equal(t, int64(20), h.end(h.begin(), 20, nil), "nobody is in flight")
	require.Equal(t, int64(20), h.now())
	require.Empty(t, h.pending)
}

func TestAHorizonNeverGoesBack(t *testing.T) {
	var h horizon
	h.raise(5)
	h.raise(3)
	require.Equal(t, int64(5), h.now())
	require.Equal(t, int64(5), h.end(h.begin(), 2, nil))
	require.Equal(t, int64(5), h.now())
	require.Equal(t, int64(5), h.end(h.begin(), 5, []string{"1/1"}))
	require.Empty(t, h.pending, "there is nothing to wait for")
}

// A look that began before an observation was made may have seen less than that: who is missing there need not
// be gone.
func TestOnlyALaterLookShowsWhoIsGone(t *testing.T) {
	var h horizon
	early := h.begin()
	h.end(h.begin(), 10, []string{"1/1"})
	require.Equal(t, int64(0), h.end(early, 8, []string{"9/9"}))
	require.Equal(t, int64(0), h.now())
	require.Equal(t, int64(10), h.end(h.begin(), 10, []string{"9/9"}))
}

// The page of a look was read before another reader found more settled.
func TestAHorizonFoundMeanwhileIsNotThatOfAnEarlierPage(t *testing.T) {
	var h horizon
	slow := h.begin()
	require.Equal(t, int64(10), h.end(h.begin(), 10, nil))
	require.Equal(t, int64(0), h.end(slow, 10, []string{"1/1"}))
	require.Equal(t, int64(10), h.now())
}

func TestAnEarlierObservationDoesNotHoldUpALaterOne(t *testing.T) {
	var h horizon
	h.end(h.begin(), 10, []string{"1/1"})
	h.end(h.begin(), 20, []string{"1/1", "2/1"})
	h.end(h.begin(), 30, []string{"1/1", "3/1"})
	require.Equal(t, int64(20), h.end(h.begin(), 30, []string{"3/1"}), "without another look after the first was settled")
	require.Equal(t, int64(30), h.end(h.begin(), 40, []string{"4/1"}))
}

func TestATransactionPreparedUnderAnotherNameIsWaitedFor(t *testing.T) {
	var h horizon
	h.end(h.begin(), 10, []string{"1/1", "2/1", "-1/700"})
	require.Equal(t, int64(0), h.end(h.begin(), 10, []string{"-1/700", "-1/701", "2/1"}))
	require.Equal(t, int64(0), h.end(h.begin(), 10, []string{"-1/701", "-1/702"}), "either may be what became of 2/1")
	require.Equal(t, int64(0), h.end(h.begin(), 10, []string{"-1/702", "-1/703"}))
	require.Equal(t, int64(10), h.end(h.begin(), 10, []string{"-1/703", "3/1"}), "703 came when all others had been prepared or were gone")
}

func TestObservationsAreBounded(t *testing.T) {
	var h horizon
	for i := range 10 * observations {
		h.end(h.begin(), int64(i+1), []string{"1/1", fmt.Sprintf("2/%d", i)})
	}
	require.Len(t, h.pending, observations)
	require.Equal(t, int64(10*observations), h.end(h.begin(), 10*observations, nil))
	require.Empty(t, h.pending)
}
