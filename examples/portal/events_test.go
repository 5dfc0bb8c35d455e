package main

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func TestSeenKeepsTheNewest(t *testing.T) {
	var s seen
	for i := range 2 * eventsShown {
		for range 2 { // delivered again
			s.add(eventsourcing.Record{ID: strconv.Itoa(i), Data: []byte(`{"n":1}`)})
		}
	}
	count, events := s.newest()
	assert.Equal(t, 2*eventsShown, count)
	assert.Len(t, events, eventsShown)
	assert.Equal(t, strconv.Itoa(2*eventsShown-1), events[0].ID)
	assert.Equal(t, "{\n  \"n\": 1\n}", events[0].Public)
}

func TestWhatIsNoJSONIsShownAsItIs(t *testing.T) {
	assert.Equal(t, "<b>", indented([]byte("<b>")))
}
