package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/profile"
)

// Party is somebody outside the portal: "post", "bank:test-bank". It is a stable name for programs, and holds no
// personal data.
type Party string

// Transfer is one time that personal data left the portal or came to it (CON-1).
type Transfer struct {
	// Party is to whom they went, or from whom they came.
	Party   Party   `json:"party"`
	Purpose Purpose `json:"purpose"`
	// Fields are their paths in a profile, never their values.
	Fields []string  `json:"fields"`
	At     time.Time `json:"at"`
}

// Disclosed means that personal data went to somebody outside the portal.
type Disclosed struct {
	Account string `json:"account"`
	Transfer
}

// Evolve implements eventsourcing.Event.
func (e Disclosed) Evolve(a Account) Account { return a }

// Received means that somebody outside the portal told it about the person.
type Received struct {
	Account string `json:"account"`
	Transfer
}

// Evolve implements eventsourcing.Event.
func (e Received) Evolve(a Account) Account { return a }

// Disclose records that data are given to somebody else (CON-1). It is decided in the unit of work that leads to it,
// so that nothing leaves unrecorded. Where the disclosure needs a consent the caller asks [Account.Consented] first.
func Disclose(t Transfer) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		t, err := a.transfer(t)
		if err != nil {
			return nil, err
		}
		return []es.Event[Account]{Disclosed{Account: a.ID, Transfer: t}}, nil
	}
}

// Receive records that somebody else told about the person.
func Receive(t Transfer) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		t, err := a.transfer(t)
		if err != nil {
			return nil, err
		}
		return []es.Event[Account]{Received{Account: a.ID, Transfer: t}}, nil
	}
}

// transfer refuses, on the fault.Permanent axis, what would not say truly whom and what it is about.
func (a Account) transfer(t Transfer) (Transfer, error) {
	if a.Status == None {
		return Transfer{}, ErrUnknown
	}
	if t.Party == "" || t.Purpose == "" || len(t.Fields) == 0 {
		return Transfer{}, fault.AsPermanent(fmt.Errorf("account: a transfer for %q to or from %q without party, purpose or fields", t.Purpose, t.Party))
	}
	t.Fields = slices.Compact(slices.Sorted(slices.Values(t.Fields)))
	known := profile.Fields()
	for n, path := range t.Fields {
		if !slices.Contains(known, path) {
			return Transfer{}, fault.AsPermanent(fmt.Errorf("account: field %d of a transfer for %q is no path of a profile", n, t.Purpose))
		}
	}
	return t, nil
}

// Transfers are those of one account, oldest first.
type Transfers struct{ Disclosed, Received []Transfer }

// Transfers returns to whom the data of the account went and from whom data came (CON-1).
func (r *Reader) Transfers(ctx context.Context, id string) (Transfers, error) {
	var all Transfers
	entries, err := r.Journal(ctx, id)
	if err != nil {
		return Transfers{}, err
	}
	for _, entry := range entries {
		switch entry.Event {
		case disclosedName:
			all.Disclosed = append(all.Disclosed, entry.Transfer)
		case receivedName:
			all.Received = append(all.Received, entry.Transfer)
		}
	}
	return all, nil
}

const (
	disclosedName = "account.disclosed"
	receivedName  = "account.received"
)

// transferOf reads the transfer out of an event that is one; of others it gives the zero value.
func (r *Reader) transferOf(record es.Record) (Transfer, error) {
	if record.Type != disclosedName && record.Type != receivedName {
		return Transfer{}, nil
	}
	event, err := r.codec.Decode(es.Plain{Type: record.Type, Schema: record.Schema, Data: record.Data})
	switch e := event.(type) {
	case Disclosed:
		return e.Transfer, err
	case Received:
		return e.Transfer, err
	default:
		return Transfer{}, err
	}
}
