package posttest

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/person"
)

// Harness is a post office with a place behind it that the suite can look into and bring into trouble.
type Harness struct {
	// Open returns the adapter over the place, at each call as another process would open it.
	Open func() letter.PostOffice
	// Papers returns what was printed, a letter as often as it was.
	Papers func() []Printed
	// Break has every call fail as if the place were out of reach, until it is called with false.
	Break func(broken bool)
	// Tell has the adapter, a letter.Tracker, learn news of a printed letter; nil when it is none.
	Tell func(id string, news letter.News)
}

// Printed is one paper.
type Printed struct {
	ID string
	// Text is all that can be read on it.
	Text string
}

// Paper returns a letter to somebody with a long name and a full address; id also makes the code.
func Paper(t testing.TB, id string) letter.Paper {
	t.Helper()
	name, err := person.ParseFullName("Мамина-Сибирякова", "Ёлена", "Наркисовна")
	require.NoError(t, err)
	address, err := person.ParseAddress(person.AddressForm{
		Postcode: "115035", Region: "Москва", Street: "ул. Большая Ордынка", House: "5/2", Building: "1", Flat: "16А",
	})
	require.NoError(t, err)
	code := strings.Repeat("0", 10) + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, id)
	return letter.Paper{
		ID: id, Name: name, Address: address, Code: identity.NewCode("K7XQ" + code[len(code)-6:]),
		ValidUntil: time.Date(2027, 2, 20, 9, 30, 0, 0, time.UTC), Language: "ru",
	}
}

// letters returns the text without what stands between its letters and digits.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}
