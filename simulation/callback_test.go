package simulation

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/verification"
)

// owe gives a ticket. The answer to it can be polled for when it is ready, hours or days later, and the
// registry may call as well: late, more than once, or with nonsense before. Somebody may forge calls.
func (r polled) owe(name string, answer verification.Answer, rng *rand.Rand) verification.Answer {
	w := r.process.world
	name = string(r.check) + " " + name
	given := &ticket{check: r.check, answer: answer, ready: time.Now().Add(between(rng, time.Second, 7*day))}
	r.mu.Lock()
	r.tickets[name] = given
	r.mu.Unlock()
	if rng.IntN(2) == 0 {
		own := rand.New(rand.NewPCG(rng.Uint64(), 1))
		w.errands.Go(func() { r.callBack(name, given, own) })
	}
	if rng.IntN(4) == 0 {
		own := rand.New(rand.NewPCG(rng.Uint64(), 2))
		w.errands.Go(func() { r.forge(name, own) })
	}
	return verification.Answer{Outcome: verification.OutcomePending, Ticket: name, PollAfter: between(rng, time.Second, 12*time.Hour)}
}

func (r polled) callBack(name string, given *ticket, rng *rand.Rand) {
	w := r.world
	if !sleep(w.ctx, time.Until(given.ready)+between(rng, time.Second, 2*day)) {
		return
	}
	for range 1 + rng.IntN(3) {
		if rng.IntN(4) == 0 {
			err := r.call(name, nonsense(rng.IntN(6)), rng)
			if err == nil {
				w.fail("nonsense is refused", "", "a callback of nonsense to %s ended in %v", name, err)
			}
		}
		if err := r.call(name, given.answer, rng); err != nil && !errors.Is(err, verification.ErrUnknownTicket) {
			w.fail("callbacks are heard", "", "the callback to %s ended in %v", name, err)
		}
		if !sleep(w.ctx, between(rng, time.Second, day)) {
			return
		}
	}
}

// forge calls with tickets that were never given, or for another check: nobody may be raised by that.
func (r polled) forge(name string, rng *rand.Rand) {
	if !sleep(r.world.ctx, between(rng, time.Second, day)) {
		return
	}
	matched := verification.Answer{Outcome: verification.OutcomeMatched}
	for _, ticket := range []string{name + "-forged", strconv.Itoa(rng.IntN(1000)), "", name + " "} {
		if err := r.call(ticket, matched, rng); !errors.Is(err, verification.ErrUnknownTicket) {
			r.world.fail("forged tickets are unknown", "", "a callback to %q ended in %v", ticket, err)
		}
	}
	other := r
	for _, check := range []verification.Check{verification.DocumentCheck, verification.SNILSCheck, verification.INNCheck} {
		if other.check = check; check == r.check {
			continue
		}
		if err := other.call(name, matched, rng); !errors.Is(err, verification.ErrUnknownTicket) {
			r.world.fail("forged tickets are unknown", "", "a callback about %s to %q ended in %v", check, name, err)
		}
	}
}

// call brings an answer to whichever process runs, until it is heard or refused.
func (r polled) call(name string, answer verification.Answer, rng *rand.Rand) error {
	w := r.world
	for {
		err := fault.AsTransient(errNobody)
		if p := w.front(rng.IntN(1 << 20)); p != nil {
			err = p.Verification.Callback(w.ctx, r.check, name, answer)
			w.log.hear(err)
		}
		if errors.Is(err, verification.ErrNonsense) || !again(err) || w.ctx.Err() != nil {
			return err
		}
		sleep(w.ctx, between(rng, time.Second, time.Hour))
	}
}
