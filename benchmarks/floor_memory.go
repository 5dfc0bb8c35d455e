package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"sync"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// floorMemory keeps events by hand: a mutex, a map of slices, one slice for the log. Records are copied in
// and out.
type floorMemory struct {
	mu      sync.Mutex
	streams map[es.Stream][]es.Record
	log     []es.Record
	claims  map[es.ClaimKey]es.Claim
	timers  map[es.TimerKey]es.Timer
}

func newFloorMemory() *floorMemory {
	return &floorMemory{streams: map[es.Stream][]es.Record{}, claims: map[es.ClaimKey]es.Claim{}, timers: map[es.TimerKey]es.Timer{}}
}

var errVersion = errors.New("the stream has another version")

func (f *floorMemory) append(records []es.Record) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, record := range records {
		stream := f.streams[record.Stream]
		if int64(len(stream)) != record.Version-1 {
			return errVersion
		}
		record.Data = bytes.Clone(record.Data)
		record.Position = int64(len(f.log)) + 1
		f.streams[record.Stream] = append(stream, record)
		f.log = append(f.log, record)
	}
	return nil
}

func (f *floorMemory) records(id string) []es.Record {
	f.mu.Lock()
	defer f.mu.Unlock()
	return copies(f.streams[es.Stream{Category: category, ID: id}])
}

func (f *floorMemory) page(_ context.Context, after int64, limit int) ([]es.Record, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return copies(f.log[after:min(int(after)+limit, len(f.log))]), nil
}

func copies(records []es.Record) []es.Record {
	copied := make([]es.Record, len(records))
	for i, record := range records {
		record.Data = bytes.Clone(record.Data)
		copied[i] = record
	}
	return copied
}

func (f *floorMemory) create(_ context.Context, id string, events int) error {
	records, err := written(id, 0, events)
	if err != nil {
		return err
	}
	return f.append(records)
}

func (f *floorMemory) fill(ctx context.Context, ids []string, events int) error {
	for _, id := range ids {
		if err := f.create(ctx, id, events); err != nil {
			return err
		}
	}
	return nil
}

func (f *floorMemory) load(_ context.Context, id string) (state, error) {
	return replayed(f.records(id))
}

func (f *floorMemory) amend(_ context.Context, id string) error {
	present, err := replayed(f.records(id))
	if err != nil {
		return err
	}
	records, err := written(id, present.Events, 1)
	if err != nil {
		return err
	}
	return f.append(records)
}

func (f *floorMemory) readLog(ctx context.Context) (int, error) { return decodeAll(ctx, f) }

func (f *floorMemory) openLog(ctx context.Context) (int, error) { return decodeAll(ctx, f) }

func (f *floorMemory) close() error { return nil }

// written makes the records of new events, as every floor does.
func written(id string, version, events int) ([]es.Record, error) {
	records := make([]es.Record, events)
	now := now()
	for i := range records {
		data, err := json.Marshal(newConfirmed(id, version+i, now))
		if err != nil {
			return nil, err
		}
		if records[i], err = newRecord(id, version+i+1, now, data); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// replayed is the state after the records.
func replayed(records []es.Record) (present state, err error) {
	for _, record := range records {
		var event confirmed
		if err := json.Unmarshal(record.Data, &event); err != nil {
			return state{}, err
		}
		present = event.Evolve(present)
	}
	return present, nil
}
