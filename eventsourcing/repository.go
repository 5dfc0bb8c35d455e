package eventsourcing

import (
	"context"
	"fmt"
	"strings"

	"github.com/kabinet-go/kabinet/fault"
)

// Repository loads the aggregates of one category into units of work. Safe for concurrent use.
type Repository[S any] struct {
	category  string
	codec     *Codec[S]
	snapshots SnapshotPolicy[S]
}

// NewRepository returns a repository, or the mistakes made while its codec was filled. The category
// holds no slash.
func NewRepository[S any](category string, codec *Codec[S]) (*Repository[S], error) {
	if category == "" || strings.Contains(category, "/") {
		return nil, fmt.Errorf("eventsourcing: %q is no category", category)
	}
	if codec == nil {
		return nil, fmt.Errorf("eventsourcing: the repository of %s needs a codec", category)
	}
	if err := codec.Err(); err != nil {
		return nil, err
	}
	return &Repository[S]{category: category, codec: codec}, nil
}

// Stream returns the stream of the aggregate with that id.
func (r *Repository[S]) Stream(id string) Stream { return Stream{Category: r.category, ID: id} }

// Load brings an aggregate into the unit. One that has no events yet has version 0 and the zero state.
// Loading it again in the same unit returns the same aggregate.
func (r *Repository[S]) Load(ctx context.Context, unit *Unit, id string) (*Aggregate[S], error) {
	if aggregate, err := r.met(unit, id); aggregate != nil || err != nil {
		return aggregate, err
	}
	aggregate := &Aggregate[S]{repository: r, at: r.Stream(id)}
	if err := r.restore(ctx, unit, aggregate); err != nil {
		return nil, err
	}
	if err := aggregate.replay(ctx, unit); err != nil {
		return nil, err
	}
	unit.loaded = append(unit.loaded, aggregate)
	return aggregate, nil
}

// Begin is Load for an id just made by [Unit.NewID], under which nothing can have happened: it does not
// ask the store. Should there be events nevertheless, the commit is a conflict.
func (r *Repository[S]) Begin(unit *Unit, id string) (*Aggregate[S], error) {
	if aggregate, err := r.met(unit, id); aggregate != nil || err != nil {
		return aggregate, err
	}
	aggregate := &Aggregate[S]{repository: r, at: r.Stream(id)}
	unit.loaded = append(unit.loaded, aggregate)
	return aggregate, nil
}

// met returns the aggregate if it is in the unit already, else nil.
func (r *Repository[S]) met(unit *Unit, id string) (*Aggregate[S], error) {
	stream := r.Stream(id)
	for _, other := range unit.loaded {
		if other.stream() != stream {
			continue
		}
		aggregate, ok := other.(*Aggregate[S])
		if !ok {
			return nil, fault.AsPermanent(fmt.Errorf("eventsourcing: two repositories with different states share the category %s", r.category))
		}
		return aggregate, nil
	}
	return nil, nil
}
