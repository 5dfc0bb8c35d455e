package kabinet

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/components/cqrs"
	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/registration"
)

// Run drives everything that does not happen inside a command: reactions to events, timers, and the
// removal of what is no longer needed. It blocks until the context is done and returns nil then. Any
// number of processes may run it over one store.
func (k *Kabinet) Run(asked context.Context) error {
	ctx, stop := context.WithCancel(asked)
	defer stop()
	parts := []func(context.Context) error{k.react, k.alarm().Run, k.purge}
	errs := make([]error, len(parts))
	var running sync.WaitGroup
	for i, part := range parts {
		running.Go(func() {
			defer stop()
			errs[i] = part(ctx)
		})
	}
	running.Wait()
	if asked.Err() != nil {
		return nil
	}
	return errors.Join(errs...)
}

// react runs the handlers on the feed.
func (k *Kabinet) react(ctx context.Context) error {
	logger := watermill.NewSlogLogger(k.ports.Logger)
	router, err := message.NewRouter(message.RouterConfig{}, logger)
	if err != nil {
		return err
	}
	processor, err := cqrs.NewEventGroupProcessorWithConfig(router, cqrs.EventGroupProcessorConfig{
		GenerateSubscribeTopic: func(cqrs.EventGroupProcessorGenerateSubscribeTopicParams) (string, error) {
			return feed.AllCategories, nil
		},
		SubscriberConstructor: func(params cqrs.EventGroupProcessorSubscriberConstructorParams) (message.Subscriber, error) {
			config := k.policy.Feed
			config.Group, config.Holder, config.Logger = params.EventGroupName, holder(), logger
			return feed.NewSubscriber(k.ports.Store, config)
		},
		AckOnUnknownEvent: true,
		Marshaler:         feed.NewMarshaler(k.Catalog),
		Logger:            logger,
	})
	if err != nil {
		return err
	}
	if err := processor.AddHandlersGroup(notification.Group, k.Notification.Handlers()...); err != nil {
		return err
	}
	return route(ctx, router)
}

// route runs the router until the context is done. The router itself is closed, not cancelled: cancelled
// while it begins, it would wait for ever for handlers that were never started.
func route(ctx context.Context, router *message.Router) error {
	ended := make(chan error, 1)
	go func() { ended <- router.Run(context.WithoutCancel(ctx)) }()
	select {
	case err := <-ended:
		return err
	case <-router.Running():
	}
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return errors.Join(router.Close(), <-ended)
	}
}

// alarm knows who handles which timer.
func (k *Kabinet) alarm() *eventsourcing.Alarm {
	alarm := eventsourcing.NewAlarm(k.ports.Store, holder(), k.policy.Alarm, k.ports.Logger)
	alarm.Handle(account.Category, registration.AbandonTimer, k.Registration.Abandon)
	alarm.Handle(account.Category, registration.RemindTimer, k.Registration.Remind)
	alarm.Handle(notification.Category, notification.SendTimer, k.Notification.Attempt)
	return alarm
}

// holder names this process among those over one store.
func holder() string {
	host, err := os.Hostname()
	if err != nil {
		host = "kabinet"
	}
	return host + "-" + watermill.NewShortUUID()
}

// sleep waits, and reports whether the context goes on.
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
