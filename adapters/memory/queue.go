package memory

import "iter"

// queue keeps values in the order of their ranks: a binary heap whose items know their place, so that
// one in the middle can be taken out in logarithmic time.
type queue[R, V any] struct {
	before func(a, b R) bool
	items  []*item[R, V]
}

type item[R, V any] struct {
	rank  R
	value V
	place int
}

func (q *queue[R, V]) push(rank R, value V) *item[R, V] {
	added := &item[R, V]{rank: rank, value: value}
	q.add(added)
	return added
}

// add is push for an item that is part of something else.
func (q *queue[R, V]) add(added *item[R, V]) {
	added.place = len(q.items)
	q.items = append(q.items, added)
	q.up(added.place)
}

// first returns the item of the lowest rank, nil when the queue is empty.
func (q *queue[R, V]) first() *item[R, V] {
	if len(q.items) == 0 {
		return nil
	}
	return q.items[0]
}

func (q *queue[R, V]) remove(gone *item[R, V]) {
	place, last := gone.place, len(q.items)-1
	q.swap(place, last)
	q.items[last] = nil
	q.items = q.items[:last]
	if place < last {
		q.down(place)
		q.up(place)
	}
}

// inOrder yields by rank without taking anything out; n values cost n·log n, however long the queue.
func (q *queue[R, V]) inOrder() iter.Seq2[R, V] {
	return func(yield func(R, V) bool) {
		front := queue[R, int]{before: q.before}
		reach := func(place int) {
			if place < len(q.items) {
				front.push(q.items[place].rank, place)
			}
		}
		reach(0)
		for next := front.first(); next != nil; next = front.first() {
			front.remove(next)
			if !yield(next.rank, q.items[next.value].value) {
				return
			}
			reach(2*next.value + 1)
			reach(2*next.value + 2)
		}
	}
}

func (q *queue[R, V]) up(place int) {
	for place > 0 {
		parent := (place - 1) / 2
		if !q.before(q.items[place].rank, q.items[parent].rank) {
			return
		}
		q.swap(place, parent)
		place = parent
	}
}

func (q *queue[R, V]) down(place int) {
	for {
		least := place
		for child := 2*place + 1; child <= 2*place+2 && child < len(q.items); child++ {
			if q.before(q.items[child].rank, q.items[least].rank) {
				least = child
			}
		}
		if least == place {
			return
		}
		q.swap(place, least)
		place = least
	}
}

func (q *queue[R, V]) swap(a, b int) {
	q.items[a], q.items[b] = q.items[b], q.items[a]
	q.items[a].place, q.items[b].place = a, b
}
