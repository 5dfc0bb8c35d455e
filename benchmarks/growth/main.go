package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	sizes                  []int
	stores                 []string
	programs, dir, picture string
	runs, times            int
	seconds                int
}

func parse(args []string) (options, error) {
	o := options{sizes: []int{1000, 100_000, 1_000_000}, stores: []string{"postgres", "sqlite"}}
	flags := flag.NewFlagSet("growth", flag.ContinueOnError)
	flags.Func("sizes", "numbers of accounts, parted by commas (default 1000,100000,1000000)", func(text string) (err error) {
		o.sizes = nil
		for part := range strings.SplitSeq(text, ",") {
			size, err := strconv.Atoi(part)
			if err != nil {
				return err
			}
			o.sizes = append(o.sizes, size)
		}
		return nil
	})
	flags.Func("stores", "what grows, parted by commas (default postgres,sqlite)", func(text string) error {
		o.stores = strings.Split(text, ",")
		for _, store := range o.stores {
			if store != "postgres" && store != "sqlite" {
				return fmt.Errorf("%q is neither postgres nor sqlite", store)
			}
		}
		return nil
	})
	flags.StringVar(&o.programs, "programs", "", "folder of initdb and pg_ctl; looked for by default")
	flags.StringVar(&o.dir, "dir", "", "folder on the disk to measure; the system's temporary one by default")
	flags.StringVar(&o.picture, "picture", "", "file for the curves, as SVG")
	flags.IntVar(&o.runs, "runs", 5, "how often each command is measured")
	flags.IntVar(&o.times, "times", 100, "how many commands are one measurement")
	flags.IntVar(&o.seconds, "seconds", 20, "how long is looked at what costs time at rest, and written before a crash")
	err := flags.Parse(args)
	return o, err
}

// run prints what it finds as soon as it is known.
func run(ctx context.Context, args []string, out io.Writer) (err error) {
	o, err := parse(args)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp(o.dir, "kabinet-growth-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	var curves []curve
	for _, name := range o.stores {
		grown, err := o.grow(ctx, name, folder, out)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		curves = append(curves, grown)
	}
	if o.picture == "" {
		return nil
	}
	return os.WriteFile(o.picture, picture(curves), 0o644)
}

// grow measures one store at each size.
func (o options) grow(ctx context.Context, name, folder string, out io.Writer) (_ curve, err error) {
	var s *stage
	if name == "sqlite" {
		s = onSQLite(folder)
	} else if s, err = onPostgreSQL(ctx, o.programs, folder); err != nil {
		return curve{}, err
	}
	defer func() { err = errors.Join(err, s.close(context.WithoutCancel(ctx))) }()
	grown := curve{store: s.name}
	report := newReport(out)
	report.heading(s.name)
	m := newMould()
	small, err := s.populate(ctx, m, "small", 1)
	if err != nil {
		return curve{}, err
	}
	defer func() { err = errors.Join(err, small.store.Close()) }()
	if err := small.grow(ctx, 1000); err != nil {
		return curve{}, err
	}
	p, err := s.populate(ctx, m, "grown", 10)
	if err != nil {
		return curve{}, err
	}
	defer func() { err = errors.Join(err, p.store.Close()) }()
	for _, size := range o.sizes {
		at, err := s.at(ctx, o, p, small, size)
		if err != nil {
			return curve{}, fmt.Errorf("at %d accounts: %w", size, err)
		}
		report.point(at)
		grown.points = append(grown.points, at)
	}
	if s.server != nil {
		if err := s.end(ctx, o, p, report); err != nil {
			return curve{}, err
		}
	}
	return grown, *report.err
}

func (s *stage) populate(ctx context.Context, m *mould, name string, crowds int) (*population, error) {
	store, err := s.open(ctx, name)
	if err != nil {
		return nil, err
	}
	return &population{name: name, store: store, mould: m, crowds: crowds}, nil
}

// point is what was found at one size.
type point struct {
	size int
	// filled is accounts per second; log is bytes per account.
	filled, log float64
	weight      weight
	opened      time.Duration
	costs       []cost
	// read and handled are events per second of a new group, whose handlers do nothing or a transaction.
	read, handled float64
}

// at grows the population and measures it.
func (s *stage) at(ctx context.Context, o options, p, small *population, size int) (point, error) {
	at := point{size: size}
	before, err := s.logNow(ctx)
	if err != nil {
		return at, err
	}
	started, had := time.Now(), p.size
	if err := p.grow(ctx, size); err != nil {
		return at, err
	}
	at.size = p.size
	at.filled = float64(p.size-had) / time.Since(started).Seconds()
	after, err := s.logNow(ctx)
	if err != nil {
		return at, err
	}
	at.log = float64(after.since(before).bytes) / float64(p.size-had)
	if s.settle != nil {
		if err := s.settle(ctx); err != nil {
			return at, err
		}
	}
	if at.weight, err = s.weigh(ctx, p.name); err != nil {
		return at, err
	}
	if at.opened, err = s.timeOfOpen(ctx, p.name); err != nil {
		return at, err
	}
	if at.read, err = catchUp(ctx, p.store, at.weight.events, nothing); err != nil {
		return at, err
	}
	if at.handled, err = s.catchUpHandling(ctx, p, at.weight.events); err != nil {
		return at, err
	}
	at.costs, err = s.compare(ctx, p, small, o.runs, o.times)
	return at, err
}

func (s *stage) timeOfOpen(ctx context.Context, name string) (time.Duration, error) {
	times := make([]time.Duration, 5)
	for i := range times {
		started := time.Now()
		store, err := s.open(ctx, name)
		if err != nil {
			return 0, err
		}
		times[i] = time.Since(started)
		if err := store.Close(); err != nil {
			return 0, err
		}
	}
	return median(times), nil
}

// catchUpHandling reads no more than takes some seconds.
func (s *stage) catchUpHandling(ctx context.Context, p *population, events int64) (float64, error) {
	if s.handler == nil {
		return 0, nil
	}
	handle, end, err := s.handler(ctx)
	if err != nil {
		return 0, err
	}
	defer end()
	return catchUp(ctx, p.store, min(events, 10_000), handle)
}
