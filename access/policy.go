package access

import "time"

// Policy holds the figures of sessions (ACC-4).
type Policy struct {
	// Idle ends a session that is not used: 30 min. PublicIdle is that on a public computer: 10 min.
	Idle, PublicIdle time.Duration
	// Absolute ends a session however much it is used: 12 h.
	Absolute time.Duration
	// SeenEvery is how often the use of a session is written down: 1 min. Idling is measured this
	// coarsely, to the person's disadvantage.
	SeenEvery time.Duration
}

// DefaultPolicy returns the figures of the rules.
func DefaultPolicy() Policy {
	return Policy{Idle: 30 * time.Minute, PublicIdle: 10 * time.Minute, Absolute: 12 * time.Hour, SeenEvery: time.Minute}
}
