package kafka_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/components/cqrs"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/kafka"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/internal/portaltest"
)

// relay forwards the whole feed of the portal until stop is called, or the test ends.
func relay(t *testing.T, portal portaltest.Portal, publisher message.Publisher) (stop func()) {
	t.Helper()
	forwarder, err := feed.NewRelay(portal.Events, publisher, feed.RelayConfig{Config: feed.Config{
		Group: "kafka", Backoff: feed.Exponential(10*time.Millisecond, 100*time.Millisecond),
	}})
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- forwarder.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		assert.NoError(t, <-done)
	})
	t.Cleanup(stop)
	return stop
}

// office is another team's service: typed handlers of a consumer group.
type office struct {
	mu      sync.Mutex
	told    map[string][]string // of each account, in order
	names   map[string]eventsourcing.Personal[account.Registrant]
	changed chan struct{}
}

func (o *office) tell(id, what string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !slices.Contains(o.told[id], what) { // deliveries repeat; a service asks its own database
		o.told[id] = append(o.told[id], what)
	}
	close(o.changed)
	o.changed = make(chan struct{})
}

// openOffice runs a router with the handlers of a group, which reads with the catalog's keys.
func openOffice(t *testing.T, config kafka.Config, catalog *eventsourcing.Catalog) *office {
	t.Helper()
	o := &office{told: map[string][]string{}, names: map[string]eventsourcing.Personal[account.Registrant]{}, changed: make(chan struct{})}
	router, err := message.NewRouter(message.RouterConfig{}, watermill.NopLogger{})
	require.NoError(t, err)
	marshaler := feed.NewMarshaler(catalog)
	processor, err := cqrs.NewEventGroupProcessorWithConfig(router, cqrs.EventGroupProcessorConfig{
		GenerateSubscribeTopic: marshaler.GroupTopic(account.Category),
		SubscriberConstructor: func(params cqrs.EventGroupProcessorSubscriberConstructorParams) (message.Subscriber, error) {
			config.Group = params.EventGroupName
			return kafka.NewSubscriber(config)
		},
		AckOnUnknownEvent: true, // PasswordSet and others come through the same topic
		Marshaler:         marshaler,
	})
	require.NoError(t, err)
	require.NoError(t, processor.AddHandlersGroup(config.Group,
		cqrs.NewGroupEventHandler(func(_ context.Context, event *account.Registered) error {
			o.mu.Lock()
			o.names[event.Account] = event.Registrant
			o.mu.Unlock()
			o.tell(event.Account, "registered")
			return nil
		}),
		cqrs.NewGroupEventHandler(func(_ context.Context, event *account.ContactConfirmed) error {
			o.tell(event.Account, "confirmed")
			return nil
		}),
	))
	done := make(chan error, 1)
	go func() { done <- router.Run(context.Background()) }()
	t.Cleanup(func() {
		require.NoError(t, router.Close())
		require.NoError(t, <-done)
	})
	return o
}

// await waits until the office knows of so many people that they registered and confirmed, in order.
func (o *office) await(t *testing.T, people ...string) {
	t.Helper()
	late := time.After(deadline)
	for {
		o.mu.Lock()
		missing := slices.DeleteFunc(slices.Clone(people), func(id string) bool {
			return slices.Equal(o.told[id], []string{"registered", "confirmed"})
		})
		changed := o.changed
		o.mu.Unlock()
		if len(missing) == 0 {
			return
		}
		select {
		case <-changed:
		case <-late:
			require.FailNow(t, "not told in time", "%v of %v", missing, o.told)
		}
	}
}

func (o *office) name(id string) eventsourcing.Personal[account.Registrant] {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.names[id]
}

func phone(number int) string { return fmt.Sprintf("+7916123%04d", number) }

// From a command over store, relay and Kafka to another team's typed handlers, with a restart of the
// whole cluster in the middle, and after an erasure.
func TestEndToEnd(t *testing.T) {
	c, portal := newCluster(t), portaltest.Start(t)
	publisher := newPublisher(t, c.config(""))
	relay(t, portal, publisher)
	letters := openOffice(t, c.config("letters"), portal.Catalog)
	people := []string{portal.Person(t, phone(0)), portal.Person(t, phone(1))}
	letters.await(t, people...)
	assert.Equal(t, "Ёлкина", letters.name(people[0]).Value().Name.Family().Reveal())

	up := c.down(t)
	for number := 2; number < 6; number++ {
		people = append(people, portal.Person(t, phone(number)))
	}
	up()
	letters.await(t, people...)
	requireNothingInClear(t, c, portal)

	_, err := portal.Events.Append(t.Context(), eventsourcing.Batch{Now: time.Now(), Erase: people[:1]})
	require.NoError(t, err)
	elsewhere := portaltest.New(t, portal.Ports) // a process that has not seen the key before
	audit := openOffice(t, c.config("audit"), elsewhere.Catalog)
	audit.await(t, people...)
	assert.True(t, audit.name(people[0]).Erased, "nobody reads the broker's copy any more")
	assert.Equal(t, "Ёлкина", audit.name(people[1]).Value().Name.Family().Reveal())
}

// requireNothingInClear reads every topic as a stranger does.
func requireNothingInClear(t *testing.T, c *cluster, portal portaltest.Portal) {
	t.Helper()
	secrets := []string{"Ёлкина", "Анна", portaltest.Password}
	for number := range 6 {
		secrets = append(secrets, phone(number), strings.TrimPrefix(phone(number), "+7"))
	}
	page, err := portal.Events.Read(t.Context(), 0, 10_000)
	require.NoError(t, err)
	var categories []string
	for _, record := range page.Records {
		categories = append(categories, record.Stream.Category)
	}
	slices.Sort(categories)
	sealed := 0
	for _, record := range c.records(t, slices.Compact(categories)...) {
		parts := []string{string(record.Key), string(record.Value)}
		for _, header := range record.Headers {
			parts = append(parts, header.Key, string(header.Value))
			if header.Key == feed.MetadataSealed {
				ciphertext, err := base64.StdEncoding.DecodeString(string(header.Value))
				require.NoError(t, err)
				parts = append(parts, string(ciphertext))
				sealed++
			}
		}
		for _, part := range parts {
			for _, secret := range secrets {
				assert.NotContains(t, part, secret)
				assert.NotContains(t, part, base64.StdEncoding.EncodeToString([]byte(secret)))
			}
		}
	}
	assert.GreaterOrEqual(t, sealed, 6*3, "registered, confirmed and password of each")
}
