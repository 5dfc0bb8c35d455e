package simulation

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/password"
)

// process is one run of the program: a Kabinet whose ways to the world can fail, and which may die between
// any two steps.
type process struct {
	world  *world
	number int64
	*kabinet.Kabinet

	// calls counts the uses of every port. At the call number dies the process dies, before or after what
	// the call does; 0 is never.
	calls, dies int64
	after       bool
	counts      sync.Map // of the calls of each kind, *atomic.Int64

	death chan struct{}
	once  sync.Once
	// leaving ends every wait at a port, so that none is left when the process is stopped: in virtual time
	// a wait behind a lock, which Watermill's router holds while it closes, would never end.
	leaving chan struct{}
}

// mostCrashes bounds how many processes of a world die: with each, much is done again.
const mostCrashes = 30

var errLost = fault.AsInDoubt(errors.New("the connection was lost"))

var errTrouble = fault.AsTransient(errors.New("there is trouble"))

func (w *world) newProcess() *process {
	w.mu.Lock()
	w.started++
	number := w.started
	w.mu.Unlock()
	p := &process{world: w, number: number, death: make(chan struct{}), leaving: make(chan struct{})}
	rng := source(w.seed, "process", number)
	if most := w.weather.callsToCrash; most > 0 && number <= mostCrashes && !w.calm.Load() {
		p.dies, p.after = 1+rng.Int64N(2*int64(most)), rng.IntN(2) == 0
	}
	ports := w.set.Ports
	ports.Store = store{p, w.journal}
	ports.Encrypter = encrypter{p, w.set.Encrypter}
	ports.SMS, ports.Mail = gateway{p}, gateway{p}
	ports.Registries = w.state.ports(p)
	ports.Random = w.random
	ports.Logger = w.log.logger()
	built, err := kabinet.New(ports, w.policy())
	if err != nil {
		w.fail("wiring", "", "%v", err)
	}
	p.Kabinet = built
	return p
}

// policy is that of the portal, with few looks at the store, since weeks go by.
func (w *world) policy() kabinet.Policy {
	policy := kabinet.DefaultPolicy()
	policy.Hashing.Params = password.CheapestParams()
	policy.Feed.Lanes = 3
	policy.Feed.PollInterval = 2 * time.Hour
	policy.Feed.CheckpointInterval = time.Hour
	policy.Feed.LeaseTTL = 3 * time.Hour
	policy.Alarm.Poll = 5 * time.Minute
	policy.Alarm.Lease = time.Hour
	policy.Retention.Every = 6 * time.Hour
	policy.Portal.Support = w.support
	return policy
}

// slot keeps one process running, and begins another whenever it dies, until the world ends.
func (w *world) slot(ctx context.Context, number int) {
	rng := source(w.seed, "slot", int64(number))
	if !sleep(ctx, between(rng, time.Second, time.Hour)) {
		return
	}
	for ctx.Err() == nil {
		p := w.newProcess()
		w.enter(p)
		p.live(ctx, rng)
		if !w.calm.Load() {
			sleep(ctx, between(rng, time.Second, 3*time.Hour))
		}
	}
}

// live runs the process until it dies, is stopped in order, or the world ends.
func (p *process) live(ctx context.Context, rng *rand.Rand) {
	running, stop := context.WithCancel(context.Background())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- p.Run(running) }()
	var retire <-chan time.Time
	if !p.world.calm.Load() {
		timer := time.NewTimer(between(rng, time.Hour, 10*day))
		defer timer.Stop()
		retire = timer.C
	}
	select {
	case <-p.death:
	case <-retire:
	case <-ctx.Done():
	case err := <-ended:
		p.world.fail("Run ends by itself", "", "process %d: %v", p.number, err)
		ended <- nil
	}
	p.world.leave(p)
	if p.isDead() {
		sleep(ctx, time.Minute)
	}
	close(p.leaving)
	time.Sleep(time.Second)
	stop()
	if err := <-ended; err != nil && !p.isDead() {
		p.world.fail("Run ends in order", "", "process %d: %v", p.number, err)
	}
}

func (p *process) isDead() bool {
	select {
	case <-p.death:
		return true
	default:
		return false
	}
}

func (p *process) die() { p.once.Do(func() { close(p.death) }) }

// nth counts the calls of one kind.
func (p *process) nth(kind string) int64 {
	counter, ok := p.counts.Load(kind)
	if !ok {
		counter, _ = p.counts.LoadOrStore(kind, new(atomic.Int64))
	}
	return counter.(*atomic.Int64).Add(1)
}

// pass does what a call to a port does, unless the process dies before; nothing is heard of it when the
// process died since.
func (p *process) pass(ctx context.Context, patient bool, effect func() error) error {
	call := atomic.AddInt64(&p.calls, 1)
	if call == p.dies && !p.after {
		p.die()
	}
	if p.isDead() {
		return p.silence(ctx, patient)
	}
	err := effect()
	if call == p.dies {
		p.die()
	}
	if p.isDead() {
		return p.silence(ctx, patient)
	}
	return err
}

// silence is what a dead process hears: an error at once, or nothing for a while.
func (p *process) silence(ctx context.Context, patient bool) error {
	if !patient || p.number%2 == 0 {
		return errLost
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-p.leaving:
		return errLost
	}
}

// wait lets time go by in a call to a port.
func (p *process) wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-p.leaving:
	case <-timer.C:
	}
	return nil
}

// enter, leave and front keep who is there to take commands.
func (w *world) enter(p *process) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.alive = append(w.alive, p)
}

func (w *world) leave(p *process) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, other := range w.alive {
		if other == p {
			w.alive = append(w.alive[:i:i], w.alive[i+1:]...)
			return
		}
	}
}

// front returns a process for a command; nil when none runs.
func (w *world) front(choice int) *process {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.alive) == 0 {
		return nil
	}
	return w.alive[choice%len(w.alive)]
}

func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
