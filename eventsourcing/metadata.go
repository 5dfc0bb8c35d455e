package eventsourcing

import (
	"context"
	"maps"
)

type metadataKey struct{}

// WithMetadata returns a context for [Engine.Do], under which every event recorded carries these metadata
// as well: cause, actor, trace. Never personal data.
func WithMetadata(ctx context.Context, metadata map[string]string) context.Context {
	merged := maps.Clone(metadataFrom(ctx))
	if merged == nil {
		merged = map[string]string{}
	}
	maps.Copy(merged, metadata)
	return context.WithValue(ctx, metadataKey{}, merged)
}

func metadataFrom(ctx context.Context) map[string]string {
	metadata, _ := ctx.Value(metadataKey{}).(map[string]string)
	return metadata
}
