package notification

import (
	"time"

	"github.com/kabinet-go/kabinet/person"
)

// Status is where a message stands.
type Status string

// The stages of a message.
const (
	None    Status = ""
	Waiting Status = "waiting"
	Failing Status = "failing"
	Sent    Status = "sent"
	Parked  Status = "parked"
	Dropped Status = "dropped"
)

// Message is the state of one message to one contact. The zero value was never queued.
type Message struct {
	ID       string
	Status   Status
	Account  string
	Template Template
	Language string
	To       person.Contact
	// Challenge and Send are those of the code a message carries; empty for other messages.
	Challenge string
	Send      int
	// Evidence is that of the confirmation a message tells of; empty for other messages.
	Evidence string
	// Attempts counts the failures so far; Reason is that of the latest, RetryAt when it is tried again.
	Attempts int
	Reason   string
	RetryAt  time.Time
	SentAt   time.Time
}

// open tells whether the message is still to be sent.
func (m Message) open() bool { return m.Status == Waiting || m.Status == Failing }
