package simulation

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// somebody is a person who lives in the world. What they do depends on the seed and their number only.
type somebody struct {
	world  *world
	number int64
	rng    *rand.Rand

	// papers are those they were born with, which others may copy; truth is what holds now.
	papers, truth profile.Form
	phone, email  string // canonical
	household     string // an e-mail that others read too

	// What they know of their account: of passwords the present one, or several while in doubt.
	account   string
	passwords []string
	logins    []string
	session   access.Token
	verified  bool
	signer    *memory.Signer // their present certificate, once they have one
	home      person.Address // where they are registered to get letters, cottage where they do too
	cottage   person.AddressForm
	// impostor tells that they gave somebody else's numbers once, so one cannot know whose are verified.
	impostor bool

	mu    sync.Mutex
	trace []string
}

// note writes a line into the person's life, to be read when something must not have been.
func (s *somebody) note(format string, args ...any) {
	line := time.Now().Format("01-02 15:04:05.000 ") + fmt.Sprintf(format, args...)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trace = append(s.trace, line)
}

// odds tells whether something happens, once in so many times.
func (s *somebody) odds(n int) bool { return s.rng.IntN(n) == 0 }

// pause lets time go by; short pauses are as likely as long ones.
func (s *somebody) pause(shortest, longest time.Duration) {
	sleep(s.world.ctx, between(s.rng, shortest, longest))
}

// over tells that the person's time for beginning anything is over.
func (s *somebody) over() bool { return !time.Now().Before(s.world.until) }

func (s *somebody) key() string { return fmt.Sprintf("key-%d-%d", s.number, s.rng.Uint64()) }

// errGaveUp is what a person makes of a portal that fails again and again.
var errGaveUp = errors.New("gave up")

// again tells whether the same command may succeed later.
func again(err error) bool {
	return err != nil && !errors.Is(err, fault.Refused) &&
		(errors.Is(err, fault.Transient) || errors.Is(err, fault.Conflict) ||
			errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled))
}

// try gives a command to whichever process answers, again after each failure, until it is carried out or
// refused. doubt tells that an earlier try may have been carried out.
func (s *somebody) try(rng *rand.Rand, what string, command func(context.Context, *kabinet.Kabinet) error) (doubt bool, err error) {
	w := s.world
	// However often it is tried, the same is drawn from the person's own source.
	rng = rand.New(rand.NewPCG(rng.Uint64(), 0))
	for attempt := 1; ; attempt++ {
		err = fault.AsTransient(errNobody)
		at := int64(0)
		patience := time.Minute
		if rng.IntN(20) == 0 {
			patience = between(rng, time.Millisecond, time.Second)
		}
		if p := w.front(rng.IntN(1 << 20)); p != nil {
			ctx, cancel := context.WithTimeout(w.ctx, patience)
			err = command(ctx, p.Kabinet)
			cancel()
			at = p.number
		}
		w.log.hear(err)
		s.note("%s at process %d: %v", what, at, err)
		if w.ctx.Err() != nil {
			return doubt, errGaveUp
		}
		if !again(err) {
			if err != nil && !errors.Is(err, fault.Refused) {
				w.fail("every error is on an axis that says what to do", s.account, "%s of %d: %v", what, s.number, err)
			}
			return doubt, err
		}
		doubt = doubt || !errors.Is(err, fault.Transient) || errors.Is(err, fault.InDoubt)
		if attempt == 25 {
			if errors.Is(err, fault.Conflict) {
				w.fail("conflicts pass", s.account, "%s of %d: %v", what, s.number, err)
			}
			return doubt, errGaveUp
		}
		sleep(w.ctx, between(rng, time.Second, 10*time.Minute))
	}
}

// do is try for whom the doubt is no matter.
func (s *somebody) do(what string, command func(context.Context, *kabinet.Kabinet) error) error {
	_, err := s.try(s.rng, what, command)
	return err
}

// twice gives a command twice at once, as a double click does.
func (s *somebody) twice(what string, command func(nth int) func(context.Context, *kabinet.Kabinet) error) (first, second error) {
	var both sync.WaitGroup
	rngs := [2]*rand.Rand{rand.New(rand.NewPCG(s.rng.Uint64(), 1)), rand.New(rand.NewPCG(s.rng.Uint64(), 2))}
	both.Go(func() { _, first = s.try(rngs[0], what+" (first click)", command(0)) })
	both.Go(func() { _, second = s.try(rngs[1], what+" (second click)", command(1)) })
	both.Wait()
	return first, second
}

// reads tells whether the person has that mailbox.
func (s *somebody) reads(contact string) bool {
	return contact == s.phone || contact == s.email || contact == s.household
}

// await waits for the newest letter to one of the person's mailboxes that arrived after seen of them and
// has a code.
func (s *somebody) await(contact string, seen int, patience time.Duration) (note, bool) {
	if !s.reads(contact) {
		sleep(s.world.ctx, patience)
		return note{}, false
	}
	over := time.NewTimer(patience)
	defer over.Stop()
	for {
		letters, arrived := s.world.carrier.look(contact)
		for i := len(letters) - 1; i >= seen; i-- {
			if letters[i].code() != "" {
				return letters[i], true
			}
		}
		select {
		case <-arrived:
		case <-over.C:
			return note{}, false
		case <-s.world.ctx.Done():
			return note{}, false
		}
	}
}

// seen counts the letters in a mailbox.
func (s *somebody) seen(contact string) int {
	letters, _ := s.world.carrier.look(contact)
	return len(letters)
}

// spelled is a contact as people type it.
func (s *somebody) spelled(contact string) string {
	if !strings.HasPrefix(contact, "+7") || s.odds(2) {
		return contact
	}
	return "8 (" + contact[2:5] + ") " + contact[5:8] + "-" + contact[8:10] + "-" + contact[10:]
}
