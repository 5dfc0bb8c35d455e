package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/adapters/filekeys"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/examples/portal/outbox"
	"github.com/kabinet-go/kabinet/examples/portal/registries"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/person"
)

// grace is how long requests under way may take to finish when the portal is stopped.
const grace = 10 * time.Second

// serve runs the portal on the listener until the context is done: then it lets requests finish, stops
// Kabinet's reactions and the relay, and closes the store. It closes the listener.
func serve(ctx context.Context, config config, listener net.Listener) (err error) {
	defer func() { _ = listener.Close() }()
	ports, err := open(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ports.close()) }()

	policy := config.policy
	policy.Portal = addresses(config.url)
	portal, err := kabinet.New(ports.kabinet(config), policy)
	if err != nil {
		return err
	}
	server, err := newServer(config, portal, policy, ports)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(config.out, "The portal:           %[1]s\nWhat it would send:   %[1]s/dev/outbox\n"+
		"What registries say:  %[1]s/dev/registries\nWhat others hear:     %[1]s/dev/events\nCtrl-C stops it; it goes on where it stopped.\n", config.url)
	background := []func(context.Context) error{portal.Run}
	if ports.broker != nil {
		background = append(background, ports.broker.run)
	}
	web := &http.Server{
		Handler:           server.handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	web.RegisterOnShutdown(server.streams.close) // Else it would wait for them.
	return run(ctx, background, web, listener)
}

// run runs the web server and what works behind it side by side. If one of them ends, so do the others.
func run(ctx context.Context, background []func(context.Context) error, web *http.Server, listener net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	behind, stopBehind := context.WithCancel(context.WithoutCancel(ctx))
	defer stopBehind()

	var running sync.WaitGroup
	errs := make([]error, len(background))
	for i, work := range background {
		running.Go(func() {
			defer stop()
			errs[i] = work(behind)
		})
	}
	var serving error
	running.Go(func() {
		defer stop()
		if serving = web.Serve(listener); errors.Is(serving, http.ErrServerClosed) {
			serving = nil
		}
	})
	<-ctx.Done()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	shutdown := web.Shutdown(last)
	stopBehind()
	running.Wait()
	return errors.Join(append(errs, shutdown, serving)...)
}

// addresses are the pages that messages lead to.
func addresses(url string) notification.Portal {
	return notification.Portal{
		Name:    "Kabinet",
		Confirm: url + "/confirm?challenge={challenge}&token={token}",
		SignIn:  url + "/sign-in",
		Recover: url + "/sign-in",
		Resume:  url + "/resume",
		Profile: url + "/account/progress",
		Support: support(),
	}
}

// support is who hears of registries that do not answer in time.
func support() person.Contact {
	contact, _ := person.ParsePhoneOrEmail("support@portal.example") // cannot fail
	return contact
}

// ports are what the portal works with.
type ports struct {
	keys       filekeys.Keys
	store      eventsourcing.Store
	outbox     *outbox.Outbox
	registries *registries.Registries
	// broker is nil without NATS.
	broker *broker
}

func open(ctx context.Context, config config) (opened *ports, err error) {
	if err := os.MkdirAll(config.data, 0o700); err != nil {
		return nil, err
	}
	opened = &ports{}
	if opened.outbox, err = outbox.Open(filepath.Join(config.data, "outbox.jsonl")); err != nil {
		return nil, err
	}
	if opened.registries, err = registries.Open(filepath.Join(config.data, "registries.jsonl")); err != nil {
		return nil, errors.Join(err, opened.outbox.Close())
	}
	if opened.store, err = openStore(ctx, config); err != nil {
		return nil, errors.Join(err, opened.registries.Close(), opened.outbox.Close())
	}
	if opened.keys, err = openKeys(ctx, filepath.Join(config.data, "keys.json"), opened.store); err != nil {
		return nil, errors.Join(err, opened.close())
	}
	if !config.nats.given() {
		return opened, nil
	}
	if opened.broker, err = openBroker(ctx, config, opened.store); err != nil {
		return nil, errors.Join(err, opened.close())
	}
	return opened, nil
}

func (p *ports) kabinet(config config) kabinet.Ports {
	return kabinet.Ports{
		Store: p.store, Encrypter: p.keys.Encrypter, Secrets: p.keys.Secrets,
		SMS: p.outbox, Mail: p.outbox, Registries: p.registries.Ports(), Logger: config.logger,
	}
}

func (p *ports) close() error {
	if p.broker != nil {
		p.broker.conn.Close()
	}
	return errors.Join(p.store.Close(), p.registries.Close(), p.outbox.Close())
}
