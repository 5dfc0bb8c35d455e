package centre_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/identity/centre/centretest"
)

// CNF-3: centres are found by region and kind, with address and hours; those without accreditation are not shown.
func TestFind(t *testing.T) {
	play(t, func(s scene) {
		ids := func(query centre.Query) (ids []string) {
			s.Helper()
			found, err := s.Centres.Find(s.Context(), query)
			require.NoError(s, err)
			for _, one := range found {
				assert.NotEmpty(s, one.Address.Russian)
				assert.NotEmpty(s, one.Hours.In(language.Russian))
				ids = append(ids, one.ID)
			}
			return ids
		}
		assert.Equal(s, []string{"telecom-25-001", "mfc-77-001", "post-77-002"}, ids(centre.Query{}))
		assert.Equal(s, []string{"mfc-77-001"}, ids(centre.Query{Region: "77", Kind: centre.MFC}))
		lapsed, err := s.Centres.Centre(s.Context(), "bank-77-003")
		require.NoError(s, err)
		assert.False(s, lapsed.AccreditedAt(time.Now()))
	})
}

// Trouble of the directory is passing trouble, told as such, and nothing is recorded.
func TestDirectoryInTrouble(t *testing.T) {
	play(t, func(s scene) {
		for name, c := range map[string]struct {
			trouble error
			axis    error
		}{
			"passing": {fault.AsTransient(errors.New("down")), fault.Transient},
			"lasting": {fault.AsPermanent(errors.New("gone")), fault.Permanent},
			"unnamed": {errors.New("?"), fault.Permanent},
		} {
			s.Directory.Fail(c.trouble)
			_, err := s.receive(papers())
			require.ErrorIs(s, err, c.axis, name)
			_, err = s.Centres.Find(s.Context(), centre.Query{})
			require.ErrorIs(s, err, c.axis, name)
		}
		s.Directory.Fail(nil)
		s.Directory.Delay(6 * time.Second)
		_, err := s.receive(papers())
		require.ErrorIs(s, err, fault.Transient)
		assert.ErrorContains(s, err, "did not answer within 5s")
		s.Directory.Delay(0)
		assert.Empty(s, s.visits())
		_, err = s.receive(papers())
		require.NoError(s, err)
	})
}

// Nobody is sent to an entry that makes no sense, and no desk works there.
func TestEntriesThatMakeNoSense(t *testing.T) {
	play(t, func(s scene) {
		broken := centretest.Centres()[2]
		broken.ID, broken.Address = "mfc-77-009", fault.Text{}
		s.Directory.Put(broken)
		found, err := s.Centres.Find(s.Context(), centre.Query{Kind: centre.MFC})
		require.NoError(s, err)
		assert.Len(s, found, 1)
		_, err = s.Centres.Receive(s.Context(), centre.Receive{Desk: s.employ("+79260000007", broken.ID), Account: s.id, Shown: papers()})
		require.ErrorIs(s, err, fault.Permanent)
	})
}

func TestHours(t *testing.T) {
	hours := centre.Hours{Zone: "Europe/Moscow"}
	for day := time.Monday; day <= time.Friday; day++ {
		hours.Open = append(hours.Open, centre.Span{Day: day, From: 8 * 60, To: 20 * 60})
	}
	hours.Open = append(hours.Open,
		centre.Span{Day: time.Saturday, From: 14 * 60, To: 18 * 60}, centre.Span{Day: time.Saturday, From: 9 * 60, To: 13 * 60},
		centre.Span{Day: time.Sunday, From: 0, To: 24 * 60},
	)
	assert.Equal(t, "пн–пт 08:00–20:00; сб 09:00–13:00, 14:00–18:00; вс 00:00–24:00", hours.In(language.Russian))
	assert.Equal(t, "Mon–Fri 08:00–20:00; Sat 09:00–13:00, 14:00–18:00; Sun 00:00–24:00", hours.In(language.English))
	assert.Empty(t, centre.Hours{Zone: "Europe/Moscow"}.In(language.Russian))
	for at, open := range map[string]bool{
		"2026-03-02T04:59:59Z": false, "2026-03-02T05:00:00Z": true, "2026-03-02T16:59:59Z": true, "2026-03-02T17:00:00Z": false,
		"2026-03-07T10:30:00Z": false, "2026-03-07T11:30:00Z": true, "2026-03-07T21:00:00Z": true, "2026-03-08T20:59:59Z": true,
		"2026-03-08T21:00:00Z": false,
	} {
		moment, err := time.Parse(time.RFC3339, at)
		require.NoError(t, err)
		assert.Equal(t, open, hours.OpenAt(moment), at)
	}
	assert.False(t, centre.Hours{Zone: "?", Open: hours.Open}.OpenAt(time.Now()))
}

func TestParseClock(t *testing.T) {
	for text, want := range map[string]centre.Clock{"00:00": 0, "09:05": 545, "24:00": 1440} {
		got, err := centre.ParseClock(text)
		require.NoError(t, err)
		assert.Equal(t, want, got)
		assert.Equal(t, text, got.String())
	}
	for _, text := range []string{"", "9:00", "09:60", "24:01", "-1:00", "09.00", "09:00 ", "аб:вг", "+9:00", "09:-1"} {
		_, err := centre.ParseClock(text)
		require.Error(t, err, text)
	}
}
