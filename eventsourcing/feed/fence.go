package feed

import (
	"context"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

type fenceKey struct{}

// FenceFrom returns the fence of the lane that delivered the message whose context this is. A handler
// that puts it into its own batch writes nothing once the lane belongs to another holder.
func FenceFrom(ctx context.Context) (fence eventsourcing.Fence, ok bool) {
	fence, ok = ctx.Value(fenceKey{}).(eventsourcing.Fence)
	return fence, ok
}

func withFence(ctx context.Context, fence eventsourcing.Fence) context.Context {
	return context.WithValue(ctx, fenceKey{}, fence)
}
