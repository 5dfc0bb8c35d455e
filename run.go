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
	"github.com/kabinet-go/kabinet/enrolment"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/feed"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/identity/signing"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/registration"
	"github.com/kabinet-go/kabinet/verification"
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
	router.AddMiddleware(insist(k.ports.Logger)) //nolint:contextcheck // a reaction works under its message's context
	groups := k.reactions()
	topics := map[string]string{}
	for _, group := range groups {
		topics[group.Group] = group.Topic
	}
	marshaler := feed.NewMarshaler(k.Catalog)
	processor, err := cqrs.NewEventGroupProcessorWithConfig(router, cqrs.EventGroupProcessorConfig{
		GenerateSubscribeTopic: func(params cqrs.EventGroupProcessorGenerateSubscribeTopicParams) (string, error) {
			return topics[params.EventGroupName], nil
		},
		SubscriberConstructor: func(params cqrs.EventGroupProcessorSubscriberConstructorParams) (message.Subscriber, error) {
			config := k.policy.Feed
			config.Group, config.Holder, config.Logger = params.EventGroupName, holder(), logger
			config.Types = names(marshaler, params.EventGroupHandlers)
			return feed.NewSubscriber(k.ports.Store, config)
		},
		AckOnUnknownEvent: true,
		Marshaler:         marshaler,
		Logger:            logger,
	})
	if err != nil {
		return err
	}
	for _, group := range groups {
		if err := processor.AddHandlersGroup(group.Group, group.Handlers...); err != nil {
			return err
		}
	}
	return route(ctx, router)
}

// names are those of the events that handlers react to.
func names(marshaler feed.Marshaler, handlers []cqrs.GroupEventHandler) []string {
	var all []string
	for _, handler := range handlers {
		all = append(all, marshaler.Name(handler.NewEvent()))
	}
	return all
}

// reactions lists who reacts to which events.
func (k *Kabinet) reactions() []feed.Reactions {
	all := []feed.Reactions{{Group: notification.Group, Topic: feed.AllCategories, Handlers: k.Notification.Handlers()}}
	if k.Verification != nil {
		all = append(all, k.Verification.Reactions()...)
	}
	if k.Enrolment != nil {
		all = append(all, k.Enrolment.Reactions()...)
	}
	if k.Letters != nil {
		all = append(all, k.Letters.Reactions()...)
	}
	if k.Centres != nil {
		all = append(all, k.Centres.Reactions()...)
	}
	return all
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
	if k.Verification != nil {
		for _, name := range verification.AskTimers() {
			alarm.Handle(verification.Category, name, k.Verification.Ask)
		}
		alarm.Handle(verification.Category, verification.OverdueTimer, k.Verification.MarkOverdue)
		alarm.Handle(account.Category, verification.LapseTimer, k.Verification.Lapse)
		alarm.Handle(account.Category, verification.RemindTimer, k.Verification.Remind)
	}
	if k.Enrolment != nil {
		alarm.Handle(enrolment.Category, enrolment.ExpireTimer, k.Enrolment.Expire)
	}
	if k.Letters != nil {
		for name, handler := range k.Letters.Timers() {
			alarm.Handle(letter.Category, name, handler)
		}
	}
	if k.Centres != nil {
		alarm.Handle(centre.Category, centre.ExpireTimer, k.Centres.Expire)
	}
	if k.Bank != nil {
		alarm.Handle(bank.Category, bank.ExpireTimer, k.Bank.Expire)
	}
	if k.Signing != nil {
		alarm.Handle(signing.Category, signing.ExpireTimer, k.Signing.Expire)
	}
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
