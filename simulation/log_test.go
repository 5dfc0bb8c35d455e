package simulation

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/kabinet-go/kabinet/fault"
)

// logbook keeps what the program says to operators and to callers: log lines and errors.
type logbook struct {
	mu     sync.Mutex
	lines  bytes.Buffer
	errors map[string]bool
	level  slog.Level
}

func newLogbook(seed uint64) *logbook {
	l := &logbook{errors: map[string]bool{}, level: slog.LevelInfo}
	if seed%8 == 0 {
		l.level = -100 // everything, which costs
	}
	return l
}

// Write implements [io.Writer].
func (l *logbook) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.Write(line)
}

func (l *logbook) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: l.level}))
}

// hear keeps an error that the program returned, however a caller may print it.
func (l *logbook) hear(err error) {
	if err == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if text := err.Error(); !l.errors[text] {
		l.errors[text] = true
		l.errors[fmt.Sprintf("%+v %#v", err, err)] = true
		var faults []fault.Fault
		for _, f := range append(faults, fault.All(err)...) {
			l.errors[f.Text.Russian+fmt.Sprintf(" %v", f.Args)] = true
		}
	}
}

var errNobody = errors.New("no process runs")
