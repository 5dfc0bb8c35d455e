package postgres

import (
	"cmp"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

// appendStatement calls the function that does all of an append; its arguments are those of request.args.
const appendStatement = `SELECT kabinet.append(
	$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
	$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39)`

// request is a batch as the function takes it: a column for each field, nil for what is not there.
type request struct {
	moment time.Time
	fences texts
	tokens []int64
	locks  []int64

	categories, ids texts
	expected        []int64

	releases claimColumns
	claims   claimColumns

	keys, keks texts
	wraps      [][]byte

	barred int32
	// bar is the obstacle that barred stands for.
	bar error

	events eventColumns

	cancels timerColumns
	timers  timerColumns
	dues    []time.Time
	tries   []int32

	erased texts
}

type texts = []string

type claimColumns struct {
	kinds, indexes, categories, ids texts
	ends                            []*time.Time
}

type eventColumns struct {
	streams  []int32
	counts   []int64
	ids      texts
	types    texts
	schemas  []int32
	times    []time.Time
	data     [][]byte
	sealed   [][]byte
	keys     texts
	metadata texts
}

type timerColumns struct{ categories, ids, names texts }

// request turns a batch into columns.
func (s *Store) request(batch *eventsourcing.Batch) (*request, error) {
	r := &request{moment: batch.Now, locks: s.locks(batch)}
	r.addFences(batch.Fences)
	if err := r.addStreams(batch.Streams); err != nil {
		return nil, err
	}
	for i := range batch.Releases {
		r.releases.add(&batch.Releases[i])
	}
	r.addClaims(batch.Claims, batch.Now)
	r.addKeys(batch.Keys)
	for _, cancel := range batch.Cancels {
		r.cancels.add(cancel)
	}
	r.addTimers(batch.Timers)
	r.erased = batch.Erase
	return r, nil
}

// addFences sorts, since everybody locks leases in the order of their names.
func (r *request) addFences(fences []eventsourcing.Fence) {
	if len(fences) > 1 {
		fences = slices.SortedFunc(slices.Values(fences), func(a, b eventsourcing.Fence) int { return cmp.Compare(a.Lease, b.Lease) })
	}
	for _, fence := range fences {
		r.fences = append(r.fences, fence.Lease)
		r.tokens = append(r.tokens, fence.Token)
	}
}

func (r *request) addStreams(streams []eventsourcing.Append) error {
	if len(streams) == 0 {
		return nil
	}
	records := 0
	for i := range streams {
		records += len(streams[i].Records)
	}
	r.categories, r.ids, r.expected = make(texts, len(streams)), make(texts, len(streams)), make([]int64, len(streams))
	r.events.grow(records)
	for i := range streams {
		add := &streams[i]
		r.categories[i], r.ids[i], r.expected[i] = add.Stream.Category, add.Stream.ID, add.Expected
		for k := range add.Records {
			if err := r.events.add(int32(i+1), int64(k+1), &add.Records[k]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *eventColumns) grow(n int) {
	if n == 0 {
		return
	}
	e.streams, e.counts, e.ids, e.types = make([]int32, 0, n), make([]int64, 0, n), make(texts, 0, n), make(texts, 0, n)
	e.schemas, e.times, e.data, e.sealed = make([]int32, 0, n), make([]time.Time, 0, n), make([][]byte, 0, n), make([][]byte, 0, n)
	e.keys, e.metadata = make(texts, 0, n), make(texts, 0, n)
}

func (e *eventColumns) add(stream int32, count int64, record *eventsourcing.Record) error {
	metadata, err := encodeMetadata(record.Metadata)
	if err != nil {
		return err
	}
	e.streams, e.counts = append(e.streams, stream), append(e.counts, count)
	e.ids, e.types, e.schemas = append(e.ids, record.ID), append(e.types, record.Type), append(e.schemas, int32(record.Schema))
	e.times, e.data, e.sealed = append(e.times, record.Time), append(e.data, record.Data), append(e.sealed, record.Sealed)
	e.keys, e.metadata = append(e.keys, record.Key), append(e.metadata, metadata)
	return nil
}

func (c *claimColumns) add(claim *eventsourcing.Claim) {
	c.kinds, c.indexes = append(c.kinds, claim.Kind), append(c.indexes, claim.Index)
	c.categories, c.ids = append(c.categories, claim.Owner.Category), append(c.ids, claim.Owner.ID)
}

// addClaims keeps the last of several claims of one owner to one key, as a statement can change a row only
// once. Of two owners the second is refused.
func (r *request) addClaims(claims []eventsourcing.Claim, now time.Time) {
	last := make(map[eventsourcing.ClaimKey]*eventsourcing.Claim, len(claims))
	var order []eventsourcing.ClaimKey
	for i := range claims {
		claim := &claims[i]
		earlier := last[claim.ClaimKey]
		if earlier == nil {
			order = append(order, claim.ClaimKey)
		} else if earlier.Owner != claim.Owner && (earlier.Expires.IsZero() || earlier.Expires.UnixMicro() > now.UnixMicro()) {
			r.barred, r.bar = 1, &eventsourcing.Claimed{Key: claim.ClaimKey, Owner: earlier.Owner}
			break
		}
		last[claim.ClaimKey] = claim
	}
	for _, key := range order {
		claim := last[key]
		r.claims.add(claim)
		if claim.Expires.IsZero() {
			r.claims.ends = append(r.claims.ends, nil)
		} else {
			r.claims.ends = append(r.claims.ends, &claim.Expires)
		}
	}
}

func (r *request) addKeys(keys []eventsourcing.WrappedKey) {
	for _, key := range keys {
		if slices.Contains(r.keys, key.ID) {
			if r.barred == 0 {
				r.barred, r.bar = 2, dataKeyClaimed(key.ID)
			}
			break
		}
		r.keys, r.keks, r.wraps = append(r.keys, key.ID), append(r.keks, key.KEK), append(r.wraps, key.Wrapped)
	}
}

func (t *timerColumns) add(key eventsourcing.TimerKey) {
	t.categories, t.ids, t.names = append(t.categories, key.Stream.Category), append(t.ids, key.Stream.ID), append(t.names, key.Name)
}

// addTimers keeps the last of several settings of one timer.
func (r *request) addTimers(timers []eventsourcing.Timer) {
	last := make(map[eventsourcing.TimerKey]int, len(timers))
	for i := range timers {
		last[timers[i].TimerKey] = i
	}
	for i := range timers {
		if timer := &timers[i]; last[timer.TimerKey] == i {
			r.timers.add(timer.TimerKey)
			r.dues, r.tries = append(r.dues, timer.Due), append(r.tries, int32(timer.Attempt))
		}
	}
}

// args are in the order of the function's parameters.
func (r *request) args() []any {
	return []any{
		r.moment, r.fences, r.tokens, r.locks, r.categories, r.ids, r.expected,
		r.releases.kinds, r.releases.indexes, r.releases.categories, r.releases.ids,
		r.claims.kinds, r.claims.indexes, r.claims.categories, r.claims.ids, r.claims.ends,
		r.keys, r.keks, r.wraps, r.barred,
		r.events.streams, r.events.counts, r.events.ids, r.events.types, r.events.schemas,
		r.events.times, r.events.data, r.events.sealed, r.events.keys, r.events.metadata,
		r.cancels.categories, r.cancels.ids, r.cancels.names,
		r.timers.categories, r.timers.ids, r.timers.names, r.dues, r.tries, r.erased,
	}
}
