package postgres_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/kabinet-go/kabinet/adapters/postgres"
)

// order is what a worker is to do.
type order struct {
	// Role is one of roles.
	Role string
	// Name begins the names under which the worker takes leases.
	Name string
	// Connection names the database, perhaps by way of a cable.
	Connection string
	// Lease is for how long leases last, Poll how often is looked; 0 is the default.
	Lease, Poll time.Duration
	// Checkpoint is how often progress is saved; 0 is the default. What was handled since comes again to others.
	Checkpoint time.Duration
	// Stall is for how long the server bears a transaction of the worker's own that stands still; 0 is for
	// ever.
	Stall time.Duration
	// Stubborn has a handler go on though its context has ended.
	Stubborn bool
	// Keys is the file of a portal's keys.
	Keys string
}

// roles are what workers can be. They work until the context ends, which it never does.
var roles = map[string]func(context.Context, *hand) error{
	"handler": beHandler,
	"counter": beCounter,
	"relay":   beRelay,
	"alarm":   beAlarm,
	"portal":  bePortal,
}

// hand is the worker within its own process.
type hand struct {
	order
	store *postgres.Store
	// host is where the worker keeps rows of its own, beside those of the store.
	host *pgxpool.Pool

	// commands are those lines of the test that are not about pauses.
	commands chan string
	mu       sync.Mutex
	pauseAt  string
	goOn     chan struct{}
}

// beWorker returns only when something went wrong.
func beWorker(text string) error {
	ctx := context.Background()
	h := &hand{commands: make(chan string, 1000), goOn: make(chan struct{})}
	if err := json.Unmarshal([]byte(text), &h.order); err != nil {
		return err
	}
	go h.listen()
	var err error
	if h.store, err = postgres.Open(ctx, h.Connection, postgres.Options{}); err != nil {
		return err
	}
	config, err := pgxpool.ParseConfig(h.Connection)
	if err != nil {
		return err
	}
	config.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = strconv.FormatInt(h.Stall.Milliseconds(), 10)
	config.PingTimeout = h.Lease // or an idle connection that has died unnoticed is waited for
	if h.host, err = pgxpool.NewWithConfig(ctx, config); err != nil {
		return err
	}
	role := roles[h.Role]
	if role == nil {
		return errors.New("no such role: " + h.Role)
	}
	say("ready")
	return role(ctx, h)
}

// say tells the test something, in one line.
func say(word string, rest ...any) {
	fmt.Print(word, " ", fmt.Sprintln(rest...))
}

// listen takes commands, and ends the worker when there is no test any more.
func (h *hand) listen() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case "pause":
			h.mu.Lock()
			h.pauseAt = rest
			h.mu.Unlock()
		case "go":
			h.goOn <- struct{}{}
		default:
			h.commands <- lines.Text()
		}
	}
	os.Exit(1)
}

// place is where a worker may be told to pause: the first that comes there waits until it is told to go on.
func (h *hand) place(name string, about ...any) {
	h.mu.Lock()
	pause := h.pauseAt == name
	if pause {
		h.pauseAt = ""
	}
	h.mu.Unlock()
	if pause {
		say("paused", about...)
		<-h.goOn
	}
}
