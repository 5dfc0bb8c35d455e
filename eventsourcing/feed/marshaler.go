package feed

import (
	"fmt"

	"github.com/ThreeDotsLabs/watermill/components/cqrs"
	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

var _ cqrs.CommandEventMarshaler = Marshaler{}

// Marshaler gives Watermill's cqrs the typed events of a catalog: in the present version of their
// shape, their personal part opened, or marked erased when the person's data key is gone. Events have
// their registered names. It is safe for concurrent use.
//
// All events of a topic come through one subscription, so processors need AckOnUnknownEvent: true.
type Marshaler struct{ catalog *eventsourcing.Catalog }

// NewMarshaler returns a marshaler of the catalog's events.
func NewMarshaler(catalog *eventsourcing.Catalog) Marshaler { return Marshaler{catalog} }

// Name returns the registered name of an event or of a pointer to one. Of anything else it returns a
// text that is no event's name; [Marshaler.Topic] and [Marshaler.GroupTopic] refuse such handlers.
func (m Marshaler) Name(event any) string {
	if name, ok := m.catalog.NameOf(event); ok {
		return name
	}
	return fmt.Sprintf("unregistered %T", event)
}

// NameFromMessage returns the name of the event a message carries.
func (m Marshaler) NameFromMessage(msg *message.Message) string {
	return msg.Metadata.Get(MetadataType)
}

// Unmarshal decodes the message into event, a pointer to its type. The message's context bounds the
// look-up of the data key.
func (m Marshaler) Unmarshal(msg *message.Message, event any) error {
	record, err := FromMessage(msg)
	if err != nil {
		return fault.AsPermanent(err)
	}
	return m.catalog.ReadInto(msg.Context(), record, event)
}

// Marshal refuses: an event has no place in a stream, and no message, before it was appended.
func (m Marshaler) Marshal(event any) (*message.Message, error) {
	return nil, fault.AsPermanent(fmt.Errorf("feed: %s is published by appending it to a stream, not by an event bus", m.Name(event)))
}

// Topic is a GenerateSubscribeTopic for cqrs.EventProcessorConfig: all handlers subscribe to topic, and
// one for an event that is not registered is refused when it is added.
func (m Marshaler) Topic(topic string) cqrs.EventProcessorGenerateSubscribeTopicFn {
	return func(params cqrs.EventProcessorGenerateSubscribeTopicParams) (string, error) {
		return topic, m.known(params.EventHandler.NewEvent())
	}
}

// GroupTopic is Topic for cqrs.EventGroupProcessorConfig.
func (m Marshaler) GroupTopic(topic string) cqrs.EventGroupProcessorGenerateSubscribeTopicFn {
	return func(params cqrs.EventGroupProcessorGenerateSubscribeTopicParams) (string, error) {
		for _, handler := range params.EventGroupHandlers {
			if err := m.known(handler.NewEvent()); err != nil {
				return "", err
			}
		}
		return topic, nil
	}
}

func (m Marshaler) known(event any) error {
	if _, ok := m.catalog.NameOf(event); !ok {
		return fault.AsPermanent(fmt.Errorf("feed: a handler for %T, which is not registered", event))
	}
	return nil
}
