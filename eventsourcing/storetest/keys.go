package storetest

import (
	"fmt"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func keys(s *suite) {
	s.promise("a data key comes back as it was wrapped", func(p *proof) {
		key := wrapped("1", "kek", "secret\x00\xff")
		p.createKeys(key)
		p.Equal(key, p.key("1"))
		p.noKey("2", eventsourcing.ErrNoKey)
		p.noKey("", eventsourcing.ErrNoKey)
	})

	s.promise("an id has one data key for ever", func(p *proof) {
		p.createKeys(wrapped("1", "kek", "first"))
		err := p.refused(eventsourcing.Batch{Now: start(), Keys: []eventsourcing.WrappedKey{wrapped("2", "kek", "x"), wrapped("1", "kek", "second")}})
		p.claimed(err, eventsourcing.ClaimKey{Kind: "data-key", Index: "1"}, eventsourcing.Stream{})
		p.Equal(wrapped("1", "kek", "first"), p.key("1"))
		p.noKey("2", eventsourcing.ErrNoKey)
	})

	s.promise("two data keys of one id in one batch are refused", func(p *proof) {
		err := p.refused(eventsourcing.Batch{Now: start(), Keys: []eventsourcing.WrappedKey{wrapped("1", "kek", "a"), wrapped("1", "kek", "b")}})
		p.claimed(err, eventsourcing.ClaimKey{Kind: "data-key", Index: "1"}, eventsourcing.Stream{})
		p.noKey("1", eventsourcing.ErrNoKey)
	})

	s.promise("of 16 creating the data key of one id exactly one does", func(p *proof) {
		won := p.winner(race(16, func(i int) error {
			_, err := p.store.Append(p.ctx, eventsourcing.Batch{Now: start(), Keys: []eventsourcing.WrappedKey{wrapped("1", "kek", fmt.Sprint(i))}})
			return err
		}))
		p.Equal(wrapped("1", "kek", fmt.Sprint(won)), p.key("1"))
	})

	s.promise("an erased data key is gone for good, and its id is never used again", func(p *proof) {
		p.createKeys(wrapped("1", "kek", "a"), wrapped("2", "kek", "b"))
		p.append(eventsourcing.Batch{
			Now: start(), Streams: []eventsourcing.Append{to(account("1"), 0, "deleted")}, Erase: []string{"1"},
		})
		p.Len(p.load(account("1")), 1)
		p.noKey("1", eventsourcing.ErrErased)
		p.Equal(wrapped("2", "kek", "b"), p.key("2"))
		isErased(p, p.refused(eventsourcing.Batch{Now: start(), Keys: []eventsourcing.WrappedKey{wrapped("1", "kek", "c")}}))
		p.noKey("1", eventsourcing.ErrErased)
	})

	s.promise("erasing twice, or what never was, is left alone", func(p *proof) {
		p.createKeys(wrapped("1", "kek", "a"))
		for range 2 {
			p.append(eventsourcing.Batch{Now: start(), Erase: []string{"1", "never", "1"}})
		}
		p.noKey("1", eventsourcing.ErrErased)
		p.noKey("never", eventsourcing.ErrNoKey)
		p.createKeys(wrapped("never", "kek", "b"))
	})

	s.promise("a data key created and erased in one batch is erased", func(p *proof) {
		p.append(eventsourcing.Batch{Now: start(), Keys: []eventsourcing.WrappedKey{wrapped("1", "kek", "a")}, Erase: []string{"1"}})
		p.noKey("1", eventsourcing.ErrErased)
		p.Empty(p.wrappedBy("kek", 10))
	})

	s.promise("KeysWrappedBy lists the keys under one key-encryption key, ordered by id, at most limit", func(p *proof) {
		for _, id := range []string{"b", "10", "ё", "9", "B", "a"} {
			p.createKeys(wrapped(id, "kek", "of "+id))
		}
		p.createKeys(wrapped("c", "KEK", "x"), wrapped("d", "kek2", "x"), wrapped("e", "kek", "x"))
		p.append(eventsourcing.Batch{Now: start(), Erase: []string{"e"}})
		p.Equal([]eventsourcing.WrappedKey{
			wrapped("10", "kek", "of 10"), wrapped("9", "kek", "of 9"), wrapped("B", "kek", "of B"),
			wrapped("a", "kek", "of a"), wrapped("b", "kek", "of b"), wrapped("ё", "kek", "of ё"),
		}, p.wrappedBy("kek", 10))
		p.Equal([]eventsourcing.WrappedKey{wrapped("10", "kek", "of 10"), wrapped("9", "kek", "of 9")}, p.wrappedBy("kek", 2))
		p.Equal([]eventsourcing.WrappedKey{wrapped("c", "KEK", "x")}, p.wrappedBy("KEK", 10))
		p.Empty(p.wrappedBy("nowhere", 10))
	})

	s.promise("rewrapping replaces exactly the wrapping it was made from", func(p *proof) {
		old, renewed := wrapped("1", "kek", "a"), wrapped("1", "new kek", "b")
		p.createKeys(old, wrapped("2", "kek", "a"))
		for _, wrong := range []eventsourcing.WrappedKey{
			wrapped("1", "kek", "other"), wrapped("1", "kek", ""), wrapped("1", "other", "a"), wrapped("3", "kek", "a"),
		} {
			p.rewrap(wrong, wrapped(wrong.ID, "new kek", "b"), false)
		}
		p.Equal(old, p.key("1"))
		p.rewrap(old, renewed, true)
		p.Equal(renewed, p.key("1"))
		p.rewrap(old, wrapped("1", "kek", "c"), false)
		p.Equal([]eventsourcing.WrappedKey{renewed}, p.wrappedBy("new kek", 10))
		p.Equal([]eventsourcing.WrappedKey{wrapped("2", "kek", "a")}, p.wrappedBy("kek", 10))
		p.noKey("3", eventsourcing.ErrNoKey)
	})

	s.promise("a rotation in pages reaches every key", func(p *proof) {
		const many = 25
		for i := range many {
			p.createKeys(wrapped(fmt.Sprint(i), "old", "secret"))
		}
		for _, want := range []int{10, 10, 5, 0} {
			page := p.wrappedBy("old", 10)
			p.Len(page, want)
			for _, key := range page {
				p.rewrap(key, wrapped(key.ID, "new", "renewed"), true)
			}
		}
		p.Len(p.wrappedBy("new", 2*many), many)
	})

	s.promise("an erased data key cannot be brought back by rewrapping", func(p *proof) {
		old := wrapped("1", "kek", "a")
		p.createKeys(old)
		p.append(eventsourcing.Batch{Now: start(), Erase: []string{"1"}})
		p.rewrap(old, wrapped("1", "new", "b"), false)
		p.rewrap(wrapped("1", "", ""), wrapped("1", "new", "b"), false)
		p.rewrap(eventsourcing.WrappedKey{ID: "1"}, wrapped("1", "new", "b"), false)
		p.noKey("1", eventsourcing.ErrErased)
		p.Empty(p.wrappedBy("new", 10))
	})

	s.promise("erasing wins against rewrapping at the same moment", func(p *proof) {
		for round := range 20 {
			old := wrapped(fmt.Sprint(round), "kek", "a")
			p.createKeys(old)
			for _, err := range race(2, func(i int) error {
				if i == 0 {
					_, err := p.store.Append(p.ctx, eventsourcing.Batch{Now: start(), Erase: []string{old.ID}})
					return err
				}
				_, err := p.store.Rewrap(p.ctx, old, wrapped(old.ID, "new", "b"))
				return err
			}) {
				p.NoError(err)
			}
			p.noKey(old.ID, eventsourcing.ErrErased)
		}
		p.Empty(p.wrappedBy("kek", 10))
		p.Empty(p.wrappedBy("new", 10))
	})

	s.promise("a data key that comes along with loaded records is the one of that moment", func(p *proof) {
		a, b := wrapped("a", "kek", "of a"), wrapped("b", "kek", "of b")
		p.createKeys(a, b)
		p.append(streams(sealedFor(account("1"), "", "a", "b", "a", "never", "b")))
		p.append(streams(sealedFor(account("2"), "b", "a")))
		p.comeAlong(a, b)
		renewed := wrapped("a", "new kek", "of a again")
		p.rewrap(a, renewed, true)
		p.comeAlong(renewed, b)
		p.append(eventsourcing.Batch{Now: start(), Erase: []string{"a"}})
		p.comeAlong(b)
		p.append(eventsourcing.Batch{Now: start(), Erase: []string{"b"}})
		p.comeAlong()
	})

	s.promise("a data key that came along is the caller's", func(p *proof) {
		key := wrapped("a", "kek", "secret")
		p.createKeys(key)
		p.append(streams(sealedFor(account("1"), "a", "a")))
		for range 2 {
			for _, record := range p.loadWithKeys(account("1"), 0) {
				if record.Wrapped != nil {
					p.Equal(key, *record.Wrapped)
					record.Wrapped.Wrapped[0]++
				}
			}
			p.Equal(key, p.key("a"))
		}
	})

	s.promise("a data key given with a record is not kept", func(p *proof) {
		add := sealedFor(account("1"), "a")
		add.Records[0].Wrapped = &eventsourcing.WrappedKey{ID: "a", KEK: "kek", Wrapped: []byte("secret")}
		p.append(streams(add))
		p.comeAlong()
		p.noKey("a", eventsourcing.ErrNoKey)
	})
}

// sealedFor appends one record for each of the keys, without a personal part where that is "".
func sealedFor(stream eventsourcing.Stream, keys ...string) eventsourcing.Append {
	add := eventsourcing.Append{Stream: stream, Records: happened(keys...)}
	for i, key := range keys {
		if add.Records[i].Key = key; key != "" {
			add.Records[i].Sealed = []byte("sealed for " + key)
		}
	}
	return add
}

// comeAlong demands that loaded records bring along no other data keys than these, each with its own, and
// those of the feed none.
func (p *proof) comeAlong(keys ...eventsourcing.WrappedKey) {
	p.t.Helper()
	for _, stream := range []eventsourcing.Stream{account("1"), account("2")} {
		for after := range int64(3) {
			for _, record := range p.loadWithKeys(stream, after) {
				if record.Wrapped != nil {
					p.Equal(record.Key, record.Wrapped.ID)
					p.Contains(keys, *record.Wrapped)
				}
			}
		}
	}
	for _, record := range p.feed() {
		p.Nil(record.Wrapped)
	}
}

func wrapped(id, kek, secret string) eventsourcing.WrappedKey {
	return eventsourcing.WrappedKey{ID: id, KEK: kek, Wrapped: []byte(secret)}
}

func (p *proof) createKeys(keys ...eventsourcing.WrappedKey) {
	p.t.Helper()
	p.append(eventsourcing.Batch{Now: start(), Keys: keys})
}

func (p *proof) key(id string) eventsourcing.WrappedKey {
	p.t.Helper()
	key, err := p.store.Key(p.ctx, id)
	p.NoError(err)
	return key
}

func (p *proof) noKey(id string, want error) {
	p.t.Helper()
	key, err := p.store.Key(p.ctx, id)
	p.ErrorIs(err, want)
	p.Zero(key)
}

func (p *proof) wrappedBy(kek string, limit int) []eventsourcing.WrappedKey {
	p.t.Helper()
	keys, err := p.store.KeysWrappedBy(p.ctx, kek, limit)
	p.NoError(err)
	return keys
}

func (p *proof) rewrap(old, renewed eventsourcing.WrappedKey, want bool) {
	p.t.Helper()
	ok, err := p.store.Rewrap(p.ctx, old, renewed)
	p.NoError(err)
	p.Equal(want, ok)
}
