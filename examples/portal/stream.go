package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/verification"
)

const (
	// beat is how often a stream on which nothing happens says that it is alive, so that nobody between
	// cuts it and a browser that is gone is noticed.
	beat = 10 * time.Second
	// lookAtSession is how often a stream looks whether the session is still in force, which may have
	// ended at another portal.
	lookAtSession = time.Second
	// receiveWithin is how long a browser may take to receive a piece.
	receiveWithin = 5 * time.Second
	// closeWithin is how long it may take when the server stops, which waits for it.
	closeWithin = time.Second
)

// streamProgress sends the part of the progress page that changes, each time that it has, as server-sent
// events of the type "progress", and says with "end" when nothing more will come: "decided" or
// "signed-out". It does not count as use of the session.
func (v *visit) streamProgress() error {
	token := v.token()
	session, err := v.server.portal.Access.Peek(v.context(), token)
	if errors.Is(err, access.ErrNoSession) {
		v.w.WriteHeader(http.StatusUnauthorized)
		return nil
	}
	if err != nil {
		return err
	}
	leave, ok := v.server.streams.enter(session.Session)
	if !ok {
		v.w.WriteHeader(http.StatusTooManyRequests)
		return nil
	}
	defer leave()
	ctx, cancel := context.WithCancel(v.context())
	defer cancel()
	out, err := openStream(v.w, v.server.streams.closing)
	if errors.Is(err, errCut) {
		return nil
	}
	if err != nil {
		return err
	}
	defer context.AfterFunc(out.closing, out.hurry)()
	err = v.pump(ctx, out, token, flow(ctx, v.server.portal.Verification.Watch(ctx, session.Account)))
	if err != nil && ctx.Err() == nil && !errors.Is(err, errCut) {
		v.server.logger.WarnContext(ctx, "a stream failed, its browser will ask again", "error", err)
	}
	return nil
}

// errCut means that the browser does not receive any more.
var errCut = errors.New("the stream is cut")

// look is what a watched standing turned out to be.
type look struct {
	standing verification.Standing
	err      error
}

// flow ranges over a sequence beside its caller, until the context is done.
func flow(ctx context.Context, standings iter.Seq2[verification.Standing, error]) <-chan look {
	looks := make(chan look)
	go func() {
		for standing, err := range standings {
			select {
			case looks <- look{standing, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return looks
}

// pump writes what there is to tell until there is no more, the session is over, or the server stops.
func (v *visit) pump(ctx context.Context, out *stream, token access.Token, looks <-chan look) error {
	beats, sessions := time.NewTicker(beat), time.NewTicker(lookAtSession)
	defer beats.Stop()
	defer sessions.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil
		case <-out.closing.Done():
			return nil // The browser comes back by itself.
		case seen := <-looks:
			if seen.err != nil {
				return seen.err
			}
			done, err := v.tell(out, seen.standing)
			if done || err != nil {
				return err
			}
		case <-sessions.C:
			_, err = v.server.portal.Access.Peek(ctx, token)
			if errors.Is(err, access.ErrNoSession) {
				return out.send("end", []byte("signed-out"))
			}
		case <-beats.C:
			err = out.beat()
		}
		if err != nil {
			return err
		}
	}
}

// tell sends a standing; done says that it was the last.
func (v *visit) tell(out *stream, standing verification.Standing) (done bool, err error) {
	part, err := v.progressPart(standing)
	if err != nil {
		return false, err
	}
	if err := out.send("progress", part); err != nil || v.progressView(standing).Live() {
		return false, err
	}
	return true, out.send("end", []byte("decided"))
}

// stream is an answer of server-sent events.
type stream struct {
	w    http.ResponseWriter
	wire *http.ResponseController
	// closing is done when the server stops.
	closing context.Context
}

// openStream begins the answer. The server's bound of writing a page is not for streams; each piece has
// its own.
func openStream(w http.ResponseWriter, closing context.Context) (*stream, error) {
	s := &stream{w, http.NewResponseController(w), closing}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	w.Header().Set("X-Accel-Buffering", "no")
	return s, s.write([]byte("retry: 2000\n\n"))
}

// hurry shortens the time for a piece that is on its way.
func (s *stream) hurry() { _ = s.wire.SetWriteDeadline(time.Now().Add(closeWithin)) }

// send writes an event with its data, which may have several lines.
func (s *stream) send(event string, data []byte) error {
	var piece bytes.Buffer
	fmt.Fprintf(&piece, "event: %s\n", event)
	for line := range bytes.Lines(data) {
		fmt.Fprintf(&piece, "data: %s\n", bytes.TrimRight(line, "\r\n"))
	}
	piece.WriteByte('\n')
	return s.write(piece.Bytes())
}

// beat writes a comment.
func (s *stream) beat() error { return s.write([]byte(":\n\n")) }

func (s *stream) write(piece []byte) error {
	if err := s.wire.SetWriteDeadline(time.Now().Add(receiveWithin)); err != nil {
		return err
	}
	if s.closing.Err() != nil {
		s.hurry()
		return errCut
	}
	if _, err := s.w.Write(piece); err != nil {
		return errCut
	}
	if err := s.wire.Flush(); err != nil {
		return errCut
	}
	return nil
}
