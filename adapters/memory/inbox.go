package memory

import (
	"context"
	"regexp"
	"strconv"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/notification"
)

// Inbox is where everything sent by SMS and e-mail arrives. It implements notification.SMSGateway and
// notification.Mailer and is safe for concurrent use. Being for tests, it keeps recipients in clear.
type Inbox struct {
	mu       sync.Mutex
	arrived  chan struct{}
	received []Received
	fail     func(to string) error
}

// Received is one message that arrived.
type Received struct {
	ID string
	// To is the phone (E.164) or the e-mail address.
	To            string
	Subject, Text string
	At            time.Time
}

// NewInbox returns an empty inbox.
func NewInbox() *Inbox { return &Inbox{arrived: make(chan struct{})} }

// Fail lets fail decide about every further message: an error is what the gateway answers, and the
// message does not arrive. Nil ends the trouble.
func (i *Inbox) Fail(fail func(to string) error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.fail = fail
}

// SendSMS implements notification.SMSGateway.
func (i *Inbox) SendSMS(ctx context.Context, sms notification.SMS) (string, error) {
	return i.receive(ctx, Received{ID: sms.ID, To: sms.To.Reveal(), Text: sms.Text})
}

// SendMail implements notification.Mailer.
func (i *Inbox) SendMail(ctx context.Context, mail notification.Mail) (string, error) {
	return i.receive(ctx, Received{ID: mail.ID, To: mail.To.Reveal(), Subject: mail.Subject, Text: mail.Text})
}

func (i *Inbox) receive(ctx context.Context, message Received) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.fail != nil {
		if err := i.fail(message.To); err != nil {
			return "", err
		}
	}
	message.At = time.Now()
	i.received = append(i.received, message)
	close(i.arrived)
	i.arrived = make(chan struct{})
	return "memory-" + strconv.Itoa(len(i.received)), nil
}

// All returns everything that arrived, oldest first.
func (i *Inbox) All() []Received {
	i.mu.Lock()
	defer i.mu.Unlock()
	return append([]Received(nil), i.received...)
}

// For returns what arrived for one phone (E.164) or e-mail address, oldest first.
func (i *Inbox) For(to string) []Received {
	var found []Received
	for _, message := range i.All() {
		if message.To == to {
			found = append(found, message)
		}
	}
	return found
}

// Next waits until more than seen messages have arrived for the recipient, and returns the first of
// the further ones.
func (i *Inbox) Next(ctx context.Context, to string, seen int) (Received, error) {
	for {
		i.mu.Lock()
		arrived := i.arrived
		i.mu.Unlock()
		if found := i.For(to); len(found) > seen {
			return found[seen], nil
		}
		select {
		case <-ctx.Done():
			return Received{}, ctx.Err()
		case <-arrived:
		}
	}
}

var code = regexp.MustCompile(`\b\d{6}\b`)

// Code waits for the first message to the recipient and returns the six-digit code in it.
func (i *Inbox) Code(ctx context.Context, to string) (string, error) {
	message, err := i.Next(ctx, to, 0)
	return code.FindString(message.Text), err
}
