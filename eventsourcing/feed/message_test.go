package feed_test

import (
	"encoding/base64"
	"maps"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

func sealedRecord() eventsourcing.Record {
	return eventsourcing.Record{
		Position: 42, Stream: eventsourcing.Stream{Category: "account", ID: "01K9/x"}, Version: 7,
		ID: "01K9ZZZZZZZZZZZZZZZZZZZZZZ", Type: "account.contact-confirmed", Schema: 2,
		Time: time.Date(2026, 11, 21, 12, 30, 0, 120000000, time.UTC), Data: []byte(`{"kind":"phone"}`),
		Sealed: []byte("ciphertext"), Key: "01K9", Metadata: map[string]string{"actor": "person", "trace": ""},
	}
}

func TestToMessage(t *testing.T) {
	record := sealedRecord()
	msg := feed.ToMessage(record)
	assert.Equal(t, record.ID, msg.UUID)
	assert.Equal(t, message.Payload(record.Data), msg.Payload)
	assert.Equal(t, message.Metadata{
		"kabinet_stream": "account/01K9/x", "kabinet_version": "7", "kabinet_position": "42",
		"kabinet_type": "account.contact-confirmed", "kabinet_schema": "2", "kabinet_time": "2026-11-21T12:30:00.12Z",
		"kabinet_key": "01K9", "kabinet_sealed": "Y2lwaGVydGV4dA==", "actor": "person", "trace": "",
	}, msg.Metadata)

	msg.Payload[0] = 'X'
	msg.Metadata.Set("actor", "nobody")
	assert.Equal(t, sealedRecord(), record, "no memory is shared")
}

func TestToMessageWithoutPersonalPart(t *testing.T) {
	record := sealedRecord()
	record.Sealed, record.Key, record.Metadata = nil, "", nil
	msg := feed.ToMessage(record)
	assert.NotContains(t, msg.Metadata, feed.MetadataKey)
	assert.NotContains(t, msg.Metadata, feed.MetadataSealed)
	back, err := feed.FromMessage(msg)
	require.NoError(t, err)
	assert.Equal(t, record, back)
}

func TestReservedMetadataAreTheRecords(t *testing.T) {
	record := sealedRecord()
	record.Metadata = map[string]string{feed.MetadataVersion: "999", "kabinet_else": "kept"}
	back, err := feed.FromMessage(feed.ToMessage(record))
	require.NoError(t, err)
	assert.Equal(t, int64(7), back.Version)
	assert.Equal(t, map[string]string{"kabinet_else": "kept"}, back.Metadata)
}

func TestFromMessageIsStrict(t *testing.T) {
	cases := map[string]struct {
		key, value string
		problem    string
	}{
		"no stream":                {feed.MetadataStream, "", "kabinet_stream is missing"},
		"half a stream":            {feed.MetadataStream, "account", `kabinet_stream is "account"`},
		"no version":               {feed.MetadataVersion, "", "kabinet_version is missing"},
		"version zero":             {feed.MetadataVersion, "0", `kabinet_version is "0"`},
		"version with a sign":      {feed.MetadataVersion, "+7", `kabinet_version is "+7"`},
		"version in Arabic":        {feed.MetadataVersion, "٧", "kabinet_version is"},
		"version too large":        {feed.MetadataVersion, "9223372036854775808", "kabinet_version is"},
		"position of no number":    {feed.MetadataPosition, "x", "kabinet_position is"},
		"no type":                  {feed.MetadataType, "", "kabinet_type is missing"},
		"negative schema":          {feed.MetadataSchema, "-1", "kabinet_schema is"},
		"schema too large":         {feed.MetadataSchema, "4294967296", "kabinet_schema is"},
		"no time":                  {feed.MetadataTime, "", "kabinet_time is missing"},
		"a time of another zone":   {feed.MetadataTime, "2026-11-21T12:30:00+03:00", "kabinet_time is"},
		"a day":                    {feed.MetadataTime, "2026-11-21", "kabinet_time is"},
		"sealed part of no base64": {feed.MetadataSealed, "%%%", "kabinet_sealed is no base64"},
		"empty sealed part":        {feed.MetadataSealed, "", "kabinet_sealed is no base64"},
		"sealed part, no key":      {feed.MetadataKey, "", "kabinet_key is missing beside kabinet_sealed"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			msg := feed.ToMessage(sealedRecord())
			msg.Metadata.Set(c.key, c.value)
			_, err := feed.FromMessage(msg)
			require.ErrorContains(t, err, c.problem)
		})
	}
}

func TestFromMessageNamesEveryProblem(t *testing.T) {
	_, err := feed.FromMessage(message.NewMessage("id", nil))
	for _, key := range []string{
		feed.MetadataStream, feed.MetadataVersion, feed.MetadataPosition, feed.MetadataType, feed.MetadataSchema, feed.MetadataTime,
	} {
		require.ErrorContains(t, err, key+" is missing")
	}
}

func FuzzMessage(f *testing.F) {
	f.Add("account/1", "1", "1", "a.b", "1", "2026-11-21T12:30:00.12Z", "", "", []byte("{}"))
	f.Add("account/1", "7", "42", "a.b", "2", "2026-11-21T12:30:00,5Z", "key", base64.StdEncoding.EncodeToString([]byte{0}), []byte(nil))
	f.Fuzz(func(t *testing.T, stream, version, position, name, schema, moment, key, sealed string, data []byte) {
		msg := message.NewMessage("id", data)
		msg.Metadata = message.Metadata{
			feed.MetadataStream: stream, feed.MetadataVersion: version, feed.MetadataPosition: position, feed.MetadataType: name,
			feed.MetadataSchema: schema, feed.MetadataTime: moment, feed.MetadataKey: key, feed.MetadataSealed: sealed, "own": "x",
		}
		if sealed == "" {
			delete(msg.Metadata, feed.MetadataSealed)
		}
		if key == "" {
			delete(msg.Metadata, feed.MetadataKey)
		}
		record, err := feed.FromMessage(msg)
		if err != nil {
			return
		}
		again, err := feed.FromMessage(feed.ToMessage(record))
		require.NoError(t, err)
		require.Equal(t, record, again)
		without := maps.Clone(msg.Metadata)
		without[feed.MetadataTime] = feed.ToMessage(record).Metadata[feed.MetadataTime]
		require.Equal(t, without, feed.ToMessage(record).Metadata)
	})
}
