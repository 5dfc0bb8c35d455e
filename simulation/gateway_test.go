package simulation

import (
	"context"
	"errors"
	"regexp"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/notification"
)

// carrier takes messages from all processes and puts them into people's mailboxes.
type carrier struct {
	mu        sync.Mutex
	handed    []handing
	mailboxes map[string]*mailbox
	times     map[string]int64 // of handing over, by message
}

// handing is one attempt to hand over a message.
type handing struct {
	note
	process *process
	// began and ended order it among all that happens in the world.
	began, ended int64
	delivered    bool
	err          error
}

// note is what arrives.
type note struct {
	id, to, text string
	at           time.Time
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

func (l note) code() string { return sixDigits.FindString(l.text) }

var linkToken = regexp.MustCompile(`token=([A-Za-z0-9_-]+)`)

func (l note) token() string {
	found := linkToken.FindStringSubmatch(l.text)
	if found == nil {
		return ""
	}
	return found[1]
}

type mailbox struct {
	notes   []note
	arrived chan struct{}
}

func newCarrier() *carrier {
	return &carrier{mailboxes: map[string]*mailbox{}, times: map[string]int64{}}
}

func (c *carrier) mailbox(to string) *mailbox {
	box := c.mailboxes[to]
	if box == nil {
		box = &mailbox{arrived: make(chan struct{})}
		c.mailboxes[to] = box
	}
	return box
}

func (c *carrier) put(l note) {
	c.mu.Lock()
	defer c.mu.Unlock()
	box := c.mailbox(l.to)
	box.notes = append(box.notes, l)
	close(box.arrived)
	box.arrived = make(chan struct{})
}

// look returns what has arrived for somebody, and what is closed when more does.
func (c *carrier) look(to string) ([]note, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	box := c.mailbox(to)
	return box.notes[:len(box.notes):len(box.notes)], box.arrived
}

// again counts the attempts to hand over one message.
func (c *carrier) again(id string) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.times[id]++
	return c.times[id]
}

func (c *carrier) note(h handing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.handed = append(c.handed, h)
}

// gateway is the way of one process to the carrier.
type gateway struct{ process *process }

// SendSMS implements [notification.SMSGateway].
func (g gateway) SendSMS(ctx context.Context, sms notification.SMS) (string, error) {
	outages := g.process.world.weather.sms
	return g.send(ctx, outages, note{id: sms.ID, to: sms.To.Reveal(), text: sms.Text})
}

// SendMail implements [notification.Mailer].
func (g gateway) SendMail(ctx context.Context, mail notification.Mail) (string, error) {
	outages := g.process.world.weather.mail
	return g.send(ctx, outages, note{id: mail.ID, to: mail.To.Reveal(), text: mail.Subject + "\n" + mail.Text})
}

func (g gateway) send(ctx context.Context, outages []span, l note) (string, error) {
	w := g.process.world
	h := handing{note: l, process: g.process, began: w.journal.tick()}
	h.err = g.process.pass(ctx, patient, func() error {
		err := g.deliver(ctx, outages, &h)
		return err
	})
	h.ended = w.journal.tick()
	w.carrier.note(h)
	return "carrier", h.err
}

var errGateway = errors.New("gateway: no answer")

func (g gateway) deliver(ctx context.Context, outages []span, h *handing) error {
	w := g.process.world
	put := func() {
		h.at, h.delivered = time.Now(), true
		w.carrier.put(h.note)
	}
	if w.calm.Load() {
		put()
		return nil
	}
	// By the recipient and how often: the ids of messages are drawn anew each time.
	n := w.carrier.again(h.to)
	whom := int64(digest(0, h.to, 0))
	if w.chance("send hangs", whom, n) < w.weather.sendHangs {
		if w.chance("send hangs after", whom, n) < 0.5 {
			put()
		}
		if err := g.process.wait(ctx, time.Hour); err != nil {
			return err
		}
		return errGateway
	}
	switch fate := w.chance("send", whom, n); {
	case within(outages, time.Now()), fate < w.weather.sendFails:
		return errGateway
	case fate > 1-w.weather.sendDoubt:
		put()
		return errGateway
	default:
		put()
		return nil
	}
}
