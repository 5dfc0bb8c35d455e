package postgres_test

import (
	"context"

	"github.com/ThreeDotsLabs/watermill/message"

	"github.com/kabinet-go/kabinet/eventsourcing/feed"
)

// beRelay forwards events to a broker that is a table.
func beRelay(ctx context.Context, h *hand) error {
	relay, err := feed.NewRelay(h.store, broker{h}, feed.RelayConfig{Config: h.config("relay"), From: category})
	if err != nil {
		return err
	}
	return relay.Run(ctx)
}

type broker struct{ *hand }

func (b broker) Publish(_ string, messages ...*message.Message) error {
	for _, msg := range messages {
		record, err := feed.FromMessage(msg)
		if err != nil {
			return err
		}
		fence, _ := feed.FenceFrom(msg.Context())
		if _, err := b.host.Exec(msg.Context(), "INSERT INTO published (event, stream, version, worker, token) VALUES ($1, $2, $3, $4, $5)",
			msg.UUID, msg.Metadata.Get(feed.MetadataPartitionKey), record.Version, b.Name, fence.Token); err != nil {
			return err
		}
	}
	return nil
}

func (broker) Close() error { return nil }
