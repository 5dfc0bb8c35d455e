package eventsourcing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

func closed(channel <-chan struct{}) bool {
	select {
	case <-channel:
		return true
	default:
		return false
	}
}

func TestSignal(t *testing.T) {
	var s es.Signal
	s.Wake() // nobody waits
	first := s.Next()
	assert.False(t, closed(first))
	assert.Equal(t, first, s.Next(), "all wait at one channel")
	s.Wake()
	assert.True(t, closed(first))
	second := s.Next()
	assert.False(t, closed(second), "each wake-up is for those who wait")

	s.End()
	s.End()
	s.Wake()
	assert.True(t, closed(second))
	assert.True(t, closed(s.Next()), "nothing more will come")
}

func TestSignalThatEndsWithNobodyWaiting(t *testing.T) {
	var s es.Signal
	s.End()
	assert.True(t, closed(s.Next()))
}
