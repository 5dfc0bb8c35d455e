package feed

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill"
)

// AllCategories is the topic that delivers the streams of every category.
const AllCategories = "all"

// Unlimited as Config.MaxAttempts means that a message is delivered until it is acked: nothing is
// ever parked, and its lane waits.
const Unlimited = -1

// Config says how a [Subscriber] works. Only Group has no default.
type Config struct {
	// Group names the durable consumer group. Subscribers of one group share its messages. It holds no
	// slash.
	Group string
	// Types are the names of the events to deliver: all when there are none. Others are passed over as if they were acked,
	// and no message is made of them.
	Types []string
	// Lanes is how many messages of one topic are handled side by side, over all holders of the group:
	// 8. It cannot change once the group has saved a checkpoint.
	Lanes int
	// MaxAttempts is how often a message is delivered before its stream is parked: 10. See [Unlimited].
	MaxAttempts int
	// Backoff is the pause before a message is delivered again: Exponential(100 ms, 5 s).
	Backoff Backoff
	// StoreBackoff is the pause before a store call that failed is repeated: Exponential(100 ms, 10 s).
	StoreBackoff Backoff
	// PollInterval is how often to look for what no wake-up told: appends of other processes, orders
	// about parked streams, lanes that became free: 1 s.
	PollInterval time.Duration
	// LeaseTTL is for how long a lane stays with a holder that vanished: 15 s. An orderly end frees it
	// at once. A call to the store is given up, and tried again, after half of LeaseTTL - RenewInterval: 5 s.
	LeaseTTL time.Duration
	// RenewInterval is the age at which a lease is renewed, less than LeaseTTL: a third of it.
	RenewInterval time.Duration
	// CheckpointInterval is how often the progress of the lanes is saved: 1 s. What was handled since
	// is delivered again after a crash.
	CheckpointInterval time.Duration
	// ReadBatch is how many events are read at once: 256.
	ReadBatch int
	// LaneQueue is how many events wait in memory for each lane, at least two batches: four batches.
	LaneQueue int
	// Holder begins the name under which a subscription takes leases; name the process by it. A random
	// part follows, so it need not be unique: "feed".
	Holder string
	// Random is where that part comes from: crypto/rand.
	Random io.Reader
	// Logger hears of trouble with the store, lost leases and parked streams: nobody does by default.
	Logger watermill.LoggerAdapter
}

// withDefaults fills zero fields.
func (c Config) withDefaults() Config {
	setDefault(&c.Lanes, 8)
	setDefault(&c.MaxAttempts, 10)
	setDefault(&c.PollInterval, time.Second)
	setDefault(&c.LeaseTTL, 15*time.Second)
	setDefault(&c.RenewInterval, c.LeaseTTL/3)
	setDefault(&c.CheckpointInterval, time.Second)
	setDefault(&c.ReadBatch, 256)
	setDefault(&c.LaneQueue, 4*c.ReadBatch)
	setDefault(&c.Holder, "feed")
	if c.Backoff == nil {
		c.Backoff = Exponential(100*time.Millisecond, 5*time.Second)
	}
	if c.StoreBackoff == nil {
		c.StoreBackoff = Exponential(100*time.Millisecond, 10*time.Second)
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Logger == nil {
		c.Logger = watermill.NopLogger{}
	}
	return c
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// wants tells whether events of that name are delivered.
func (c Config) wants(name string) bool {
	return len(c.Types) == 0 || slices.Contains(c.Types, name)
}

// tendInterval is how often leases are looked after.
func (c Config) tendInterval() time.Duration { return min(c.PollInterval, c.RenewInterval) }

// Validate returns everything that is wrong with the configuration, joined; zero fields stand for
// their defaults.
func (c Config) Validate() error {
	c = c.withDefaults()
	var problems []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			problems = append(problems, fmt.Errorf("feed: "+format, args...))
		}
	}
	demand(c.Group != "", "Config.Group is missing")
	demand(!strings.Contains(c.Group, "/"), "Config.Group %q holds a slash", c.Group)
	demand(c.Lanes > 0, "Config.Lanes is %d, want at least 1", c.Lanes)
	demand(c.MaxAttempts > 0 || c.MaxAttempts == Unlimited, "Config.MaxAttempts is %d, want at least 1 or Unlimited", c.MaxAttempts)
	demand(c.PollInterval > 0, "Config.PollInterval is %s, want more than 0", c.PollInterval)
	demand(c.LeaseTTL > 0, "Config.LeaseTTL is %s, want more than 0", c.LeaseTTL)
	demand(c.RenewInterval > 0 && c.RenewInterval < c.LeaseTTL, "Config.RenewInterval is %s, want more than 0 and less than LeaseTTL (%s)", c.RenewInterval, c.LeaseTTL)
	demand(c.CheckpointInterval > 0, "Config.CheckpointInterval is %s, want more than 0", c.CheckpointInterval)
	demand(c.ReadBatch > 0, "Config.ReadBatch is %d, want at least 1", c.ReadBatch)
	demand(c.LaneQueue >= 2*c.ReadBatch, "Config.LaneQueue is %d, want at least two batches (%d)", c.LaneQueue, 2*c.ReadBatch)
	return errors.Join(problems...)
}
