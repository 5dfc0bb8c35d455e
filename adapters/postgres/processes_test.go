package postgres_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The tests in the files processes*_test.go share work between real processes: the test binary starts
// itself again as a worker (files worker*_test.go), kills, stops and cuts off workers, and proves from what
// they have left in the database that nothing was lost, doubled or done out of turn.

// workerOrder holds, as JSON, what a process that is a worker is to do.
const workerOrder = "KABINET_WORKER"

func TestMain(m *testing.M) {
	if text := os.Getenv(workerOrder); text != "" {
		fmt.Fprintln(os.Stderr, beWorker(text))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// patience is how long a test waits for what must happen, on a machine that is busy otherwise.
const patience = time.Minute

// until waits for a condition.
func until(tb testing.TB, what string, condition func() bool) {
	tb.Helper()
	if !within(patience, condition) {
		tb.Fatalf("waited %s in vain: %s", patience, what)
	}
}

// within reports whether the condition came true in time.
func within(limit time.Duration, condition func() bool) bool {
	deadline := time.Now().Add(limit)
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for !condition() {
		if time.Now().After(deadline) {
			return false
		}
		<-look.C
	}
	return true
}

// worker is the test's end of a process it has started.
type worker struct {
	order

	tb      testing.TB
	process *exec.Cmd
	input   io.WriteCloser

	mu    sync.Mutex
	lines []string
	heard int
	// ended is closed when the process is gone and all it said is in lines.
	ended chan struct{}
}

// startWorker starts a worker, which is killed at the end of the test if it lives still. What the workers
// said is shown when the test fails.
func startWorker(tb testing.TB, o order) *worker {
	tb.Helper()
	text, err := json.Marshal(o)
	require.NoError(tb, err)
	w := &worker{order: o, tb: tb, process: exec.Command(os.Args[0]), ended: make(chan struct{})}
	w.process.Env = append(os.Environ(), workerOrder+"="+string(text))
	w.input, err = w.process.StdinPipe()
	require.NoError(tb, err)
	output, wire, err := os.Pipe()
	require.NoError(tb, err)
	w.process.Stdout, w.process.Stderr = wire, wire
	require.NoError(tb, w.process.Start())
	require.NoError(tb, wire.Close())
	go w.listen(output)
	tb.Cleanup(func() {
		_ = w.process.Process.Kill()
		<-w.ended
		if tb.Failed() {
			tb.Logf("%s said:\n%s", o.Name, strings.Join(w.last(25), "\n"))
		}
	})
	return w
}

func (w *worker) listen(output io.ReadCloser) {
	defer close(w.ended)
	lines := bufio.NewScanner(output)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		w.mu.Lock()
		w.lines = append(w.lines, lines.Text())
		w.mu.Unlock()
	}
	_ = output.Close()
	_ = w.process.Wait()
}

func (w *worker) last(n int) []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string(nil), w.lines[max(0, len(w.lines)-n):]...)
}

// tell gives the worker a command.
func (w *worker) tell(command string) {
	w.tb.Helper()
	_, err := fmt.Fprintln(w.input, command)
	require.NoError(w.tb, err)
}

// hear waits for the next line that begins with these words, and returns those after them.
func (w *worker) hear(words ...string) (rest []string) {
	w.tb.Helper()
	until(w.tb, fmt.Sprintf("%s says %q", w.Name, words), func() bool {
		w.mu.Lock()
		defer w.mu.Unlock()
		for w.heard < len(w.lines) {
			said := strings.Fields(w.lines[w.heard])
			w.heard++
			if len(said) >= len(words) && slices.Equal(said[:len(words)], words) {
				rest = said[len(words):]
				return true
			}
		}
		return false
	})
	return rest
}

// said reports whether the worker has said something like that.
func (w *worker) said(text string) bool {
	return slices.ContainsFunc(w.last(1000), func(line string) bool { return strings.Contains(line, text) })
}

// count returns how often the worker has said a word so far.
func (w *worker) count(word string) (n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, line := range w.lines {
		if first, _, _ := strings.Cut(line, " "); first == word {
			n++
		}
	}
	return n
}

// kill ends the process as a crash does, with SIGKILL where there is such a thing.
func (w *worker) kill() {
	w.tb.Helper()
	require.NoError(w.tb, w.process.Process.Kill())
	<-w.ended
}
