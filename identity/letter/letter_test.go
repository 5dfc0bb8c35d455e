package letter

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/golden"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

const (
	anna = "01HZX3K7Q4M8T0000000000000"
	id   = "01HZX3K7Q4M8T0000000000001"
)

var (
	began  = time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)
	figure = DefaultPolicy()
)

func after(d time.Duration) time.Time { return began.Add(d) }

// checked is a profile that registries agreed with.
func checked(t testing.TB, changes map[string]string) profile.Profile {
	t.Helper()
	form := profile.Form{
		Name: profile.NameForm{Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна"},
		Sex:  "ж", BornOn: "09.05.1975", Citizenship: "ru",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: "45 02 573482", IssuedOn: "01.06.2021",
			Issuer: "ОВД района Арбат г. Москвы", DivisionCode: "773-045", Birthplace: "г. Москва",
		},
		SNILS: "123-456-789 64",
		Addresses: profile.AddressesForm{
			Residence: person.AddressForm{Postcode: "690001", Region: "Приморский край", City: "Владивосток", House: "1"},
			Delivery:  person.AddressForm{Postcode: "115035", Region: "Москва", Street: "ул. Большая Ордынка", House: "5/2"},
		},
	}
	for path, text := range changes {
		require.NoError(t, form.Set(path, text))
	}
	p, err := profile.DefaultPolicy().Parse(form, person.DateOf(began))
	require.NoError(t, err)
	return p
}

func contents(t testing.TB) Contents {
	t.Helper()
	p := checked(t, nil)
	return contentsOf(p, p.Addresses.Delivery)
}

func order() OrderCounted {
	return OrderCounted{Account: anna, Letter: id, Secret: "2026", At: began, ExpiresAt: after(90 * day)}
}

func tracking(t testing.TB) person.TrackingNumber {
	t.Helper()
	number, err := person.ParseTrackingNumber("RB167995284IT")
	require.NoError(t, err)
	return number
}

func at(d time.Duration) Step { return Step{Letter: id, Account: anna, At: after(d)} }

// in is a letter in that state, which it came to a day after it was ordered.
func in(t testing.TB, state State) Letter {
	t.Helper()
	events, err := Place(order(), ToDelivery, contents(t), "ru")(Letter{})
	require.NoError(t, err)
	l := es.Evolve(Letter{}, events...)
	switch state {
	case None:
		return Letter{}
	case Ordered:
		return l
	default:
		return l.become(state, after(day))
	}
}

var states = []State{None, Ordered, Printed, Dispatched, AtOffice, HandedOver, Returned, Lost, Used, Void, Cancelled, Expired}

// Every decision on a letter in every state: it leads where the transitions allow, and elsewhere changes nothing, or
// refuses.
func TestTransitions(t *testing.T) {
	now := after(2 * day)
	hear := func(state State) es.Decision[Letter] { return Hear(News{State: state, Number: tracking(t)}, now) }
	for to, decision := range map[State]es.Decision[Letter]{
		Ordered: Place(order(), ToDelivery, contents(t), "ru"),
		Printed: MarkPrinted(now), Dispatched: hear(Dispatched), AtOffice: hear(AtOffice), HandedOver: hear(HandedOver),
		Returned: hear(Returned), Lost: hear(Lost), Used: Use(checked(t, nil), now),
		Void:      VoidBy(checked(t, map[string]string{"name.family": "Иванова"}), now),
		Cancelled: Cancel(identity.Overtaken, now), Expired: Expire(after(90 * day)),
	} {
		for _, from := range states {
			t.Run(fmt.Sprintf("%s to %s", from, to), func(t *testing.T) {
				before := in(t, from)
				events, err := decision(before)
				if allowed[from+" "+to] {
					require.NoError(t, err)
					require.Len(t, events, 1)
					moved := es.Evolve(before, events...)
					assert.Equal(t, to, moved.State)
					assert.Equal(t, id, moved.ID)
					assert.True(t, moved.Since.After(before.Since) || to == Ordered)
					return
				}
				assert.Empty(t, events)
				switch {
				case to == Used:
					require.ErrorIs(t, err, refusals[from])
				case from == Ordered && slices.Contains(news, to):
					require.ErrorIs(t, err, ErrNotPrinted)
				case from == None && slices.Contains(news, to):
					require.ErrorIs(t, err, ErrUnknown)
				default:
					require.NoError(t, err)
				}
			})
		}
	}
}

var news = []State{Dispatched, AtOffice, HandedOver, Returned, Lost}

// allowed repeats the rule in words of its own, so that the table in the code is not judged by itself.
var allowed = map[State]bool{
	" ordered":           true,
	"ordered printed":    true,
	"printed dispatched": true, "printed at-office": true, "printed handed-over": true, "printed returned": true, "printed lost": true,
	"dispatched at-office": true, "dispatched handed-over": true, "dispatched returned": true, "dispatched lost": true,
	"at-office handed-over": true, "at-office returned": true, "at-office lost": true,
	"ordered used": true, "printed used": true, "dispatched used": true, "at-office used": true, "handed-over used": true,
	"ordered void": true, "printed void": true, "dispatched void": true, "at-office void": true, "handed-over void": true,
	"ordered cancelled": true, "printed cancelled": true, "dispatched cancelled": true, "at-office cancelled": true, "handed-over cancelled": true,
	"ordered expired": true, "printed expired": true, "dispatched expired": true, "at-office expired": true, "handed-over expired": true,
}

func TestWhatIsNoNews(t *testing.T) {
	for _, state := range []State{None, Ordered, Printed, Used, Void, Cancelled, Expired, "burnt"} {
		_, err := Hear(News{State: state}, began)(in(t, Printed))
		require.ErrorIs(t, err, ErrNews)
	}
	_, err := Hear(News{State: Dispatched}, began)(in(t, Printed))
	require.ErrorIs(t, err, ErrNoNumber)
}

// CNF-5: what the letter vouches for, and nothing else, makes it void.
func TestVoidBy(t *testing.T) {
	for change, want := range map[[2]string][]string{
		{"name.family", "Иванова"}:              {"name"},
		{"name.patronymic", ""}:                 {"name"},
		{"bornOn", "10.05.1975"}:                {"bornOn"},
		{"snils", "112-233-445 95"}:             {"snils"},
		{"document.number", "45 03 111222"}:     {"document"},
		{"addresses.delivery.house", "7"}:       {"addresses.delivery"},
		{"addresses.residence.house", "7"}:      nil,
		{"inn", "500100732259"}:                 nil,
		{"addresses.delivery.region", "МОСКВА"}: {"addresses.delivery"},
	} {
		p := checked(t, map[string]string{change[0]: change[1]})
		events, err := VoidBy(p, after(day))(in(t, AtOffice))
		require.NoError(t, err)
		if want == nil {
			assert.Empty(t, events, change)
			_, err = Use(p, after(day))(in(t, AtOffice))
			require.NoError(t, err)
			continue
		}
		assert.Equal(t, []es.Event[Letter]{LetterVoided{Step: at(day), Changed: want}}, events, change)
		_, err = Use(p, after(day))(in(t, AtOffice))
		require.ErrorIs(t, err, ErrVoid, "before the reaction has come")
	}
	other := in(t, AtOffice)
	other.To = ToOther
	events, err := VoidBy(checked(t, map[string]string{"addresses.delivery.house": "7"}), after(day))(other)
	require.NoError(t, err)
	assert.Empty(t, events, "it went to another address")
}

func TestFailPrinting(t *testing.T) {
	l := in(t, Ordered)
	var pauses []time.Duration
	for range 8 {
		events, err := FailPrinting(ReasonDown, figure, began)(l)
		require.NoError(t, err)
		require.Len(t, events, 1)
		l = es.Evolve(l, events...)
		assert.Equal(t, ReasonDown, l.Reason)
		assert.Equal(t, Ordered, l.State)
		pauses = append(pauses, l.printAt().Sub(began))
	}
	assert.Equal(t, []time.Duration{
		time.Minute, 2 * time.Minute, 4 * time.Minute, 8 * time.Minute, 16 * time.Minute, 32 * time.Minute, time.Hour, time.Hour,
	}, pauses)
	events, err := MarkPrinted(began)(l)
	require.NoError(t, err)
	assert.Empty(t, es.Evolve(l, events...).Reason)
	for _, state := range states[2:] {
		events, err := FailPrinting(ReasonDown, figure, began)(in(t, state))
		require.NoError(t, err)
		assert.Empty(t, events, state)
	}
}

// NOT-5: 14 days after the latest news, once, while the code lives.
func TestRemind(t *testing.T) {
	for _, state := range states {
		l := in(t, state)
		due := l.remindAt(figure)
		if !slices.Contains([]State{Printed, Dispatched, AtOffice, HandedOver}, state) {
			assert.Zero(t, due, state)
			events, err := Remind(figure, after(60*day))(l)
			require.NoError(t, err)
			assert.Empty(t, events, state)
			continue
		}
		assert.Equal(t, after(15*day), due, state)
		events, err := Remind(figure, due.Add(-1))(l)
		require.NoError(t, err)
		assert.Empty(t, events, "too early")
		events, err = Remind(figure, due)(l)
		require.NoError(t, err)
		require.Equal(t, []es.Event[Letter]{ReminderDue{at(15 * day)}}, events)
		l = es.Evolve(l, events...)
		assert.Equal(t, state, l.State)
		assert.Zero(t, l.remindAt(figure), "once")
	}
	late := in(t, Printed).become(AtOffice, after(76*day))
	assert.Zero(t, late.remindAt(figure), "it would come when the code is dead")
}

func TestExpire(t *testing.T) {
	events, err := Expire(after(90*day - 1))(in(t, AtOffice))
	require.NoError(t, err)
	assert.Empty(t, events)
	_, err = Use(checked(t, nil), after(90*day-1))(in(t, AtOffice))
	require.NoError(t, err)
	_, err = Use(checked(t, nil), after(90*day))(in(t, AtOffice))
	require.ErrorIs(t, err, ErrExpired)
}

// CNF-4: a repeat only 30 days after the previous one.
func TestCountOrder(t *testing.T) {
	var orders Orders
	repeat := func(d time.Duration) error {
		next := order()
		next.At = after(d)
		events, err := CountOrder(next, figure)(orders)
		orders = es.Evolve(orders, events...)
		return err
	}
	require.NoError(t, repeat(0))
	var limited *identity.Limited
	require.ErrorAs(t, repeat(30*day-time.Second), &limited)
	require.ErrorIs(t, limited, ErrTooSoon)
	assert.Equal(t, time.Second, limited.Wait)
	assert.Equal(t, time.Second, limited.Fault().Args["wait"])
	require.NoError(t, repeat(30*day))
	require.ErrorIs(t, repeat(31*day), ErrTooSoon)
	assert.Len(t, orders, 2)
}

// What an older release wrote, this one reads.
func TestEvents(t *testing.T) {
	golden.Check(t, Codec(), "testdata/events",
		LetterOrdered{
			Letter: id, Account: anna, To: ToDelivery, Language: "ru", Secret: "2026", At: began, ExpiresAt: after(90 * day),
			Contents: es.NewPersonal(contents(t)),
		},
		PrintingFailed{Letter: id, Account: anna, Reason: ReasonDown, Next: after(time.Minute), At: began},
		LetterPrinted{at(0)},
		LetterDispatched{Step: at(0), Number: es.NewPersonal(tracking(t))},
		LetterAtOffice{at(0)}, LetterHandedOver{at(0)}, LetterReturned{at(0)}, LetterLost{at(0)}, ReminderDue{at(0)}, LetterUsed{at(0)},
		LetterVoided{Step: at(0), Changed: []string{"name", "addresses.delivery"}},
		LetterCancelled{Step: at(0), Why: identity.Overtaken},
		LetterExpired{at(0)},
	)
	golden.Check(t, OrdersCodec(), "testdata/orders", order())
}

func TestPolicyValidate(t *testing.T) {
	require.NoError(t, DefaultPolicy().Validate())
	for field, spoil := range map[string]func(*Policy){
		"ValidFor":        func(p *Policy) { p.ValidFor = 0 },
		"RepeatAfter":     func(p *Policy) { p.RepeatAfter = -1 },
		"RemindAfter":     func(p *Policy) { p.RemindAfter = 0 },
		"Timeout":         func(p *Policy) { p.Timeout = 0 },
		"Retry":           func(p *Policy) { p.Retry = 0 },
		"Longest":         func(p *Policy) { p.Longest = time.Second },
		"TrackEvery":      func(p *Policy) { p.TrackEvery = 0 },
		"BreakerFailures": func(p *Policy) { p.BreakerFailures = 0 },
		"BreakerRest":     func(p *Policy) { p.BreakerRest = 0 },
	} {
		p := DefaultPolicy()
		spoil(&p)
		assert.ErrorContains(t, p.Validate(), field)
	}
}

func TestNothingShows(t *testing.T) {
	code := identity.NewCode("K7XQ012345")
	paper := Paper{ID: id, Name: contents(t).Name, Address: contents(t).Address, Code: code}
	for _, text := range []string{
		fmt.Sprintf("%v %+v %#v", paper, paper, paper),
		fmt.Sprintf("%v %+v %#v", in(t, AtOffice), in(t, AtOffice), contents(t)),
		paper.LogValue().String(), in(t, AtOffice).LogValue().String(), contents(t).LogValue().String(),
	} {
		for _, secret := range []string{"K7XQ", "Ёлкина", "Ордынка", "115035"} {
			assert.NotContains(t, text, secret)
		}
	}
}
