package storetest

import (
	"fmt"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault"
)

// obstacles are all reasons for which a store refuses the whole batch, in the order in which the port
// says they are met.
func obstacles() []obstacle {
	return []obstacle{
		{"a lost fence", func(b *eventsourcing.Batch) {
			b.Fences = append(b.Fences, eventsourcing.Fence{Lease: "lease", Token: 1000})
		}, isFenced},
		{"a conflict on the first stream", func(b *eventsourcing.Batch) {
			b.Streams[0].Expected = 7
		}, isConflict(account("new"), 7, 0)},
		{"a conflict on a stream that gets no records", func(b *eventsourcing.Batch) {
			b.Streams[1].Expected = 0
		}, isConflict(account("other"), 0, 1)},
		{"a conflict on the last stream", func(b *eventsourcing.Batch) {
			b.Streams[2].Expected = 1
		}, isConflict(account("old"), 1, 2)},
		{"a key claimed by another", func(b *eventsourcing.Batch) {
			b.Claims = append(b.Claims, eventsourcing.Claim{ClaimKey: phone("held"), Owner: account("new")})
		}, isClaimed(phone("held"), account("other"))},
		{"a data key that is there already", func(b *eventsourcing.Batch) {
			b.Keys = append(b.Keys, eventsourcing.WrappedKey{ID: "other", KEK: "kek", Wrapped: []byte("again")})
		}, isClaimed(eventsourcing.ClaimKey{Kind: "data-key", Index: "other"}, eventsourcing.Stream{})},
		{"a data key destroyed before", func(b *eventsourcing.Batch) {
			b.Keys = append(b.Keys, eventsourcing.WrappedKey{ID: "erased", KEK: "kek", Wrapped: []byte("again")})
		}, isErased},
	}
}

// obstacle puts one reason for refusal into a whole batch and knows the error it makes.
type obstacle struct {
	name string
	put  func(*eventsourcing.Batch)
	met  func(*proof, error)
}

func isFenced(p *proof, err error) {
	p.ErrorIs(err, eventsourcing.ErrFenced)
	p.ErrorIs(err, fault.Conflict)
}

func isErased(p *proof, err error) { p.ErrorIs(err, eventsourcing.ErrErased) }

func isConflict(stream eventsourcing.Stream, expected, actual int64) func(*proof, error) {
	return func(p *proof, err error) { p.conflict(err, stream, expected, actual) }
}

func isClaimed(key eventsourcing.ClaimKey, owner eventsourcing.Stream) func(*proof, error) {
	return func(p *proof, err error) { p.claimed(err, key, owner) }
}

func atomicity(s *suite) {
	s.promise("a batch changes everything it names", func(p *proof) {
		p.append(p.furnish().whole())
		p.applied()
	})

	for _, o := range obstacles() {
		s.promise("nothing of a batch happens at "+o.name, func(p *proof) {
			given := p.furnish()
			before := p.state()
			batch := given.whole()
			o.put(&batch)
			o.met(p, p.refused(batch))
			p.unchanged(before)
			o.met(p, p.refused(batch))
			p.append(given.whole())
			p.applied()
		})
	}

	s.promise("the first obstacle in the order of the batch is the error", func(p *proof) {
		given := p.furnish()
		for first, o := range obstacles() {
			batch := given.whole()
			for _, later := range obstacles()[first:] {
				later.put(&batch)
			}
			o.met(p, p.refused(batch))
		}
	})

	s.promise("the records of a batch follow each other in the order of the batch", func(p *proof) {
		p.append(streams(to(account("b"), 0, "1", "2"), to(message("a"), 0, "3"), to(account("a"), 0, "4", "5")))
		records := p.feed()
		p.Equal([]string{"1", "2", "3", "4", "5"}, ids(records))
		for i := range records[1:] {
			p.Greater(records[i+1].Position, records[i].Position)
		}
	})

	s.promise("nobody sees half of a batch", func(p *proof) {
		const batches, size = 50, 3
		done := make(chan error, 1)
		go func() {
			for i := range int64(batches) {
				if _, err := p.store.Append(p.ctx, streams(to(account("1"), i*size, "a", "b", "c"))); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
		for over := false; !over; {
			select {
			case err := <-done:
				p.NoError(err)
				over = true
			default:
			}
			p.Zero(len(p.load(account("1"))) % size)
			page, err := p.store.Read(p.ctx, 0, 2*batches*size)
			p.NoError(err)
			p.Zero(len(page.Records) % size)
		}
		p.Len(p.load(account("1")), batches*size)
	})

	s.promise("of two units that each rely on what the other changes one is refused", func(p *proof) {
		for round := range 20 {
			pair := []eventsourcing.Stream{account(fmt.Sprint(round)), message(fmt.Sprint(round))}
			errs := race(2, func(i int) error {
				_, err := p.store.Append(p.ctx, streams(to(pair[i], 0, "written"), to(pair[1-i], 0)))
				return err
			})
			won := p.winner(errs)
			p.conflict(errs[1-won], pair[won], 0, 1)
			p.Len(p.load(pair[won]), 1)
			p.Empty(p.load(pair[1-won]))
		}
	})

	s.promise("batches over the same streams in any order do not block each other for ever", func(p *proof) {
		all := []eventsourcing.Stream{account("1"), account("2"), message("1"), message("2")}
		for _, err := range race(16, func(i int) error {
			var adds []eventsourcing.Append
			for k := range all {
				adds = append(adds, to(all[(i+k*(1+i%2*2))%len(all)], eventsourcing.AnyVersion, fmt.Sprint(i)))
			}
			_, err := p.store.Append(p.ctx, streams(adds...))
			return err
		}) {
			p.NoError(err)
		}
		for _, stream := range all {
			p.Len(p.load(stream), 16)
		}
	})
}

// claimed demands that err is exactly this claim.
func (p *proof) claimed(err error, key eventsourcing.ClaimKey, owner eventsourcing.Stream) {
	p.t.Helper()
	var claimed *eventsourcing.Claimed
	p.ErrorAs(err, &claimed)
	p.Equal(&eventsourcing.Claimed{Key: key, Owner: owner}, claimed)
	p.ErrorIs(err, fault.Conflict)
}
