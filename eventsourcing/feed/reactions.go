package feed

import "github.com/ThreeDotsLabs/watermill/components/cqrs"

// Reactions are the handlers of one consumer group, for a cqrs.EventGroupProcessor that subscribes to the
// topic: a category, or [AllCategories].
type Reactions struct {
	Group, Topic string
	Handlers     []cqrs.GroupEventHandler
}
