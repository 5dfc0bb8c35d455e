package sqlite_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/kabinet-go/kabinet/adapters/sqlite"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// doubtFile tells the test binary, started again, to be the process whose disk fails.
const doubtFile = "KABINET_DOUBT_FILE"

// The disk takes what is written and fails to sync it. The commit is undone, and yet it stands in the log:
// when the process ends before it writes anything else, whoever opens the file next finds it.
func TestACommitThatIsNotSyncedIsInDoubt(t *testing.T) {
	if path := os.Getenv(doubtFile); path != "" {
		onAFailingDisk(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "kabinet.db")
	process := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
	process.Env = append(os.Environ(), doubtFile+"="+path)
	said, err := process.CombinedOutput()
	if process.ProcessState != nil && process.ProcessState.ExitCode() == cannotFail {
		if os.Getenv("KABINET_REQUIRE_SERVICES") == "1" {
			t.Fatalf("system calls cannot be made to fail here: %s", said)
		}
		t.Skipf("system calls cannot be made to fail here: %s", said)
	}
	require.NoError(t, err, string(said))

	store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, store.Close()) }()
	page, err := store.Read(t.Context(), 0, 10)
	require.NoError(t, err)
	require.Len(t, page.Records, 2, "what was in doubt has happened")
}

// cannotFail is the exit code of a process that may not filter its system calls.
const cannotFail = 77

// onAFailingDisk is left without closing the store, as a process that crashes.
func onAFailingDisk(t *testing.T, path string) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	add := func(version int64) error {
		_, err := store.Append(t.Context(), eventsourcing.Batch{Streams: []eventsourcing.Append{{
			Stream: eventsourcing.Stream{Category: "account", ID: "1"}, Expected: version,
			Records: []eventsourcing.Record{{ID: fmt.Sprint(version), Type: "test.happened", Schema: 1}},
		}}})
		return err
	}
	require.NoError(t, add(0))
	if err := failToSync(); err != nil {
		fmt.Println(err)
		os.Exit(cannotFail)
	}
	err = add(1)
	if !errors.Is(err, fault.InDoubt) || !errors.Is(err, fault.Transient) {
		fmt.Println("an append that is not synced should be in doubt:", err)
		os.Exit(1)
	}
	if err := add(0); errors.Is(err, fault.InDoubt) || !errors.Is(err, fault.Conflict) {
		fmt.Println("a refused append should not be in doubt:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// failToSync makes every later fsync and fdatasync of this process fail with EIO, by a filter of its system
// calls.
func failToSync() error {
	const numberOffset = 0 // of the system call in what the filter sees
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: numberOffset},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: unix.SYS_FSYNC, Jt: 2},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: unix.SYS_FDATASYNC, Jt: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(unix.EIO)},
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC,
		uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return errno
	}
	return nil
}
