package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/adapters/bankjwt"
	"github.com/kabinet-go/kabinet/adapters/centrefile"
	"github.com/kabinet-go/kabinet/adapters/cms"
	"github.com/kabinet-go/kabinet/adapters/filekeys"
	"github.com/kabinet-go/kabinet/adapters/letterpdf"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/examples/portal/authority"
	"github.com/kabinet-go/kabinet/examples/portal/once"
	"github.com/kabinet-go/kabinet/examples/portal/outbox"
	"github.com/kabinet-go/kabinet/examples/portal/post"
	"github.com/kabinet-go/kabinet/examples/portal/registries"
	"github.com/kabinet-go/kabinet/examples/portal/slips"
	"github.com/kabinet-go/kabinet/examples/portal/testbank"
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
	used, err := ports.kabinet(config)
	if err != nil {
		return err
	}
	portal, err := kabinet.New(used, policy)
	if err != nil {
		return err
	}
	server, err := newServer(config, portal, policy, ports)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(config.out, "The portal:           %[1]s\nWhat it would send:   %[1]s/dev/outbox\n"+
		"All it plays:         %[1]s/dev\nCtrl-C stops it; it goes on where it stopped.\n", config.url)
	background := []func(context.Context) error{portal.Run}
	if ports.broker != nil {
		background = append(background, ports.broker.run)
	}
	web := &http.Server{
		Handler:           server.handler(), //nolint:contextcheck // a visit carries its request
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

// portalName is what messages, letters and statements call the portal.
const portalName = "Kabinet"

// addresses are the pages that messages lead to.
func addresses(url string) notification.Portal {
	return notification.Portal{
		Name:    portalName,
		Confirm: url + "/confirm?challenge={challenge}&token={token}",
		SignIn:  url + "/sign-in",
		Recover: url + "/sign-in",
		Resume:  url + "/resume",
		Profile: url + "/account/progress",
		Report:  url + "/not-me?report={report}",
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
	post       *post.Post
	slips      *slips.Printer
	centres    *centrefile.Directory
	bank       *testbank.Bank
	authority  *authority.Authority
	// broker is nil without NATS.
	broker *broker
	// closing are what is open, to be closed in the reverse order.
	closing []func() error
}

func open(ctx context.Context, config config) (opened *ports, err error) {
	if err := os.MkdirAll(config.data, 0o700); err != nil {
		return nil, err
	}
	opened = &ports{}
	err = opened.openPlayed(config)
	if err == nil {
		err = opened.openStore(ctx, config)
	}
	if err == nil {
		err = opened.openBroker(ctx, config)
	}
	if err != nil {
		return nil, errors.Join(err, opened.close())
	}
	return opened, nil
}

// openPlayed opens what the portal plays itself in place of others.
func (p *ports) openPlayed(config config) (err error) {
	at := func(name string) string { return filepath.Join(config.data, name) }
	if p.outbox, err = outbox.Open(at("outbox.jsonl")); err != nil {
		return err
	}
	p.closing = append(p.closing, p.outbox.Close)
	if p.registries, err = registries.Open(at("registries.jsonl")); err != nil {
		return err
	}
	p.closing = append(p.closing, p.registries.Close)
	p.post, err = post.Open(at("letters"), letterpdf.Config{
		Portal: portalName, Page: config.url + "/account/identity/letter", Zone: config.zone,
	})
	if err != nil {
		return err
	}
	p.closing = append(p.closing, p.post.Close)
	if p.slips, err = slips.Open(at("slips.jsonl")); err != nil {
		return err
	}
	p.closing = append(p.closing, p.slips.Close)
	if _, err = once.File(at("centres.json"), func() ([]byte, error) { return centreList, nil }); err != nil {
		return err
	}
	if p.centres, err = centrefile.Open(at("centres.json")); err != nil {
		return err
	}
	if p.bank, err = testbank.Open(at("bank.pem")); err != nil {
		return err
	}
	p.authority, err = authority.Open(at("authority.pem"))
	return err
}

func (p *ports) openStore(ctx context.Context, config config) (err error) {
	if p.store, err = openStore(ctx, config); err != nil {
		return err
	}
	p.closing = append(p.closing, p.store.Close)
	p.keys, err = openKeys(ctx, filepath.Join(config.data, "keys.json"), p.store)
	return err
}

func (p *ports) openBroker(ctx context.Context, config config) (err error) {
	if !config.nats.given() {
		return nil
	}
	if p.broker, err = openBroker(ctx, config, p.store); err != nil {
		return err
	}
	p.closing = append(p.closing, func() error {
		p.broker.conn.Close()
		return nil
	})
	return nil
}

func (p *ports) kabinet(config config) (kabinet.Ports, error) {
	banks, err := bankjwt.New(bankjwt.Config{Banks: []bankjwt.Bank{p.bank.Trusted()}})
	if err != nil {
		return kabinet.Ports{}, err
	}
	signatures, err := cms.New(cms.Config{Roots: [][]byte{p.authority.Root()}, Policy: cms.DefaultPolicy()})
	if err != nil {
		return kabinet.Ports{}, err
	}
	return kabinet.Ports{
		Store: p.store, Encrypter: p.keys.Encrypter, Secrets: p.keys.Secrets,
		SMS: p.outbox, Mail: p.outbox, Registries: p.registries.Ports(), Post: p.post, Centres: p.centres, Banks: banks,
		Signatures: signatures, Logger: config.logger,
	}, nil
}

func (p *ports) close() error {
	var errs []error
	for _, end := range slices.Backward(p.closing) {
		errs = append(errs, end())
	}
	return errors.Join(errs...)
}
