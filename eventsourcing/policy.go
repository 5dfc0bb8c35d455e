package eventsourcing

import "time"

// Policy holds the kernel's figures; a field that is not positive means its default.
type Policy struct {
	// Attempts is how often a unit of work is tried when others are faster: 10.
	Attempts int
	// Pause is the longest wait before the second attempt, doubled with each further one up to
	// LongestPause; the real wait is random: 2 ms and 100 ms.
	Pause, LongestPause time.Duration
	// IdempotencyFor is how long an idempotency key is remembered: 7 days.
	IdempotencyFor time.Duration
	// LargestEvent is the size in bytes above which an event is refused: 512 KiB, so that it passes
	// through brokers with their usual limit of 1 MB.
	LargestEvent int
}

func (p Policy) withDefaults() Policy {
	p.Attempts = orDefault(p.Attempts, 10)
	p.Pause = orDefault(p.Pause, 2*time.Millisecond)
	p.LongestPause = orDefault(p.LongestPause, 100*time.Millisecond)
	p.IdempotencyFor = orDefault(p.IdempotencyFor, 7*24*time.Hour)
	p.LargestEvent = orDefault(p.LargestEvent, 512<<10)
	return p
}

func orDefault[N int | time.Duration](figure, standard N) N {
	if figure > 0 {
		return figure
	}
	return standard
}
