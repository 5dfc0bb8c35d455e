package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/adapters/filekeys"
	"github.com/kabinet-go/kabinet/adapters/sqlite"
	"github.com/kabinet-go/kabinet/examples/portal/outbox"
	"github.com/kabinet-go/kabinet/notification"
)

// grace is how long requests under way may take to finish when the portal is stopped.
const grace = 10 * time.Second

// serve runs the portal on the listener until the context is done: then it lets requests finish, stops
// Kabinet's reactions and closes the store. It closes the listener.
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
	return run(ctx, portal, &http.Server{
		Handler:           server.handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}, listener)
}

// run runs the web server and Kabinet's reactions side by side. If either ends, so does the other.
func run(ctx context.Context, portal *kabinet.Kabinet, web *http.Server, listener net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	reacting, stopReacting := context.WithCancel(context.WithoutCancel(ctx))
	defer stopReacting()

	var running sync.WaitGroup
	var reactions, serving error
	running.Go(func() {
		defer stop()
		reactions = portal.Run(reacting)
	})
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
	stopReacting()
	running.Wait()
	return errors.Join(shutdown, serving, reactions)
}

// addresses are the pages that messages lead to.
func addresses(url string) notification.Portal {
	return notification.Portal{
		Name:    "Kabinet",
		Confirm: url + "/confirm?challenge={challenge}&token={token}",
		SignIn:  url + "/sign-in",
		Recover: url + "/sign-in",
		Resume:  url + "/resume",
	}
}

// ports are what is kept in the folder.
type ports struct {
	keys   filekeys.Keys
	store  *sqlite.Store
	outbox *outbox.Outbox
}

func open(ctx context.Context, config config) (opened *ports, err error) {
	if err := os.MkdirAll(config.data, 0o700); err != nil {
		return nil, err
	}
	path := func(name string) string { return filepath.Join(config.data, name) }
	if exists(path("kabinet.db")) && !exists(path("keys.json")) {
		return nil, fmt.Errorf("%s is missing, without it nobody can read %s: put it back, or begin anew with another -data folder",
			path("keys.json"), path("kabinet.db"))
	}
	opened = &ports{}
	if opened.keys, err = filekeys.Open(path("keys.json")); err != nil {
		return nil, err
	}
	if opened.outbox, err = outbox.Open(path("outbox.jsonl")); err != nil {
		return nil, err
	}
	if opened.store, err = sqlite.Open(ctx, path("kabinet.db"), sqlite.Options{}); err != nil {
		return nil, errors.Join(err, opened.outbox.Close())
	}
	return opened, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

func (p *ports) kabinet(config config) kabinet.Ports {
	return kabinet.Ports{
		Store: p.store, Encrypter: p.keys.Encrypter, Secrets: p.keys.Secrets,
		SMS: p.outbox, Mail: p.outbox, Logger: config.logger,
	}
}

func (p *ports) close() error { return errors.Join(p.store.Close(), p.outbox.Close()) }
