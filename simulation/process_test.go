package simulation

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
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

	// The process dies at a call to a port, before or after what the call does.
	dies  occasion
	after bool
	// At another everything stands still for a while, longer than leases last at times: the process goes on
	// as if nothing had been, while others have its work.
	stalls occasion
	stall  time.Duration
	still  atomic.Pointer[time.Time]

	mu       sync.Mutex
	troubles []int64 // when calls failed, in the order of all that happens in the world

	death chan struct{}
	once  sync.Once
	// leaving ends every wait at a port, so that none is left when the process is stopped: in virtual time
	// a wait behind a lock, which Watermill's router holds while it closes, would never end.
	leaving chan struct{}
}

// longestStall is how long a process stands still at most.
const longestStall = 8 * time.Hour

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
	if longest := w.weather.longestLife; longest > 0 && number <= mostCrashes {
		p.dies.draw(rng, longest)
		p.after = rng.IntN(2) == 0
	}
	if rng.IntN(3) == 0 {
		p.stalls.draw(rng, 2*day)
		p.stall = between(rng, time.Minute, longestStall)
	}
	ports := w.set.Ports
	ports.Store = store{p, w.journal}
	ports.Encrypter = encrypter{p, w.set.Encrypter}
	ports.SMS, ports.Mail = gateway{p}, gateway{p}
	ports.Registries = w.state.ports(p)
	ports.Post = printers{p, w.post}
	ports.Signatures = verifier{p, w.set.Authority}
	ports.Banks = teller{p, w.set.Banks}
	ports.Centres = directory{p, w.set.Directory}
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
	// What takes a season at the post takes two weeks here, or nobody would live to see its end.
	policy.Letters.ValidFor = 12 * day
	policy.Letters.RepeatAfter = 4 * day
	policy.Letters.RemindAfter = 2 * day
	policy.Enrolment.VerifyWithin = 10 * day
	policy.Centres.AtOnce = w.seed%2 == 0
	policy.Portal.Support = w.support
	policy.Texts = w.texts
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

// occasion is one of the first calls after some time: that goroutines run in another order changes it least.
type occasion struct {
	after time.Time // zero for never
	calls atomic.Int64
}

// draw sets the occasion within that time from now on.
func (o *occasion) draw(rng *rand.Rand, latest time.Duration) {
	o.after = time.Now().Add(between(rng, time.Second, latest))
	o.calls.Store(1 + rng.Int64N(40))
}

// comes tells, at each call, whether this is the one.
func (o *occasion) comes() bool {
	return !o.after.IsZero() && !time.Now().Before(o.after) && o.calls.Add(-1) == 0
}

// pass does what a call to a port does, unless the process dies before; nothing is heard of it when the
// process died since.
func (p *process) pass(ctx context.Context, patient bool, effect func() error) error {
	dies := !p.world.calm.Load() && p.dies.comes()
	if dies && !p.after {
		p.die()
	}
	if p.isDead() {
		return p.silence(ctx, patient)
	}
	if p.stalls.comes() {
		until := time.Now().Add(p.stall)
		p.still.Store(&until)
	}
	if err := p.standStill(ctx, patient); err != nil {
		return p.trouble(err)
	}
	err := effect()
	if dies {
		p.die()
	}
	if p.isDead() {
		return p.silence(ctx, patient)
	}
	return err
}

// trouble notes that a call failed.
func (p *process) trouble(err error) error {
	now := p.world.journal.tick()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.troubles = append(p.troubles, now)
	return err
}

// troubledSince tells whether calls failed, or the process died, after that moment and before another.
func (p *process) troubledSince(from, to int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.isDead() || slices.ContainsFunc(p.troubles, func(at int64) bool { return from < at && at < to })
}

// standStill waits for the end of a stall, unless the call must not wait: then it fails.
func (p *process) standStill(ctx context.Context, patient bool) error {
	until := p.still.Load()
	switch {
	case until == nil || !time.Now().Before(*until) || p.world.calm.Load():
		return nil
	case !patient:
		return errTrouble
	default:
		_ = p.trouble(nil)
		return p.wait(ctx, time.Until(*until))
	}
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
