package simulation

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/person"
)

// The time of a world: people begin something new, and things fail, for three weeks; then the faults cease,
// and all must come to rest.
const (
	troubled = 21 * day
	restless = 25 * day
)

// world is one portal with everybody who uses it, and all that it stands on.
type world struct {
	t    *testing.T
	seed uint64

	set     *memory.Set
	journal *journal
	carrier *carrier
	state   *state
	post    *post
	notary  *notary
	ledger  *ledger
	desks   *desks
	log     *logbook
	secrets *secrets
	random  *randomness
	weather weather
	support person.Contact
	texts   *notification.Texts

	ctx   context.Context
	until time.Time
	calm  atomic.Bool

	people  []*somebody
	errands sync.WaitGroup

	instant sync.Mutex
	now     time.Time
	counts  map[string]int64

	mu       sync.Mutex
	started  int64
	alive    []*process
	owners   map[string]*somebody // of accounts
	joined   []*somebody          // who have an account
	clicks   [][2]click
	entries  []entering
	failures []failure
	figures  map[string]int
}

// failure is something that must not be.
type failure struct{ invariant, account, text string }

func newWorld(t *testing.T, seed uint64, texts *notification.Texts) *world {
	w := &world{
		t: t, seed: seed, texts: texts, set: memory.New(), journal: newJournal(), carrier: newCarrier(), log: newLogbook(seed),
		secrets: newSecrets(), random: &randomness{rng: rand.New(rand.NewPCG(seed, 0x6b6162))},
		owners: map[string]*somebody{}, figures: map[string]int{},
	}
	w.state, w.post, w.notary, w.ledger, w.desks = newState(w), newPost(w), newNotary(), newLedger(), newDesks()
	w.until = time.Now().Add(troubled)
	w.weather = drawWeather(seed, time.Now(), w.until)
	w.support, _ = person.ParseContact(person.ContactEmail, "support@portal.example")
	return w
}

// live runs the world to its end.
func (w *world) live(people int) {
	ctx, end := context.WithCancel(context.Background())
	w.ctx = ctx
	var slots sync.WaitGroup
	for number := range w.weather.processes {
		slots.Go(func() { w.slot(ctx, number) })
	}
	var lives sync.WaitGroup
	for number := range int64(people) {
		w.people = append(w.people, w.born(number))
	}
	for _, s := range w.people {
		lives.Go(s.live)
	}
	var looks sync.WaitGroup
	looks.Go(w.lookAlong)
	time.Sleep(troubled)
	w.calm.Store(true)
	lives.Wait()
	w.errands.Wait()
	w.rest()
	looks.Wait()
	w.lookAtEnd()
	end()
	slots.Wait()
}

// rest waits until nothing is under way any more.
func (w *world) rest() {
	for range 4 * int(restless/day) {
		time.Sleep(6 * time.Hour)
		synctest.Wait()
		if len(w.unfinished()) == 0 {
			return
		}
	}
	for _, f := range w.unfinished() {
		w.fail("all comes to rest", f.account, "%s", f.text)
	}
}

// fail notes something that must not be.
func (w *world) fail(invariant, account, format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failures = append(w.failures, failure{invariant, account, fmt.Sprintf(format, args...)})
}

// count adds to what is told of the world when it has ended.
func (w *world) count(what string, n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.figures[what] += n
}

func (w *world) owns(account string, s *somebody) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.owners[account] = s
}

func (w *world) ownerOf(account string) *somebody {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.owners[account]
}

func (w *world) chance(what string, whom, n int64) float64 { return chance(w.seed, what, whom, n) }

// moment tells apart what happens of one kind by its time, and by a count of what happens at the same time. A
// count that went on would have everything depend on the order of whatever was before.
func (w *world) moment(kind string) (at, nth int64) {
	w.instant.Lock()
	defer w.instant.Unlock()
	if now := time.Now(); !now.Equal(w.now) {
		w.now, w.counts = now, map[string]int64{}
	}
	w.counts[kind]++
	return w.now.UnixNano(), w.counts[kind]
}

// kabinet is one without trouble, to look at the end of the world with.
func (w *world) kabinet() *kabinet.Kabinet {
	ports := w.set.Ports
	ports.Store = w.journal
	k, err := kabinet.New(ports, w.policy())
	if err != nil {
		w.fail("wiring", "", "%v", err)
	}
	return k
}

// randomness is a seeded source in place of a cryptographic one.
type randomness struct {
	mu  sync.Mutex
	rng *rand.Rand
}

// Read implements [io.Reader].
func (r *randomness) Read(bytes []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var word [8]byte
	for i := range bytes {
		if i%8 == 0 {
			binary.LittleEndian.PutUint64(word[:], r.rng.Uint64())
		}
		bytes[i] = word[i%8]
	}
	return len(bytes), nil
}
