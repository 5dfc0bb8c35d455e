package golden

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/internal/failing"
)

type state struct{}

type identity struct {
	Family string `json:"family"`
	Given  string `json:"given,omitempty"`
}

type registeredV1 struct {
	Name string `json:"name"`
}

type registered struct {
	ID      string                           `json:"id"`
	Channel string                           `json:"channel"`
	Person  eventsourcing.Personal[identity] `json:"-"`
}

func (registered) Evolve(s state) state { return s }

func registeredPart(e *registered) (string, *eventsourcing.Personal[identity]) {
	return e.ID, &e.Person
}

type closed struct {
	Reason string `json:"reason"`
	note   string
}

func (closed) Evolve(s state) state { return s }

func codec() *eventsourcing.Codec[state] {
	codec := eventsourcing.NewCodec[state]()
	eventsourcing.RegisterPersonal(codec, "person.registered", 2, registeredPart)
	eventsourcing.Upcast(codec, "person.registered", 1, func(old registeredV1) registered {
		return registered{ID: "unknown", Person: eventsourcing.NewPersonal(identity{Family: old.Name})}
	})
	eventsourcing.Register[closed](codec, "person.closed", 1)
	return codec
}

func samples() []any {
	return []any{
		registered{ID: "7", Channel: "web", Person: eventsourcing.NewPersonal(identity{"Иванова", "Анна"})},
		closed{Reason: "asked for"},
		registered{ID: "8", Channel: "mfc", Person: eventsourcing.NewPersonal(identity{Family: "Ким"})},
	}
}

const oldFile = `{"event": "person.registered", "version": 1, "data": {"name": "Иванова"}}`

// folder returns a folder with a complete set of files.
func folder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "events")
	require.NoError(t, put(dir, "person.registered.v1.json", oldFile))
	check(t, codec(), dir, true, samples())
	return dir
}

func put(dir, name, text string) error {
	return errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644))
}

func TestCheckPassesOnACompleteSet(t *testing.T) {
	dir := folder(t)
	check(t, codec(), dir, false, samples())

	text, err := os.ReadFile(filepath.Join(dir, "person.registered.v2.json"))
	require.NoError(t, err)
	assert.Equal(t, `{
  "event": "person.registered",
  "version": 2,
  "data": {
    "id": "7",
    "channel": "web"
  },
  "subject": "7",
  "personal": {
    "family": "Иванова",
    "given": "Анна"
  }
}
`, string(text), "the personal part is kept in clear")
	assert.FileExists(t, filepath.Join(dir, "person.registered.v2.2.json"))
}

func TestCheckWithoutTheFlagWritesNothing(t *testing.T) {
	dir := t.TempDir()
	failing.Messages(t, func(tb testing.TB) { Check(tb, codec(), dir, samples()...) })
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	assert.Empty(t, files)
}

func TestCheckTakesACatalogAsWell(t *testing.T) {
	keyring := eventsourcing.NewKeyring(nil, nil, nil)
	catalog, err := eventsourcing.NewCatalog(keyring, codec())
	require.NoError(t, err)
	check(t, catalog, folder(t), false, samples())
}

func TestCheckIgnoresSpacesAndOrder(t *testing.T) {
	dir := folder(t)
	require.NoError(t, put(dir, "person.closed.v1.json", `{"version":1,"data":{"reason":"asked for"},"event":"person.closed"}`))
	check(t, codec(), dir, false, samples())
}

func TestCheckFails(t *testing.T) {
	for name, test := range map[string]struct {
		change  func(dir string) error
		codec   func(*eventsourcing.Codec[state])
		samples []any
		update  bool
		want    string
	}{
		"a present version without a file": {
			change: func(dir string) error {
				return os.Remove(filepath.Join(dir, "person.closed.v1.json"))
			},
			samples: samples(),
			want:    "person.closed.v1.json is missing: write it with go test -update",
		},
		"an old version without a file, which no flag makes up": {
			change: func(dir string) error {
				return os.Remove(filepath.Join(dir, "person.registered.v1.json"))
			},
			samples: samples(),
			update:  true,
			want:    "person.registered.v1.json is missing: recover it",
		},
		"an event without a sample": {
			samples: samples()[:1],
			want:    "person.closed has no sample",
		},
		"a sample that differs in its public part, also with the flag": {
			samples: append(samples()[:2], registered{ID: "8", Channel: "post", Person: eventsourcing.NewPersonal(identity{Family: "Ким"})}),
			update:  true,
			want:    "person.registered.v2.2.json differs from its sample",
		},
		"a sample that differs in its personal part": {
			samples: append(samples()[:2], registered{ID: "8", Channel: "mfc", Person: eventsourcing.NewPersonal(identity{Family: "Цой"})}),
			want:    "person.registered.v2.2.json differs from its sample",
		},
		"a sample that is not registered": {
			samples: append(samples(), 7),
			want:    "sample int: eventsourcing: event int is not registered",
		},
		"a sample that loses a field on its way": {
			samples: []any{samples()[0], closed{Reason: "asked for", note: "lost"}, samples()[2]},
			want:    "sample golden.closed does not survive its JSON",
		},
		"an old file that cannot be read": {
			change: func(dir string) error {
				return put(dir, "person.registered.v1.json", `{"event":"person.registered","version":1,"data":{"name":7}}`)
			},
			samples: samples(),
			want:    "reading person.registered version 1: json: cannot unmarshal number",
		},
		"an old shape that has lost a field": {
			change: func(dir string) error {
				return put(dir, "person.registered.v1.json", `{"event":"person.registered","version":1,"data":{"name":"И","sex":"f"}}`)
			},
			samples: samples(),
			want:    "the shape of version 1 has lost something",
		},
		"a file of an event that is gone": {
			change: func(dir string) error {
				return put(dir, "person.moved.v1.json", `{"event":"person.moved","version":1,"data":{}}`)
			},
			samples: samples(),
			want:    `event "person.moved" is unknown here`,
		},
		"a file of a version to come": {
			change: func(dir string) error {
				return put(dir, "person.closed.v2.json", `{"event":"person.closed","version":2,"data":{}}`)
			},
			samples: samples(),
			want:    "person.closed version 2 is unknown here, the newest known is 1",
		},
		"a file under another name": {
			change:  func(dir string) error { return put(dir, "person.closed.v1.3.json", oldFile) },
			samples: samples(),
			want:    "holds person.registered version 1, its name says another",
		},
		"a file that is none": {
			change:  func(dir string) error { return put(dir, "notes.txt", "hello") },
			samples: samples(),
			want:    "notes.txt is no golden file",
		},
		"a codec with mistakes": {
			codec:   func(c *eventsourcing.Codec[state]) { eventsourcing.Register[closed](c, "person.closed", 1) },
			samples: samples(),
			want:    "the registry is not in order: eventsourcing: person.closed is registered twice",
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t)
			if test.change != nil {
				require.NoError(t, test.change(dir))
			}
			codec := codec()
			if test.codec != nil {
				test.codec(codec)
			}
			before := contents(t, dir)
			got := failing.Messages(t, func(tb testing.TB) { check(tb, codec, dir, test.update, test.samples) })
			assert.Contains(t, got, test.want)
			assert.Equal(t, before, contents(t, dir), "files once there are never edited")
		})
	}
}

func TestReadGivesTheUpcastEvent(t *testing.T) {
	event := Read(t, codec(), filepath.Join(folder(t), "person.registered.v1.json"))
	assert.Equal(t, registered{ID: "unknown", Person: eventsourcing.NewPersonal(identity{Family: "Иванова"})}, event)
}

func TestReadFails(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, put(dir, "person.moved.v1.json", `{"event":"person.moved","version":1,"data":{}}`))
	for file, want := range map[string]string{
		"person.moved.v1.json": `event "person.moved" is unknown here`,
		"nothing.v1.json":      "no such file",
	} {
		got := failing.Messages(t, func(tb testing.TB) { Read(tb, codec(), filepath.Join(dir, file)) })
		assert.Contains(t, got, want)
	}
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	files, err := os.ReadDir(dir)
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(dir, file.Name()))
		require.NoError(t, err)
		texts[file.Name()] = string(text)
	}
	return texts
}
