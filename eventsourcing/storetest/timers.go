package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func timers(s *suite) {
	s.promise("a timer is due from its microsecond on, and stays so until it is removed", func(p *proof) {
		due := after(1234567 * time.Microsecond)
		p.setTimer(account("1"), "t", due)
		p.Empty(p.due(due.Add(-time.Microsecond), 10))
		for range 2 {
			p.Equal([]eventsourcing.Timer{{TimerKey: timerKey(account("1"), "t"), Due: due}}, p.due(due, 10))
		}
		p.Len(p.due(due.AddDate(10, 0, 0), 10), 1)
	})

	s.promise("a timer keeps its attempt, and its time in UTC cut to the microsecond", func(p *proof) {
		moscow := time.FixedZone("MSK", 3*60*60)
		p.append(eventsourcing.Batch{Now: start(), Timers: []eventsourcing.Timer{
			{TimerKey: timerKey(account("1"), "t"), Due: after(999 * time.Nanosecond).In(moscow), Attempt: 41},
		}})
		p.Equal([]eventsourcing.Timer{{TimerKey: timerKey(account("1"), "t"), Due: start(), Attempt: 41}}, p.due(start(), 10))
	})

	s.promise("a timer of the same stream and name is replaced, others are not", func(p *proof) {
		p.setTimer(account("1"), "t", after(time.Hour))
		p.setTimer(account("1"), "u", after(2*time.Hour))
		p.setTimer(account("2"), "t", after(3*time.Hour))
		p.setTimer(account("1"), "t", after(4*time.Hour))
		p.Equal([]string{"account/1 u", "account/2 t", "account/1 t"}, names(p.due(after(4*time.Hour), 10)))
		p.setTimer(account("1"), "t", after(time.Minute))
		p.Equal([]string{"account/1 t", "account/1 u", "account/2 t"}, names(p.due(after(4*time.Hour), 10)))
	})

	s.promise("of timers set twice in one batch the later one counts", func(p *proof) {
		p.append(eventsourcing.Batch{Now: start(), Timers: []eventsourcing.Timer{
			{TimerKey: timerKey(account("1"), "t"), Due: after(time.Minute)},
			{TimerKey: timerKey(account("1"), "t"), Due: after(time.Hour)},
		}})
		p.Empty(p.due(after(time.Minute), 10))
		p.Len(p.due(after(time.Hour), 10), 1)
	})

	s.promise("a cancelled timer is gone, and cancelling none is no error", func(p *proof) {
		p.setTimer(account("1"), "t", start())
		p.setTimer(account("1"), "u", start())
		p.append(eventsourcing.Batch{Now: start(), Cancels: []eventsourcing.TimerKey{
			timerKey(account("1"), "t"), timerKey(account("1"), "v"), timerKey(account("2"), "u"),
		}})
		p.Equal([]string{"account/1 u"}, names(p.due(start(), 10)))
	})

	s.promise("a timer cancelled and set in one batch is set", func(p *proof) {
		p.setTimer(account("1"), "t", start())
		p.append(eventsourcing.Batch{
			Now:     start(),
			Timers:  []eventsourcing.Timer{{TimerKey: timerKey(account("1"), "t"), Due: after(time.Hour)}},
			Cancels: []eventsourcing.TimerKey{timerKey(account("1"), "t")},
		})
		p.Empty(p.due(start(), 10))
		p.Len(p.due(after(time.Hour), 10), 1)
	})

	s.promise("the earliest of many are given first, at most limit", func(p *proof) {
		const many = 1000
		random := rand.New(rand.NewPCG(p.seed(), 0)) //nolint:gosec // repeatable on purpose
		batch := eventsourcing.Batch{Now: start()}
		for _, i := range random.Perm(many) {
			batch.Timers = append(batch.Timers, eventsourcing.Timer{
				TimerKey: timerKey(account(fmt.Sprint(i)), "t"), Due: after(time.Duration(i) * time.Microsecond),
			})
		}
		p.append(batch)
		for _, limit := range []int{1, 10, 500} {
			due := p.due(after(time.Hour), limit)
			p.Len(due, limit)
			for i, timer := range due {
				p.Equal(after(time.Duration(i)*time.Microsecond), timer.Due)
			}
		}
		p.Len(p.due(after(many/2*time.Microsecond), 2*many), many/2+1)
	})

	s.promise("the order holds however timers are set, replaced and cancelled", func(p *proof) {
		random := rand.New(rand.NewPCG(p.seed(), 0)) //nolint:gosec // repeatable on purpose
		waiting := map[eventsourcing.TimerKey]time.Time{}
		for range 30 {
			batch := eventsourcing.Batch{Now: start()}
			for range 20 {
				key := timerKey(account(fmt.Sprint(random.IntN(60))), "t")
				if random.IntN(2) == 0 {
					batch.Cancels = append(batch.Cancels, key)
				} else {
					batch.Timers = append(batch.Timers, eventsourcing.Timer{TimerKey: key, Due: after(time.Duration(random.IntN(1000)) * time.Second)})
				}
			}
			p.append(batch)
			for _, key := range batch.Cancels {
				delete(waiting, key)
			}
			for _, timer := range batch.Timers {
				waiting[timer.TimerKey] = timer.Due
			}
			due := p.due(after(time.Hour), 100)
			p.Len(due, len(waiting))
			for i, timer := range due {
				p.Equal(waiting[timer.TimerKey], timer.Due)
				p.False(i > 0 && timer.Due.Before(due[i-1].Due), "earliest first")
			}
		}
	})

	s.promise("a timer is done once", func(p *proof) {
		p.setTimer(account("1"), "t", start())
		p.setTimer(account("1"), "u", start())
		fired := eventsourcing.Timer{TimerKey: timerKey(account("1"), "t"), Due: start()}
		p.done(fired, true)
		p.done(fired, false)
		p.done(eventsourcing.Timer{TimerKey: timerKey(account("2"), "t"), Due: start()}, false)
		p.Equal([]string{"account/1 u"}, names(p.due(start(), 10)))
	})

	s.promise("a timer set anew while it fired is neither done nor postponed", func(p *proof) {
		p.setTimer(account("1"), "t", start())
		fired := p.due(start(), 1)[0]
		p.setTimer(account("1"), "t", after(time.Microsecond))
		p.done(fired, false)
		p.postpone(fired, after(time.Hour), false)
		p.Equal([]eventsourcing.Timer{{TimerKey: fired.TimerKey, Due: after(time.Microsecond)}}, p.due(after(time.Microsecond), 10))
	})

	s.promise("a postponed timer is due later, with one attempt more", func(p *proof) {
		p.setTimer(account("1"), "t", start())
		now := start()
		for attempt := range 3 {
			timer := p.due(now, 1)[0]
			p.Equal(attempt, timer.Attempt)
			p.postpone(timer, now.Add(time.Hour), true)
			p.postpone(timer, now.Add(2*time.Hour), false)
			p.done(timer, false)
			p.Empty(p.due(now.Add(time.Hour-time.Microsecond), 10))
			now = now.Add(time.Hour)
		}
		p.postpone(eventsourcing.Timer{TimerKey: timerKey(account("2"), "t"), Due: start()}, now, false)
		p.Len(p.due(now.AddDate(1, 0, 0), 10), 1)
	})

	s.promise("a timer set anew begins with the attempt it is given", func(p *proof) {
		p.setTimer(account("1"), "t", start())
		p.postpone(p.due(start(), 1)[0], after(time.Hour), true)
		p.setTimer(account("1"), "t", start())
		p.Zero(p.due(start(), 1)[0].Attempt)
	})

	s.promise("of 16 who finish the same timer one does", func(p *proof) {
		p.setTimer(account("1"), "t", start())
		fired := p.due(start(), 1)[0]
		p.winner(race(16, func(i int) error {
			finish := p.store.Done
			if i%2 == 0 {
				finish = func(ctx context.Context, timer eventsourcing.Timer) (bool, error) {
					return p.store.Postpone(ctx, timer, after(time.Hour))
				}
			}
			ok, err := finish(p.ctx, fired)
			if err == nil && !ok {
				return errLost
			}
			return err
		}))
	})
}

func (p *proof) setTimer(stream eventsourcing.Stream, name string, due time.Time) {
	p.t.Helper()
	p.append(eventsourcing.Batch{Now: start(), Timers: []eventsourcing.Timer{{TimerKey: timerKey(stream, name), Due: due}}})
}

func (p *proof) due(now time.Time, limit int) []eventsourcing.Timer {
	p.t.Helper()
	due, err := p.store.Due(p.ctx, now, limit)
	p.NoError(err)
	return due
}

func (p *proof) done(timer eventsourcing.Timer, want bool) {
	p.t.Helper()
	ok, err := p.store.Done(p.ctx, timer)
	p.NoError(err)
	p.Equal(want, ok)
}

func (p *proof) postpone(timer eventsourcing.Timer, due time.Time, want bool) {
	p.t.Helper()
	ok, err := p.store.Postpone(p.ctx, timer, due)
	p.NoError(err)
	p.Equal(want, ok)
}

func names(timers []eventsourcing.Timer) []string {
	all := make([]string, 0, len(timers))
	for _, timer := range timers {
		all = append(all, timer.Stream.String()+" "+timer.Name)
	}
	return all
}
