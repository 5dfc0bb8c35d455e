package feed

import "github.com/kabinet-go/kabinet/eventsourcing"

// Store is what a subscriber needs of an [eventsourcing.Store]. All its promises are declared there.
type Store interface {
	eventsourcing.Feed
	eventsourcing.Loader
	eventsourcing.Checkpoints
	eventsourcing.Leases
	eventsourcing.Parking
}
