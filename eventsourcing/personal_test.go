package eventsourcing_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html/template"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

const (
	secretName = "Иванова"
	secretHex  = "d098d0b2d0b0"
)

// secrets are values with personal data in them, in every position a program may print one.
func secrets() map[string]any {
	personal := es.NewPersonal(identity{secretName})
	event := joined{ID: "7", Person: personal}
	return map[string]any{
		"the part":            personal,
		"a pointer to it":     &personal,
		"of plain text":       es.NewPersonal(secretName),
		"of bytes":            es.NewPersonal([]byte(secretName)),
		"of a number":         es.NewPersonal(79161234567),
		"inside an event":     event,
		"a pointer to one":    &event,
		"a list":              []any{event, &event},
		"a map":               map[string]es.Personal[identity]{"x": personal},
		"as a key":            map[es.Personal[identity]]int{personal: 1},
		"deeper":              struct{ Events []joined }{[]joined{event}},
		"inside itself":       es.NewPersonal(es.NewPersonal(secretName)),
		"an unexported field": struct{ last joined }{event},
	}
}

func assertNoSecret(t *testing.T, text string) {
	t.Helper()
	lower := strings.ToLower(text)
	assert.NotContains(t, text, secretName)
	assert.NotContains(t, text, "79161234567")
	assert.NotContains(t, lower, secretHex)
	assert.NotContains(t, lower, "0x128f5e5c47", "79161234567 in hex")
	assert.NotContains(t, text, `\u0418\u0432\u0430`)
	assert.NotContains(t, text, "[208 152 208 178", "the bytes in decimal")
}

func TestPersonalIsPrintedByNoVerb(t *testing.T) {
	for where, secret := range secrets() {
		for _, verb := range strings.Split("v +v #v s +s #s q +q #q x X #x # x d +d b o O c U t T e f g p w 10v -10s .3q [1]v", " ") {
			assertNoSecret(t, fmt.Sprintf("%"+verb, secret))
		}
		assertNoSecret(t, fmt.Sprint(secret)+fmt.Sprintln(secret))
		assertNoSecret(t, fmt.Errorf("wrapped: %v", secret).Error())
		t.Log(where)
	}
	plain := es.Plain{Type: "member.joined", Schema: 2, Data: []byte(secretName), Personal: []byte(secretName)}
	assert.Equal(t, "member.joined version 2", fmt.Sprintf("%+v", plain))
	assert.Equal(t, "{7 [personal]}", fmt.Sprint(joined{ID: "7", Person: es.NewPersonal(identity{secretName})}))
}

func TestPersonalIsPrintedByNoLogger(t *testing.T) {
	for where, secret := range secrets() {
		t.Run(where, func(t *testing.T) {
			var out bytes.Buffer
			for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
				logger := slog.New(handler)
				logger.Info("event", "value", secret, "values", []any{secret}, slog.Group("group", "value", secret))
				logger.With("value", secret).Info("event")
			}
			slog.New(slog.DiscardHandler).Info("event", "value", secret)
			assertNoSecret(t, out.String())
		})
	}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("event", "person", es.NewPersonal(secretName))
	assert.Contains(t, out.String(), `"person":"[personal]"`)
}

func TestPersonalIsWrittenByNoJSONEncoder(t *testing.T) {
	for where, secret := range secrets() {
		t.Run(where, func(t *testing.T) {
			text, err := json.Marshal(secret)
			assertNoSecret(t, string(text))
			if err != nil {
				assertNoSecret(t, err.Error())
			}
		})
	}
	_, err := json.Marshal(es.NewPersonal(secretName))
	require.ErrorContains(t, err, `a Personal field needs the tag json:"-"`)
	var personal es.Personal[string]
	require.ErrorContains(t, json.Unmarshal([]byte(`"x"`), &personal), `a Personal field needs the tag json:"-"`)
}

func TestPersonalIsShownByNoTemplate(t *testing.T) {
	var out bytes.Buffer
	page := template.Must(template.New("").Parse(`<p title="{{.Person}}">{{.Person}} {{.}}</p>`))
	require.NoError(t, page.Execute(&out, joined{Person: es.NewPersonal(identity{secretName})}))
	assertNoSecret(t, out.String())
}

func TestPersonalCompares(t *testing.T) {
	type contact struct {
		Kind  string
		Lines []string
	}
	one := es.NewPersonal(contact{"phone", []string{"a", "b"}})
	same := es.NewPersonal(contact{"phone", []string{"a", "b"}})
	other := es.NewPersonal(contact{"phone", []string{"a", "c"}})
	assert.True(t, reflect.DeepEqual(one, same))
	assert.False(t, reflect.DeepEqual(one, other))
	assert.False(t, reflect.DeepEqual(es.Personal[contact]{}, es.Personal[contact]{Erased: true}))
	assert.False(t, reflect.DeepEqual(es.NewPersonal(""), es.Personal[string]{}), "given empty is not never given")
	assert.Equal(t, es.NewPersonal("a"), es.NewPersonal("a"))
	assert.NotEqual(t, es.NewPersonal("a"), es.NewPersonal("b"))
}

func TestPersonalWithoutAValue(t *testing.T) {
	assert.Empty(t, es.Personal[string]{}.Value())
	assert.Empty(t, es.Personal[identity]{Erased: true}.Value())
	assert.Equal(t, "x", es.NewPersonal("x").Value())
}
