package feed

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Keys of message metadata that carry the parts of a record beside its data. They are reserved: a
// record's own metadata under these keys do not reach the message.
const (
	// MetadataStream is the stream as "category/id".
	MetadataStream = "kabinet_stream"
	// MetadataVersion is the place in the stream, from 1, in decimal.
	MetadataVersion = "kabinet_version"
	// MetadataPosition is the place in the store, in decimal.
	MetadataPosition = "kabinet_position"
	// MetadataType is the dotted name of the event.
	MetadataType = "kabinet_type"
	// MetadataSchema is the version of the event's shape, from 1, in decimal.
	MetadataSchema = "kabinet_schema"
	// MetadataTime is when the event was recorded, in UTC as in RFC 3339 with fractions of a second.
	MetadataTime = "kabinet_time"
	// MetadataKey is the id of the data key, there when the event has a personal part.
	MetadataKey = "kabinet_key"
	// MetadataSealed is the personal part as ciphertext, in base64, there when the event has one.
	MetadataSealed = "kabinet_sealed"
	// MetadataPartitionKey is set by a [Relay] to the stream: messages of one key keep their order.
	MetadataPartitionKey = "kabinet_partition_key"
)

// ToMessage gives the message that carries a record: its UUID is the event's id, its payload the
// event's public part, everything else is in the metadata. It shares no memory with the record.
func ToMessage(record eventsourcing.Record) *message.Message { return toMessage(&record) }

func toMessage(record *eventsourcing.Record) *message.Message {
	msg := message.NewMessage(record.ID, bytes.Clone(record.Data))
	for key, value := range record.Metadata {
		msg.Metadata[key] = value
	}
	msg.Metadata[MetadataStream] = record.Stream.String()
	msg.Metadata[MetadataVersion] = strconv.FormatInt(record.Version, 10)
	msg.Metadata[MetadataPosition] = strconv.FormatInt(record.Position, 10)
	msg.Metadata[MetadataType] = record.Type
	msg.Metadata[MetadataSchema] = strconv.Itoa(record.Schema)
	msg.Metadata[MetadataTime] = record.Time.UTC().Format(time.RFC3339Nano)
	if record.Key != "" {
		msg.Metadata[MetadataKey] = record.Key
	}
	if len(record.Sealed) > 0 {
		msg.Metadata[MetadataSealed] = base64.StdEncoding.EncodeToString(record.Sealed)
	}
	return msg
}

// FromMessage is the inverse of [ToMessage], also for a message that went through a broker. It returns
// everything that is wrong with the reserved metadata, joined.
func FromMessage(msg *message.Message) (eventsourcing.Record, error) {
	fields := fields{metadata: msg.Metadata}
	record := eventsourcing.Record{
		ID:       msg.UUID,
		Stream:   fields.stream(MetadataStream),
		Version:  fields.number(MetadataVersion, math.MaxInt64),
		Position: fields.number(MetadataPosition, math.MaxInt64),
		Type:     fields.text(MetadataType),
		Schema:   int(fields.number(MetadataSchema, math.MaxInt32)),
		Time:     fields.time(MetadataTime),
		Data:     bytes.Clone(msg.Payload),
		Key:      msg.Metadata[MetadataKey],
		Sealed:   fields.base64(MetadataSealed),
	}
	if record.Sealed != nil && record.Key == "" {
		fields.problem(MetadataKey, "is missing beside "+MetadataSealed)
	}
	if len(fields.problems) > 0 {
		return eventsourcing.Record{}, errors.Join(fields.problems...)
	}
	record.Metadata = ownMetadata(msg.Metadata)
	return record, nil
}

func ownMetadata(metadata message.Metadata) map[string]string {
	var own map[string]string
	for key, value := range metadata {
		switch key {
		case MetadataStream, MetadataVersion, MetadataPosition, MetadataType, MetadataSchema, MetadataTime,
			MetadataKey, MetadataSealed, MetadataPartitionKey:
			continue
		}
		if own == nil {
			own = make(map[string]string)
		}
		own[key] = value
	}
	return own
}

// fields reads reserved metadata and gathers what is wrong with them.
type fields struct {
	metadata message.Metadata
	problems []error
}

func (f *fields) problem(key, text string) {
	f.problems = append(f.problems, fmt.Errorf("feed: metadata %s %s", key, text))
}

func (f *fields) text(key string) string {
	text := f.metadata[key]
	if text == "" {
		f.problem(key, "is missing")
	}
	return text
}

func (f *fields) stream(key string) eventsourcing.Stream {
	stream, err := eventsourcing.ParseStream(f.text(key))
	if err != nil && f.metadata[key] != "" {
		f.problem(key, fmt.Sprintf("is %q, want category/id", f.metadata[key]))
	}
	return stream
}

// number reads a decimal from 1 to largest, written as strconv writes it.
func (f *fields) number(key string, largest int64) int64 {
	text := f.text(key)
	if text == "" {
		return 0
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || number < 1 || number > largest || strconv.FormatInt(number, 10) != text {
		f.problem(key, fmt.Sprintf("is %q, want a number from 1 to %d", text, largest))
	}
	return number
}

func (f *fields) time(key string) time.Time {
	text := f.text(key)
	if text == "" {
		return time.Time{}
	}
	moment, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || !strings.HasSuffix(text, "Z") {
		f.problem(key, fmt.Sprintf("is %q, want a time in UTC as in RFC 3339", text))
	}
	return moment.UTC()
}

func (f *fields) base64(key string) []byte {
	text, ok := f.metadata[key]
	if !ok {
		return nil
	}
	sealed, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil || len(sealed) == 0 {
		f.problem(key, "is no base64")
		return nil
	}
	return sealed
}
