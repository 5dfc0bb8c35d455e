package stock

import (
	"crypto/rand"
	"encoding/base64"
	"regexp"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// names are what tells one person's events from another's: ULIDs and blind indexes.
var names = regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{26}|[A-Za-z0-9_-]{43}`)

// Stencil makes copies of people under names of their own. A copy weighs what its original does, and nobody
// can open it: what is sealed was sealed for the original.
type Stencil struct {
	batch es.Batch
	// known numbers the names.
	known map[string]int
	texts map[string]text
}

// text is cut where names stand in it: a piece, a name, a piece, …
type text struct {
	pieces []string
	names  []int
}

// NewStencil cuts the batch once, however often it is copied then.
func NewStencil(batch es.Batch) *Stencil {
	s := &Stencil{batch: batch, known: map[string]int{}, texts: map[string]text{}}
	s.with(func(whole string) string {
		s.texts[whole] = s.cut(whole)
		return whole
	})
	return s
}

func (s *Stencil) cut(whole string) text {
	var t text
	rest := 0
	for _, place := range names.FindAllStringIndex(whole, -1) {
		name := whole[place[0]:place[1]]
		if _, known := s.known[name]; !known {
			s.known[name] = len(s.known)
		}
		t.pieces, t.names = append(t.pieces, whole[rest:place[0]]), append(t.names, s.known[name])
		rest = place[1]
	}
	t.pieces = append(t.pieces, whole[rest:])
	return t
}

// Copy gives the people new names.
func (s *Stencil) Copy() es.Batch {
	now := ulid.Timestamp(time.Now())
	fresh := make([]string, len(s.known))
	for name, number := range s.known {
		fresh[number] = freshName(name, now)
	}
	var made strings.Builder
	return s.with(func(whole string) string {
		t := s.texts[whole]
		if len(t.names) == 0 {
			return whole
		}
		made.Reset()
		for i, name := range t.names {
			made.WriteString(t.pieces[i])
			made.WriteString(fresh[name])
		}
		made.WriteString(t.pieces[len(t.names)])
		return strings.Clone(made.String())
	})
}

func freshName(like string, now uint64) string {
	if len(like) == ulid.EncodedSize {
		return ulid.MustNew(now, rand.Reader).String()
	}
	random := make([]byte, 32)
	_, _ = rand.Read(random) // never fails
	return base64.RawURLEncoding.EncodeToString(random)
}

// with is the batch with each text that may hold names replaced.
func (s *Stencil) with(replace func(string) string) es.Batch {
	changed := es.Batch{
		Now:     s.batch.Now,
		Streams: make([]es.Append, len(s.batch.Streams)),
		Claims:  make([]es.Claim, len(s.batch.Claims)),
		Keys:    make([]es.WrappedKey, len(s.batch.Keys)),
		Timers:  make([]es.Timer, len(s.batch.Timers)),
	}
	stream := func(of es.Stream) es.Stream { return es.Stream{Category: of.Category, ID: replace(of.ID)} }
	for i, add := range s.batch.Streams {
		records := make([]es.Record, len(add.Records))
		for j, record := range add.Records {
			record.ID, record.Key = replace(record.ID), replace(record.Key)
			record.Data = []byte(replace(string(record.Data)))
			records[j] = record
		}
		changed.Streams[i] = es.Append{Stream: stream(add.Stream), Expected: add.Expected, Records: records}
	}
	for i, claim := range s.batch.Claims {
		claim.Index, claim.Owner = replace(claim.Index), stream(claim.Owner)
		changed.Claims[i] = claim
	}
	for i, key := range s.batch.Keys {
		key.ID = replace(key.ID)
		changed.Keys[i] = key
	}
	for i, timer := range s.batch.Timers {
		timer.Stream = stream(timer.Stream)
		changed.Timers[i] = timer
	}
	return changed
}
