// Package outbox takes SMS and e-mail and sends them nowhere: they can be read on a page of the portal,
// and are kept in a file so that they survive a restart. For development only: it holds codes and
// contacts in clear.
package outbox

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/notification"
)

// Message is an SMS, or an e-mail if it has a subject.
type Message struct {
	ID      string    `json:"id"`
	To      string    `json:"to"`
	Subject string    `json:"subject,omitempty"`
	Text    string    `json:"text"`
	At      time.Time `json:"at"`
}

// Outbox implements notification.SMSGateway and notification.Mailer over a file with a message a line.
// Safe for concurrent use.
type Outbox struct {
	mu   sync.Mutex
	file *os.File
	// size is that of the whole lines; what a failed write left after them is written over.
	size     int64
	messages []Message
	failing  time.Time
}

// ErrFailing is what senders hear while sending fails on demand.
var ErrFailing = errors.New("outbox: sending is made to fail")

// Open opens the file or makes one that its owner alone can read. Half a last line, left by a crash, is
// written over.
func Open(path string) (*Outbox, error) {
	file, err := os.OpenFile(filepath.Clean(path), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	o := &Outbox{file: file}
	if err := o.read(); err != nil {
		return nil, errors.Join(fmt.Errorf("outbox: %s: %w", path, err), file.Close())
	}
	return o, nil
}

func (o *Outbox) read() error {
	lines := bufio.NewReader(o.file)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var message Message
		if err := json.Unmarshal(line, &message); err != nil {
			return fmt.Errorf("line %d is no message, move the file away", number)
		}
		o.messages = append(o.messages, message)
		o.size += int64(len(line))
	}
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
	message.At = time.Now().UTC()
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case message.At.Before(o.failing):
		return "", fault.AsTransient(ErrFailing)
	case slices.ContainsFunc(o.messages, func(m Message) bool { return m.ID == message.ID }):
		return message.ID, nil
	}
	line, err := json.Marshal(message)
	if err != nil {
		return "", fault.AsPermanent(err)
	}
	written, err := o.file.WriteAt(append(line, '\n'), o.size)
	if err != nil {
		return "", fault.AsTransient(err)
	}
	o.size += int64(written)
	o.messages = append(o.messages, message)
	return message.ID, nil
}

// Newest returns at most that many messages, the newest first.
func (o *Outbox) Newest(most int) []Message {
	o.mu.Lock()
	defer o.mu.Unlock()
	newest := slices.Clone(o.messages[max(0, len(o.messages)-most):])
	slices.Reverse(newest)
	return newest
}

// Fail makes sending fail until that moment; the zero time ends the trouble. A restart ends it too.
func (o *Outbox) Fail(until time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.failing = until
}

// FailingUntil returns until when sending fails; ok is false when it does not.
func (o *Outbox) FailingUntil() (until time.Time, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.failing, time.Now().Before(o.failing)
}

// Close closes the file.
func (o *Outbox) Close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.file.Close()
}
