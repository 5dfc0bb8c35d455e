package notification

import (
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// Category is that of the streams of messages; a stream's id is the message's id.
const Category = "message"

// Codec knows the events of messages.
func Codec() *es.Codec[Message] {
	codec := es.NewCodec[Message]()
	es.RegisterPersonal(codec, "notification.message-queued", 1, func(e *MessageQueued) (string, *es.Personal[person.Contact]) {
		return e.Account, &e.To
	})
	es.Register[MessageSent](codec, "notification.message-sent", 1)
	es.Register[SendingFailed](codec, "notification.sending-failed", 1)
	es.Register[MessageParked](codec, "notification.message-parked", 1)
	es.Register[MessageRetried](codec, "notification.message-retried", 1)
	es.Register[MessageDropped](codec, "notification.message-dropped", 1)
	return codec
}

// MessageQueued means that a message is to be sent.
type MessageQueued struct {
	Message   string    `json:"message"`
	Account   string    `json:"account"`
	Template  Template  `json:"template"`
	Language  string    `json:"language"`
	Challenge string    `json:"challenge,omitempty"`
	Send      int       `json:"send,omitempty"`
	Evidence  string    `json:"evidence,omitempty"`
	At        time.Time `json:"at"`

	To es.Personal[person.Contact] `json:"-"`
}

// Evolve implements eventsourcing.Event.
func (e MessageQueued) Evolve(Message) Message {
	return Message{
		ID: e.Message, Status: Waiting, Account: e.Account, Template: e.Template, Language: e.Language,
		To: e.To.Value(), Challenge: e.Challenge, Send: e.Send, Evidence: e.Evidence,
	}
}

// MessageSent means that the gateway took the message.
type MessageSent struct {
	Message   string    `json:"message"`
	Reference string    `json:"reference,omitempty"`
	At        time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e MessageSent) Evolve(m Message) Message {
	m.Status, m.Reason, m.SentAt = Sent, "", e.At
	return m
}

// SendingFailed means that the gateway did not take the message; it is tried again.
type SendingFailed struct {
	Message string    `json:"message"`
	Reason  string    `json:"reason"`
	RetryAt time.Time `json:"retryAt"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e SendingFailed) Evolve(m Message) Message {
	m.Status, m.Reason, m.RetryAt = Failing, e.Reason, e.RetryAt
	m.Attempts++
	return m
}

// MessageParked means that the message is not tried any more until somebody retries it (NOT-4).
type MessageParked struct {
	Message string    `json:"message"`
	Reason  string    `json:"reason"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e MessageParked) Evolve(m Message) Message {
	m.Status, m.Reason = Parked, e.Reason
	m.Attempts++
	return m
}

// MessageRetried means that somebody asked for a parked message to be tried again.
type MessageRetried struct {
	Message string    `json:"message"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e MessageRetried) Evolve(m Message) Message {
	m.Status, m.Attempts, m.RetryAt = Waiting, 0, time.Time{}
	return m
}

// MessageDropped means that the message is of no use any more and was not sent.
type MessageDropped struct {
	Message string    `json:"message"`
	Reason  string    `json:"reason"`
	At      time.Time `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e MessageDropped) Evolve(m Message) Message {
	m.Status, m.Reason = Dropped, e.Reason
	return m
}
