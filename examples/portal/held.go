package main

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// heldAccounts knows which accounts are on hold, by the events of all accounts: it reads on where it stopped each time that
// it is asked. After a restart it begins anew. Safe for concurrent use.
type heldAccounts struct {
	store eventsourcing.Feed

	mu    sync.Mutex
	after int64
	since map[string]time.Time
}

func newHeldAccounts(store eventsourcing.Feed) *heldAccounts {
	return &heldAccounts{store: store, since: map[string]time.Time{}}
}

// heldAccount is one of them.
type heldAccount struct {
	ID    string
	Since time.Time
}

// pageOfEvents is how many events are read at once.
const pageOfEvents = 500

// all lists them, the one held first first.
func (h *heldAccounts) all(ctx context.Context) ([]heldAccount, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		page, err := h.store.Read(ctx, h.after, pageOfEvents, account.Category)
		if err != nil {
			return nil, err
		}
		for _, record := range page.Records {
			h.hear(record)
		}
		if page.Next == h.after {
			break
		}
		h.after = page.Next
	}
	var all []heldAccount
	for id, since := range h.since {
		all = append(all, heldAccount{id, since})
	}
	slices.SortFunc(all, func(a, b heldAccount) int { return a.Since.Compare(b.Since) })
	return all, nil
}

func (h *heldAccounts) hear(record eventsourcing.Record) {
	switch record.Type {
	case "account.held":
		h.since[record.Stream.ID] = record.Time
	case "account.released":
		delete(h.since, record.Stream.ID)
	}
}
