package identity

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// Category is that of the streams of cases; a stream's id is that of the account.
const Category = "identity"

// Case is the state of one person's ways of being confirmed. It is a value: Evolve of its events returns
// changed copies. The zero value is a case in which nothing was begun.
type Case struct {
	Account string
	// Open are the ways that can still succeed, by their evidence.
	Open map[string]Way
}

// Way is one way that was begun.
type Way struct {
	Method account.Method `json:"method"`
	// Evidence is the id of the letter, statement, request or visit: what confirms if the way succeeds.
	Evidence string    `json:"evidence"`
	At       time.Time `json:"at"`
}

// Ending says how a way ended.
type Ending string

// The endings: it confirmed the account; another did; its time ran out; the person gave it up; what it was to
// vouch for has changed (CNF-5); it came to nothing, as a letter that was lost.
const (
	Succeeded Ending = "succeeded"
	Overtaken Ending = "overtaken"
	Expired   Ending = "expired"
	GivenUp   Ending = "given-up"
	Void      Ending = "void"
	Failed    Ending = "failed"
)

// Codec knows the events of cases. They hold no personal data.
func Codec() *es.Codec[Case] {
	codec := es.NewCodec[Case]()
	es.Register[Begun](codec, "identity.begun", 1)
	es.Register[Ended](codec, "identity.ended", 1)
	return codec
}

// Begun means that a way is open.
type Begun struct {
	Account string `json:"account"`
	Way
}

// Evolve implements eventsourcing.Event.
func (e Begun) Evolve(c Case) Case {
	c.Account = e.Account
	c.Open = maps.Clone(c.Open)
	if c.Open == nil {
		c.Open = map[string]Way{}
	}
	c.Open[e.Evidence] = e.Way
	return c
}

// Ended means that a way cannot succeed any more.
type Ended struct {
	Account  string         `json:"account"`
	Method   account.Method `json:"method"`
	Evidence string         `json:"evidence"`
	Ending   Ending         `json:"ending"`
	At       time.Time      `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e Ended) Evolve(c Case) Case {
	c.Open = maps.Clone(c.Open)
	delete(c.Open, e.Evidence)
	return c
}

// Begin opens a way. Opened already, it stays as it is.
func Begin(accountID string, way Way) es.Decision[Case] {
	return func(c Case) ([]es.Event[Case], error) {
		if _, open := c.Open[way.Evidence]; open {
			return nil, nil
		}
		return []es.Event[Case]{Begun{Account: accountID, Way: way}}, nil
	}
}

// End closes a way. One that is not open stays as it is.
func End(evidence string, ending Ending, now time.Time) es.Decision[Case] {
	return func(c Case) ([]es.Event[Case], error) {
		way, open := c.Open[evidence]
		if !open {
			return nil, nil
		}
		return []es.Event[Case]{c.end(way, ending, now)}, nil
	}
}

// Succeed closes the way that succeeded and with it all others (CNF-1).
func Succeed(evidence string, now time.Time) es.Decision[Case] {
	return func(c Case) ([]es.Event[Case], error) {
		way, open := c.Open[evidence]
		if !open {
			return nil, ErrClosed
		}
		events := []es.Event[Case]{c.end(way, Succeeded, now)}
		for _, other := range c.ways() {
			if other.Evidence != evidence {
				events = append(events, c.end(other, Overtaken, now))
			}
		}
		return events, nil
	}
}

// Overtake closes the ways that would say no more than the confirmations that count. Beside a confirmation that waited
// while the account was held, its owner may have begun others at a desk.
func Overtake(owner account.Account, now time.Time) es.Decision[Case] {
	return func(c Case) ([]es.Event[Case], error) {
		var events []es.Event[Case]
		for _, way := range c.ways() {
			if !more(owner, way.Method) {
				events = append(events, c.end(way, Overtaken, now))
			}
		}
		return events, nil
	}
}

func (c Case) end(way Way, ending Ending, now time.Time) Ended {
	return Ended{Account: c.Account, Method: way.Method, Evidence: way.Evidence, Ending: ending, At: now}
}

// ways lists the open ways, the one begun first first.
func (c Case) ways() []Way {
	return slices.SortedFunc(maps.Values(c.Open), func(a, b Way) int {
		if order := a.At.Compare(b.At); order != 0 {
			return order
		}
		return strings.Compare(a.Evidence, b.Evidence)
	})
}
