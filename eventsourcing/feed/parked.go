package feed

import (
	"fmt"
	"time"

	"github.com/ThreeDotsLabs/watermill"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// park sets the record's stream aside for this group, from the record on. The store knows it before
// the lane goes on, so no checkpoint ever passes a message that is neither handled nor parked.
func (l *lane) park(record *eventsourcing.Record, attempts int) bool {
	if before, again := l.parked[record.Stream]; again && before.Version == record.Version {
		attempts += before.Attempts
	}
	parked := eventsourcing.Parked{
		Group: l.sub.group, Stream: record.Stream, Lane: l.number,
		Version: record.Version, Position: record.Position, Attempts: attempts,
		Reason: fmt.Sprintf("nacked %d times", attempts), Since: time.Now(),
	}
	if !l.insist("parking a stream", func() error { return l.sub.store.Park(l.ctx, parked, l.fence()) }) {
		return false
	}
	l.sub.logger.Info("stream parked", l.fields(record.Stream).Add(watermill.LogFields{"version": record.Version, "reason": parked.Reason}))
	l.parked[record.Stream] = parked
	l.parkings.Store(int64(len(l.parked)))
	return true
}

// obey carries out orders that still concern the stream as it is parked. One for a message the lane
// has not come past since it took over is left for later; the keeper brings it again.
func (l *lane) obey(orders []eventsourcing.Parked) bool {
	for _, order := range orders {
		parked, ok := l.parked[order.Stream]
		if !ok || parked.Version != order.Version || parked.Attempts != order.Attempts || l.position() < parked.Position {
			continue
		}
		if !l.replay(parked, order.Order) {
			return false
		}
	}
	return true
}

// replay delivers what the lane has passed of a parked stream, in order, and takes the stream off the
// list; if a message fails again, the stream is parked there. The messages after the lane's present
// position are in its queue or still to be read.
//
// A crash in between leaves the stream parked where it was, with its order. The checkpoint is saved
// before the stream leaves the list: a lane that went back behind the parked message would deliver a
// dropped one again.
func (l *lane) replay(parked eventsourcing.Parked, order eventsourcing.ParkingOrder) bool {
	upTo, after := l.position(), parked.Version-1
	if order == eventsourcing.DropParked {
		after = parked.Version
	}
	for {
		records, ok := l.passed(parked.Stream, after, upTo)
		if !ok {
			return false
		}
		for i := range records {
			acked, attempts := l.deliver(&records[i])
			if !acked {
				return attempts == l.sub.config.MaxAttempts && l.park(&records[i], attempts)
			}
			after = records[i].Version
		}
		if len(records) == 0 {
			break
		}
	}
	if !l.insist("saving a checkpoint", func() error { return l.sub.save(l.ctx, l) }) ||
		!l.insist("unparking a stream", func() error { return l.sub.store.Unpark(l.ctx, l.sub.group, parked.Stream, l.fence()) }) {
		return false
	}
	l.sub.logger.Info("stream unparked", l.fields(parked.Stream))
	delete(l.parked, parked.Stream)
	l.parkings.Store(int64(len(l.parked)))
	return true
}

// passed reads a batch of the stream's records after a version and up to a position. They are read
// before they are handed out: a handler may take its time, and no database cursor should wait for it.
func (l *lane) passed(stream eventsourcing.Stream, after, upTo int64) (records []eventsourcing.Record, ok bool) {
	ok = l.insist("reading a parked stream", func() error {
		records = records[:0]
		for record, err := range l.sub.store.Load(l.ctx, stream, after) {
			if err != nil {
				return err
			}
			if record.Position > upTo || len(records) == l.sub.config.ReadBatch {
				return nil
			}
			records = append(records, record)
		}
		return nil
	})
	return records, ok
}
