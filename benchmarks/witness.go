package main

import (
	"cmp"
	"context"
	"sync"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// witness is a store that sees which events are appended to it.
type witness struct {
	es.Store
	mu      sync.Mutex
	awaited map[string]int
	came    chan struct{}
}

// settled are the types that count as another: of what has been overtaken meanwhile nobody is told.
var settled = map[string]string{"notification.message-dropped": messageSent}

const messageSent = "notification.message-sent"

// expect returns a channel that is closed when so many events of each type have been appended from now on.
func (w *witness) expect(types map[string]int) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.awaited, w.came = types, make(chan struct{})
	return w.came
}

// Append implements eventsourcing.Appender.
func (w *witness) Append(ctx context.Context, batch es.Batch) (int64, error) {
	last, err := w.Store.Append(ctx, batch)
	if err == nil {
		w.see(batch)
	}
	return last, err
}

func (w *witness) see(batch es.Batch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, add := range batch.Streams {
		for _, record := range add.Records {
			kind := cmp.Or(settled[record.Type], record.Type)
			left, awaited := w.awaited[kind]
			switch {
			case !awaited:
			case left > 1:
				w.awaited[kind]--
			default:
				delete(w.awaited, kind)
				if len(w.awaited) == 0 {
					close(w.came)
				}
			}
		}
	}
}
