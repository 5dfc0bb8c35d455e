package main

import (
	"context"
	"errors"
	"runtime"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/benchmarks/internal/stock"
	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// driven is submitted profiles brought to their end by a running Kabinet: three registries asked about each,
// the account raised, and the person told that it was, and before that it is being checked, if
// it still is when the message is about to leave.
type driven struct {
	place  place
	people int
	// tickets has each registry answer when it is polled.
	tickets bool
	// crowd and retraced are made when first needed.
	crowd    *crowd
	retraced [][]es.Batch
}

// verifications are the rows about them.
func verifications(p place, size sizing) []row {
	atOnce := &driven{place: p, people: size.of(300)}
	later := &driven{place: p, people: size.of(300), tickets: true}
	return []row{
		{
			work: "a verification of three checks, answered at once", store: p.name, rate: true,
			floor: atOnce.byHand, full: atOnce.byKabinet,
		},
		{
			work: "a verification of three checks, each by a ticket polled once", store: p.name, rate: true,
			floor: later.byHand, full: later.byKabinet,
		},
	}
}

// gathered has one more person come than is measured: the first one, who waits for the reactions to begin.
func (d *driven) gathered(ctx context.Context) (err error) {
	if d.crowd == nil {
		d.crowd, err = gather(ctx, d.people+1)
	}
	return err
}

// figures let tickets be polled at once, and have the alarm look as often as the table says.
func (d *driven) figures(policy *kabinet.Policy) {
	if d.tickets {
		policy.Verification.Poll = time.Millisecond
		policy.Alarm.Poll = pollInterval
	}
}

// byKabinet is the time for each person from the moment that all submissions are in the log, until everybody
// is verified and told.
func (d *driven) byKabinet(ctx context.Context) (_ time.Duration, err error) {
	if err := d.gathered(ctx); err != nil {
		return 0, err
	}
	store, err := d.place.store(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	if _, err := store.Append(ctx, d.crowd.registered); err != nil {
		return 0, err
	}
	if err := d.place.settled(ctx); err != nil {
		return 0, err
	}
	return d.drive(ctx, store)
}

// drive runs a Kabinet over a store where everybody is registered.
func (d *driven) drive(ctx context.Context, store es.Store) (each time.Duration, err error) {
	watched := &witness{Store: store}
	portal, _, err := d.crowd.portal(watched, agreeing{tickets: d.tickets}.ports(), d.figures)
	if err != nil {
		return 0, err
	}
	submit := func(ctx context.Context, batches []es.Batch) (time.Duration, error) {
		verified := watched.expect(map[string]int{
			"account.profile-verified": len(batches), messageSent: 2 * len(batches),
		})
		if _, err := store.Append(ctx, joined(batches)); err != nil {
			return 0, err
		}
		started := time.Now()
		select {
		case <-verified:
			return time.Since(started) / time.Duration(len(batches)), nil
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	err = stock.WhileRunning(ctx, portal, func(ctx context.Context) (err error) {
		if _, err = submit(ctx, d.crowd.submitted[:1]); err != nil {
			return err
		}
		runtime.GC()
		each, err = submit(ctx, d.crowd.submitted[1:])
		return err
	})
	return each, err
}

// byHand writes what Kabinet has appended for these people, in as many transactions and in their order, eight
// people at a time.
func (d *driven) byHand(ctx context.Context) (_ time.Duration, err error) {
	if err := d.retrace(ctx); err != nil {
		return 0, err
	}
	f, err := d.place.floor(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	for _, batch := range []es.Batch{d.crowd.registered, joined(d.crowd.submitted)} {
		if err := f.write(ctx, batch); err != nil {
			return 0, err
		}
	}
	if err := d.place.settled(ctx); err != nil {
		return 0, err
	}
	write := func(i int) error {
		for _, batch := range d.retraced[i] {
			if err := f.write(ctx, batch); err != nil {
				return err
			}
		}
		return nil
	}
	if err := write(0); err != nil {
		return 0, err
	}
	return timed(d.people, 8, func(i int) error { return write(i + 1) })
}

// retrace takes down, once and in memory, what is appended for each person.
func (d *driven) retrace(ctx context.Context) error {
	if err := d.gathered(ctx); err != nil || d.retraced != nil {
		return err
	}
	store := memory.NewStore()
	if _, err := store.Append(ctx, d.crowd.registered); err != nil {
		return err
	}
	noted := &stock.Notebook{Store: store}
	if _, err := d.drive(ctx, noted); err != nil {
		return err
	}
	d.retraced = d.byPerson(noted.Batches())
	return nil
}

// byPerson parts what was appended after the submissions.
func (d *driven) byPerson(batches []es.Batch) [][]es.Batch {
	places := map[string]int{}
	for i, submission := range d.crowd.submitted {
		places[submission.Streams[0].Stream.ID] = i
	}
	parted := make([][]es.Batch, len(places))
	for _, batch := range batches {
		if !isSubmission(batch) {
			i := places[ownerOf(batch)]
			parted[i] = append(parted[i], batch)
		}
	}
	return parted
}

// ownerOf is the account that a batch is about: the streams of its verifications and messages begin with it.
func ownerOf(batch es.Batch) string { return batch.Streams[0].Stream.ID[:len(streamID(0))] }

func isSubmission(batch es.Batch) bool {
	records := batch.Streams[0].Records
	return len(records) > 0 && records[0].Type == "account.profile-submitted"
}
