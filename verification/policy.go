package verification

import (
	"errors"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/profile"
)

// Policy holds the figures of verification.
type Policy struct {
	// Profile says what a profile must have.
	Profile profile.Policy
	// Retry is the pause before a registry that was unavailable is asked again (VER-3): 30 s, doubled
	// with each attempt up to Longest, 1 h; each pause is drawn between half of it and the whole, so that
	// those who wait do not come all at once.
	Retry, Longest time.Duration
	// Poll is the pause before a ticket is asked about when the registry names none: 1 min. Pauses that
	// registries name are kept between Poll and Longest. Either way they grow to a tenth of what the ticket has
	// taken so far, so that one of several days is not asked about thousands of times.
	Poll time.Duration
	// OverdueAfter is when person and support are told that a registry has not answered (VER-5): 5 days.
	OverdueAfter time.Duration
	// KeepMatched is how long a check that passed counts for later submissions with the same data
	// (PRO-5): 30 days.
	KeepMatched time.Duration
	// KeepTickets is for how long after the start a registry may call with its ticket: 90 days.
	KeepTickets time.Duration
	// KeepNonsense is how many callbacks that make no sense are recorded per verification, so that nobody makes
	// one endless: 10. Further ones are refused all the same.
	KeepNonsense int
	// RemindAfter are the ages at which a profile that was begun and not submitted, or rejected and not corrected,
	// is reminded of (NOT-5): 1, 3 and 6 days after it was saved last or rejected. Ascending; none reminds nobody.
	RemindAfter []time.Duration
	// KeepLapsed keeps the level of an account whose verified document has lapsed (VER-8): false.
	KeepLapsed bool
	// Timeout is how long one call of a registry may take: 20 s.
	Timeout time.Duration
	// BreakerFailures is after how many failures in a row a registry is left alone, and BreakerRest for
	// how long, before one call tries it again: 5, 30 s.
	BreakerFailures uint32
	BreakerRest     time.Duration
	// LookupsPerHour and LookupsPerDay bound how often one account may look up an INN in any 60 minutes and
	// any 24 hours (PRO-6): 5 and 10. The rules name no figures; these are for somebody who mistypes, and too
	// few to try out other people's documents.
	LookupsPerHour, LookupsPerDay int
	// SubmissionsPerDay bounds how often one account may submit a profile in any 24 hours, corrections included: 10. The rules
	// name no figure; this one is for somebody who corrects again and again, and too few to try out other people's
	// documents.
	SubmissionsPerDay int
	// Watch is how often a watched standing is looked at when nothing is heard of changes, since other
	// processes may make them, and WatchRest how long it is left alone after each look: 1 s, 200 ms.
	Watch, WatchRest time.Duration
	// Zone is where a day begins, for birthdays and the validity of documents: Moscow, UTC+3.
	Zone *time.Location
}

// DefaultPolicy returns the figures named at the fields of Policy.
func DefaultPolicy() Policy {
	return Policy{
		Profile:      profile.DefaultPolicy(),
		Retry:        30 * time.Second,
		Longest:      time.Hour,
		Poll:         time.Minute,
		OverdueAfter: 5 * 24 * time.Hour,
		KeepMatched:  30 * 24 * time.Hour,
		KeepTickets:  90 * 24 * time.Hour,
		KeepNonsense: 10,
		RemindAfter:  []time.Duration{24 * time.Hour, 3 * 24 * time.Hour, 6 * 24 * time.Hour},

		Timeout:           20 * time.Second,
		BreakerFailures:   5,
		BreakerRest:       30 * time.Second,
		LookupsPerHour:    5,
		LookupsPerDay:     10,
		SubmissionsPerDay: 10,
		Watch:             time.Second,
		WatchRest:         200 * time.Millisecond,
		Zone:              time.FixedZone("MSK", 3*60*60),
	}
}

// Validate reports every figure that cannot work, on the fault.Permanent axis.
func (p Policy) Validate() error {
	mistakes := []error{p.Profile.Validate()}
	demand := func(ok bool, format string, args ...any) {
		if !ok {
			mistakes = append(mistakes, fmt.Errorf("verification policy: "+format, args...))
		}
	}
	demand(p.Retry > 0, "Retry %v is not positive", p.Retry)
	demand(p.Poll > 0, "Poll %v is not positive", p.Poll)
	demand(p.Longest >= max(p.Retry, p.Poll), "Longest %v is less than Retry %v or Poll %v", p.Longest, p.Retry, p.Poll)
	demand(p.OverdueAfter > 0, "OverdueAfter %v is not positive", p.OverdueAfter)
	demand(p.Timeout > 0, "Timeout %v is not positive", p.Timeout)
	demand(p.Timeout < p.Longest, "Timeout %v is not less than Longest %v", p.Timeout, p.Longest)
	demand(p.BreakerFailures > 0, "BreakerFailures is 0")
	demand(p.BreakerRest > 0, "BreakerRest %v is not positive", p.BreakerRest)
	demand(p.LookupsPerHour > 0, "LookupsPerHour %d is not positive", p.LookupsPerHour)
	demand(p.LookupsPerDay >= p.LookupsPerHour, "LookupsPerDay %d is less than LookupsPerHour %d", p.LookupsPerDay, p.LookupsPerHour)
	demand(p.SubmissionsPerDay > 0, "SubmissionsPerDay %d is not positive", p.SubmissionsPerDay)
	demand(p.WatchRest > 0, "WatchRest %v is not positive", p.WatchRest)
	demand(p.Watch >= p.WatchRest, "Watch %v is less than WatchRest %v", p.Watch, p.WatchRest)
	demand(p.Zone != nil, "Zone is missing")
	demand(p.KeepTickets > 0, "KeepTickets %v is not positive", p.KeepTickets)
	earlier := time.Duration(0)
	for _, age := range p.RemindAfter {
		demand(age > earlier, "RemindAfter %v is not after %v", age, earlier)
		earlier = age
	}
	demand(p.KeepNonsense >= 0, "KeepNonsense %d is negative", p.KeepNonsense)
	demand(p.KeepMatched >= 0, "KeepMatched %v is negative", p.KeepMatched)
	return fault.AsPermanent(errors.Join(mistakes...))
}

// precision is that of timers: one must not fire before the time that its check is due.
const precision = time.Microsecond

// retry returns the pause after that many failed attempts, from 1; chance is from 0 to 1.
func (p Policy) retry(attempt int, chance float64) time.Duration {
	pause := p.Retry
	for range attempt - 1 {
		if pause >= p.Longest/2 {
			pause = p.Longest
			break
		}
		pause *= 2
	}
	return (pause/2 + time.Duration(chance*float64(pause)/2)).Truncate(precision)
}

// poll returns the pause before a ticket is asked about that has been waited for so long.
func (p Policy) poll(wanted, waited time.Duration) time.Duration {
	return min(max(wanted, p.Poll, waited/10), p.Longest).Truncate(precision)
}
