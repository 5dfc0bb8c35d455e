package nats_test

import (
	"context"
	"crypto/rand"
	"sync"
	"testing"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/components/cqrs"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// A small aggregate: a visitor who is named, and comes again and again.
type visitor struct{ visits int }

type named struct {
	Visitor string                         `json:"visitor"`
	Name    eventsourcing.Personal[string] `json:"-"`
}

type visited struct {
	Visitor string `json:"visitor"`
	Visit   int    `json:"visit"`
}

func (named) Evolve(v visitor) visitor     { return v }
func (e visited) Evolve(v visitor) visitor { return visitor{visits: e.Visit} }

// house is a store with an engine over it.
type house struct {
	store     eventsourcing.Store
	engine    *eventsourcing.Engine
	visitors  *eventsourcing.Repository[visitor]
	marshaler feed.Marshaler
}

func newHouse(t *testing.T) house {
	t.Helper()
	codec := eventsourcing.NewCodec[visitor]()
	eventsourcing.RegisterPersonal(codec, "visitor.named", 1, func(e *named) (string, *eventsourcing.Personal[string]) { return e.Visitor, &e.Name })
	eventsourcing.Register[visited](codec, "visitor.visited", 1)
	visitors, err := eventsourcing.NewRepository("visitor", codec)
	require.NoError(t, err)
	kek, err := eventsourcing.NewLocalKEK("test", map[string][]byte{"test": make([]byte, 32)})
	require.NoError(t, err)
	index, err := eventsourcing.NewBlindIndex(make([]byte, 32))
	require.NoError(t, err)
	store := memory.NewStore()
	t.Cleanup(func() { _ = store.Close() }) // documented never to fail
	engine, err := eventsourcing.NewEngine(eventsourcing.Config{Store: store, Encrypter: kek, BlindIndex: index, Random: rand.Reader})
	require.NoError(t, err)
	catalog, err := eventsourcing.NewCatalog(engine.Keyring(), codec)
	require.NoError(t, err)
	return house{store: store, engine: engine, visitors: visitors, marshaler: feed.NewMarshaler(catalog)}
}

// name is a command: a visitor tells their name.
func (h house) name(t *testing.T, id, name string) {
	t.Helper()
	require.NoError(t, h.engine.Do(t.Context(), func(ctx context.Context, unit *eventsourcing.Unit) error {
		aggregate, err := h.visitors.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		if err := unit.CreateKey(ctx, id); err != nil {
			return err
		}
		return aggregate.Decide(func(visitor) ([]eventsourcing.Event[visitor], error) {
			return []eventsourcing.Event[visitor]{named{Visitor: id, Name: eventsourcing.NewPersonal(name)}}, nil
		})
	}))
}

// visit is a command: a visitor comes again.
func (h house) visit(t *testing.T, id string) {
	t.Helper()
	require.NoError(t, h.engine.Do(t.Context(), func(ctx context.Context, unit *eventsourcing.Unit) error {
		aggregate, err := h.visitors.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		return aggregate.Decide(func(v visitor) ([]eventsourcing.Event[visitor], error) {
			return []eventsourcing.Event[visitor]{visited{Visitor: id, Visit: v.visits + 1}}, nil
		})
	}))
}

func (h house) erase(t *testing.T, id string) {
	t.Helper()
	require.NoError(t, h.engine.Do(t.Context(), func(_ context.Context, unit *eventsourcing.Unit) error {
		unit.Erase(id)
		return nil
	}))
}

// relay runs a relay of a group until stop is called or the test ends.
func (h house) relay(t *testing.T, publisher message.Publisher, group string) (stop func()) {
	t.Helper()
	relay, err := feed.NewRelay(h.store, publisher, feed.RelayConfig{Config: feed.Config{Group: group}})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- relay.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		require.NoError(t, <-done)
	})
	t.Cleanup(stop)
	return stop
}

// guestBook is what typed handlers of a group have seen, in order.
type guestBook struct {
	mu     sync.Mutex
	names  map[string]eventsourcing.Personal[string]
	visits map[string][]int
}

// guests handles the events of visitors with typed handlers in a Watermill router.
func (h house) guests(t *testing.T, subscriber message.Subscriber) *guestBook {
	t.Helper()
	book := &guestBook{names: map[string]eventsourcing.Personal[string]{}, visits: map[string][]int{}}
	router, err := message.NewRouter(message.RouterConfig{}, watermill.NopLogger{})
	require.NoError(t, err)
	processor, err := cqrs.NewEventGroupProcessorWithConfig(router, cqrs.EventGroupProcessorConfig{
		GenerateSubscribeTopic: h.marshaler.GroupTopic("visitor"),
		SubscriberConstructor: func(cqrs.EventGroupProcessorSubscriberConstructorParams) (message.Subscriber, error) {
			return subscriber, nil
		},
		AckOnUnknownEvent: true, Marshaler: h.marshaler,
	})
	require.NoError(t, err)
	require.NoError(t, processor.AddHandlersGroup("guests", cqrs.NewGroupEventHandler(book.named), cqrs.NewGroupEventHandler(book.visited)))
	done := make(chan error, 1)
	go func() { done <- router.Run(context.Background()) }()
	<-router.Running()
	t.Cleanup(func() {
		require.NoError(t, router.Close())
		require.NoError(t, <-done)
	})
	return book
}

func (b *guestBook) named(_ context.Context, event *named) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.names[event.Visitor] = event.Name
	return nil
}

func (b *guestBook) visited(_ context.Context, event *visited) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.visits[event.Visitor] = append(b.visits[event.Visitor], event.Visit)
	return nil
}

// last tells which visit of each visitor was the latest to be seen.
func (b *guestBook) last() map[string]int {
	b.mu.Lock()
	defer b.mu.Unlock()
	last := map[string]int{}
	for id, visits := range b.visits {
		last[id] = visits[len(visits)-1]
	}
	return last
}

func (b *guestBook) known() map[string]eventsourcing.Personal[string] {
	b.mu.Lock()
	defer b.mu.Unlock()
	known := map[string]eventsourcing.Personal[string]{}
	for id, name := range b.names {
		known[id] = name
	}
	return known
}
