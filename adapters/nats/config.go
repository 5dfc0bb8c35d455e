package nats

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/ThreeDotsLabs/watermill"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// Config says where events go and how they are received. Publishers and subscribers of one stream are
// given the same Stream and Prefix; only subscribers need Group, which alone has no default.
//
// Lanes, Replicas, MaxAge and DuplicateWindow describe the JetStream stream. Left at zero they have the
// defaults below when the stream is created, and are taken as they are when it exists; when they are
// set, an existing stream must agree.
type Config struct {
	// Stream names the JetStream stream: "KABINET".
	Stream string
	// Prefix begins the subjects, prefix.topic.lane; it may have several tokens, "a.b": "kabinet".
	Prefix string
	// Lanes is how many messages of one topic a group handles side by side, over all its subscribers:
	// 8. It cannot change while the stream exists: an account would be in two lanes.
	Lanes int
	// Replicas is on how many servers of the cluster the stream is kept: 1.
	Replicas int
	// MaxAge is for how long events are kept, and so how far back a new group begins: for ever.
	MaxAge time.Duration
	// DuplicateWindow is for how long the server knows an event it has and drops it when it is
	// published again; the server holds the ids of that time in memory: 2 min. Repetitions after it
	// reach the subscribers, who tell them by the message's UUID.
	DuplicateWindow time.Duration
	// PublishTimeout is how long Publish waits for the server's answer to a message: 5 s.
	PublishTimeout time.Duration
	// Group names the durable consumer group, of Latin letters, digits, dashes and underscores.
	Group string
	// AckWait is after which silence of a subscriber its message goes to another one of the group, at
	// least 1 s: 15 s. A handler may take longer, as long as its process is in touch with the server.
	AckWait time.Duration
	// Backoff is the pause before a nacked message is delivered again; its argument counts the
	// deliveries so far, in all processes: feed.Exponential(100 ms, 5 s).
	Backoff feed.Backoff
	// Logger hears of messages that cannot be read, and of trouble with the server: nobody does by default.
	Logger watermill.LoggerAdapter
}

const (
	defaultLanes           = 8
	defaultReplicas        = 1
	defaultDuplicateWindow = 2 * time.Minute

	maxLanes    = 256
	maxReplicas = 5 // of JetStream
)

// withDefaults fills zero fields, but not those that an existing stream may decide.
func (c Config) withDefaults() Config {
	setDefault(&c.Stream, "KABINET")
	setDefault(&c.Prefix, "kabinet")
	setDefault(&c.PublishTimeout, 5*time.Second)
	setDefault(&c.AckWait, 15*time.Second)
	if c.Backoff == nil {
		c.Backoff = feed.Exponential(100*time.Millisecond, 5*time.Second)
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

var (
	nameForm   = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	prefixForm = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`)
)

// Validate returns everything that is wrong with the configuration, joined; zero fields stand for their
// defaults, and Group may be missing, as publishers have none.
func (c Config) Validate() error {
	c = c.withDefaults()
	var problems []error
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			problems = append(problems, fmt.Errorf("nats: "+format, args...))
		}
	}
	demand(nameForm.MatchString(c.Stream), "Config.Stream is %q, want Latin letters, digits, dashes and underscores", c.Stream)
	demand(prefixForm.MatchString(c.Prefix), "Config.Prefix is %q, want tokens of Latin letters, digits, dashes and underscores, joined by dots", c.Prefix)
	demand(c.Group == "" || nameForm.MatchString(c.Group), "Config.Group is %q, want Latin letters, digits, dashes and underscores", c.Group)
	demand(c.Lanes >= 0 && c.Lanes <= maxLanes, "Config.Lanes is %d, want 1 to %d", c.Lanes, maxLanes)
	demand(c.Replicas >= 0 && c.Replicas <= maxReplicas, "Config.Replicas is %d, want 1 to %d", c.Replicas, maxReplicas)
	demand(c.MaxAge >= 0, "Config.MaxAge is %s, want more than 0, or 0 for ever", c.MaxAge)
	demand(c.DuplicateWindow >= 0, "Config.DuplicateWindow is %s, want more than 0", c.DuplicateWindow)
	demand(c.MaxAge == 0 || c.duplicateWindow() <= c.MaxAge, "Config.DuplicateWindow is %s, want no more than MaxAge (%s)", c.duplicateWindow(), c.MaxAge)
	demand(c.PublishTimeout > 0, "Config.PublishTimeout is %s, want more than 0", c.PublishTimeout)
	demand(c.AckWait >= time.Second, "Config.AckWait is %s, want at least 1 s", c.AckWait)
	return errors.Join(problems...)
}

func (c Config) lanes() int {
	setDefault(&c.Lanes, defaultLanes)
	return c.Lanes
}

func (c Config) replicas() int {
	setDefault(&c.Replicas, defaultReplicas)
	return c.Replicas
}

func (c Config) duplicateWindow() time.Duration {
	setDefault(&c.DuplicateWindow, defaultDuplicateWindow)
	return c.DuplicateWindow
}
