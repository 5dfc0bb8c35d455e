package account

import (
	"context"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// ErrUnknown means that there is no such account.
var ErrUnknown = fault.Define("account.unknown", "Такой учётной записи нет", "There is no such account")

// Reader reads accounts. Safe for concurrent use.
type Reader struct {
	engine   *es.Engine
	accounts *es.Repository[Account]
	codec    *es.Codec[Account]
}

// NewReader returns a reader.
func NewReader(engine *es.Engine, accounts *es.Repository[Account]) *Reader {
	return &Reader{engine: engine, accounts: accounts, codec: Codec()}
}

// Get returns the account as it is now, or ErrUnknown.
func (r *Reader) Get(ctx context.Context, id string) (Account, error) {
	var state Account
	err := r.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		found, err := r.accounts.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		if !found.Exists() {
			return ErrUnknown
		}
		state = found.State()
		return nil
	})
	return state, err
}

// Journal returns what happened to the account, oldest first (JOU-1). Entries hold no personal data.
func (r *Reader) Journal(ctx context.Context, id string) ([]Entry, error) {
	var entries []Entry
	for record, err := range r.engine.Store().Load(ctx, r.accounts.Stream(id), 0) {
		if err != nil {
			return nil, err
		}
		text, told := texts[record.Type]
		if !told {
			continue
		}
		transfer, err := r.transferOf(record)
		if err != nil {
			return nil, err
		}
		entries = append(entries, Entry{At: record.Time, Event: record.Type, Text: text, Transfer: transfer})
	}
	return entries, nil
}
