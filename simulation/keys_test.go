package simulation

import (
	"errors"
	"time"

	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/fault"
)

// click is the last try of a command with a key of the caller's, and what it heard.
type click struct {
	whose     int64
	began     time.Time
	challenge string
	err       error
}

// doubleClicked notes two clicks with one key.
func (w *world) doubleClicked(both [2]click) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clicks = append(w.clicks, both)
}

// keysAnswer: one key makes one registration. A refusal binds no key: whoever clicked while a limit lasted may
// be taken when it is over, as the refusal said. But once a code is issued, nobody is refused with its key,
// neither because the limit has been used up just by that code nor for anything else.
func (p *past) keysAnswer() {
	w := p.world
	issued := map[string]time.Time{}
	for _, e := range p.played {
		if event, ok := e.event.(confirmation.CodeIssued); ok {
			issued[event.Challenge] = event.At
		}
	}
	for _, both := range w.clicks {
		first, second := both[0], both[1]
		w.count("double clicks", 1)
		if first.err == nil && second.err == nil && first.challenge != second.challenge {
			w.fail("one key, one registration", "", "person %d got %s and %s", first.whose, first.challenge, second.challenge)
		}
		for _, pair := range [][2]click{{first, second}, {second, first}} {
			taken, refused := pair[0], pair[1]
			if taken.err != nil || !errors.Is(refused.err, fault.Refused) {
				continue
			}
			var limit *confirmation.Limited
			if !errors.As(refused.err, &limit) || issued[taken.challenge].Before(refused.began.Truncate(time.Microsecond).Add(limit.Wait)) {
				w.fail("one key, one answer", "", "person %d was refused at %v: %v; and got %s of %v",
					taken.whose, refused.began, refused.err, taken.challenge, issued[taken.challenge])
			}
		}
	}
}
