package account

import (
	"maps"
	"time"

	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/person"
)

// Topic is a category of messages for which a person chooses a channel (NOT-1, NOT-2). What concerns
// security is none of them: it goes to every proved contact.
type Topic string

// The topics: results of verification and confirmation; reminders of missing steps.
const (
	Results   Topic = "results"
	Reminders Topic = "reminders"
)

// Refusals of ChooseChannel.
var (
	ErrTopic = fault.Define("account.topic",
		"Таких сообщений нет", "There are no such messages")
	ErrChannelNotProved = fault.Define("account.channel-not-proved",
		"Сначала подтвердите этот контакт", "Prove this contact first")
)

// ChannelChosen means that messages of the topic are to come by that kind of contact.
type ChannelChosen struct {
	Account string             `json:"account"`
	Topic   Topic              `json:"topic"`
	Kind    person.ContactKind `json:"kind"`
	At      time.Time          `json:"at"`
}

// Evolve implements eventsourcing.Event.
func (e ChannelChosen) Evolve(a Account) Account {
	a.Channels = maps.Clone(a.Channels)
	if a.Channels == nil {
		a.Channels = map[Topic]person.ContactKind{}
	}
	a.Channels[e.Topic] = e.Kind
	return a
}

// ChooseChannel has messages of the topic come by a contact the person has proved.
func ChooseChannel(topic Topic, kind person.ContactKind, now time.Time) es.Decision[Account] {
	return func(a Account) ([]es.Event[Account], error) {
		if topic != Results && topic != Reminders {
			return nil, ErrTopic.At("topic")
		}
		if _, proved := a.Proved(kind); !proved {
			return nil, ErrChannelNotProved.At("kind")
		}
		if a.Channels[topic] == kind {
			return nil, nil
		}
		return []es.Event[Account]{ChannelChosen{Account: a.ID, Topic: topic, Kind: kind, At: now}}, nil
	}
}

// Channel returns the contact by which messages of the topic come: the one chosen, else the one proved
// first; ok is false when none is proved.
func (a Account) Channel(topic Topic) (contact Contact, ok bool) {
	if contact, ok = a.Proved(a.Channels[topic]); ok {
		return contact, true
	}
	if len(a.Contacts) == 0 {
		return Contact{}, false
	}
	return a.Contacts[0], true
}
