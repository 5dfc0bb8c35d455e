package letter_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

const day = 24 * time.Hour

// scene is a portal in virtual time with a person whose profile is verified.
type scene struct {
	*testing.T
	portaltest.Portal
	id string
}

func play(t *testing.T, story func(s scene), change ...func(*kabinet.Policy)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := portaltest.Start(t, append(change, portaltest.Unhurried)...)
		story(scene{t, p, p.Verified(t, portaltest.Phone, form())})
	})
}

func delivery() person.AddressForm {
	return person.AddressForm{Postcode: "115035", Region: "Москва", Street: "ул. Большая Ордынка", House: "5/2", Flat: "16А"}
}

func residence() person.AddressForm {
	return person.AddressForm{Postcode: "690001", Region: "Приморский край", City: "Владивосток", Street: "ул. Светланская", House: "1"}
}

func form() profile.Form {
	f := portaltest.Profile()
	f.Addresses.Delivery, f.Addresses.Residence = delivery(), residence()
	return f
}

// rest lets everything happen that happens within d.
func (s scene) rest(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func (s scene) order() letter.Letter {
	s.Helper()
	ordered, err := s.Letters.Order(s.Context(), s.id, letter.Destination{})
	require.NoError(s, err)
	return ordered
}

// printed orders a letter and has it printed.
func (s scene) printed() letter.Letter {
	s.Helper()
	ordered := s.order()
	s.rest(time.Hour)
	require.Equal(s, letter.Printed, s.letter(ordered.ID).State)
	return ordered
}

func (s scene) letter(id string) letter.Letter {
	s.Helper()
	standing, err := s.Letters.Standing(s.Context(), s.id)
	require.NoError(s, err)
	for _, l := range standing.Letters {
		if l.ID == id {
			return l
		}
	}
	s.Fatal("there is no such letter")
	return letter.Letter{}
}

// code reads the code on the paper.
func (s scene) code(id string) string {
	s.Helper()
	for _, paper := range s.Post.Papers() {
		if paper.ID == id {
			return paper.Code.Reveal()
		}
	}
	s.Fatal("it was not printed")
	return ""
}

func (s scene) enter(typed string) error { return s.Letters.Enter(s.Context(), s.id, typed) }

func (s scene) tell(id string, state letter.State) {
	s.Helper()
	news := letter.News{State: state}
	if state == letter.Dispatched {
		news.Number = number(s)
	}
	require.NoError(s, s.Letters.Track(s.Context(), id, news))
}

func number(t testing.TB) person.TrackingNumber {
	t.Helper()
	n, err := person.ParseTrackingNumber("RB167995284IT")
	require.NoError(t, err)
	return n
}

func (s scene) account() account.Account {
	s.Helper()
	found, err := s.Accounts.Get(s.Context(), s.id)
	require.NoError(s, err)
	return found
}

// verify has the person's profile verified anew with changes.
func (s scene) verify(changes map[string]string) {
	s.Helper()
	changed := s.account().Profile.Reveal()
	for path, text := range changes {
		require.NoError(s, changed.Set(path, text))
	}
	s.Know(s.T, changed)
	require.NoError(s, s.Verification.Correct(s.Context(), s.id, changes))
	s.rest(10 * time.Minute)
}

// reviewer returns the account of an operator who may hold accounts.
func (s scene) reviewer() string {
	s.Helper()
	id := s.Person(s.T, "+79260000001")
	require.NoError(s, s.Operators.Appoint(s.Context(), operator.Appointment{Account: id, Role: operator.Reviewer}))
	return id
}

// otherForm is the profile of somebody else.
func otherForm() profile.Form {
	f := form()
	f.Name = profile.NameForm{Family: "Петров", Given: "Борис"}
	f.Sex, f.SNILS, f.INN, f.Document.Number = "м", "112-233-445 95", "774334078053", "45 03 111222"
	return f
}
