package nats

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/ThreeDotsLabs/watermill/message"
	natsgo "github.com/nats-io/nats.go"

	"github.com/kabinet-go/kabinet/fault"
)

// The form of a message is that of watermill-nats: metadata in headers, the payload as body. Metadata
// that headers cannot carry as it is, or that is too much for them, goes in front of the body, and a
// header says how long that part is.
const (
	headerUUID = "_watermill_message_uuid"
	headerBody = "Kabinet-Metadata-Bytes"
	// headerBudget is what metadata may take in headers; JetStream takes 64 KiB of these in all.
	headerBudget = 32 << 10
)

// pair is metadata in the body: JSON of []byte keeps what is no UTF-8.
type pair struct{ Key, Value []byte }

func marshal(msg *message.Message) (*natsgo.Msg, error) {
	if !plain(msg.UUID) || msg.UUID == "" {
		return nil, fault.AsPermanent(fmt.Errorf("nats: the message's UUID is %q, want visible ASCII", msg.UUID))
	}
	wire := &natsgo.Msg{Header: natsgo.Header{headerUUID: {msg.UUID}}, Data: msg.Payload}
	var rest []pair
	budget := headerBudget
	for _, key := range slices.Sorted(maps.Keys(msg.Metadata)) {
		value := msg.Metadata[key]
		if !token(key) || reserved(key) || !plain(value) || len(key)+len(value) > budget {
			rest = append(rest, pair{[]byte(key), []byte(value)})
			continue
		}
		budget -= len(key) + len(value)
		wire.Header[key] = []string{value}
	}
	if rest != nil {
		front, err := json.Marshal(rest)
		if err != nil {
			return nil, fault.AsPermanent(fmt.Errorf("nats: metadata of message %s: %w", msg.UUID, err))
		}
		wire.Header[headerBody] = []string{strconv.Itoa(len(front))}
		wire.Data = slices.Concat(front, msg.Payload)
	}
	return wire, nil
}

// unmarshal reads a message of ours or of watermill-nats. It refuses one without an id, and one with a
// header given several times: there is no telling which value is meant.
func unmarshal(wire *natsgo.Msg) (*message.Message, error) {
	metadata := message.Metadata{}
	body := wire.Data
	for key, values := range wire.Header {
		if len(values) != 1 {
			return nil, fmt.Errorf("nats: header %s is given %d times", key, len(values))
		}
		if !reserved(key) {
			metadata[key] = values[0]
		}
	}
	uuid := wire.Header.Get(headerUUID)
	if uuid == "" {
		return nil, errors.New("nats: header " + headerUUID + " is missing")
	}
	if length := wire.Header.Get(headerBody); length != "" {
		var err error
		if body, err = readFront(length, body, metadata); err != nil {
			return nil, err
		}
	}
	msg := message.NewMessage(uuid, body)
	msg.Metadata = metadata
	return msg, nil
}

func readFront(length string, body []byte, metadata message.Metadata) (payload []byte, err error) {
	end, err := strconv.Atoi(length)
	if err != nil || end < 0 || end > len(body) {
		return nil, fmt.Errorf("nats: header %s is %q with a body of %d bytes", headerBody, length, len(body))
	}
	var rest []pair
	if err := json.Unmarshal(body[:end], &rest); err != nil {
		return nil, fmt.Errorf("nats: metadata in the body: %w", err)
	}
	for _, pair := range rest {
		metadata[string(pair.Key)] = string(pair.Value)
	}
	return body[end:], nil
}

// reserved reports whether a header means something to the server, to clients or to this package.
func reserved(key string) bool {
	lower := strings.ToLower(key)
	return strings.HasPrefix(lower, "nats-") || lower == "status" || lower == "description" ||
		lower == strings.ToLower(headerBody) || key == headerUUID
}

// token reports whether a header may be called so.
func token(key string) bool {
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' || key[i] == ':' {
			return false
		}
	}
	return key != ""
}

// plain reports whether a header can carry the value as it is.
func plain(value string) bool {
	for i := range len(value) {
		if value[i] < ' ' || value[i] > '~' {
			return false
		}
	}
	return strings.TrimSpace(value) == value
}
