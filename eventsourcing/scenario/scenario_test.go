package scenario_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/eventsourcing/internal/failing"
	"github.com/kabinet-go/kabinet/eventsourcing/scenario"
)

type account struct{ Balance int }

type (
	deposited struct{ Amount int }
	withdrawn struct{ Amount int }
	signed    struct {
		By    es.Personal[signature]
		At    time.Time
		Notes []string
		Extra map[string]any
		Next  *deposited
		after func()
		hash  [2]byte
	}
	signature struct{ Name, Place string }
)

func (e deposited) Evolve(a account) account { a.Balance += e.Amount; return a }
func (e withdrawn) Evolve(a account) account { a.Balance -= e.Amount; return a }
func (signed) Evolve(a account) account      { return a }

var (
	errEmpty   = errors.New("empty")
	errRefused = errors.New("refused")
)

func withdraw(amount int) es.Decision[account] {
	return func(a account) ([]es.Event[account], error) {
		switch {
		case amount == 0:
			return nil, nil
		case amount > a.Balance:
			return nil, fmt.Errorf("%w: %w", errRefused, errEmpty)
		}
		return []es.Event[account]{withdrawn{amount}}, nil
	}
}

func decide(events ...es.Event[account]) es.Decision[account] {
	return func(account) ([]es.Event[account], error) { return events, nil }
}

func TestScenariosThatHold(t *testing.T) {
	given := scenario.Given(t, account{}, deposited{10}, withdrawn{3})
	given.When(withdraw(5)).Then(withdrawn{5}).State(func(tb testing.TB, a account) {
		tb.Helper()
		assert.Equal(tb, account{2}, a)
	})
	given.When(withdraw(0)).ThenNothing()
	given.When(withdraw(8)).ThenRefused(errRefused, errEmpty)
	given.When(withdraw(8)).ThenRefused()
	given.When(decide(deposited{1}, deposited{2})).Then(deposited{1}, deposited{2})
	scenario.Given(t, account{Balance: 5}).When(withdraw(5)).Then(withdrawn{5})

	full := func() signed {
		return signed{
			By: es.NewPersonal(signature{"Анна", "Псков"}), At: time.Unix(1, 0), Notes: []string{"a"},
			Extra: map[string]any{"x": []int{1}, "y": nil}, Next: &deposited{1}, hash: [2]byte{1, 2},
		}
	}
	given.When(decide(full())).Then(full())
}

func TestScenariosThatFail(t *testing.T) {
	signedWith := func(change func(*signed)) signed {
		e := signed{
			By: es.NewPersonal(signature{"Анна", "Псков"}), At: time.Unix(1, 0), Notes: []string{"a", "b"},
			Extra: map[string]any{"x": 1}, Next: &deposited{1},
		}
		if change != nil {
			change(&e)
		}
		return e
	}
	given := func(tb testing.TB) scenario.Scenario[account] {
		tb.Helper()
		return scenario.Given(tb, account{}, deposited{10})
	}
	differing := func(change func(*signed)) func(testing.TB) {
		return func(tb testing.TB) { given(tb).When(decide(signedWith(change))).Then(signedWith(nil)) }
	}
	for name, test := range map[string]struct {
		run  func(tb testing.TB)
		want string
	}{
		"refused instead of events": {
			func(tb testing.TB) { given(tb).When(withdraw(11)).Then(withdrawn{11}) },
			"refused: refused: empty\nwant events:\n  scenario_test.withdrawn{Amount:11}",
		},
		"refused instead of nothing": {
			func(tb testing.TB) { given(tb).When(withdraw(11)).ThenNothing() },
			"refused: refused: empty\nwant events: none",
		},
		"events instead of nothing": {
			func(tb testing.TB) { given(tb).When(withdraw(1)).ThenNothing() },
			"got events:\n  scenario_test.withdrawn{Amount:1}\nwant: none",
		},
		"nothing instead of events": {
			func(tb testing.TB) { given(tb).When(withdraw(0)).Then(withdrawn{0}) },
			"got events: none\nwant:\n  scenario_test.withdrawn{Amount:0}",
		},
		"more events": {
			func(tb testing.TB) { given(tb).When(decide(deposited{1}, deposited{2})).Then(deposited{1}) },
			"got events:\n  scenario_test.deposited{Amount:1}\n  scenario_test.deposited{Amount:2}\nwant:\n  scenario_test.deposited{Amount:1}",
		},
		"another value": {
			func(tb testing.TB) { given(tb).When(withdraw(1)).Then(withdrawn{2}) },
			"event 1 differs at scenario_test.withdrawn.Amount\ngot:  scenario_test.withdrawn{Amount:1}\nwant: scenario_test.withdrawn{Amount:2}",
		},
		"another event": {
			func(tb testing.TB) { given(tb).When(withdraw(1)).Then(deposited{1}) },
			"event 1 differs at scenario_test.deposited\ngot:  scenario_test.withdrawn",
		},
		"another order": {
			func(tb testing.TB) {
				given(tb).When(decide(deposited{1}, withdrawn{1})).Then(withdrawn{1}, deposited{1})
			},
			"event 1 differs at",
		},
		"no event": {
			func(tb testing.TB) { given(tb).When(decide(nil)).Then(deposited{1}) },
			"event 1 differs at scenario_test.deposited",
		},
		"other personal data": {
			differing(func(e *signed) { e.By = es.NewPersonal(signature{"Анна", "Тверь"}) }),
			"event 1 differs at scenario_test.signed.By.value.Place\n",
		},
		"erased personal data": {
			differing(func(e *signed) { e.By = es.Personal[signature]{Erased: true} }),
			"event 1 differs at scenario_test.signed.By.Erased\n",
		},
		"no personal data": {
			differing(func(e *signed) { e.By = es.Personal[signature]{} }),
			"event 1 differs at scenario_test.signed.By.value\n",
		},
		"another time":       {differing(func(e *signed) { e.At = time.Unix(1, 1) }), "differs at scenario_test.signed.At."},
		"a list of others":   {differing(func(e *signed) { e.Notes = []string{"a", "c"} }), "differs at scenario_test.signed.Notes[1]\n"},
		"a longer list":      {differing(func(e *signed) { e.Notes = append(e.Notes, "c") }), "differs at scenario_test.signed.Notes, of which there are 3 and not 2\n"},
		"another key":        {differing(func(e *signed) { e.Extra = map[string]any{"y": 1} }), "differs at scenario_test.signed.Extra\n"},
		"another map value":  {differing(func(e *signed) { e.Extra = map[string]any{"x": "1"} }), "differs at scenario_test.signed.Extra\n"},
		"one key more":       {differing(func(e *signed) { e.Extra["y"] = 2 }), "differs at scenario_test.signed.Extra\n"},
		"no map":             {differing(func(e *signed) { e.Extra = nil }), "differs at scenario_test.signed.Extra\n"},
		"behind a pointer":   {differing(func(e *signed) { e.Next = &deposited{2} }), "differs at scenario_test.signed.Next.Amount\n"},
		"no pointer":         {differing(func(e *signed) { e.Next = nil }), "differs at scenario_test.signed.Next\n"},
		"a function":         {differing(func(e *signed) { e.after = func() {} }), "differs at scenario_test.signed.after\n"},
		"an unexported byte": {differing(func(e *signed) { e.hash[1] = 1 }), "differs at scenario_test.signed.hash[1]\n"},
		"nil against empty": {
			func(tb testing.TB) {
				given(tb).When(decide(signed{Notes: []string{}})).Then(signed{})
			},
			"differs at scenario_test.signed.Notes, which is nil or empty\n",
		},
		"events instead of a refusal": {
			func(tb testing.TB) { given(tb).When(withdraw(1)).ThenRefused(errEmpty) },
			"not refused, got events:\n  scenario_test.withdrawn{Amount:1}",
		},
		"nothing instead of a refusal": {
			func(tb testing.TB) { given(tb).When(withdraw(0)).ThenRefused() },
			"not refused, got events: none",
		},
		"a refusal with events": {
			func(tb testing.TB) {
				given(tb).When(func(account) ([]es.Event[account], error) {
					return []es.Event[account]{deposited{1}}, errEmpty
				}).ThenRefused(errEmpty)
			},
			"refused with empty, and yet events:\n  scenario_test.deposited{Amount:1}",
		},
		"another refusal": {
			func(tb testing.TB) { given(tb).When(withdraw(11)).ThenRefused(errRefused, errors.New("other")) },
			"refused with: refused: empty\nwant: other",
		},
		"a state after a refusal": {
			func(tb testing.TB) {
				given(tb).When(withdraw(11)).State(func(tb testing.TB, _ account) { tb.Error("looked at") })
			},
			"refused: refused: empty",
		},
		"a state that is wrong": {
			func(tb testing.TB) {
				given(tb).When(withdraw(1)).State(func(tb testing.TB, a account) { tb.Errorf("balance %d", a.Balance) })
			},
			"balance 9",
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := failing.Messages(t, test.run)
			assert.Contains(t, got, test.want)
			assert.NotContains(t, got, "looked at")
			for _, secret := range []string{"Анна", "Псков", "Тверь"} {
				assert.NotContains(t, got, secret)
			}
		})
	}
}
