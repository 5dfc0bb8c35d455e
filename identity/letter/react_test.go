package letter_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/internal/portaltest"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/verification"
)

// CNF-5: what the letter vouches for was changed and verified: it confirms no more, and its way is closed. What it
// does not vouch for may change.
func TestChangedDataVoidTheLetter(t *testing.T) {
	play(t, func(s scene) {
		ordered := s.printed()
		s.verify(map[string]string{"addresses.residence.house": "7"})
		require.Equal(s, letter.Printed, s.letter(ordered.ID).State)
		s.verify(map[string]string{"addresses.delivery.house": "7"})
		require.Equal(s, letter.Void, s.letter(ordered.ID).State)
		require.ErrorIs(s, s.enter(s.code(ordered.ID)), letter.ErrVoid)
		standing, err := s.Identity.Standing(s.Context(), s.id)
		require.NoError(s, err)
		assert.Empty(s, standing.Open)
		assert.Zero(s, s.Count(s.T, "account.identity-confirmed"))
	})
}

// A change that is submitted but not verified leaves the letter as it is.
func TestUnverifiedChangeLeavesTheLetter(t *testing.T) {
	play(t, func(s scene) {
		ordered := s.printed()
		require.NoError(s, s.Verification.Correct(s.Context(), s.id, map[string]string{"name.family": "Иванова"}))
		s.rest(time.Hour)
		require.NoError(s, s.enter(s.code(ordered.ID)))
	})
}

// CNF-1: another way succeeded, so a letter not yet printed never is, and one printed confirms nothing.
func TestAnotherWayCancelsTheLetter(t *testing.T) {
	play(t, func(s scene) {
		first := s.printed()
		s.rest(30 * day)
		s.Post.Fail(func(string) error { return fault.AsTransient(errors.New("out of paper")) })
		second := s.order()
		s.rest(time.Hour)
		require.Equal(s, letter.Ordered, s.letter(second.ID).State)
		s.confirm(account.Bank, "b-1")
		s.rest(time.Minute)
		assert.Equal(s, letter.Cancelled, s.letter(first.ID).State)
		assert.Equal(s, letter.Cancelled, s.letter(second.ID).State)
		require.ErrorIs(s, s.enter(s.code(first.ID)), letter.ErrCancelled)
		s.Post.Fail(nil)
		s.rest(100 * day)
		assert.Len(s, s.Post.Papers(), 1)
		assert.Zero(s, s.Count(s.T, "letter.expired"))
	})
}

// confirm has another way succeed.
func (s scene) confirm(method account.Method, evidence string) {
	s.Helper()
	index, err := es.NewBlindIndex(s.Ports.Secrets.BlindIndex)
	require.NoError(s, err)
	engine, err := es.NewEngine(es.Config{Store: s.Ports.Store, Encrypter: s.Ports.Encrypter, BlindIndex: index})
	require.NoError(s, err)
	require.NoError(s, engine.Do(s.Context(), func(ctx context.Context, unit *es.Unit) error {
		_, err := s.Identity.Begin(ctx, unit, s.id, identity.Way{Method: method, Evidence: evidence, At: unit.Now()})
		if err != nil {
			return err
		}
		return s.Identity.Confirm(ctx, unit, s.id, account.Confirmation{Method: method, By: "x", Evidence: evidence})
	}))
}

// A way that was closed a moment ago, before the letter heard of it, confirms nothing and prints nothing.
func TestClosedBeforeTheLetterHears(t *testing.T) {
	play(t, func(s scene) {
		s.Post.Delay(time.Second)
		ordered := s.order()
		s.confirm(account.Bank, "b-1")
		require.Error(s, s.enter("0000000000"))
		s.rest(2 * day)
		assert.Empty(s, s.Post.Papers())
		assert.Equal(s, letter.Cancelled, s.letter(ordered.ID).State)
	})
}

// CON-1: that name and address go to the post is recorded once, before they go, and nothing when they do not.
func TestWhatThePostIsToldIsRecorded(t *testing.T) {
	play(t, func(s scene) {
		s.Post.Fail(func(string) error { return fault.AsTransient(errors.New("out of paper")) })
		s.order()
		s.rest(6 * time.Hour)
		require.Len(s, s.toldToThePost(), 1)
		told := s.toldToThePost()[0]
		assert.Equal(s, letter.Post, told.Party)
		assert.Equal(s, letter.ForLetter, told.Purpose)
		assert.ElementsMatch(s, []string{
			"name.family", "name.given", "name.patronymic", "addresses.delivery.country", "addresses.delivery.postcode",
			"addresses.delivery.region", "addresses.delivery.street", "addresses.delivery.house", "addresses.delivery.flat",
		}, told.Fields)
		s.Post.Fail(nil)
		s.rest(30 * day)
		_, err := s.Letters.Order(s.Context(), s.id, letter.Destination{To: letter.ToOther, Address: typed("RU")})
		require.NoError(s, err)
		s.confirm(account.Bank, "b-1")
		s.rest(day)
		assert.Len(s, s.toldToThePost(), 1)
	})
}

// toldToThePost are the disclosures but those of the verification before.
func (s scene) toldToThePost() []account.Transfer {
	s.Helper()
	transfers, err := s.Accounts.Transfers(s.Context(), s.id)
	require.NoError(s, err)
	return slices.DeleteFunc(transfers.Disclosed, func(t account.Transfer) bool { return t.Purpose == verification.ForVerification })
}

// A post office in trouble: visible with a reason, retried, printed once.
func TestPrintingIsRetried(t *testing.T) {
	play(t, func(s scene) {
		s.Post.Fail(func(string) error { return fault.AsTransient(errors.New("out of paper")) })
		ordered := s.order()
		s.rest(30 * time.Minute)
		l := s.letter(ordered.ID)
		assert.Equal(s, letter.Ordered, l.State)
		assert.Equal(s, letter.ReasonDown, l.Reason)
		assert.NotEmpty(s, l.Reason.Text().Russian)
		assert.True(s, l.PrintAt.After(ordered.OrderedAt))
		s.Post.Fail(func(string) error { return fault.AsPermanent(errors.New("no such street")) })
		s.rest(12 * time.Hour)
		assert.Equal(s, letter.ReasonRefused, s.letter(ordered.ID).Reason)
		s.Post.Fail(nil)
		s.rest(2 * time.Hour)
		assert.Equal(s, letter.Printed, s.letter(ordered.ID).State)
		assert.Empty(s, s.letter(ordered.ID).Reason)
		s.rest(20 * day)
		assert.Len(s, s.Post.Papers(), 1)
	})
}

// A post office that hangs is given up; what panics is caught; one that keeps failing is left alone.
func TestPostOfficeInTrouble(t *testing.T) {
	play(t, func(s scene) {
		s.Post.Delay(time.Hour)
		ordered := s.order()
		s.rest(31 * time.Minute)
		assert.Equal(s, letter.ReasonSlow, s.letter(ordered.ID).Reason)
		s.Post.Delay(0)
		s.Post.Fail(func(string) error { panic("no paper") })
		s.rest(3 * time.Hour)
		assert.Equal(s, letter.ReasonRefused, s.letter(ordered.ID).Reason)
		s.Post.Fail(nil)
		s.rest(2 * time.Hour)
		assert.Equal(s, letter.Printed, s.letter(ordered.ID).State)
	})
}

func TestPostOfficeIsLeftAlone(t *testing.T) {
	play(t, func(s scene) {
		calls := 0
		s.Post.Fail(func(string) error {
			calls++
			return fault.AsTransient(errors.New("out of paper"))
		})
		ordered := s.order()
		s.rest(6 * time.Hour)
		assert.Equal(s, letter.ReasonBroken, s.letter(ordered.ID).Reason)
		assert.Equal(s, 5, calls)
	}, func(p *kabinet.Policy) { p.Letters.BreakerRest = 24 * time.Hour })
}

// CNF-4: within Russia only; which address, or one typed for this letter.
func TestWhereLettersGo(t *testing.T) {
	for name, c := range map[string]struct {
		to      letter.Destination
		refusal error
		path    string
		street  string
	}{
		"where letters are received":  {to: letter.Destination{}, street: "ул. Большая Ордынка"},
		"residence":                   {to: letter.Destination{To: letter.ToResidence}, street: "ул. Светланская"},
		"none of registration":        {to: letter.Destination{To: letter.ToRegistration}, refusal: letter.ErrNoAddress, path: "to"},
		"nowhere":                     {to: letter.Destination{To: "moon"}, refusal: letter.ErrNoAddress, path: "to"},
		"typed":                       {to: letter.Destination{To: letter.ToOther, Address: typed("RU")}, street: "ул. Ленина"},
		"typed, of no meaning":        {to: letter.Destination{To: letter.ToResidence, Address: typed("DE")}, street: "ул. Светланская"},
		"abroad":                      {to: letter.Destination{To: letter.ToOther, Address: typed("DE")}, refusal: letter.ErrAbroad, path: "address.country"},
		"typed without what it needs": {to: letter.Destination{To: letter.ToOther}, refusal: person.ErrTextEmpty, path: "address.region"},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(s scene) {
				ordered, err := s.Letters.Order(s.Context(), s.id, c.to)
				if c.refusal != nil {
					require.ErrorIs(s, err, c.refusal)
					var paths []string
					for _, f := range fault.All(err) {
						paths = append(paths, f.Path)
					}
					assert.Contains(s, paths, c.path)
					assert.Zero(s, s.Count(s.T, "identity.begun"))
					return
				}
				require.NoError(s, err)
				assert.Equal(s, c.street, ordered.Contents.Address.Reveal().Street)
				s.rest(time.Hour)
				require.Len(s, s.Post.Papers(), 1)
				paper := s.Post.Papers()[0]
				assert.Equal(s, ordered.Contents.Address, paper.Address)
				assert.Equal(s, ordered.Contents.Name, paper.Name)
				assert.Equal(s, ordered.ExpiresAt, paper.ValidUntil)
				assert.Equal(s, "ru", paper.Language)
			})
		})
	}
}

func typed(country string) person.AddressForm {
	return person.AddressForm{Country: country, Postcode: "101000", Region: "Москва", City: "Зеленоград", Street: "ул. Ленина", House: "3"}
}

func TestAddressAbroadInTheProfile(t *testing.T) {
	play(t, func(s scene) {
		s.verify(map[string]string{"addresses.delivery.country": "DE", "addresses.delivery.city": "Berlin"})
		_, err := s.Letters.Order(s.Context(), s.id, letter.Destination{})
		require.ErrorIs(s, err, letter.ErrAbroad)
	})
}

func TestWhoMayOrder(t *testing.T) {
	play(t, func(s scene) {
		_, err := s.Letters.Order(s.Context(), "nobody", letter.Destination{})
		require.ErrorIs(s, err, account.ErrUnknown)
		_, err = s.Letters.Order(s.Context(), s.Person(s.T, "+79260000003"), letter.Destination{})
		require.ErrorIs(s, err, account.ErrNotStandard)
	})
}

// CNF-4: a repeat after 30 days, also when two are asked for at once.
func TestRepeat(t *testing.T) {
	play(t, func(s scene) {
		first := s.order()
		s.tellLost(first.ID)
		_, err := s.Letters.Order(s.Context(), s.id, letter.Destination{})
		var limited *identity.Limited
		require.ErrorAs(s, err, &limited)
		standing, err := s.Letters.Standing(s.Context(), s.id)
		require.NoError(s, err)
		assert.Equal(s, time.Now().Add(limited.Wait).UTC(), standing.OrderFrom)
		s.rest(limited.Wait)
		errs := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := s.Letters.Order(s.Context(), s.id, letter.Destination{})
				errs <- err
			}()
		}
		one, two := <-errs, <-errs
		assert.True(s, (one == nil) != (two == nil), "exactly one")
		standing, err = s.Letters.Standing(s.Context(), s.id)
		require.NoError(s, err)
		require.Len(s, standing.Letters, 2)
		assert.Equal(s, first.ID, standing.Letters[1].ID)
	})
}

func (s scene) tellLost(id string) {
	s.Helper()
	require.ErrorIs(s, s.Letters.Track(s.Context(), id, letter.News{State: letter.Lost}), letter.ErrNotPrinted)
	s.rest(time.Hour)
	s.tell(id, letter.Lost)
}

// News by the number of the post; each number is that of one letter.
func TestTrackNumber(t *testing.T) {
	play(t, func(s scene) {
		first := s.printed()
		s.tell(first.ID, letter.Dispatched)
		s.tell(first.ID, letter.Dispatched)
		assert.Equal(s, number(s), s.letter(first.ID).Number)
		require.NoError(s, s.Letters.TrackNumber(s.Context(), number(s), letter.News{State: letter.AtOffice}))
		assert.Equal(s, letter.AtOffice, s.letter(first.ID).State)
		s.tell(first.ID, letter.Dispatched)
		assert.Equal(s, letter.AtOffice, s.letter(first.ID).State, "what comes late changes nothing")

		s.rest(30 * day)
		second := s.printed()
		taken := s.Letters.Track(s.Context(), second.ID, letter.News{State: letter.Dispatched, Number: number(s)})
		require.ErrorIs(s, taken, letter.ErrNumberTaken)
		assert.Equal(s, letter.Printed, s.letter(second.ID).State)
		other, err := person.ParseTrackingNumber("80080012345678")
		require.NoError(s, err)
		require.ErrorIs(s, s.Letters.TrackNumber(s.Context(), other, letter.News{State: letter.Lost}), letter.ErrUnknown)
		require.ErrorIs(s, s.Letters.Track(s.Context(), "nobody's", letter.News{State: letter.Lost}), letter.ErrUnknown)
	})
}

// A post office that can tell is asked every 6 hours while a letter is under way, and not for ever.
func TestLooking(t *testing.T) {
	play(t, func(s scene) {
		s.Post.Travel(memory.Leg{After: day, State: letter.Dispatched}, memory.Leg{After: 2 * day, State: "strange"},
			memory.Leg{After: 5 * day, State: letter.AtOffice}, memory.Leg{After: 8 * day, State: letter.HandedOver})
		ordered := s.printed()
		for _, c := range []struct {
			at    time.Duration
			state letter.State
		}{{day / 2, letter.Printed}, {day, letter.Dispatched}, {2 * day, letter.Dispatched}, {2 * day, letter.AtOffice}, {3 * day, letter.HandedOver}} {
			s.rest(c.at)
			assert.Equal(s, c.state, s.letter(ordered.ID).State)
		}
		calls := 0
		s.Post.Fail(func(string) error {
			calls++
			return nil
		})
		s.rest(90 * day)
		assert.Zero(s, calls)
		assert.Equal(s, 1, s.Count(s.T, "letter.dispatched"))
	})
}

// Trouble while looking is waited out.
func TestLookingInTrouble(t *testing.T) {
	play(t, func(s scene) {
		ordered := s.printed()
		s.Post.Travel(memory.Leg{After: 0, State: letter.AtOffice})
		s.Post.Fail(func(string) error { return fault.AsTransient(errors.New("line engaged")) })
		s.rest(3 * day)
		assert.Equal(s, letter.Printed, s.letter(ordered.ID).State)
		s.Post.Fail(nil)
		s.rest(day)
		assert.Equal(s, letter.AtOffice, s.letter(ordered.ID).State)
	})
}

// Letters are forgotten after a year, counters of tries after days.
func TestLettersArePurged(t *testing.T) {
	play(t, func(s scene) {
		s.printed()
		require.Error(s, s.enter("0000000000"))
		s.rest(5 * day)
		assert.Zero(s, s.Count(s.T, "code-tries.wrong-counted"))
		s.rest(360 * day)
		assert.Equal(s, 1, s.Count(s.T, "letter.ordered"))
		s.rest(100 * day)
		assert.Zero(s, s.Count(s.T, "letter.ordered"))
		assert.Zero(s, s.Count(s.T, "letter-orders.counted"))
	})
}

// Without a post office there are no letters.
func TestNoPostOffice(t *testing.T) {
	ports := memory.New().Ports
	ports.Post = nil
	assert.Nil(t, portaltest.New(t, ports).Letters)
}
