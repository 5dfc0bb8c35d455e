// Package outbox takes SMS and e-mail and sends them nowhere: they can be read on a page of the portal,
// and are kept in a file so that they survive a restart. Portals side by side on one machine share the
// file. For development only: it holds codes and contacts in clear.
package outbox

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/examples/portal/jsonl"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/notification"
)

// entry is a line of the file: a message, or an order to fail.
type entry struct {
	Message
	FailingUntil *time.Time `json:"failingUntil,omitempty"`
}

// Message is an SMS, or an e-mail if it has a subject.
type Message struct {
	ID      string    `json:"id"`
	To      string    `json:"to"`
	Subject string    `json:"subject,omitempty"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
}

// Outbox implements notification.SMSGateway and notification.Mailer over a file. Any number of them, in
// this process and in others, may have the same file open: each sees what the others took. Safe for
// concurrent use.
type Outbox struct {
	mu       sync.Mutex
	file     *jsonl.File[entry]
	messages []Message
	known    map[string]bool
	failing  time.Time
}

// ErrFailing is what senders hear while sending fails on demand.
var ErrFailing = errors.New("outbox: sending is made to fail")

// Open opens the file or makes one that its owner alone can read.
func Open(path string) (*Outbox, error) {
	file, err := jsonl.Open[entry](path)
	if err != nil {
		return nil, err
	}
	o := &Outbox{file: file, known: map[string]bool{}}
	if err := o.catchUp(); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return o, nil
}

// catchUp takes in what was written since, here or elsewhere. A message that two took at once is there
// twice, and counts once.
func (o *Outbox) catchUp() error {
	return o.file.CatchUp(func(e entry) {
		switch {
		case e.FailingUntil != nil:
			o.failing = *e.FailingUntil
		case !o.known[e.ID]:
			o.known[e.ID] = true
			o.messages = append(o.messages, e.Message)
		}
	})
}

// SendSMS implements notification.SMSGateway.
func (o *Outbox) SendSMS(ctx context.Context, sms notification.SMS) (string, error) {
	return o.take(ctx, Message{ID: sms.ID, To: sms.To.Format(), Text: sms.Text})
}

// SendMail implements notification.Mailer.
func (o *Outbox) SendMail(ctx context.Context, mail notification.Mail) (string, error) {
	return o.take(ctx, Message{ID: mail.ID, To: mail.To.Format(), Subject: mail.Subject, Text: mail.Text})
}

// take keeps a message once, also when it comes again after a crash.
func (o *Outbox) take(ctx context.Context, message Message) (reference string, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return "", err
	}
	if err := o.catchUp(); err != nil {
		return "", fault.AsTransient(err)
	}
	message.At = time.Now().UTC()
	switch {
	case message.At.Before(o.failing):
		return "", fault.AsTransient(ErrFailing)
	case o.known[message.ID]:
		return message.ID, nil
	}
	if err := o.file.Append(entry{Message: message}); err != nil {
		return "", fault.AsTransient(err)
	}
	return message.ID, nil
}

// Newest returns at most that many messages, the newest first.
func (o *Outbox) Newest(most int) ([]Message, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.catchUp(); err != nil {
		return nil, err
	}
	newest := slices.Clone(o.messages[max(0, len(o.messages)-most):])
	slices.Reverse(newest)
	return newest, nil
}

// Fail makes sending fail until that moment, for all who have the file open; the zero time ends the
// trouble.
func (o *Outbox) Fail(until time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.file.Append(entry{FailingUntil: &until})
}

// FailingUntil returns until when sending fails; ok is false when it does not.
func (o *Outbox) FailingUntil() (until time.Time, ok bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if err := o.catchUp(); err != nil {
		return time.Time{}, false, err
	}
	return o.failing, time.Now().Before(o.failing), nil
}

// Close closes the file.
func (o *Outbox) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.file.Close()
}
