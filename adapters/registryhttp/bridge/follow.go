package bridge

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet/adapters/registryhttp/internal/contract"
	"github.com/kabinet-go/kabinet/verification"
)

// ticket is one given out, whose answer is to be told.
type ticket struct {
	check verification.Check
	name  string
	due   time.Time
}

// follow has Run tell the answer to a ticket. When too many are followed already, the portal must ask.
func (b *Bridge) follow(t ticket) {
	if _, wanted := b.config.Callbacks[t.check]; !wanted {
		return
	}
	select {
	case b.tickets <- t:
	default:
		b.config.Logger.Warn("too many tickets to follow", slog.String("registry", string(t.check)))
	}
}

// Run tells the portal the answers to tickets given out since New, by callbacks, until the context is done;
// it returns nil then. Tickets are followed in memory: after a restart the portal polls for its answers.
func (b *Bridge) Run(ctx context.Context) error {
	var (
		work     sync.WaitGroup
		followed sync.Map
		places   = make(chan struct{}, b.config.Waiting)
	)
	defer work.Wait()
	for {
		select {
		case <-ctx.Done():
			return nil
		case t := <-b.tickets:
			key := string(t.check) + " " + t.name
			if _, twice := followed.LoadOrStore(key, true); twice {
				continue
			}
			select {
			case <-ctx.Done():
				return nil
			case places <- struct{}{}:
			}
			work.Go(func() {
				defer func() { followed.Delete(key); <-places }()
				b.tell(ctx, t)
			})
		}
	}
}

// tell waits for the answer to a ticket and sends it until it is heard.
func (b *Bridge) tell(ctx context.Context, t ticket) {
	answer, ok := b.await(ctx, t)
	if !ok {
		return
	}
	body, err := json.Marshal(contract.Callback{Ticket: t.name, Answer: answer})
	if err != nil {
		return // cannot happen: the answer is made of texts
	}
	id, end, unknown := "msg_"+rand.Text(), time.Now().Add(b.config.KeepTrying), 0
	for pause := b.config.Retry; ; pause = min(2*pause, b.config.Longest) {
		status, after := b.send(ctx, t.check, id, body)
		if status == http.StatusNotFound {
			unknown++
		}
		wait := max(pause, after)
		switch {
		case status == http.StatusOK, status == http.StatusNoContent:
			return
		case final(status), unknown == mostUnknown, time.Now().Add(wait).After(end):
			b.config.Logger.WarnContext(ctx, "a callback was not heard", slog.String("registry", string(t.check)),
				slog.String("webhook", id), slog.Int("status", status))
			return
		case !rest(ctx, wait):
			return
		}
	}
}

// mostUnknown is how often a portal may say that it does not know the ticket: the first times it may not have
// noted it yet.
const mostUnknown = 5

// final reports whether a portal will never take that callback.
func final(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity:
		return true
	default:
		return false
	}
}

// await asks the registry until it answers. Of an answer that there is none any more nothing is told.
func (b *Bridge) await(ctx context.Context, t ticket) (contract.Answer, bool) {
	for rest(ctx, time.Until(t.due)) {
		answer, err := b.poll(ctx, t.check, t.name)
		switch {
		case err != nil, answer.Outcome == verification.OutcomePending:
			pause := answer.PollAfter
			if pause <= 0 {
				pause = b.config.Poll
			}
			t.due = time.Now().Add(pause)
		default:
			words, err := wordsOf(answer)
			return words, err == nil
		}
	}
	return contract.Answer{}, false
}

// send makes one attempt. It returns the portal's status, 0 for none, and for how long it wants to be left alone.
func (b *Bridge) send(ctx context.Context, check verification.Check, id string, body []byte) (status int, after time.Duration) {
	callback, now := b.config.Callbacks[check], time.Now()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, callback.URL, bytes.NewReader(body))
	if err != nil {
		return http.StatusBadRequest, 0 // cannot happen: the URL was parsed
	}
	var signatures []string
	for _, secret := range callback.Secrets {
		signatures = append(signatures, secret.Sign(id, now, body))
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Webhook-Id", id)
	request.Header.Set("Webhook-Timestamp", strconv.FormatInt(now.Unix(), 10))
	request.Header.Set("Webhook-Signature", strings.Join(signatures, " "))
	response, err := b.config.Client.Do(request)
	if err != nil {
		return 0, 0
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.CopyN(io.Discard, response.Body, 64<<10) // so that the connection can be used again
	wanted, _ := strconv.ParseUint(response.Header.Get("Retry-After"), 10, 24)
	return response.StatusCode, time.Duration(wanted) * time.Second
}

// rest waits, and reports whether the context is still going on.
func rest(ctx context.Context, pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
