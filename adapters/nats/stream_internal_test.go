package nats

import (
	"testing"

	"github.com/nats-io/nats.go/jetstream"
	"github.com/stretchr/testify/require"
)

// Streams that take no events, or take them under other subjects.
func TestStreamsThatAreNoneForEventsAreNamed(t *testing.T) {
	for text, change := range map[string]func(*jetstream.StreamConfig){
		"Sealed is set":           func(s *jetstream.StreamConfig) { s.Sealed = true },
		"Mirror is set":           func(s *jetstream.StreamConfig) { s.Mirror = &jetstream.StreamSource{Name: "origin"} },
		"SubjectTransform is set": func(s *jetstream.StreamConfig) { s.SubjectTransform = &jetstream.SubjectTransformConfig{} },
	} {
		config := Config{}.withDefaults()
		stream := wanted(config)
		_, err := compatible(stream, config)
		require.NoError(t, err)
		change(&stream)
		_, err = compatible(stream, config)
		require.ErrorIs(t, err, ErrIncompatible)
		require.ErrorContains(t, err, text)
	}
}
