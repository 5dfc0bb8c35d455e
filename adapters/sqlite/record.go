package sqlite

import (
	"database/sql/driver"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// columns are read in the order recordOf wants them.
const columns = "position, version, id, type, schema, time, data, sealed, key, metadata"

// recordOf reads a row of columns; the stream is the caller's to set.
func recordOf(row []driver.Value) (eventsourcing.Record, error) {
	record := eventsourcing.Record{
		Position: integer(row[0]),
		Version:  integer(row[1]),
		ID:       text(row[2]),
		Type:     text(row[3]),
		Schema:   int(integer(row[4])),
		Time:     fromMicros(integer(row[5])),
		Data:     blob(row[6]),
		Sealed:   blob(row[7]),
		Key:      text(row[8]),
	}
	metadata, err := decodeMetadata(text(row[9]))
	if err != nil {
		return record, fmt.Errorf("sqlite: %w: metadata of the event at position %d: %w", ErrCorrupt, record.Position, err)
	}
	record.Metadata = metadata
	return record, nil
}

// Schema tables are STRICT: a column has the type it was declared with or is NULL, which reads as zero.
func integer(v driver.Value) int64 { i, _ := v.(int64); return i }
func text(v driver.Value) string   { s, _ := v.(string); return s }
func blob(v driver.Value) []byte   { b, _ := v.([]byte); return b }

func streamOf(v driver.Value) (eventsourcing.Stream, error) {
	stream, err := eventsourcing.ParseStream(text(v))
	if err != nil {
		return stream, fmt.Errorf("sqlite: %w: %w", ErrCorrupt, err)
	}
	return stream, nil
}

// orNull keeps rows small: most are empty.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// nullable tells a part that is not there from one that is empty only where the caller cannot: the
// driver reads both as nil.
func nullable(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

// micros cuts to the microsecond, also before 1970.
func micros(t time.Time) int64 { return t.UnixMicro() }

func fromMicros(us int64) time.Time { return time.UnixMicro(us).UTC() }
