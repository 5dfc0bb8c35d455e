package storetest

import (
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func checkpoints(s *suite) {
	s.promise("a group that saved nothing has no checkpoints", func(p *proof) {
		p.Empty(p.checkpoints("group"))
		p.NoError(p.store.SaveCheckpoints(p.ctx, "group"))
		p.Empty(p.checkpoints("group"))
	})

	s.promise("checkpoints come back ordered by lane, without their fences", func(p *proof) {
		fence := fenceOf(p.acquire("l", "me", start(), time.Hour))
		p.NoError(p.store.SaveCheckpoints(
			p.ctx, "group",
			eventsourcing.Checkpoint{Lane: 10, Lanes: 16, Position: 5, Fence: fence},
			eventsourcing.Checkpoint{Lane: 2, Lanes: 16, Position: 1 << 53, Fence: fence},
			eventsourcing.Checkpoint{Lane: 0, Lanes: 16, Position: 0, Fence: fence},
		))
		p.Equal([]eventsourcing.Checkpoint{
			{Lane: 0, Lanes: 16, Position: 0}, {Lane: 2, Lanes: 16, Position: 1 << 53}, {Lane: 10, Lanes: 16, Position: 5},
		}, p.checkpoints("group"))
	})

	s.promise("a later checkpoint of a lane takes the place of the earlier", func(p *proof) {
		fence := fenceOf(p.acquire("l", "me", start(), time.Hour))
		for _, position := range []int64{3, 8, 2} {
			p.NoError(p.store.SaveCheckpoints(p.ctx, "group", eventsourcing.Checkpoint{Lane: 1, Lanes: 2, Position: position, Fence: fence}))
			p.Equal([]eventsourcing.Checkpoint{{Lane: 1, Lanes: 2, Position: position}}, p.checkpoints("group"))
		}
		p.NoError(p.store.SaveCheckpoints(p.ctx, "group", eventsourcing.Checkpoint{Lane: 1, Lanes: 4, Position: 9, Fence: fence}))
		p.Equal([]eventsourcing.Checkpoint{{Lane: 1, Lanes: 4, Position: 9}}, p.checkpoints("group"))
	})

	s.promise("groups have their own checkpoints", func(p *proof) {
		fence := fenceOf(p.acquire("l", "me", start(), time.Hour))
		for position, group := range []string{"a", "A", "a/0", ""} {
			p.NoError(p.store.SaveCheckpoints(p.ctx, group, eventsourcing.Checkpoint{Lanes: 1, Position: int64(position), Fence: fence}))
		}
		for position, group := range []string{"a", "A", "a/0", ""} {
			p.Equal([]eventsourcing.Checkpoint{{Lanes: 1, Position: int64(position)}}, p.checkpoints(group))
		}
	})

	s.promise("of several checkpoints with one lease lost none is saved", func(p *proof) {
		mine := fenceOf(p.acquire("mine", "me", start(), time.Hour))
		lost := fenceOf(p.acquire("lost", "me", start(), time.Minute))
		p.acquire("lost", "you", after(time.Minute), time.Hour)
		isFenced(p, p.store.SaveCheckpoints(
			p.ctx, "group",
			eventsourcing.Checkpoint{Lane: 0, Lanes: 2, Position: 7, Fence: mine},
			eventsourcing.Checkpoint{Lane: 1, Lanes: 2, Position: 7, Fence: lost},
		))
		p.Empty(p.checkpoints("group"))
	})
}

func (p *proof) checkpoints(group string) []eventsourcing.Checkpoint {
	p.t.Helper()
	saved, err := p.store.Checkpoints(p.ctx, group)
	p.NoError(err)
	return saved
}
