package main

import (
	"regexp"
	"time"

	"github.com/kabinet-go/kabinet/examples/portal/outbox"
)

// outboxView is the page that shows what would have left. It is open to everybody, as the whole program
// is an example: a real portal has gateways in its place.
type outboxView struct {
	Messages []messageView
	// FailingUntil is zero while sending works.
	FailingUntil time.Time
}

type messageView struct {
	outbox.Message
	// Parts are the text, with its links apart.
	Parts []part
}

// part is a piece of text, or a link.
type part struct{ Text, Link string }

const (
	messagesShown = 50
	failureLasts  = time.Minute
)

func (v *visit) showOutbox() error {
	view := outboxView{}
	until, failing, err := v.server.outbox.FailingUntil()
	if err != nil {
		return err
	}
	if failing {
		view.FailingUntil = until
	}
	messages, err := v.server.outbox.Newest(messagesShown)
	if err != nil {
		return err
	}
	for _, message := range messages {
		view.Messages = append(view.Messages, messageView{message, split(message.Text)})
	}
	return v.show(page{Name: "outbox", Data: view})
}

// setFailure makes sending fail for a while, or ends that, so that one can see what a person sees then.
func (v *visit) setFailure() error {
	until := time.Time{}
	if v.r.PostForm.Get("fail") != "" {
		until = time.Now().Add(failureLasts)
	}
	if err := v.server.outbox.Fail(until); err != nil {
		return err
	}
	return v.redirect("/dev/outbox")
}

var linkPattern = regexp.MustCompile(`https?://[^\s]+`)

// split finds the links in a text.
func split(text string) []part {
	var parts []part
	at := 0
	for _, link := range linkPattern.FindAllStringIndex(text, -1) {
		parts = append(parts, part{Text: text[at:link[0]]}, part{Link: text[link[0]:link[1]]})
		at = link[1]
	}
	return append(parts, part{Text: text[at:]})
}
