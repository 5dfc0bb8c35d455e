package simulation

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/verification"
)

// weather is what goes wrong in a world, and how often. Shares are of calls or occasions, from 0 to 1.
type weather struct {
	// storeFails before the effect, storeDoubt after it; storeSlow calls take their time.
	storeFails, storeDoubt, storeSlow float64
	keysFail                          float64
	// sendFails loses a message with an error, sendDoubt delivers it with one, sendHangs does either late.
	sendFails, sendDoubt, sendHangs float64
	// registryDown, registrySlow, registryNonsense and registryLost are of questions and polls,
	// registryTicket of questions.
	registryDown, registrySlow, registryNonsense, registryLost, registryTicket float64
	// printFails loses a letter with an error, printDoubt takes it with one, printHangs does either late, and
	// printRefused says that it cannot be printed as it is.
	printFails, printDoubt, printHangs, printRefused float64
	// vouchingDown and vouchingSlow are of verifications of signatures and of what banks say.
	vouchingDown, vouchingSlow float64
	// Outages during which every call fails.
	store, sms, mail, post, vouching []span
	registries                       map[verification.Check][]span
	// longestLife is when a process dies at the latest; 0 for never.
	longestLife time.Duration
	processes   int
}

type span struct{ from, to time.Time }

func within(spans []span, now time.Time) bool {
	return slices.ContainsFunc(spans, func(s span) bool { return !now.Before(s.from) && now.Before(s.to) })
}

// drawWeather makes the weather of a seed. Each trouble is left out of some worlds, so that none hides another.
func drawWeather(seed uint64, from, until time.Time) weather {
	rng := source(seed, "weather", 0)
	share := func(most float64) float64 {
		if rng.IntN(3) == 0 {
			return 0
		}
		return most * rng.Float64()
	}
	outages := func(most int, longest time.Duration) []span {
		var spans []span
		for range rng.IntN(most + 1) {
			start := from.Add(time.Duration(rng.Int64N(int64(until.Sub(from)))))
			spans = append(spans, span{start, start.Add(between(rng, longest/100, longest))})
		}
		return spans
	}
	// Once in a while a registry is out of reach for longer than people are left without a word.
	overdue := func() []span {
		if rng.IntN(4) > 0 {
			return nil
		}
		start := from.Add(time.Duration(rng.Int64N(int64(until.Sub(from) / 2))))
		return []span{{start, start.Add(between(rng, 5*day, 8*day))}}
	}
	made := weather{
		storeFails: share(0.03), storeDoubt: share(0.03), storeSlow: share(0.05), keysFail: share(0.03),
		sendFails: share(0.4), sendDoubt: share(0.2), sendHangs: share(0.1),
		registryDown: share(0.4), registrySlow: share(0.2), registryNonsense: share(0.1), registryLost: share(0.2),
		registryTicket: rng.Float64(),
		store:          outages(3, 2*time.Hour), sms: outages(3, 24*time.Hour), mail: outages(3, 24*time.Hour),
		registries: map[verification.Check][]span{
			verification.DocumentCheck: outages(2, day),
			verification.SNILSCheck:    append(outages(2, day), overdue()...),
			verification.INNCheck:      outages(2, day),
		},
		longestLife: []time.Duration{0, 2 * time.Hour, day, 6 * day}[rng.IntN(4)],
		processes:   1 + rng.IntN(3),
	}
	made.printFails, made.printDoubt, made.printHangs, made.printRefused = share(0.4), share(0.2), share(0.1), share(0.1)
	made.vouchingDown, made.vouchingSlow = share(0.4), share(0.2)
	made.post, made.vouching = outages(3, 2*day), outages(3, day)
	return made
}

const day = 24 * time.Hour

// source is the randomness of one thing in one world: it depends on nothing that others do.
func source(seed uint64, what string, number int64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, digest(seed, what, number)))
}

// chance is a number from 0 to 1 for the n-th time that something happens to somebody.
func chance(seed uint64, what string, whom, n int64) float64 {
	return float64(digest(digest(seed, what, whom), "", n)>>11) / (1 << 53)
}

func digest(seed uint64, what string, number int64) uint64 {
	hash := fnv.New64a()
	var bytes [16]byte
	for i := range 8 {
		bytes[i], bytes[8+i] = byte(seed>>(8*i)), byte(number>>(8*i))
	}
	_, _ = hash.Write(bytes[:])
	_, _ = hash.Write([]byte(what))
	// FNV leaves the high bits alike for short texts.
	mixed := hash.Sum64()
	mixed = (mixed ^ mixed>>31) * 0x7fb5d329728ea185
	mixed = (mixed ^ mixed>>27) * 0x81dadef4bc2dd44d
	return mixed ^ mixed>>33
}

// between draws a duration so that short ones are as likely as long ones.
func between(rng *rand.Rand, shortest, longest time.Duration) time.Duration {
	return time.Duration(float64(shortest) * math.Pow(float64(longest)/float64(shortest), rng.Float64()))
}
