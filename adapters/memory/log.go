package memory

import (
	"slices"
	"sort"
)

// log is a list of entries by position. Purged ones stay as holes until they are half of it.
type log struct {
	entries []*entry
	holes   int
}

func (l *log) add(e *entry) { l.entries = append(l.entries, e) }

// sweep is told that n more entries were marked as purged.
func (l *log) sweep(n int) {
	l.holes += n
	if l.holes*2 < len(l.entries) {
		return
	}
	l.entries = slices.DeleteFunc(l.entries, func(e *entry) bool { return e.purged })
	l.holes = 0
}

// after returns a cursor before the first entry with a greater position.
func (l *log) after(position int64) *cursor {
	at := sort.Search(len(l.entries), func(i int) bool { return l.entries[i].record.Position > position })
	return &cursor{entries: l.entries[at:]}
}

// cursor walks over a log while the store is locked.
type cursor struct{ entries []*entry }

// peek returns the entry the cursor stands before, nil at the end.
func (c *cursor) peek() *entry {
	for len(c.entries) > 0 && c.entries[0].purged {
		c.entries = c.entries[1:]
	}
	if len(c.entries) == 0 {
		return nil
	}
	return c.entries[0]
}

func (c *cursor) skip() { c.entries = c.entries[1:] }
