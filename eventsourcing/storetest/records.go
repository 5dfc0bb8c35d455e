package storetest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/eventsourcing"
)

func records(s *suite) {
	s.promise("a record comes back as it was given, from its stream and from the feed", func(p *proof) {
		record := eventsourcing.Record{
			ID: "01J0000000000000000000000A", Type: "account.contact-confirmed", Schema: 7, Time: after(123456 * time.Microsecond),
			Data: []byte(`{"a":1}`), Sealed: []byte("ciphertext"), Key: "person",
			Metadata: map[string]string{"cause": "01J0", "причина": "«да»", "empty": "", "": "nameless"},
		}
		position := p.append(streams(eventsourcing.Append{Stream: account("1"), Records: []eventsourcing.Record{record}}))
		record.Position, record.Stream, record.Version = position, account("1"), 1
		p.Equal([]eventsourcing.Record{record}, p.load(account("1")))
		p.Equal([]eventsourcing.Record{record}, p.feed())
	})

	s.promise("the store sets position, stream and version, whatever the record says", func(p *proof) {
		record := happened("a")[0]
		record.Position, record.Stream, record.Version = 4711, account("wrong"), 42
		position := p.append(streams(eventsourcing.Append{Stream: account("1"), Records: []eventsourcing.Record{record}}))
		got := p.load(account("1"))[0]
		p.Equal(position, got.Position)
		p.Equal(account("1"), got.Stream)
		p.Equal(int64(1), got.Version)
		p.Empty(p.load(account("wrong")))
	})

	s.promise("data and ciphertext may hold any bytes", func(p *proof) {
		var all []byte
		for b := range 256 {
			all = append(all, byte(b))
		}
		for i, data := range [][]byte{all, {0}, {0, 0}, []byte("\xff\xfe"), []byte("'; --"), []byte("\n"), slices.Repeat(all, 100)} {
			record := p.single(account(fmt.Sprint(i)), func(r *eventsourcing.Record) { r.Data, r.Sealed = data, data })
			p.Equal(data, record.Data)
			p.Equal(data, record.Sealed)
		}
	})

	s.promise("a record without ciphertext has none, and data may be empty", func(p *proof) {
		record := p.single(account("1"), func(r *eventsourcing.Record) { r.Data, r.Sealed = nil, nil })
		p.Empty(record.Data)
		p.Nil(record.Sealed)
		p.Empty(p.single(account("2"), func(r *eventsourcing.Record) { r.Data = []byte{} }).Data)
		record = p.single(account("3"), func(r *eventsourcing.Record) { r.Data, r.Sealed = nil, []byte("only") })
		p.Empty(record.Data)
		p.Equal([]byte("only"), record.Sealed)
	})

	s.promise("metadata that is nil and metadata that is empty are the same", func(p *proof) {
		given := []map[string]string{nil, {}}
		for i, metadata := range given {
			p.Empty(p.single(account(fmt.Sprint(i)), func(r *eventsourcing.Record) { r.Metadata = metadata }).Metadata)
		}
		p.Equal(p.load(account("0"))[0].Metadata, p.load(account("1"))[0].Metadata)
	})

	s.promise("times are kept in UTC, cut to the microsecond", func(p *proof) {
		moscow := time.FixedZone("MSK", 3*60*60)
		for i, given := range []struct{ at, want time.Time }{
			{start().In(moscow), start()},
			{after(999 * time.Nanosecond), start()},
			{time.Date(2026, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(2026, 12, 31, 23, 59, 59, 999_999_000, time.UTC)},
			{time.Date(1969, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 999_999_000, time.UTC)},
			{time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)},
			{time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)},
		} {
			got := p.single(account(fmt.Sprint(i)), func(r *eventsourcing.Record) { r.Time = given.at }).Time
			p.Equal(given.want, got)
			p.Equal(time.UTC, got.Location())
		}
	})

	s.promise("names and ids may be any text", func(p *proof) {
		for _, odd := range oddTexts() {
			stream := account(odd)
			key := eventsourcing.ClaimKey{Kind: odd, Index: odd}
			p.append(eventsourcing.Batch{
				Now: start(),
				Streams: []eventsourcing.Append{{Stream: stream, Records: []eventsourcing.Record{{
					ID: odd, Type: odd, Schema: 1, Time: start(), Key: odd, Metadata: map[string]string{odd: odd},
				}}}},
				Claims: []eventsourcing.Claim{{ClaimKey: key, Owner: stream}},
				Timers: []eventsourcing.Timer{{TimerKey: timerKey(stream, odd), Due: start()}},
				Keys:   []eventsourcing.WrappedKey{wrapped(odd, odd, "secret")},
			})
			record := p.load(stream)[0]
			p.Equal(stream, record.Stream)
			p.Equal([]string{odd, odd, odd, odd}, []string{record.ID, record.Type, record.Key, record.Metadata[odd]})
			p.owned(key, stream, start())
			p.Equal(timerKey(stream, odd), p.due(start(), 1)[0].TimerKey)
			p.Equal([]eventsourcing.WrappedKey{wrapped(odd, odd, "secret")}, p.wrappedBy(odd, 10))
			p.Equal([]string{odd}, p.held(p.acquire(odd, odd, start(), time.Hour).Name, start()))
			p.append(eventsourcing.Batch{Now: start(), Cancels: []eventsourcing.TimerKey{timerKey(stream, odd)}})
			p.Empty(p.due(start(), 1))
		}
		p.Len(p.feed("account"), len(oddTexts()))
	})

	s.promise("categories may be any text without a slash", func(p *proof) {
		for _, odd := range oddTexts() {
			if strings.Contains(odd, "/") {
				continue
			}
			stream := eventsourcing.Stream{Category: odd, ID: odd}
			p.append(streams(to(stream, 0, odd)))
			p.Equal([]string{odd}, ids(p.feed(stream.Category)))
		}
	})

	s.promise("events may be large", func(p *proof) {
		large := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
		record := p.single(account("1"), func(r *eventsourcing.Record) { r.Data, r.Sealed = large, large })
		p.True(bytes.Equal(large, record.Data))
		p.True(bytes.Equal(large, record.Sealed))
	})

	s.promise("a thousand records go in one batch", func(p *proof) {
		const many = 1000
		names := make([]string, many)
		for i := range names {
			names[i] = fmt.Sprint(i)
		}
		p.append(streams(to(account("1"), 0, names[:many/2]...), to(account("2"), 0, names[many/2:]...)))
		p.Equal(names[:many/2], ids(p.load(account("1"))))
		feed, _ := p.feedFrom(0, 2*many)
		p.Equal(names, ids(feed))
	})

	s.promise("a batch may name hundreds of everything", func(p *proof) {
		const many = 300
		batch := eventsourcing.Batch{Now: start()}
		for i := range many {
			id := fmt.Sprint(i)
			batch.Streams = append(batch.Streams, to(account(id), 0, id))
			batch.Claims = append(batch.Claims, eventsourcing.Claim{ClaimKey: phone(id), Owner: account(id)})
			batch.Keys = append(batch.Keys, wrapped(id, "kek", id))
			batch.Timers = append(batch.Timers, eventsourcing.Timer{TimerKey: timerKey(account(id), "t"), Due: start()})
		}
		p.append(batch)
		p.Len(p.feed(), many)
		p.Len(p.wrappedBy("kek", 2*many), many)
		p.Len(p.due(start(), 2*many), many)
		p.owned(phone("299"), account("299"), start())
	})

	s.promise("what a caller changes after the call does not reach the store", func(p *proof) {
		record := happened("a")[0]
		record.Data, record.Sealed, record.Metadata = []byte("data"), []byte("sealed"), map[string]string{"a": "b"}
		original := record
		original.Data, original.Sealed, original.Metadata = bytes.Clone(record.Data), bytes.Clone(record.Sealed), maps.Clone(record.Metadata)
		batch := streams(eventsourcing.Append{Stream: account("1"), Records: []eventsourcing.Record{record}})
		batch.Keys = []eventsourcing.WrappedKey{wrapped("1", "kek", "secret")}
		p.append(batch)
		p.Equal(original, batch.Streams[0].Records[0], "a store does not write into the batch either")
		renewed := wrapped("1", "new", "renewed")
		scribble(&batch.Streams[0].Records[0])
		batch.Streams[0].Records[0] = eventsourcing.Record{}
		batch.Keys[0].Wrapped[0]++
		p.Equal(wrapped("1", "kek", "secret"), p.key("1"))
		p.rewrap(wrapped("1", "kek", "secret"), renewed, true)
		renewed.Wrapped[0]++
		p.Equal(wrapped("1", "new", "renewed"), p.key("1"))
		p.sameContents(original)
	})

	s.promise("slices of an answer do not overlap", func(p *proof) {
		records := happened("a", "b")
		for i := range records {
			records[i].Data, records[i].Sealed = []byte("data"), []byte("sealed")
		}
		p.append(streams(eventsourcing.Append{Stream: account("1"), Records: records}))
		for _, given := range [][]eventsourcing.Record{p.load(account("1")), p.feed()} {
			_ = append(given[0].Data, 'x')
			_ = append(given[0].Sealed, 'x')
			p.Equal([]byte("sealed"), given[0].Sealed)
			p.Equal([]byte("data"), given[1].Data)
		}
	})

	s.promise("what a caller does with an answer does not reach the store", func(p *proof) {
		original := p.single(account("1"), func(r *eventsourcing.Record) {
			r.Data, r.Sealed, r.Metadata = []byte("data"), []byte("sealed"), map[string]string{"a": "b"}
		})
		p.createKeys(wrapped("1", "kek", "secret"))
		for _, given := range [][]eventsourcing.Record{p.load(account("1")), p.feed()} {
			scribble(&given[0])
			p.sameContents(original)
		}
		p.key("1").Wrapped[0]++
		p.wrappedBy("kek", 1)[0].Wrapped[0]++
		p.Equal(wrapped("1", "kek", "secret"), p.key("1"))
	})
}

// oddTexts are valid UTF-8 without NUL, which is what the port promises to keep.
func oddTexts() []string {
	return []string{
		"a/b", "/", "a//b/", "имя Ёлкин", "e\u0301", "é", "İ", "👩‍👩‍👧", "漢字", "\u200b", "\u202etxet",
		"%", "_", "*", "?", "[a-z]", `\`, `\0`, "'", `"`, "`", "''", "$1", "?1", ":a", "@a", "{}", "--", ";", "#",
		" ", " a", "a ", "\t", "\n", "a\r\nb", "\x01", "\x7f", "0", "00", "1e3", "0x10", "NULL", "true", "NaN", "-1",
		strings.Repeat("ж", 1000),
	}
}

// single appends one record, changed as wanted, and returns it as loaded.
func (p *proof) single(stream eventsourcing.Stream, change func(*eventsourcing.Record)) eventsourcing.Record {
	p.t.Helper()
	record := happened(stream.ID)[0]
	change(&record)
	p.append(streams(eventsourcing.Append{Stream: stream, Records: []eventsourcing.Record{record}}))
	loaded := p.load(stream)
	p.Len(loaded, 1)
	return loaded[0]
}

// scribble does to a record what a careless caller may.
func scribble(record *eventsourcing.Record) {
	record.Data[0]++
	record.Sealed[0]++
	record.Metadata["a"] = "changed"
	record.Metadata["added"] = "too"
}

func (p *proof) sameContents(want eventsourcing.Record) {
	p.t.Helper()
	for _, got := range []eventsourcing.Record{p.load(account("1"))[0], p.feed()[0]} {
		p.Equal(want.Data, got.Data)
		p.Equal(want.Sealed, got.Sealed)
		p.Equal(want.Metadata, got.Metadata)
	}
}
