package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
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
	runs         int
	streams      []int
	pending      []int
	stores       []placeName
	quick        bool
	only         *regexp.Regexp
	dir, profile string
}

func parse(args []string) (options, error) {
	o := options{streams: []int{100_000}, stores: []placeName{inMemory, onSQLite, onPostgreSQL}}
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	flags.IntVar(&o.runs, "runs", 11, "how often each contender is measured")
	flags.BoolVar(&o.quick, "quick", false, "one run of small sizes, to see that every row works; the figures mean nothing")
	flags.Func("streams", "how many streams the large stores have, parted by commas (default 100000)", func(text string) (err error) {
		o.streams, err = parseAll(text, strconv.Atoi)
		return err
	})
	flags.Func("pending", "only the table of verifications that wait, so many, parted by commas: 1000,10000,100000", func(text string) (err error) {
		o.pending, err = parseAll(text, strconv.Atoi)
		return err
	})
	flags.Func("stores", "where to measure, parted by commas (default memory,sqlite,postgres)", func(text string) (err error) {
		o.stores, err = parseAll(text, parsePlace)
		return err
	})
	flags.StringVar(&o.dir, "dir", "", "folder on the disk to measure; the system's temporary one by default")
	flags.StringVar(&o.profile, "cpuprofile", "", "file for a CPU profile, whose samples have the label contender")
	flags.Func("only", "regular expression: only rows whose \"work, store\" it matches", func(text string) (err error) {
		o.only, err = regexp.Compile(text)
		return err
	})
	err := flags.Parse(args)
	if o.quick {
		o.runs = 1
	}
	return o, err
}

// parseAll reads values parted by commas.
func parseAll[T any](text string, parse func(string) (T, error)) (values []T, err error) {
	for part := range strings.SplitSeq(text, ",") {
		value, err := parse(part)
		if err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, nil
}

// run prints each line as soon as it is known.
func run(ctx context.Context, args []string, out io.Writer) (err error) {
	o, err := parse(args)
	if err != nil {
		return err
	}
	stop, err := profiling(o.profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	ground, err := openGround(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ground.close(ctx)) }()
	size, head := sizing{quick: o.quick}, heading
	if o.pending != nil {
		head = pendingHeading
	}
	_, err = fmt.Fprintf(out, "%s, %s/%s, %d processors, %smedians of %d runs\n\n%s",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), ground.about, o.runs, head)
	if err != nil {
		return err
	}
	if o.pending != nil {
		return printPending(ctx, ground, size, o, out)
	}
	for _, r := range plan(ground.places, size, o.streams) {
		if o.only != nil && !o.only.MatchString(r.work+", "+string(r.store)) {
			continue
		}
		if err := ground.ready(ctx); err != nil {
			return err
		}
		if err := errors.Join(r.print(ctx, o.runs, out), ground.clear(ctx)); err != nil {
			return err
		}
	}
	return nil
}

// print measures and prints the row, and gives up what its contenders shared.
func (r row) print(ctx context.Context, runs int, out io.Writer) (err error) {
	if r.close != nil {
		defer func() { err = errors.Join(err, r.close()) }()
	}
	measured, err := r.measure(ctx, runs)
	if err != nil {
		return err
	}
	return r.line(out, measured)
}

// profiling writes a CPU profile until it is stopped; without a path it does nothing.
func profiling(path string) (stop func() error, err error) {
	if path == "" {
		return func() error { return nil }, nil
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() error {
		pprof.StopCPUProfile()
		return file.Close()
	}, nil
}
