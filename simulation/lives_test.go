package simulation

import (
	"flag"
	"fmt"
	"runtime/debug"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/notification"
)

var (
	flagSeed   = flag.Int64("seed", -1, "the seed of the one world to live, again")
	flagSeeds  = flag.Int("seeds", 6, "how many worlds to live")
	flagFirst  = flag.Int("first", 0, "the seed of the first of them")
	flagPeople = flag.Int("people", 0, "how many people live in each: 1000 in a world that is alone, 12 in each of several")
)

// behaviours are what people do once they have an account, each in a file of its own. The weight says how
// often one is chosen.
var behaviours = []behaviour{
	{"signs in", 4, (*somebody).signsIn},
	{"mistypes the password", 2, (*somebody).mistypesPassword},
	{"signs out", 2, (*somebody).signsOut},
	{"changes the password", 2, (*somebody).changesPassword},
	{"adds a contact", 3, (*somebody).addsContact},
	{"registers again", 1, (*somebody).registersAgain},
	{"saves a draft", 2, (*somebody).savesDraft},
	{"looks up the INN", 1, (*somebody).looksUpINN},
	{"submits the profile", 6, (*somebody).submitsProfile},
	{"submits twice at once", 1, (*somebody).submitsTwice},
	{"takes somebody's numbers", 1, (*somebody).takesNumbers},
	{"changes the profile", 2, (*somebody).changesProfile},
	{"orders a letter", 4, (*somebody).ordersLetter},
	{"searches for letters", 1, (*somebody).searchesLetters},
	{"mixes up codes", 1, (*somebody).mixesUpCodes},
	{"signs a statement", 3, (*somebody).signsStatement},
	{"signs in by certificate", 1, (*somebody).signsInByCertificate},
	{"asks a bank", 3, (*somebody).asksBank},
	{"goes to a centre", 3, (*somebody).goesToCentre},
	{"changes consents", 1, (*somebody).changesConsents},
	{"reports misuse", 2, (*somebody).reportsMisuse},
	{"suspects somebody", 1, (*somebody).suspects},
	{"steals", 3, (*somebody).steals},
}

type behaviour struct {
	name   string
	weight int
	act    func(*somebody)
}

// live is a whole life: a person comes some day, registers sooner or later, and does this and that.
func (s *somebody) live() {
	s.pause(time.Minute, 14*day)
	if !s.registers() {
		return
	}
	defer s.reportsLate()
	for range s.rng.IntN(10) {
		s.pause(time.Second, 3*day)
		if s.over() {
			return
		}
		choice := s.rng.IntN(total(behaviours))
		for _, b := range behaviours {
			if choice -= b.weight; choice < 0 {
				s.note("%s", b.name)
				b.act(s)
				break
			}
		}
	}
}

func total(all []behaviour) (weights int) {
	for _, b := range all {
		weights += b.weight
	}
	return weights
}

// People live, everything fails, and what must never be is not: see docs/simulation.md.
func TestLives(t *testing.T) {
	first, seeds, people := *flagFirst, *flagSeeds, *flagPeople
	if *flagSeed >= 0 {
		first, seeds = int(*flagSeed), 1
	}
	if people == 0 {
		people = 12
		if seeds == 1 {
			people = 1000
		}
	}
	texts, err := notification.StandardTexts()
	require.NoError(t, err)
	// Worlds live shortly and many in a row: memory is cheaper than looking through it.
	before := debug.SetGCPercent(400)
	t.Cleanup(func() { debug.SetGCPercent(before) })
	for seed := first; seed < first+seeds; seed++ {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t, uint64(seed), texts)
				w.live(people)
				w.report(people)
			})
		})
	}
}

// mostFailures and mostTraces bound what is printed of one world.
const (
	mostFailures = 10
	mostTraces   = 3
)

func (w *world) report(people int) {
	if testing.Verbose() {
		w.t.Logf("%v", w.figures)
	}
	if len(w.failures) == 0 {
		return
	}
	var text strings.Builder
	traced := map[string]bool{}
	for i, f := range w.failures {
		if i == mostFailures {
			fmt.Fprintf(&text, "… and %d more\n", len(w.failures)-i)
			break
		}
		fmt.Fprintf(&text, "%s: %s\n", f.invariant, f.text)
		if s := w.owners[f.account]; s != nil && len(traced) < mostTraces && !traced[f.account] {
			traced[f.account] = true
			fmt.Fprintf(&text, "the life of person %d, account %s:\n\t%s\n", s.number, f.account, strings.Join(s.trace, "\n\t"))
			fmt.Fprintf(&text, "what the store says of it:\n\t%s\n", strings.Join(w.events(f.account), "\n\t"))
		}
	}
	w.t.Errorf("%s\nthe same world again:\n\tgo test ./simulation -run TestLives -seed %d -people %d", text.String(), w.seed, people)
}

// events are what was committed about an account.
func (w *world) events(account string) []string {
	var lines []string
	for _, c := range w.journal.all() {
		for _, r := range c.records {
			if strings.Contains(r.Stream.ID, account) || strings.Contains(string(r.Data), account) {
				lines = append(lines, fmt.Sprintf("%s %s %d %s %s", c.at.Format("01-02 15:04:05.000"), r.Stream, r.Version, r.Type, r.Data))
			}
		}
	}
	return lines
}
