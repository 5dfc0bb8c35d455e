package eventsourcing_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// Three versions of one event: the name was public at first, then sealed, then split.
type (
	namedV1 struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	namedV2 struct {
		ID   string              `json:"id"`
		Name es.Personal[string] `json:"-"`
	}
	named struct {
		ID     string                `json:"id"`
		Person es.Personal[fullName] `json:"-"`
		From   int                   `json:"from"`
	}
	fullName struct {
		Given, Family string
	}
)

func (e named) Evolve(m member) member { m.Family = e.Person.Value().Family; return m }

func namedPart(e *named) (string, *es.Personal[fullName]) { return e.ID, &e.Person }

func namedV2Part(e *namedV2) (string, *es.Personal[string]) { return e.ID, &e.Name }

func namedCodec() *es.Codec[member] {
	codec := es.NewCodec[member]()
	es.RegisterPersonal(codec, "member.named", 3, namedPart)
	es.UpcastPersonal(codec, "member.named", 2, namedV2Part, func(old namedV2) named {
		return named{ID: old.ID, From: 2, Person: es.NewPersonal(fullName{Family: old.Name.Value()})}
	})
	es.Upcast(codec, "member.named", 1, func(old namedV1) namedV2 {
		return namedV2{ID: old.ID, Name: es.NewPersonal(old.Name)}
	})
	return codec
}

func TestCodecWritesAndReads(t *testing.T) {
	codec := namedCodec()
	require.NoError(t, codec.Err())
	event := named{ID: "7", From: 3, Person: es.NewPersonal(fullName{"Анна", "Иванова"})}

	plain, err := codec.Encode(event)
	require.NoError(t, err)
	assert.Equal(t, es.Plain{
		Type: "member.named", Schema: 3, Subject: "7",
		Data: []byte(`{"id":"7","from":3}`), Personal: []byte(`{"Given":"Анна","Family":"Иванова"}`),
	}, plain)

	read, err := codec.Decode(plain)
	require.NoError(t, err)
	assert.Equal(t, event, read)
	assert.Equal(t, map[string]int{"member.named": 3}, codec.Versions())
}

func TestCodecUpcasts(t *testing.T) {
	for name, test := range map[string]struct {
		plain es.Plain
		want  named
	}{
		"over two versions, from public to personal": {
			es.Plain{Schema: 1, Data: []byte(`{"id":"7","name":"Иванова"}`)},
			named{ID: "7", From: 2, Person: es.NewPersonal(fullName{Family: "Иванова"})},
		},
		"over one version, from personal to personal": {
			es.Plain{Schema: 2, Data: []byte(`{"id":"7"}`), Personal: []byte(`"Иванова"`), Subject: "7"},
			named{ID: "7", From: 2, Person: es.NewPersonal(fullName{Family: "Иванова"})},
		},
		"erased, though the upcaster makes a new personal part": {
			es.Plain{Schema: 2, Data: []byte(`{"id":"7"}`), Subject: "7"},
			named{ID: "7", From: 2, Person: es.Personal[fullName]{Erased: true}},
		},
		"present": {
			es.Plain{Schema: 3, Data: []byte(`{"id":"7"}`), Personal: []byte(`{"Given":"Анна"}`), Subject: "7"},
			named{ID: "7", Person: es.NewPersonal(fullName{Given: "Анна"})},
		},
		"present and erased": {
			es.Plain{Schema: 3, Data: []byte(`{"id":"7"}`), Subject: "7"},
			named{ID: "7", Person: es.Personal[fullName]{Erased: true}},
		},
		"a field this release does not know": {
			es.Plain{Schema: 1, Data: []byte(`{"id":"7","name":"","more":1}`)},
			named{ID: "7", From: 2, Person: es.NewPersonal(fullName{})},
		},
	} {
		t.Run(name, func(t *testing.T) {
			test.plain.Type = "member.named"
			read, err := namedCodec().Decode(test.plain)
			require.NoError(t, err)
			assert.Equal(t, test.want, read)
		})
	}
}

func TestCodecWritesAnErasedEventAsErased(t *testing.T) {
	erased := named{ID: "7", Person: es.Personal[fullName]{Erased: true}}
	plain, err := namedCodec().Encode(erased)
	require.NoError(t, err)
	assert.Nil(t, plain.Personal)
	read, err := namedCodec().Decode(plain)
	require.NoError(t, err)
	assert.Equal(t, erased, read)
}

func TestCodecRewritesInTheOldVersion(t *testing.T) {
	old := es.Plain{Type: "member.named", Schema: 2, Data: []byte(`{"id":"7"}`), Personal: []byte(`"И"`), Subject: "7"}
	again, err := namedCodec().Rewrite(old)
	require.NoError(t, err)
	assert.Equal(t, old, again)

	old.Data = []byte(`{"id":"7","more":1}`)
	again, err = namedCodec().Rewrite(old)
	require.NoError(t, err)
	assert.Equal(t, `{"id":"7"}`, string(again.Data), "what the shape does not hold is missing")

	for _, broken := range []es.Plain{{Type: "member.moved", Schema: 1}, {Type: "member.named", Schema: 2, Data: []byte(`{`)}} {
		_, err = namedCodec().Rewrite(broken)
		assert.ErrorIs(t, err, fault.Permanent)
	}
}

func TestCodecRefusesToRead(t *testing.T) {
	for name, test := range map[string]struct {
		plain es.Plain
		want  string
	}{
		"an unknown event":        {es.Plain{Type: "member.moved", Schema: 1}, `event "member.moved" is unknown here`},
		"a newer version":         {es.Plain{Type: "member.named", Schema: 4}, "member.named version 4 is unknown here, the newest known is 3"},
		"version 0":               {es.Plain{Type: "member.named"}, "member.named version 0 is unknown here"},
		"broken JSON":             {es.Plain{Type: "member.named", Schema: 1, Data: []byte(`{`)}, "reading member.named version 1: unexpected end of JSON input"},
		"no JSON at all":          {es.Plain{Type: "member.named", Schema: 3}, "reading member.named version 3"},
		"a personal part unfit":   {es.Plain{Type: "member.named", Schema: 2, Data: []byte(`{}`), Personal: []byte(`79161234567`)}, "its personal part is no string in JSON"},
		"a personal part damaged": {es.Plain{Type: "member.named", Schema: 3, Data: []byte(`{}`), Personal: []byte(`{"Given":"Анна`)}, "its personal part is no eventsourcing_test.fullName in JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := namedCodec().Decode(test.plain)
			require.ErrorContains(t, err, test.want)
			assert.ErrorIs(t, err, fault.Permanent)
			assert.NotContains(t, err.Error(), "79161234567")
			assert.NotContains(t, err.Error(), "Анна")
		})
	}
}

type unwritable struct {
	Channel chan int `json:"channel"`
}

func (unwritable) Evolve(m member) member { return m }

type secretive struct {
	ID     string              `json:"id"`
	Secret es.Personal[touchy] `json:"-"`
	Extra  any                 `json:"extra,omitempty"`
}

func (secretive) Evolve(m member) member { return m }

// touchy quotes itself in its errors, as it should not.
type touchy string

func (t touchy) MarshalText() ([]byte, error) {
	return nil, fault.Define("touchy", string(t), string(t))
}

func TestCodecRefusesToWrite(t *testing.T) {
	codec := namedCodec()
	es.Register[unwritable](codec, "member.unwritable", 1)
	es.RegisterPersonal(codec, "member.secretive", 1, func(e *secretive) (string, *es.Personal[touchy]) { return e.ID, &e.Secret })
	require.NoError(t, codec.Err())
	for name, test := range map[string]struct {
		event any
		want  string
	}{
		"an event that is not registered": {unregistered{}, "event eventsourcing_test.unregistered is not registered"},
		"a pointer to an event":           {&named{ID: "7"}, "event *eventsourcing_test.named is not registered"},
		"nothing":                         {nil, "event <nil> is not registered"},
		"personal data of nobody":         {named{Person: es.NewPersonal(fullName{"Анна", "И"})}, "writing member.named: its personal data have no subject"},
		"what JSON cannot hold":           {unwritable{}, "writing member.unwritable: json: unsupported type"},
		"public data beside personal":     {secretive{ID: "7", Extra: func() {}}, "writing member.secretive: json: unsupported type"},
		"personal data JSON cannot hold":  {secretive{ID: "7", Secret: es.NewPersonal[touchy]("Анна")}, "its personal part is no eventsourcing_test.touchy in JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := codec.Encode(test.event)
			require.ErrorContains(t, err, test.want)
			assert.ErrorIs(t, err, fault.Permanent)
			assert.NotContains(t, err.Error(), "Анна")
		})
	}
}

// Shapes with personal data where they do not belong.
type (
	untagged struct {
		ID   string
		Name es.Personal[string]
	}
	embedded struct {
		es.Personal[string] `json:"-"`
	}
	twice struct {
		ID          string
		Given, Last es.Personal[string] `json:"-"`
	}
	nested struct {
		ID     string
		People []struct{ Inner *namedV2 }
	}
	tree struct {
		Children []tree
		Parent   *tree
	}
)

func (untagged) Evolve(m member) member { return m }
func (embedded) Evolve(m member) member { return m }
func (twice) Evolve(m member) member    { return m }
func (nested) Evolve(m member) member   { return m }
func (tree) Evolve(m member) member     { return m }
func (namedV2) Evolve(m member) member  { return m }

func TestCodecReportsMistakes(t *testing.T) {
	type filling = func(codec *es.Codec[member])
	upcast := func(from int) filling {
		return func(codec *es.Codec[member]) {
			es.Upcast(codec, "member.left", from, func(left) left { return left{} })
		}
	}
	register := func(name string, version int) filling {
		return func(codec *es.Codec[member]) { es.Register[left](codec, name, version) }
	}
	for name, test := range map[string]struct {
		fill []filling
		want string
	}{
		"no name":           {[]filling{register("", 1)}, `"" is no dotted event name`},
		"no dot":            {[]filling{register("left", 1)}, `"left" is no dotted event name`},
		"capitals":          {[]filling{register("member.Left", 1)}, `"member.Left" is no dotted event name`},
		"an empty part":     {[]filling{register("member..left", 1)}, `"member..left" is no dotted event name`},
		"another line":      {[]filling{register("member.left\n", 1)}, `is no dotted event name`},
		"version 0":         {[]filling{register("member.left", 0)}, "member.left has version 0, versions begin at 1"},
		"a negative one":    {[]filling{register("member.left", -1)}, "member.left has version -1"},
		"a name twice":      {[]filling{register("member.left", 1), func(c *es.Codec[member]) { es.Register[credited](c, "member.left", 1) }}, "member.left is registered twice"},
		"a type twice":      {[]filling{register("member.left", 1), register("member.gone", 1)}, "eventsourcing_test.left is registered twice, as member.left and member.gone"},
		"a pointer type":    {[]filling{func(c *es.Codec[member]) { es.Register[*left](c, "member.left", 1) }}, "*eventsourcing_test.left is a pointer, events are values"},
		"a gap":             {[]filling{register("member.left", 3), upcast(1)}, "member.left version 2 has no upcaster"},
		"no upcaster":       {[]filling{register("member.left", 2)}, "member.left version 1 has no upcaster"},
		"an early upcaster": {[]filling{upcast(1)}, "upcaster for member.left, which is not registered"},
		"one from version 0": {
			[]filling{register("member.left", 2), upcast(1), upcast(0)}, "upcaster for member.left from version 0, which is not older than the present 2",
		},
		"one from the present": {
			[]filling{register("member.left", 2), upcast(1), upcast(2)}, "upcaster for member.left from version 2, which is not older than the present 2",
		},
		"two from one version": {[]filling{register("member.left", 2), upcast(1), upcast(1)}, "two upcasters for member.left from version 1"},
		"one into another shape": {
			[]filling{register("member.left", 3), upcast(2), func(c *es.Codec[member]) {
				es.Upcast(c, "member.left", 1, func(left) credited { return credited{} })
			}}, "member.left version 1 becomes eventsourcing_test.credited, but version 2 is eventsourcing_test.left",
		},
		"a personal event as public": {
			[]filling{func(c *es.Codec[member]) { es.Register[named](c, "member.named", 1) }}, "member.named version 1 has a Personal field",
		},
		"a personal part deep inside": {
			[]filling{func(c *es.Codec[member]) { es.Register[nested](c, "member.nested", 1) }}, "member.nested version 1 has a Personal field",
		},
		"an old personal shape as public": {
			[]filling{register("member.left", 2), func(c *es.Codec[member]) {
				es.Upcast(c, "member.left", 1, func(namedV2) left { return left{} })
			}}, "member.left version 1 has a Personal field",
		},
		"a public event as personal": {
			[]filling{func(c *es.Codec[member]) {
				es.RegisterPersonal(c, "member.left", 1, func(*left) (string, *es.Personal[string]) { return "", nil })
			}}, "member.left version 1 has no Personal field",
		},
		"two personal parts": {
			[]filling{func(c *es.Codec[member]) {
				es.RegisterPersonal(c, "member.named", 1, func(e *twice) (string, *es.Personal[string]) { return e.ID, &e.Given })
			}}, "member.named version 1 has 2 Personal fields, join them in one",
		},
		"a personal part in the public one": {
			[]filling{func(c *es.Codec[member]) {
				es.RegisterPersonal(c, "member.named", 1, func(e *untagged) (string, *es.Personal[string]) { return e.ID, &e.Name })
			}}, `member.named version 1: the Personal field needs a name and the tag json:"-"`,
		},
		"an embedded personal part": {
			[]filling{func(c *es.Codec[member]) {
				es.RegisterPersonal(c, "member.named", 1, func(e *embedded) (string, *es.Personal[string]) { return "", &e.Personal })
			}}, `member.named version 1: the Personal field needs a name and the tag json:"-"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			codec := es.NewCodec[member]()
			for _, fill := range test.fill {
				fill(codec)
			}
			require.ErrorContains(t, codec.Err(), test.want)
			assert.Equal(t, codec.Err(), codec.Err(), "asking changes nothing")
			_, err := es.NewRepository("member", codec)
			require.ErrorContains(t, err, test.want)
			_, err = es.NewCatalog(es.NewKeyring(nil, nil, nil), codec)
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestCodecReportsAllMistakes(t *testing.T) {
	codec := es.NewCodec[member]()
	es.Register[left](codec, "left", 1)
	es.Register[credited](codec, "member.credited", 3)
	es.Register[tree](codec, "member.tree", 1)
	assert.EqualError(t, codec.Err(), `eventsourcing: "left" is no dotted event name
eventsourcing: member.credited version 1 has no upcaster
eventsourcing: member.credited version 2 has no upcaster`)
}

func TestCodecWithAGapDoesNotPanic(t *testing.T) {
	codec := es.NewCodec[member]()
	es.Register[left](codec, "member.left", 2)
	_, err := codec.Decode(es.Plain{Type: "member.left", Schema: 1, Data: []byte(`{}`)})
	assert.ErrorContains(t, err, "member.left version 1 is unknown here")
}

func FuzzDecode(f *testing.F) {
	f.Add("member.named", 1, []byte(`{"id":"7","name":"И"}`), []byte(nil))
	f.Add("member.named", 2, []byte(`{"id":"7"}`), []byte(`"И"`))
	f.Add("member.named", 3, []byte(`{"id":"7"}`), []byte(`{"Given":"А"}`))
	f.Add("member.named", 4, []byte(`null`), []byte(`null`))
	codec := namedCodec()
	f.Fuzz(func(t *testing.T, name string, version int, data, personal []byte) {
		event, err := codec.Decode(es.Plain{Type: name, Schema: version, Data: data, Personal: personal})
		if err != nil {
			assert.ErrorIs(t, err, fault.Permanent)
			return
		}
		assert.IsType(t, named{}, event)
		assert.True(t, json.Valid(data))
	})
}
