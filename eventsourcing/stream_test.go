package eventsourcing_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

func TestParseStream(t *testing.T) {
	for text, want := range map[string]es.Stream{
		"account/7":     {Category: "account", ID: "7"},
		"account/a/b/c": {Category: "account", ID: "a/b/c"},
		"account//":     {Category: "account", ID: "/"},
	} {
		stream, err := es.ParseStream(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, stream)
		assert.Equal(t, text, stream.String())
	}
	for _, text := range []string{"", "/", "account", "account/", "/7"} {
		_, err := es.ParseStream(text)
		assert.ErrorContains(t, err, "is no stream", text)
	}
	assert.True(t, es.Stream{}.IsZero())
	assert.False(t, es.Stream{Category: "account"}.IsZero())
}

func FuzzParseStream(f *testing.F) {
	f.Add("account/7")
	f.Add("a/b/c")
	f.Add("/")
	f.Fuzz(func(t *testing.T, text string) {
		stream, err := es.ParseStream(text)
		if err != nil {
			assert.Zero(t, stream)
			return
		}
		assert.Equal(t, text, stream.String())
		assert.False(t, strings.Contains(stream.Category, "/"))
		again, err := es.ParseStream(stream.String())
		require.NoError(t, err)
		assert.Equal(t, stream, again)
	})
}

func TestErrorsLieOnTheirAxes(t *testing.T) {
	axes := []error{fault.Refused, fault.Transient, fault.Permanent, fault.Conflict}
	for _, test := range []struct {
		err, axis error
		text      string
	}{
		{es.ErrFenced, fault.Conflict, "eventsourcing: the lease is lost"},
		{es.ErrErased, fault.Permanent, "eventsourcing: the data key was destroyed"},
		{es.ErrNoKey, fault.Permanent, "eventsourcing: no such data key"},
		{es.ErrClosed, fault.Permanent, "eventsourcing: the store is closed"},
		{
			&es.Conflict{Stream: es.Stream{Category: "account", ID: "7"}, Expected: 2, Actual: 3}, fault.Conflict,
			"eventsourcing: account/7 is at version 3, not 2",
		},
		{
			&es.Claimed{Key: es.ClaimKey{Kind: "phone", Index: "xyz"}, Owner: es.Stream{Category: "account", ID: "7"}}, fault.Conflict,
			"eventsourcing: this phone is claimed already",
		},
	} {
		assert.EqualError(t, test.err, test.text)
		for _, axis := range axes {
			if wrapped := fmt.Errorf("wrapped: %w", test.err); errors.Is(axis, test.axis) {
				assert.ErrorIs(t, wrapped, axis)
			} else {
				assert.NotErrorIs(t, wrapped, axis)
			}
		}
	}
	assert.NotErrorIs(t, es.ErrErased, es.ErrNoKey)
}
