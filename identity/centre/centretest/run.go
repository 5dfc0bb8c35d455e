package centretest

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/centre"
)

// Run runs the suite. Each test gets a directory of its own with the centres given.
func Run(t *testing.T, start func(t *testing.T, centres ...centre.Centre) centre.Directory) {
	t.Helper()
	t.Run("Centre", func(t *testing.T) { everyEntryComesBack(t, start) })
	t.Run("Find", func(t *testing.T) { foundAndOrdered(t, start) })
	t.Run("Cancelled", func(t *testing.T) { cancelled(t, start) })
	t.Run("Concurrent", func(t *testing.T) { concurrent(t, start) })
}

var opened = time.Date(1998, 1, 1, 0, 0, 0, 0, time.UTC)

// Centres are those of the suite, in an order that is not the one of Find.
func Centres() []centre.Centre {
	moscow := fault.Text{Russian: "Москва", English: "Moscow"}
	coast := fault.Text{Russian: "Приморский край", English: "Primorsky Krai"}
	hours := centre.Hours{Zone: "Europe/Moscow", Open: []centre.Span{
		{Day: time.Monday, From: 8 * 60, To: 13 * 60},
		{Day: time.Monday, From: 14 * 60, To: 20 * 60},
		{Day: time.Sunday, From: 0, To: 24 * 60},
	}}
	entry := func(id string, kind centre.Kind, region string, named fault.Text, name string) centre.Centre {
		return centre.Centre{
			ID: id, Kind: kind, Region: region, RegionName: named, Hours: hours, AccreditedFrom: opened,
			Name:    fault.Text{Russian: name, English: name + " (en)"},
			Address: fault.Text{Russian: "ул. Бахрушина, д. 13, стр. «А»", English: "13 Bakhrushina St, bld. \"A\""},
		}
	}
	phone := entry("mfc-77-002", centre.MFC, "77", moscow, "Б")
	phone.Phone = "+7 495 000-00-01"
	ended := entry("mfc-77-003", centre.MFC, "77", moscow, "В")
	ended.AccreditedUntil = opened.AddDate(1, 0, 0)
	never := entry("bank-77-001", centre.BankOffice, "77", moscow, "Г")
	never.AccreditedFrom = time.Time{}
	return []centre.Centre{
		never, ended, entry("mfc-77-001", centre.MFC, "77", moscow, "А"), entry("post-25-001", centre.PostOffice, "25", coast, "Я"),
		phone, entry("mfc-77-000", centre.MFC, "77", moscow, "Б"),
	}
}

func everyEntryComesBack(t *testing.T, start func(t *testing.T, centres ...centre.Centre) centre.Directory) {
	directory := start(t, Centres()...)
	for _, want := range Centres() {
		found, err := directory.Centre(t.Context(), want.ID)
		require.NoError(t, err)
		assert.Equal(t, want, found)
		require.NoError(t, found.Validate())
	}
	for _, id := range []string{"", "mfc-77", "MFC-77-001", "../mfc-77-001"} {
		_, err := directory.Centre(t.Context(), id)
		require.ErrorIs(t, err, centre.ErrUnknownCentre, id)
	}
}

func foundAndOrdered(t *testing.T, start func(t *testing.T, centres ...centre.Centre) centre.Directory) {
	directory := start(t, Centres()...)
	for name, c := range map[string]struct {
		query centre.Query
		want  []string
	}{
		"all":        {centre.Query{}, []string{"post-25-001", "mfc-77-001", "mfc-77-000", "mfc-77-002", "mfc-77-003", "bank-77-001"}},
		"region":     {centre.Query{Region: "25"}, []string{"post-25-001"}},
		"kind":       {centre.Query{Kind: centre.MFC}, []string{"mfc-77-001", "mfc-77-000", "mfc-77-002", "mfc-77-003"}},
		"accredited": {centre.Query{Region: "77", Accredited: opened.AddDate(1, 0, 0)}, []string{"mfc-77-001", "mfc-77-000", "mfc-77-002"}},
		"the last moment of an accreditation": {
			centre.Query{Region: "77", Accredited: opened.AddDate(1, 0, 0).Add(-1)},
			[]string{"mfc-77-001", "mfc-77-000", "mfc-77-002", "mfc-77-003"},
		},
		"before": {centre.Query{Accredited: opened.Add(-1)}, nil},
		"nobody": {centre.Query{Region: "99"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := directory.Find(t.Context(), c.query)
			require.NoError(t, err)
			var ids []string
			for _, one := range found {
				ids = append(ids, one.ID)
			}
			assert.Equal(t, c.want, ids)
		})
	}
}

func cancelled(t *testing.T, start func(t *testing.T, centres ...centre.Centre) centre.Directory) {
	directory := start(t, Centres()...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := directory.Centre(ctx, "mfc-77-001")
	require.ErrorIs(t, err, context.Canceled)
	_, err = directory.Find(ctx, centre.Query{})
	require.ErrorIs(t, err, context.Canceled)
}

// What is found belongs to whoever asked: changing it changes nobody else's.
func concurrent(t *testing.T, start func(t *testing.T, centres ...centre.Centre) centre.Directory) {
	directory := start(t, Centres()...)
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			for range 50 {
				found, err := directory.Find(t.Context(), centre.Query{Region: "77"})
				assert.NoError(t, err)
				slices.Reverse(found)
				found[0].ID = "changed"
				one, err := directory.Centre(t.Context(), "mfc-77-001")
				assert.NoError(t, err)
				assert.Equal(t, "mfc-77-001", one.ID)
			}
		})
	}
	asking.Wait()
}
