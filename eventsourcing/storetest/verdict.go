package storetest

import (
	"slices"
	"strings"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// verdict counts what a reader of a feed was told wrongly.
type verdict struct {
	// Lost events were acknowledged and never read, Doubled ones read more than once, Ghosts never
	// acknowledged.
	Lost, Doubled, Ghosts int
	// Disordered events came after a later one of their stream, Misplaced ones after one of a greater
	// position.
	Disordered, Misplaced int
	// Torn events came apart from their batch.
	Torn int
}

// judge compares what a follower has seen with what was acknowledged.
func (f *fire) judge(by *follower) (v verdict) {
	batches, seen := make(map[string]int), make(map[string]bool)
	for batch, c := range f.committed {
		for _, id := range c.ids {
			batches[id] = batch
		}
	}
	versions := make(map[eventsourcing.Stream]int64)
	begun := make(map[int]bool)
	var position int64
	present := -1
	for _, record := range by.seen {
		batch, acknowledged := batches[record.ID]
		switch {
		case !acknowledged:
			v.Ghosts++
			continue
		case seen[record.ID]:
			v.Doubled++
			continue
		}
		seen[record.ID] = true
		if record.Version <= versions[record.Stream] {
			v.Disordered++
		}
		if record.Position <= position {
			v.Misplaced++
		}
		if batch != present && begun[batch] {
			v.Torn++
		}
		versions[record.Stream], position = max(versions[record.Stream], record.Version), max(position, record.Position)
		begun[batch], present = true, batch
	}
	for _, c := range f.committed {
		for _, id := range c.ids {
			category, _, _ := strings.Cut(id, "-")
			if wanted := len(by.categories) == 0 || slices.Contains(by.categories, category); wanted && !seen[id] {
				v.Lost++
			}
		}
	}
	return v
}
