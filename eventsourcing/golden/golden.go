package golden

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

var update = flag.Bool("update", false, "write the golden files of events that have none yet")

// Check compares the events of a codec or a catalog with the golden files in dir, and reports as errors:
//   - a registered event without a sample, and a version of one, old or present, without a file;
//   - a sample that is not what its file says, or that does not come back as it was;
//   - a file that cannot be read any more, of an event unknown by now, or of whose contents the shape of
//     its version drops something.
//
// Several samples of one event have files numbered in their order: append new ones behind the old.
func Check(tb testing.TB, registry eventsourcing.Registry, dir string, samples ...any) {
	tb.Helper()
	check(tb, registry, dir, *update, samples)
}

// Read gives the event in a golden file in its present version, to look at what its upcasters made of it.
func Read(tb testing.TB, registry eventsourcing.Registry, file string) any {
	tb.Helper()
	plain, err := read(file)
	if err != nil {
		tb.Fatal(err)
	}
	event, err := registry.Decode(plain)
	if err != nil {
		tb.Fatalf("%s: %v", file, err)
	}
	return event
}

func check(tb testing.TB, registry eventsourcing.Registry, dir string, update bool, samples []any) {
	tb.Helper()
	if err := registry.Err(); err != nil {
		tb.Fatalf("the registry is not in order: %v", err)
	}
	sampled := map[string]int{}
	for _, sample := range samples {
		plain, err := registry.Encode(sample)
		if err != nil {
			tb.Errorf("sample %T: %v", sample, err)
			continue
		}
		sampled[plain.Type]++
		checkReturn(tb, registry, plain, sample)
		checkSample(tb, filepath.Join(dir, nameOf(plain, sampled[plain.Type])), update, plain)
	}
	versions := registry.Versions()
	for _, name := range slices.Sorted(maps.Keys(versions)) {
		if sampled[name] == 0 {
			tb.Errorf("%s has no sample", name)
		}
		for version := 1; version < versions[name]; version++ {
			file := nameOf(eventsourcing.Plain{Type: name, Schema: version}, 1)
			if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
				tb.Errorf("%s is missing: recover it from the release that wrote it", file)
			}
		}
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		tb.Fatal(err)
	}
	for _, file := range files {
		checkFile(tb, registry, file)
	}
}

// checkReturn demands that an event survives being written and read.
func checkReturn(tb testing.TB, registry eventsourcing.Registry, plain eventsourcing.Plain, sample any) {
	tb.Helper()
	event, err := registry.Decode(plain)
	switch {
	case err != nil:
		tb.Errorf("sample %T: %v", sample, err)
	case !reflect.DeepEqual(event, sample):
		tb.Errorf("sample %T does not survive its JSON: a field that is unexported or left out of it, or a time not in UTC", sample)
	}
}

// checkSample demands that a sample is what its file says, and writes a file that is not there.
func checkSample(tb testing.TB, file string, update bool, plain eventsourcing.Plain) {
	tb.Helper()
	kept, err := os.ReadFile(file)
	switch {
	case os.IsNotExist(err) && update:
		err = write(file, plain)
	case os.IsNotExist(err):
		err = fmt.Errorf("%s is missing: write it with go test -update", file)
	case err == nil && !same(kept, format(plain)):
		err = fmt.Errorf("%s differs from its sample: keep the file, raise the version, write an upcaster\nfile: %s\nsample: %s",
			file, kept, format(plain))
	}
	if err != nil {
		tb.Error(err)
	}
}

// checkFile demands that a file, of whatever version, still reads, and in its own version without loss.
func checkFile(tb testing.TB, registry eventsourcing.Registry, file string) {
	tb.Helper()
	plain, err := read(file)
	if err != nil {
		tb.Error(err)
		return
	}
	if _, err := registry.Decode(plain); err != nil {
		tb.Errorf("%s: %v", file, err)
		return
	}
	again, err := registry.Rewrite(plain)
	if err != nil {
		tb.Errorf("%s: %v", file, err)
		return
	}
	if !same(format(plain), format(again)) {
		tb.Errorf("%s: the shape of version %d has lost something\nfile:  %s\nshape: %s",
			file, plain.Schema, format(plain), format(again))
	}
}
