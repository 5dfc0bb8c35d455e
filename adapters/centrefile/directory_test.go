package centrefile_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/adapters/centrefile"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/identity/centre/centretest"
)

func TestDirectory(t *testing.T) {
	centretest.Run(t, func(t *testing.T, centres ...centre.Centre) centre.Directory {
		directory, err := centrefile.Open(write(t, encode(t, centres)))
		require.NoError(t, err)
		return directory
	})
}

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "centres.json")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// encode writes centres as the package's documentation tells.
func encode(t *testing.T, centres []centre.Centre) string {
	t.Helper()
	both := func(text fault.Text) map[string]string {
		return map[string]string{"ru": text.Russian, "en": text.English}
	}
	var all []map[string]any
	for _, c := range centres {
		var hours []map[string]any
		for _, span := range c.Hours.Open {
			day := strings.ToLower(span.Day.String()[:3])
			hours = append(hours, map[string]any{"days": []string{day}, "from": span.From.String(), "to": span.To.String()})
		}
		one := map[string]any{
			"id": c.ID, "kind": c.Kind, "name": both(c.Name), "region": c.Region, "regionName": both(c.RegionName),
			"address": both(c.Address), "phone": c.Phone, "zone": c.Hours.Zone, "hours": hours,
		}
		for name, at := range map[string]time.Time{"accreditedFrom": c.AccreditedFrom, "accreditedUntil": c.AccreditedUntil} {
			if !at.IsZero() {
				one[name] = at
			}
		}
		all = append(all, one)
	}
	text, err := json.Marshal(all)
	require.NoError(t, err)
	return string(text)
}

const good = `{
  "id": "mfc-77-001", "kind": "mfc", "name": {"ru": "МФЦ", "en": "MFC"}, "region": "77",
  "regionName": {"ru": "Москва", "en": "Moscow"}, "address": {"ru": "ул. Бахрушина", "en": "Bakhrushina St"},
  "zone": "Europe/Moscow", "hours": [{"days": ["mon", "tue"], "from": "08:00", "to": "20:00"}],
  "accreditedFrom": "2026-01-01T00:00:00Z"
}`

// Everything that is wrong is named, on the permanent axis.
func TestOpenRefuses(t *testing.T) {
	_, err := centrefile.Open(write(t, "["+good+"]"))
	require.NoError(t, err)
	for name, c := range map[string]struct{ text, says string }{
		"no file at all":  {"", "EOF"},
		"no array":        {good, "cannot unmarshal"},
		"unknown field":   {"[" + strings.Replace(good, `"zone"`, `"zones"`, 1) + "]", `unknown field "zones"`},
		"twice":           {"[" + good + "," + good + "]", `"mfc-77-001" is there twice`},
		"more after it":   {"[" + good + "] []", "after the array"},
		"a day":           {"[" + strings.Replace(good, `"mon"`, `"Monday"`, 1) + "]", `no day "Monday"`},
		"a time":          {"[" + strings.Replace(good, `"20:00"`, `"8pm"`, 1) + "]", "no time of the day"},
		"ends too early":  {"[" + strings.Replace(good, `"20:00"`, `"08:00"`, 1) + "]", "cannot be open on day 1"},
		"unknown zone":    {"[" + strings.Replace(good, "Europe/Moscow", "Europe/Mosco", 1) + "]", `zone "Europe/Mosco" is unknown`},
		"one language":    {"[" + strings.Replace(good, `"en": "MFC"`, `"en": ""`, 1) + "]", "its name is needed in both languages"},
		"no kind":         {"[" + strings.Replace(good, `"mfc",`, `"shop",`, 1) + "]", `its kind "shop"`},
		"several at once": {"[" + strings.NewReplacer(`"77"`, `"seven"`, "mfc-77-001", "MFC").Replace(good) + "]", "its region"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := centrefile.Open(write(t, c.text))
			require.ErrorIs(t, err, fault.Permanent)
			assert.ErrorContains(t, err, c.says)
			assert.ErrorContains(t, err, "centres.json")
		})
	}
	_, err = centrefile.Open(write(t, "["+strings.NewReplacer(`"77"`, `"seven"`, "mfc-77-001", "MFC").Replace(good)+"]"))
	assert.ErrorContains(t, err, "its id is not made of")
	_, err = centrefile.Open(filepath.Join(t.TempDir(), "none.json"))
	require.ErrorIs(t, err, fault.Permanent)
	require.ErrorIs(t, err, os.ErrNotExist)
}
