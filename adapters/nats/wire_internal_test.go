package nats

import (
	"maps"
	"slices"
	"strings"
	"testing"

	wmnats "github.com/ThreeDotsLabs/watermill-nats/v2/pkg/nats"
	"github.com/ThreeDotsLabs/watermill/message"
	natsgo "github.com/nats-io/nats.go"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
)

// carried gives a message as it is after its way through the wire's text form.
func carried(t *testing.T, msg *message.Message) *message.Message {
	t.Helper()
	wire, err := marshal(msg)
	require.NoError(t, err)
	wire.Header = overTheWire(t, wire.Header)
	got, err := unmarshal(wire)
	require.NoError(t, err)
	return got
}

func overTheWire(t *testing.T, header natsgo.Header) natsgo.Header {
	t.Helper()
	var text strings.Builder
	text.WriteString("NATS/1.0\r\n")
	for key, values := range header {
		for _, value := range values {
			text.WriteString(key + ": " + value + "\r\n")
		}
	}
	text.WriteString("\r\n")
	read, err := natsgo.DecodeHeadersMsg([]byte(text.String()))
	require.NoError(t, err)
	return read
}

func TestMessagesAreCarriedAsTheyAre(t *testing.T) {
	for name, metadata := range map[string]message.Metadata{
		"none":          {},
		"plain":         {"kabinet_stream": "account/1", "actor": "operator 7", "empty": ""},
		"Cyrillic":      {"actor": "оператор", "ключ": "x"},
		"lines":         {"a": "one\r\nNats-Rollup: all", "b": "two\nlines"},
		"spaces":        {"a": " before", "b": "after ", "c": "\ttab"},
		"names":         {"a b": "1", "a:b": "2", "": "3", "a\r\nb": "4"},
		"orders":        {"Nats-Rollup": "all", "nats-ttl": "1s", "Status": "503", "description": "x", headerUUID: "y", headerBody: "7"},
		"no UTF-8":      {"a": "\xff\xfe", "\xff": "b"},
		"too much":      {"a": strings.Repeat("x", headerBudget), "b": "small"},
		"much together": {"a": strings.Repeat("x", headerBudget/2), "b": strings.Repeat("y", headerBudget/2)},
	} {
		t.Run(name, func(t *testing.T) {
			for _, payload := range []string{"", `{"a":1}`} {
				msg := message.NewMessage("an id", []byte(payload))
				msg.Metadata = maps.Clone(metadata)
				got := carried(t, msg)
				require.True(t, got.Equals(msg), "got %v, want %v", got, msg)
				require.Equal(t, metadata, msg.Metadata, "it is left alone")
			}
		})
	}
}

// Clients take a message without a body and with such headers for a note of the server.
func TestMetadataDoesNotLookLikeANoteOfTheServer(t *testing.T) {
	msg := message.NewMessage("id", nil)
	msg.Metadata = message.Metadata{"Status": "503", "Description": "x", "Nats-Rollup": "all", "other": "y"}
	wire, err := marshal(msg)
	require.NoError(t, err)
	require.ElementsMatch(t, []string{headerUUID, headerBody, "other"}, slices.Collect(maps.Keys(wire.Header)))
}

func TestHeadersStayWithinTheServersLimit(t *testing.T) {
	msg := message.NewMessage("id", nil)
	for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
		msg.Metadata[key] = strings.Repeat(key, 16<<10)
	}
	wire, err := marshal(msg)
	require.NoError(t, err)
	size := 0
	for key, values := range wire.Header {
		size += len(key) + len(values[0])
	}
	require.Less(t, size, 40<<10)
}

// What watermill-nats sends is understood, and plain messages are by it.
func TestTheFormIsThatOfWatermillNATS(t *testing.T) {
	theirs := &wmnats.NATSMarshaler{}
	msg := message.NewMessage("id", []byte("payload"))
	msg.Metadata = message.Metadata{"kabinet_stream": "account/1", "b": "2"}
	wire, err := theirs.Marshal("subject", msg)
	require.NoError(t, err)
	got, err := unmarshal(wire)
	require.NoError(t, err)
	require.True(t, got.Equals(msg))

	wire, err = marshal(msg)
	require.NoError(t, err)
	got, err = theirs.Unmarshal(wire)
	require.NoError(t, err)
	require.True(t, got.Equals(msg))
}

func TestWhatIsNoMessageIsRefused(t *testing.T) {
	id := natsgo.Header{headerUUID: {"id"}}
	with := func(key string, values ...string) natsgo.Header {
		header := maps.Clone(id)
		header[key] = values
		return header
	}
	for name, test := range map[string]struct {
		header natsgo.Header
		text   string
	}{
		"no header":       {nil, "header _watermill_message_uuid is missing"},
		"no id":           {natsgo.Header{"a": {"b"}}, "header _watermill_message_uuid is missing"},
		"empty id":        {natsgo.Header{headerUUID: {""}}, "header _watermill_message_uuid is missing"},
		"repeated":        {with("traceparent", "1", "2"), "header traceparent is given 2 times"},
		"repeated id":     {natsgo.Header{headerUUID: {"1", "2"}}, "is given 2 times"},
		"without a value": {with("a"), "header a is given 0 times"},
		"too long a part": {with(headerBody, "5"), "with a body of 4 bytes"},
		"negative":        {with(headerBody, "-1"), "with a body of 4 bytes"},
		"no number":       {with(headerBody, "x"), "with a body of 4 bytes"},
		"no JSON":         {with(headerBody, "4"), "metadata in the body"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := unmarshal(&natsgo.Msg{Header: test.header, Data: []byte("data")})
			require.ErrorContains(t, err, test.text)
		})
	}
	_, err := marshal(message.NewMessage("", nil))
	require.ErrorIs(t, err, fault.Permanent)
}

func FuzzUnmarshal(f *testing.F) {
	f.Add([]byte("NATS/1.0\r\n_watermill_message_uuid: id\r\na: b\r\n\r\n"), []byte("payload"))
	f.Add([]byte("NATS/1.0\r\n_watermill_message_uuid: id\r\nKabinet-Metadata-Bytes: 32\r\n\r\n"), []byte(`[{"Key":"YQ==","Value":"IGI="}]x`))
	f.Add([]byte("NATS/1.0\r\na: b\r\na: c\r\n\r\n"), []byte{})
	f.Fuzz(func(t *testing.T, header, body []byte) {
		read, err := natsgo.DecodeHeadersMsg(header)
		if err != nil {
			return
		}
		msg, err := unmarshal(&natsgo.Msg{Header: read, Data: body})
		if err != nil || !plain(msg.UUID) {
			return
		}
		if again := carried(t, msg); !again.Equals(msg) {
			t.Errorf("got %v, want %v", again, msg)
		}
	})
}
