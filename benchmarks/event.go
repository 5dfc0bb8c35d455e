package main

import (
	"crypto/rand"
	"strconv"
	"time"

	"github.com/oklog/ulid/v2"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// category and eventType are what floors and kernel write beside each event.
const (
	category  = "account"
	eventType = "account.contact-confirmed"
)

// state is what events lead to.
type state struct {
	Events int
	Name   string
	Phone  string
	At     time.Time
}

// confirmed is the event of the floors and of the plain kernel.
type confirmed struct {
	Account string    `json:"account"`
	Number  int       `json:"number"`
	Channel string    `json:"channel"`
	At      time.Time `json:"at"`
	contact
}

// contact is the personal part.
type contact struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

// Evolve implements es.Event.
func (e confirmed) Evolve(s state) state { return s.after(e.At, e.contact) }

// sealedConfirmed is the same event with its personal part apart.
type sealedConfirmed struct {
	Account string    `json:"account"`
	Number  int       `json:"number"`
	Channel string    `json:"channel"`
	At      time.Time `json:"at"`

	Contact es.Personal[contact] `json:"-"`
}

// Evolve implements es.Event.
func (e sealedConfirmed) Evolve(s state) state { return s.after(e.At, e.Contact.Value()) }

func (s state) after(at time.Time, contact contact) state {
	return state{Events: s.Events + 1, Name: contact.Name, Phone: contact.Phone, At: at}
}

func newConfirmed(id string, number int, now time.Time) confirmed {
	return confirmed{Account: id, Number: number, Channel: "web", At: now, contact: contact{
		Name: "Ёлкина Анна Сергеевна", Phone: "+7916" + strconv.Itoa(1_000_000+number),
	}}
}

func newSealedConfirmed(id string, number int, now time.Time) sealedConfirmed {
	event := newConfirmed(id, number, now)
	return sealedConfirmed{
		Account: event.Account, Number: event.Number, Channel: event.Channel, At: event.At,
		Contact: es.NewPersonal(event.contact),
	}
}

// newRecord is what a floor makes of an event in JSON: the same columns as the kernel's.
func newRecord(id string, version int, now time.Time, data []byte) (es.Record, error) {
	eventID, err := ulid.New(ulid.Timestamp(now), rand.Reader)
	return es.Record{
		Stream: es.Stream{Category: category, ID: id}, Version: int64(version),
		ID: eventID.String(), Type: eventType, Schema: 1, Time: now, Data: data,
	}, err
}

func codecs() (plain, sealed *es.Codec[state]) {
	plain, sealed = es.NewCodec[state](), es.NewCodec[state]()
	es.Register[confirmed](plain, eventType, 1)
	es.RegisterPersonal(sealed, eventType, 1, func(e *sealedConfirmed) (string, *es.Personal[contact]) {
		return e.Account, &e.Contact
	})
	return plain, sealed
}

// streamID has the length of a ULID.
func streamID(i int) string {
	digits := strconv.Itoa(i)
	return "01KBENCH000000000000000000"[:26-len(digits)] + digits
}

// now is the moment as the kernel keeps it.
func now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }
