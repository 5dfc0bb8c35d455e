package sqlite_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/sqlite"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// The test binary starts itself again as the process to be killed; these tell it what to do.
const (
	crashFile = "KABINET_CRASH_FILE"
	crashName = "KABINET_CRASH_NAME"
	crashSeed = "KABINET_CRASH_SEED"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(crashFile); path != "" {
		fmt.Fprintln(os.Stderr, victim(path, os.Getenv(crashName)))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// Two processes append to one file from several goroutines each, and are killed at random moments: some
// while they open it, one while the other goes on. What they were told is done must be there.
func TestAKilledProcessLosesNothing(t *testing.T) {
	rounds := 50
	if testing.Short() {
		rounds = 5
	}
	seed := rand.Uint64()
	if text := os.Getenv(crashSeed); text != "" {
		given, err := strconv.ParseUint(text, 10, 64)
		require.NoError(t, err)
		seed = given
	}
	t.Logf("%s=%d", crashSeed, seed)
	random := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "kabinet.db")
	var acknowledged []acknowledgement
	for round := range rounds {
		var running sync.WaitGroup
		heard := make([][]acknowledgement, 2)
		for i := range heard {
			patience := random.IntN(60)
			if random.IntN(5) == 0 {
				patience = -1 // while it opens the file
			}
			running.Go(func() { heard[i] = killAfter(t, path, fmt.Sprintf("%d.%d", round, i), patience) })
		}
		running.Wait()
		for _, more := range heard {
			acknowledged = append(acknowledged, more...)
		}
		intact(t, path, acknowledged)
		if t.Failed() {
			t.FailNow()
		}
	}
	t.Logf("%d appends were acknowledged", len(acknowledged))
	require.NotEmpty(t, acknowledged)
}

type acknowledgement struct {
	stream  eventsourcing.Stream
	version int64
	id      string
}

// killAfter starts a process, listens until it has acknowledged so many appends, kills it, and returns
// all that it said until then.
func killAfter(t *testing.T, path, name string, patience int) (heard []acknowledgement) {
	t.Helper()
	process := exec.CommandContext(t.Context(), os.Args[0])
	process.Env = append(os.Environ(), crashFile+"="+path, crashName+"="+name)
	process.Stderr = os.Stderr
	output, err := process.StdoutPipe()
	if !succeeded(t, err) || !succeeded(t, process.Start()) {
		return nil
	}
	lines := bufio.NewReader(output)
	for killed := false; ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // What the kill cut off was not heard.
		}
		if line != "starting\n" {
			var said acknowledgement
			var stream string
			_, err := fmt.Sscan(line, &stream, &said.version, &said.id)
			succeeded(t, err)
			said.stream, err = eventsourcing.ParseStream(stream)
			succeeded(t, err)
			heard = append(heard, said)
		}
		if !killed && len(heard) > patience {
			killed = succeeded(t, process.Process.Kill())
		}
	}
	if state := process.Wait(); state == nil || !strings.Contains(state.Error(), "killed") {
		t.Errorf("the process should have been killed: %v", state)
	}
	return heard
}

func succeeded(t *testing.T, err error) bool {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
	return err == nil
}

// intact checks everything that the processes may have written.
func intact(t *testing.T, path string, acknowledged []acknowledgement) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	streams, known := map[eventsourcing.Stream][]string{}, map[string]eventsourcing.Stream{}
	position := int64(0)
	for {
		page, err := store.Read(t.Context(), position, 1000)
		require.NoError(t, err)
		if len(page.Records) == 0 {
			break
		}
		for _, record := range page.Records {
			require.Greater(t, record.Position, position)
			position = record.Position
			streams[record.Stream] = append(streams[record.Stream], record.ID)
			require.Equal(t, int64(len(streams[record.Stream])), record.Version, "%s has a gap or is out of order", record.Stream)
			require.Zero(t, known[record.ID], "%s is twice in the feed", record.ID)
			known[record.ID] = record.Stream
		}
	}
	for _, said := range acknowledged {
		require.GreaterOrEqual(t, int64(len(streams[said.stream])), said.version, "%s was acknowledged and is lost", said.id)
		require.Equal(t, said.id, streams[said.stream][said.version-1])
	}
	for stream, want := range streams {
		var loaded []string
		for record, err := range store.Load(t.Context(), stream, 0) {
			require.NoError(t, err)
			loaded = append(loaded, record.ID)
		}
		require.Equal(t, want, loaded)
	}
	due, err := store.Due(t.Context(), time.Unix(1<<40, 0), 1<<30)
	require.NoError(t, err)
	require.NoError(t, store.Close())

	claims := claimsIn(t, path)
	appends := 0
	for id, stream := range known {
		if stream.Category == "account" {
			appends++
			require.NotZero(t, known["echo-of-"+id], "%s is half of an append", id)
			require.Equal(t, stream.String(), claims[id], "an event without its claim")
		}
	}
	require.Len(t, claims, appends, "a claim without its event")
	require.Len(t, due, appends, "a timer without its event")
	for _, timer := range due {
		require.Equal(t, timer.Stream, known[timer.Name])
	}
	require.Len(t, known, 2*appends)
}

func claimsIn(t *testing.T, path string) map[string]string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	rows, err := db.QueryContext(t.Context(), "SELECT idx, owner FROM claims")
	require.NoError(t, err)
	defer func() { require.NoError(t, rows.Close()) }()
	claims := map[string]string{}
	for rows.Next() {
		var index, owner string
		require.NoError(t, rows.Scan(&index, &owner))
		claims[index] = owner
	}
	require.NoError(t, rows.Err())
	return claims
}

// victim appends until it is killed. Each append writes to two streams, takes a claim and sets a timer.
func victim(path, name string) error {
	fmt.Println("starting")
	ctx := context.Background()
	store, err := sqlite.Open(ctx, path, sqlite.Options{})
	if err != nil {
		return err
	}
	failed := make(chan error)
	for worker := range 6 {
		go func() {
			_, process, _ := strings.Cut(name, ".")
			stream := eventsourcing.Stream{Category: "account", ID: fmt.Sprintf("%s-%d", process, worker)}
			echo := eventsourcing.Stream{Category: "message", ID: stream.ID}
			failed <- work(ctx, store, stream, echo, fmt.Sprintf("%s-%d", name, worker))
		}()
	}
	return <-failed
}

func work(ctx context.Context, store *sqlite.Store, stream, echo eventsourcing.Stream, name string) error {
	version := int64(0)
	for record, err := range store.Load(ctx, stream, 0) {
		if err != nil {
			return err
		}
		version = record.Version
	}
	for i := 0; ; i++ {
		id := fmt.Sprintf("%s-%d", name, i)
		at := time.Unix(int64(i), 0)
		event := func(id string) []eventsourcing.Record {
			return []eventsourcing.Record{{ID: id, Type: "test.happened", Schema: 1, Time: at, Data: make([]byte, i%500)}}
		}
		_, err := store.Append(ctx, eventsourcing.Batch{
			Streams: []eventsourcing.Append{
				{Stream: stream, Expected: version, Records: event(id)},
				{Stream: echo, Expected: version, Records: event("echo-of-" + id)},
			},
			Claims: []eventsourcing.Claim{{ClaimKey: eventsourcing.ClaimKey{Kind: "test", Index: id}, Owner: stream}},
			Timers: []eventsourcing.Timer{{TimerKey: eventsourcing.TimerKey{Stream: stream, Name: id}, Due: at}},
		})
		if err != nil {
			return err
		}
		version++
		fmt.Printf("%s %d %s\n", stream, version, id)
	}
}
