package person_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

type vector struct{ kind, value, valid string }

// vectors reads the rows of testdata/vectors, of one kind or of all.
func vectors(t testing.TB, kind string) []vector {
	t.Helper()
	files, err := filepath.Glob("testdata/vectors/" + kind + ".csv")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var rows []vector
	for _, name := range files {
		file, err := os.Open(name)
		require.NoError(t, err)
		records, err := csv.NewReader(file).ReadAll()
		require.NoError(t, err)
		require.NoError(t, file.Close())
		for _, record := range records[1:] {
			rows = append(rows, vector{record[0], record[1], record[2]})
		}
	}
	return rows
}

// value is what every type of the package made from one text can do.
type value interface {
	IsZero() bool
	Reveal() string
	Format() string
	Masked() string
}

type parseFunc func(string) (value, error)

func parses[T value](parse func(string) (T, error)) parseFunc {
	return func(input string) (value, error) { return parse(input) }
}

// parsers by kind of vector; kinds without vectors are there too, for the tests that concern all types.
func parsers() map[string]parseFunc {
	inn := func(ofPerson bool) parseFunc {
		return func(input string) (value, error) {
			n, err := person.ParseINN(input)
			if err == nil && n.Person() != ofPerson {
				return n, assert.AnError
			}
			return n, err
		}
	}
	return map[string]parseFunc{
		"snils":            parses(person.ParseSNILS),
		"inn10":            inn(false),
		"inn12":            inn(true),
		"ogrn":             parses(person.ParseOGRN),
		"ogrnip":           parses(person.ParseOGRNIP),
		"kpp":              parses(person.ParseKPP),
		"enp":              parses(person.ParseENP),
		"oms_old":          parses(person.ParseOldOMS),
		"passport_rf":      parses(person.ParsePassport),
		"passport_foreign": parses(person.ParseForeignPassport),
		"residence_permit": parses(person.ParseResidencePermit),
		"division_code":    parses(person.ParseDivisionCode),
		"driver_licence":   parses(person.ParseDriverLicence),
		"name_ru":          parses(person.ParseName),
		"phone":            parses(person.ParsePhone),
		"email":            parses(person.ParseEmail),
		"postal_index":     parses(person.ParsePostcode),
		"s10":              parses(person.ParseTrackingNumber),
		"date":             parses(person.ParseDate),
		"sex":              parses(person.ParseSex),
	}
}

func TestVectors(t *testing.T) {
	for _, row := range vectors(t, "*") {
		t.Run(row.kind+"/"+row.value, func(t *testing.T) {
			if row.kind == "passport_validity" {
				assert.Equal(t, row.valid == "true", passportValid(t, row.value))
				return
			}
			got, err := parsers()[row.kind](row.value)
			country, otherCountry := strings.CutPrefix(row.valid, "false:")
			switch {
			case row.valid == "true":
				require.NoError(t, err)
				assert.Empty(t, warnings(got))
			case row.valid == "normalise":
				require.NoError(t, err)
				assert.NotEqual(t, row.value, got.Reveal())
			case row.valid == "warn":
				require.NoError(t, err)
				assert.NotEmpty(t, warnings(got))
			case row.kind == "snils" && row.valid == "policy":
				require.NoError(t, err)
			case otherCountry:
				require.NoError(t, err)
				assert.Equal(t, country, got.(person.Phone).Region())
			default:
				require.Contains(t, []string{"false", "policy", "true:ext=12"}, row.valid)
				require.Error(t, err)
				assert.True(t, got.IsZero())
				return
			}
			again, err := parsers()[row.kind](got.Reveal())
			require.NoError(t, err)
			assert.Equal(t, got, again)
			if row.kind == "phone" && !otherCountry {
				assert.Equal(t, "RU", got.(person.Phone).Region())
			}
		})
	}
}

func warnings(v value) []fault.Fault {
	if code, ok := v.(person.DivisionCode); ok {
		return code.Warnings(person.DefaultPolicy())
	}
	return nil
}

// passportValid judges a row such as "born=2006-05-10;issued=2020-06-01;on=2026-05-10".
func passportValid(t *testing.T, row string) bool {
	t.Helper()
	dates := map[string]person.Date{}
	for _, field := range strings.Split(row, ";") {
		name, text, _ := strings.Cut(field, "=")
		date, err := person.ParseDate(text)
		require.NoError(t, err)
		dates[name] = date
	}
	form := passportForm()
	form.IssuedOn = dates["issued"].Reveal()
	document, err := person.ParsePassportDocument(form, dates["issued"])
	require.NoError(t, err)
	return document.ValidOn(dates["on"], dates["born"], person.DefaultPolicy())
}
