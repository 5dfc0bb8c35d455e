package main

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
)

// allocated is a number of objects and their bytes.
type allocated struct{ objects, bytes uint64 }

// allocations are those of the process so far.
func allocations() allocated {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return allocated{stats.Mallocs, stats.TotalAlloc}
}

// since is what each of n operations has allocated.
func (a allocated) since(before allocated, n int) allocated {
	return allocated{(a.objects - before.objects) / uint64(n), (a.bytes - before.bytes) / uint64(n)}
}

// medianOf goes by the bytes.
func medianOf(measured []allocated) string {
	sorted := slices.SortedFunc(slices.Values(measured), func(a, b allocated) int { return int(a.bytes) - int(b.bytes) })
	middle := sorted[(len(sorted)-1)/2]
	return fmt.Sprintf("%.1f KB in %s", float64(middle.bytes)/1000, strings.TrimSuffix(thousands(float64(middle.objects)), ".0"))
}

// heap is what is in use after everything unreachable is gone.
func heap() int64 {
	runtime.GC()
	runtime.GC() // what finalizers and pools held
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

func megabytes(bytes int64) string { return fmt.Sprintf("%.1f MB", float64(bytes)/1e6) }
