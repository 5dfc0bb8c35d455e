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
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// options are the flags.
type options struct {
	runs, streams int
	quick         bool
	only          *regexp.Regexp
	dir, profile  string
}

func parse(args []string) (options, error) {
	var o options
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	flags.IntVar(&o.runs, "runs", 11, "how often each contender is measured")
	flags.BoolVar(&o.quick, "quick", false, "one run of small sizes, to see that every row works; the figures mean nothing")
	flags.IntVar(&o.streams, "streams", 100_000, "how many streams the large store has")
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
	_, err = fmt.Fprintf(out, "%s, %s/%s, %d processors, medians of %d runs\n\n%s",
		runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), o.runs, heading)
	if err != nil {
		return err
	}
	dir := &folder{parent: o.dir}
	size := sizing{quick: o.quick}
	for _, r := range plan(dir, size, size.of(o.streams)) {
		if o.only != nil && !o.only.MatchString(r.work+", "+r.store) {
			continue
		}
		if err := errors.Join(r.print(ctx, o.runs, out), dir.empty()); err != nil {
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
