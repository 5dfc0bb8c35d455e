package simulation

import (
	"strings"

	es "github.com/kabinet-go/kabinet/eventsourcing"
)

// nothingLeaks: no secret that the world knows stands in anything that is stored, logged or answered.
func (p *past) nothingLeaks() {
	w := p.world
	codes := map[string]bool{}
	for _, h := range w.carrier.handed {
		if code := h.code(); code != "" {
			codes[code] = true
		}
		if token := h.token(); token != "" {
			w.secrets.add(-1, "link", token)
		}
	}
	search := w.secrets.search()
	bytes := 0
	look := func(where, account, text string) {
		bytes += len(text)
		if leak, leaks := search.in(text); leaks {
			w.fail("nothing secret stands in clear", account, "%s of person %d in %s: %.300s", leak.kind, leak.whose, where, text)
		}
		if code, leaks := codeIn(text, codes); leaks {
			w.fail("nothing secret stands in clear", account, "a code, %s, in %s: %.300s", code, where, text)
		}
	}
	for _, c := range w.journal.all() {
		for i := range c.records {
			r := &c.records[i]
			look("the event "+r.Type, r.Stream.ID, string(r.Data))
			look("the sealed part of "+r.Type, r.Stream.ID, string(r.Sealed))
			look("the address of "+r.Type, r.Stream.ID, strings.Join([]string{r.ID, r.Stream.String(), r.Key}, " "))
			for key, value := range r.Metadata {
				look("the metadata of "+r.Type, r.Stream.ID, key+" "+value)
			}
		}
		for _, claims := range [][]es.Claim{c.batch.Claims, c.batch.Releases} {
			for _, claim := range claims {
				look("a claim", claim.Owner.ID, claim.Kind+" "+claim.Index)
			}
		}
		for _, timer := range c.batch.Timers {
			look("a timer", timer.Stream.ID, timer.Stream.String()+" "+timer.Name)
		}
		for _, key := range c.batch.Keys {
			look("a data key", key.ID, key.ID+" "+string(key.Wrapped))
		}
	}
	for _, reason := range w.journal.reasons {
		look("a parked message", "", reason)
	}
	w.log.mu.Lock()
	for line := range strings.Lines(w.log.lines.String()) {
		look("the log", "", line)
	}
	for text := range w.log.errors {
		look("an error", "", text)
	}
	w.log.mu.Unlock()
	w.count("kilobytes searched", bytes/1024)
	w.count("secrets", len(w.secrets.texts)+len(codes))
}
