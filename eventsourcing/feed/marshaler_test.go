package feed_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/components/cqrs"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/fault"
)

// A small aggregate: a visitor who is named, and leaves.
type visitor struct{ left bool }

type named struct {
	Visitor string                         `json:"visitor"`
	Colour  string                         `json:"colour"`
	Name    eventsourcing.Personal[string] `json:"-"`
}

type namedV1 struct {
	Visitor string                         `json:"visitor"`
	Name    eventsourcing.Personal[string] `json:"-"`
}

type left struct{ Reason string }

func (named) Evolve(v visitor) visitor { return v }
func (left) Evolve(v visitor) visitor  { return visitor{left: true} }

type unknown struct{}

const secretName = "Ada Lovelace"

// house is a store with an engine over it and events in it.
type house struct {
	store     eventsourcing.Store
	engine    *eventsourcing.Engine
	visitors  *eventsourcing.Repository[visitor]
	marshaler feed.Marshaler
}

func newHouse(t *testing.T) house {
	t.Helper()
	codec := eventsourcing.NewCodec[visitor]()
	eventsourcing.RegisterPersonal(codec, "visitor.named", 2, func(e *named) (string, *eventsourcing.Personal[string]) { return e.Visitor, &e.Name })
	eventsourcing.UpcastPersonal(codec, "visitor.named", 1,
		func(e *namedV1) (string, *eventsourcing.Personal[string]) { return e.Visitor, &e.Name },
		func(old namedV1) named { return named{Visitor: old.Visitor, Colour: "unknown", Name: old.Name} })
	eventsourcing.Register[left](codec, "visitor.left", 1)
	visitors, err := eventsourcing.NewRepository("visitor", codec)
	require.NoError(t, err)
	kek, err := eventsourcing.NewLocalKEK("test", map[string][]byte{"test": make([]byte, 32)})
	require.NoError(t, err)
	index, err := eventsourcing.NewBlindIndex(make([]byte, 32))
	require.NoError(t, err)
	store := newStore(t)
	engine, err := eventsourcing.NewEngine(eventsourcing.Config{Store: store, Encrypter: kek, BlindIndex: index, Random: rand.Reader})
	require.NoError(t, err)
	catalog, err := eventsourcing.NewCatalog(engine.Keyring(), codec)
	require.NoError(t, err)
	return house{store: store, engine: engine, visitors: visitors, marshaler: feed.NewMarshaler(catalog)}
}

func (h house) record(t *testing.T, id string, events ...eventsourcing.Event[visitor]) {
	t.Helper()
	require.NoError(t, h.engine.Do(t.Context(), func(ctx context.Context, unit *eventsourcing.Unit) error {
		aggregate, err := h.visitors.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		if !aggregate.Exists() {
			if err := unit.CreateKey(ctx, id); err != nil {
				return err
			}
		}
		return aggregate.Decide(func(visitor) ([]eventsourcing.Event[visitor], error) { return events, nil })
	}))
}

func (h house) subscriber(t *testing.T, group string) *feed.Subscriber {
	t.Helper()
	subscriber, err := feed.NewSubscriber(h.store, feed.Config{Group: group})
	require.NoError(t, err)
	return subscriber
}

// route runs a router, to which add adds handlers, until the test ends.
func route(t *testing.T, add func(router *message.Router)) {
	t.Helper()
	router, err := message.NewRouter(message.RouterConfig{}, watermill.NopLogger{})
	require.NoError(t, err)
	add(router)
	done := make(chan error, 1)
	go func() { done <- router.Run(context.Background()) }()
	<-router.Running()
	t.Cleanup(func() {
		require.NoError(t, router.Close())
		require.NoError(t, <-done)
	})
}

// guests is what handlers have seen.
type guests struct {
	mu   sync.Mutex
	seen []any
}

func (g *guests) see(event any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.seen = append(g.seen, event)
}

func (g *guests) all() []any {
	synctest.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	return append([]any(nil), g.seen...)
}

func handlerFor[E any](g *guests) func(ctx context.Context, event *E) error {
	return func(_ context.Context, event *E) error {
		g.see(*event)
		return nil
	}
}

func (h house) groupProcessor(t *testing.T, router *message.Router) *cqrs.EventGroupProcessor {
	t.Helper()
	processor, err := cqrs.NewEventGroupProcessorWithConfig(router, cqrs.EventGroupProcessorConfig{
		GenerateSubscribeTopic: h.marshaler.GroupTopic("visitor"),
		SubscriberConstructor: func(params cqrs.EventGroupProcessorSubscriberConstructorParams) (message.Subscriber, error) {
			return h.subscriber(t, params.EventGroupName), nil
		},
		AckOnUnknownEvent: true, Marshaler: h.marshaler,
	})
	require.NoError(t, err)
	return processor
}

func (h house) eventProcessor(t *testing.T, router *message.Router) *cqrs.EventProcessor {
	t.Helper()
	processor, err := cqrs.NewEventProcessorWithConfig(router, cqrs.EventProcessorConfig{
		GenerateSubscribeTopic: h.marshaler.Topic("visitor"),
		SubscriberConstructor: func(params cqrs.EventProcessorSubscriberConstructorParams) (message.Subscriber, error) {
			return h.subscriber(t, params.HandlerName), nil
		},
		AckOnUnknownEvent: true, Marshaler: h.marshaler,
	})
	require.NoError(t, err)
	return processor
}

func TestEventGroupProcessor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, g := newHouse(t), &guests{}
		route(t, func(router *message.Router) {
			require.NoError(t, h.groupProcessor(t, router).AddHandlersGroup("door",
				cqrs.NewGroupEventHandler(handlerFor[named](g)), cqrs.NewGroupEventHandler(handlerFor[left](g))))
		})
		ada := named{Visitor: "1", Colour: "red", Name: eventsourcing.NewPersonal(secretName)}
		h.record(t, "1", ada, left{"late"})
		assert.Equal(t, []any{ada, left{"late"}}, g.all())
	})
}

func TestEventProcessor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, g := newHouse(t), &guests{}
		failures := 3
		route(t, func(router *message.Router) {
			require.NoError(t, h.eventProcessor(t, router).AddHandlers(cqrs.NewEventHandler("leaving", func(ctx context.Context, event *left) error {
				if failures--; failures >= 0 {
					return errors.New("not yet")
				}
				return handlerFor[left](g)(ctx, event)
			})))
		})
		started := time.Now()
		h.record(t, "1", named{Visitor: "1", Name: eventsourcing.NewPersonal(secretName)}, left{"late"})
		time.Sleep(time.Minute)
		assert.Equal(t, []any{left{"late"}}, g.all(), "others are acked, this one after its failures")
		assert.Equal(t, -1, failures)
		assert.Equal(t, time.Minute, time.Since(started))
	})
}

func TestHandlersSeeOldVersionsAndErasedPersonsInThePresentForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, g := newHouse(t), &guests{}
		h.record(t, "1", named{Visitor: "1", Colour: "red", Name: eventsourcing.NewPersonal(secretName)})
		require.NoError(t, h.engine.Do(t.Context(), func(_ context.Context, unit *eventsourcing.Unit) error {
			unit.Erase("1")
			return nil
		}))
		_, err := h.store.Append(t.Context(), eventsourcing.Batch{Now: time.Now(), Streams: []eventsourcing.Append{{
			Stream: h.visitors.Stream("2"), Expected: eventsourcing.AnyVersion, Records: []eventsourcing.Record{{
				Stream: h.visitors.Stream("2"), ID: "old", Type: "visitor.named", Schema: 1, Time: time.Now(), Data: []byte(`{"visitor":"2"}`),
			}},
		}}})
		require.NoError(t, err)
		route(t, func(router *message.Router) {
			require.NoError(t, h.groupProcessor(t, router).AddHandlersGroup("door", cqrs.NewGroupEventHandler(handlerFor[named](g))))
		})
		erased := eventsourcing.Personal[string]{Erased: true}
		assert.ElementsMatch(t, []any{
			named{Visitor: "1", Colour: "red", Name: erased}, named{Visitor: "2", Colour: "unknown", Name: erased},
		}, g.all())
	})
}

func TestHandlerOfAnUnregisteredEventIsRefused(t *testing.T) {
	h := newHouse(t)
	router, err := message.NewRouter(message.RouterConfig{}, watermill.NopLogger{})
	require.NoError(t, err)
	nothing := func(context.Context, *unknown) error { return nil }
	err = h.groupProcessor(t, router).AddHandlersGroup("door", cqrs.NewGroupEventHandler(nothing))
	require.ErrorContains(t, err, "a handler for *feed_test.unknown, which is not registered")
	err = h.eventProcessor(t, router).AddHandlers(cqrs.NewEventHandler("x", nothing))
	require.ErrorContains(t, err, "a handler for *feed_test.unknown, which is not registered")
}

func TestMarshalerNames(t *testing.T) {
	h := newHouse(t)
	assert.Equal(t, "visitor.left", h.marshaler.Name(left{}))
	assert.Equal(t, "visitor.left", h.marshaler.Name(&left{}))
	assert.Equal(t, "unregistered feed_test.unknown", h.marshaler.Name(unknown{}))
	assert.Equal(t, "visitor.left", h.marshaler.NameFromMessage(feed.ToMessage(eventsourcing.Record{Type: "visitor.left"})))
}

func TestMarshalerRefuses(t *testing.T) {
	h := newHouse(t)
	_, err := h.marshaler.Marshal(left{})
	require.ErrorContains(t, err, "visitor.left is published by appending it")
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorIs(t, h.marshaler.Unmarshal(message.NewMessage("id", nil), &left{}), fault.Permanent)
	record := sealedRecord()
	record.Sealed, record.Key, record.Type, record.Schema, record.Data = nil, "", "visitor.left", 1, []byte(`{"Reason":"late"}`)
	require.Error(t, h.marshaler.Unmarshal(feed.ToMessage(record), &named{}), "into another event")
	var event left
	require.NoError(t, h.marshaler.Unmarshal(feed.ToMessage(record), &event))
	assert.Equal(t, left{"late"}, event)
}

func TestRelayShowsNoPersonalData(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, to := newHouse(t), newBroker()
		h.record(t, "1", named{Visitor: "1", Name: eventsourcing.NewPersonal(secretName)})
		relaying(t, h.store, to, feed.RelayConfig{})
		require.Len(t, to.versions("visitor", "visitor/1"), 1)
		sent := to.topics["visitor"][0]
		assert.NotContains(t, string(sent.Payload), "Ada")
		for key, value := range sent.Metadata {
			assert.NotContains(t, value, "Ada", key)
		}
		record, err := feed.FromMessage(sent)
		require.NoError(t, err)
		assert.False(t, bytes.Contains(record.Sealed, []byte("Ada")))
		var event named
		sent.SetContext(t.Context()) // that of the relay has ended
		require.NoError(t, h.marshaler.Unmarshal(sent, &event), "who holds the keys can read it")
		assert.Equal(t, secretName, event.Name.Value())
	})
}
