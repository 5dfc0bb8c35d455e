package notification

import "time"

// Policy holds the figures of sending.
type Policy struct {
	// Attempts is how often a message is tried before it is parked: 8.
	Attempts int
	// Backoff is the wait after the first failure, doubled with each further one up to LongestBackoff:
	// 5 s, 10 min.
	Backoff, LongestBackoff time.Duration
	// Timeout is the longest a gateway may take: 10 s.
	Timeout time.Duration
}

// DefaultPolicy returns the default figures.
func DefaultPolicy() Policy {
	return Policy{Attempts: 8, Backoff: 5 * time.Second, LongestBackoff: 10 * time.Minute, Timeout: 10 * time.Second}
}

// backoff is the wait after that many failures.
func (p Policy) backoff(failures int) time.Duration {
	wait := p.Backoff
	for range failures - 1 {
		if wait >= p.LongestBackoff {
			break
		}
		wait *= 2
	}
	return min(wait, p.LongestBackoff)
}
