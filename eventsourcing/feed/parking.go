package feed

import (
	"context"
	"fmt"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// ErrNotParked says that the stream is not, or no longer, parked. It lies on fault.Conflict.
var ErrNotParked = fmt.Errorf("feed: the stream is not parked: %w", fault.Conflict)

// Parking shows operators what one group has set aside of one topic, and takes their orders. It is
// safe for concurrent use and works beside the group's subscribers in any process.
type Parking struct {
	store eventsourcing.Parking
	group string
}

// NewParking returns the parking of a group and a topic.
func NewParking(store eventsourcing.Parking, group, topic string) Parking {
	return Parking{store: store, group: storeGroup(group, topic)}
}

// List returns the parked streams, ordered by the position of the message that failed.
func (p Parking) List(ctx context.Context) ([]eventsourcing.Parked, error) {
	return p.store.Parked(ctx, p.group)
}

// Retry orders the stream's messages to be delivered again, from the one that failed on. The lane's
// holder notices within its poll interval. If a message fails again, the stream is parked again.
func (p Parking) Retry(ctx context.Context, stream eventsourcing.Stream) error {
	return p.order(ctx, stream, eventsourcing.RetryParked)
}

// Drop orders the message that failed to be left out for ever in this group, and the stream's later
// ones to be delivered.
func (p Parking) Drop(ctx context.Context, stream eventsourcing.Stream) error {
	return p.order(ctx, stream, eventsourcing.DropParked)
}

func (p Parking) order(ctx context.Context, stream eventsourcing.Stream, order eventsourcing.ParkingOrder) error {
	ok, err := p.store.Instruct(ctx, p.group, stream, order)
	if err == nil && !ok {
		err = ErrNotParked
	}
	return err
}
