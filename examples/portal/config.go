package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"time"
	_ "time/tzdata" // the zone is known on machines without a database of zones too

	"github.com/kabinet-go/kabinet"
)

// config is how a portal is started.
type config struct {
	addr string
	// data is the folder of the keys and of what was sent, and of the store unless store names one.
	data string
	// store is a PostgreSQL database, nats a NATS server with JetStream; both may be missing.
	store, nats address
	// url is where people reach the portal, without a slash at its end.
	url string
	// secure says that people reach it through TLS.
	secure bool
	// zone is that of the times shown.
	zone   *time.Location
	policy kabinet.Policy
	// out hears where the portal is once it is there, logger of everything else.
	out    io.Writer
	logger *slog.Logger
}

// parse reads the flags.
func parse(args []string, stdout, stderr io.Writer) (config, error) {
	c := config{policy: lively(kabinet.DefaultPolicy()), out: stdout, logger: slog.New(slog.NewTextHandler(stderr, nil))}
	flags := flag.NewFlagSet("portal", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&c.addr, "addr", "127.0.0.1:8080", "`address` to listen at; port 0 takes any that is free")
	flags.StringVar(&c.data, "data", "kabinet-data", "`folder` for the keys, what was sent, and the database if there is no -store; portals side by side share it")
	store := flags.String("store", "", "`address` postgres://… of the database that portals side by side share (default a SQLite file in -data)")
	nats := flags.String("nats", "", "`address` nats://… of a server with JetStream, to which all events go (default none)")
	flags.StringVar(&c.url, "url", "", "`address` under which people reach the portal, for links in letters (default that of -addr)")
	secure := flags.Bool("secure", false, "people come through TLS: cookies and links for https only, HSTS (default true unless -addr is of this machine only)")
	zone := flags.String("zone", "Europe/Moscow", "time `zone` of the times shown")
	slips := flags.Bool("slips", false, "service centres hand over sealed codes instead of confirming at once")
	if err := flags.Parse(args); err != nil {
		return config{}, err
	}
	if flags.NArg() > 0 {
		return config{}, fmt.Errorf("unknown argument %q", flags.Arg(0))
	}
	c.policy.Centres.AtOnce = !*slips
	c.secure = !loopback(c.addr)
	flags.Visit(func(f *flag.Flag) {
		if f.Name == "secure" {
			c.secure = *secure
		}
	})
	c.url = strings.TrimRight(c.url, "/")
	var err error
	if *store != "" {
		if c.store, err = parseAddress("store", *store, "postgres", "postgresql"); err != nil {
			return config{}, err
		}
	}
	if *nats != "" {
		if c.nats, err = parseAddress("nats", *nats, "nats", "tls"); err != nil {
			return config{}, err
		}
	}
	if c.zone, err = time.LoadLocation(*zone); err != nil {
		return config{}, fmt.Errorf("-zone: %w", err)
	}
	return c, nil
}

// loopback tells whether nobody but this machine can reach the address.
func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	return err == nil && (host == "localhost" || net.ParseIP(host).IsLoopback())
}

// listen opens the port and, unless it was given, derives the url from what it got.
func (c *config) listen(ctx context.Context) (net.Listener, error) {
	var listening net.ListenConfig
	listener, err := listening.Listen(ctx, "tcp", c.addr)
	if err != nil {
		return nil, err
	}
	if c.url == "" {
		scheme := "http"
		if c.secure {
			scheme = "https"
		}
		c.url = scheme + "://" + listener.Addr().String()
	}
	return listener, nil
}
