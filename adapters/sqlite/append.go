package sqlite

import (
	"context"
	"strings"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Append implements [eventsourcing.Appender]. Appends waiting at the same moment are committed
// together, each on its own terms. One whose context ends while it waits has not happened; once its
// turn has come it runs to its end.
func (s *Store) Append(ctx context.Context, batch eventsourcing.Batch) (last int64, err error) {
	metadata, err := encodeAll(batch.Streams)
	if err != nil {
		return 0, err
	}
	err = s.write(ctx, func(c *conn) (err error) {
		last, err = apply(c, batch, metadata)
		return err
	})
	if err != nil {
		return 0, err
	}
	s.signal.Wake()
	return last, nil
}

// apply keeps the order the port promises.
func apply(c *conn, batch eventsourcing.Batch, metadata []any) (last int64, err error) {
	for _, fence := range batch.Fences {
		if err := checkFence(c, fence); err != nil {
			return 0, err
		}
	}
	events := make([]event, 0, len(metadata))
	for _, add := range batch.Streams {
		version, err := expect(c, add.Stream, add.Expected)
		if err != nil {
			return 0, err
		}
		stream := add.Stream.String()
		for i := range add.Records {
			events = append(events, event{&add.Records[i], stream, version + 1 + int64(i), metadata[len(events)]})
		}
	}
	if err := applyClaims(c, batch); err != nil {
		return 0, err
	}
	if err := createKeys(c, batch.Keys); err != nil {
		return 0, err
	}
	if last, err = insert(c, events); err != nil {
		return 0, err
	}
	if err := applyTimers(c, batch); err != nil {
		return 0, err
	}
	return last, eraseKeys(c, batch.Erase)
}

// expect returns the version the stream has.
func expect(c *conn, stream eventsourcing.Stream, expected int64) (actual int64, err error) {
	row, err := c.first("SELECT max(version) FROM events WHERE stream = ?", stream.String())
	if err != nil {
		return 0, err
	}
	actual = integer(row[0])
	if expected != actual && expected != eventsourcing.AnyVersion {
		return 0, &eventsourcing.Conflict{Stream: stream, Expected: expected, Actual: actual}
	}
	return actual, nil
}

type event struct {
	*eventsourcing.Record
	stream   string
	version  int64
	metadata any
}

// insertSizes are the numbers of events inserted by one statement, so that few statements serve every
// number of events.
var insertSizes = [...]int{32, 4, 1}

var insertStatements = func() (statements [len(insertSizes)]string) {
	for i, size := range insertSizes {
		statements[i] = "INSERT INTO events (stream, version, id, type, schema, time, data, sealed, key, metadata) VALUES " +
			strings.Repeat("(?, ?, ?, ?, ?, ?, ?, ?, ?, ?), ", size-1) + "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
	}
	return statements
}()

// insert writes the events in their order and returns the position of the last.
func insert(c *conn, events []event) (last int64, err error) {
	args := make([]any, 0, 10*min(len(events), insertSizes[0]))
	for i, size := range insertSizes {
		for ; len(events) >= size; events = events[size:] {
			args = args[:0]
			for _, e := range events[:size] {
				args = append(args, e.stream, e.version, e.ID, e.Type, int64(e.Schema), micros(e.Time),
					nullable(e.Data), nullable(e.Sealed), orNull(e.Key), e.metadata)
			}
			result, err := c.exec(insertStatements[i], args...)
			if err != nil {
				return 0, err
			}
			if last, err = result.LastInsertId(); err != nil {
				return 0, err
			}
		}
	}
	return last, nil
}

// encodeAll is done before the append has its turn: others wait meanwhile.
func encodeAll(streams []eventsourcing.Append) (encoded []any, err error) {
	for _, add := range streams {
		for i := range add.Records {
			metadata, err := encodeMetadata(add.Records[i].Metadata)
			if err != nil {
				return nil, err
			}
			encoded = append(encoded, metadata)
		}
	}
	return encoded, nil
}
