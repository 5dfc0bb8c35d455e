package simulation

import (
	"context"
	"errors"
	"reflect"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity/bank"
)

// erasedIsGone: of an abandoned registration nothing personal can be read any more, of everybody else all.
func (p *past) erasedIsGone() {
	w := p.world
	abandoned := map[string]bool{}
	for id, a := range p.accounts {
		abandoned[id] = a.Status == account.Abandoned
		_, err := w.journal.Key(context.Background(), id)
		if abandoned[id] != errors.Is(err, es.ErrErased) {
			w.fail("abandoned is erased, and nobody else", id, "%s is %s: %v", id, a.Status, err)
		}
		if a.Status == account.Registering {
			w.fail("an unfinished registration ends", id, "%s is open since %v", id, a.RegisteredAt)
		}
	}
	for _, e := range p.played {
		if e.record.Key == "" || e.record.Stream.Category == bank.Category { // requests have keys of their own
			continue
		}
		if erased, personal := isErased(e.event); personal && erased != abandoned[e.record.Key] {
			w.fail("abandoned is erased, and nobody else", e.record.Key, "%s of %s: erased %v", e.record.Type, e.record.Stream, erased)
		}
	}
}

// isErased finds the personal part of an event, whatever it is called.
func isErased(event any) (erased, personal bool) {
	value := reflect.ValueOf(event)
	for i := range value.NumField() {
		field := value.Field(i)
		if field.Kind() != reflect.Struct {
			continue
		}
		if mark := field.FieldByName("Erased"); mark.IsValid() && mark.Kind() == reflect.Bool {
			return mark.Bool(), true
		}
	}
	return false, false
}

// peopleGetIn: whoever finished registering gets in with the password they know, also at the end of the world.
func (p *past) peopleGetIn() {
	for _, s := range p.world.people {
		if s.account == "" || p.world.ownerOf(s.account) != s {
			continue
		}
		if a := p.accounts[s.account]; a.Status != account.Live {
			p.world.fail("who has an account gets in", s.account, "that of person %d is %s", s.number, a.Status)
			continue
		}
		if len(s.passwords) > 0 && !s.enters(s.logins[0]) {
			p.world.fail("who has an account gets in", s.account, "person %d does not", s.number)
		}
	}
}
