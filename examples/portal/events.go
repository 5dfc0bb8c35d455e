package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"sync"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// eventsShown is how many of the newest events the page shows.
const eventsShown = 50

// eventsView is the page that shows what others see of the portal's events.
type eventsView struct {
	// Off says that the portal was started without NATS, Outage that NATS is out of reach now.
	Off, Outage bool
	// Count is how many have arrived since the portal started.
	Count  int
	Events []eventView
}

// eventView is an event as it came: nothing in it was opened.
type eventView struct {
	eventsourcing.Record
	// Public is the part that everybody may read, as indented JSON.
	Public string
}

func (v *visit) showEvents() error {
	view := eventsView{Off: v.server.broker == nil}
	if !view.Off {
		view.Outage = !v.server.broker.connected()
		view.Count, view.Events = v.server.broker.seen.newest()
	}
	return v.show(page{Name: "events", Data: view})
}

// seen keeps the newest events that arrived. Safe for concurrent use; the zero value is ready.
type seen struct {
	mu     sync.Mutex
	count  int
	events []eventsourcing.Record
}

// add notes an event; one that is delivered again is there already.
func (s *seen) add(record eventsourcing.Record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if slices.ContainsFunc(s.events, func(r eventsourcing.Record) bool { return r.ID == record.ID }) {
		return
	}
	s.count++
	s.events = append(s.events, record)
	s.events = slices.Delete(s.events, 0, max(0, len(s.events)-eventsShown))
}

// newest returns how many there were, and the newest of them, these first.
func (s *seen) newest() (count int, events []eventView) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, record := range slices.Backward(s.events) {
		events = append(events, eventView{record, indented(record.Data)})
	}
	return s.count, events
}

func indented(data []byte) string {
	var text bytes.Buffer
	if json.Indent(&text, data, "", "  ") != nil {
		return string(data)
	}
	return text.String()
}
