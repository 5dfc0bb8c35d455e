package eventsourcing_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

type hired struct{ Points int }

func (hired) Evolve(s staffMember) staffMember { return s }

func staffCodec() *es.Codec[staffMember] {
	codec := es.NewCodec[staffMember]()
	es.Register[hired](codec, "staff.hired", 1)
	return codec
}

func TestCatalogJoinsCodecs(t *testing.T) {
	c := newClub(t)
	catalog, err := es.NewCatalog(c.Keyring(), memberCodec(), staffCodec())
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"member.credited": 1, "member.joined": 1, "member.left": 1, "staff.hired": 1}, catalog.Versions())

	for _, event := range []any{hired{}, &hired{}} {
		name, ok := catalog.NameOf(event)
		assert.True(t, ok)
		assert.Equal(t, "staff.hired", name)
	}
	for _, event := range []any{nil, unregistered{}, 7, new(any)} {
		_, ok := catalog.NameOf(event)
		assert.False(t, ok)
	}
}

func TestCatalogReads(t *testing.T) {
	c := newClub(t)
	c.joins(t, "7", secretName, credit(5))
	catalog := memberCatalog(t, c)
	page, err := c.Store().Read(t.Context(), 0, 10)
	require.NoError(t, err)

	var events []any
	for _, record := range page.Records {
		event, err := catalog.Read(t.Context(), record)
		require.NoError(t, err)
		events = append(events, event)
	}
	assert.Equal(t, []any{joined{ID: "7", Person: es.NewPersonal(identity{secretName})}, credited{Points: 5}}, events)

	var points credited
	require.NoError(t, catalog.ReadInto(t.Context(), page.Records[1], &points))
	assert.Equal(t, credited{Points: 5}, points)
	for _, target := range []any{&left{}, credited{}, nil} {
		err := catalog.ReadInto(t.Context(), page.Records[1], target)
		assert.ErrorContains(t, err, "cannot decode eventsourcing_test.credited into")
		assert.ErrorIs(t, err, fault.Permanent)
	}

	_, err = catalog.Read(t.Context(), es.Record{Type: "member.moved", Schema: 1})
	assert.ErrorIs(t, err, fault.Permanent)
	assert.ErrorIs(t, catalog.ReadInto(t.Context(), es.Record{Type: "member.left", Schema: 9}, &left{}), fault.Permanent)
}

func TestCatalogReadsAllOfAPage(t *testing.T) {
	store := &keyCounter{Store: memory.NewStore()}
	c := newClub(t, withStore(store))
	for _, id := range []string{"7", "8", "9"} {
		c.joins(t, id, "of "+id)
	}
	again := func(id string) {
		event := joined{ID: id, Person: es.NewPersonal(identity{"of " + id})}
		require.NoError(t, c.decide(t.Context(), id, record(event)))
	}
	for range 2 {
		again("7")
		again("8")
		again("9")
	}
	c.erase(t, "8")
	page, err := c.Store().Read(t.Context(), 0, 100)
	require.NoError(t, err)
	records := append([]es.Record{{Type: "member.moved", Schema: 1}}, page.Records...)
	catalog := memberCatalog(t, c)

	store.asked = 0
	seen := 0
	for event, err := range catalog.ReadAll(t.Context(), records) {
		alone, aloneErr := catalog.Read(t.Context(), records[seen])
		assert.Equal(t, alone, event)
		assert.Equal(t, aloneErr, err)
		assert.Equal(t, seen == 0, err != nil, "what cannot be read does not keep the rest from being read")
		seen++
	}
	assert.Equal(t, 1+9, seen)
	assert.Equal(t, 9+3, store.asked, "once for each record read alone, once for each key read together")
	for _, err := range catalog.ReadAll(t.Context(), records) {
		require.Error(t, err)
		break
	}
}

// Records may be kept, and their data key destroyed meanwhile.
func TestCatalogDoesNotTrustAKeyThatCameAlong(t *testing.T) {
	c := newClub(t)
	c.joins(t, "7", secretName)
	stored := c.stored(t, "7")
	require.NotNil(t, stored[0].Wrapped)
	c.erase(t, "7")
	erased := joined{ID: "7", Person: es.Personal[identity]{Erased: true}}
	event, err := memberCatalog(t, c).Read(t.Context(), stored[0])
	require.NoError(t, err)
	assert.Equal(t, erased, event)
	for event, err := range memberCatalog(t, c).ReadAll(t.Context(), stored) {
		require.NoError(t, err)
		assert.Equal(t, erased, event)
	}
}

func TestCatalogReadsOlderVersions(t *testing.T) {
	catalog, err := es.NewCatalog(newClub(t).Keyring(), namedCodec())
	require.NoError(t, err)
	event, err := catalog.Read(t.Context(), es.Record{Type: "member.named", Schema: 1, Data: []byte(`{"id":"7","name":"Ким"}`)})
	require.NoError(t, err)
	assert.Equal(t, named{ID: "7", From: 2, Person: es.NewPersonal(fullName{Family: "Ким"})}, event)
}

func TestNewCatalogRefuses(t *testing.T) {
	_, err := es.NewCatalog(nil, memberCodec())
	assert.ErrorContains(t, err, "a catalog needs a keyring")
	_, err = es.NewCatalog(newClub(t).Keyring(), memberCodec(), memberCodec())
	for _, name := range []string{"member.joined", "member.credited", "member.left"} {
		assert.ErrorContains(t, err, name+" is registered in two codecs")
	}
}
