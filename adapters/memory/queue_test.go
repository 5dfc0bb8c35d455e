package memory

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestQueueKeepsTheOrderOfASortedList(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	q := queue[int, int]{before: cmp.Less[int]}
	var items []*item[int, int]
	for step := range 5000 {
		if len(items) > 0 && random.IntN(3) == 0 {
			i := random.IntN(len(items))
			q.remove(items[i])
			items = slices.Delete(items, i, i+1)
		} else {
			rank := random.IntN(100)
			items = append(items, q.push(rank, step))
		}
		if step%100 == 0 {
			require.Equal(t, ranks(items), inOrder(&q))
		}
	}
}

func TestQueueYieldsOnlyAsManyAsWanted(t *testing.T) {
	q := queue[int, int]{before: cmp.Less[int]}
	for rank := range 1000 {
		q.push(999-rank, rank)
	}
	var got []int
	for rank := range q.inOrder() {
		if got = append(got, rank); len(got) == 3 {
			break
		}
	}
	require.Equal(t, []int{0, 1, 2}, got)
	require.Equal(t, 0, q.first().rank)
}

func ranks(items []*item[int, int]) []int {
	all := make([]int, 0, len(items))
	for _, i := range items {
		all = append(all, i.rank)
	}
	slices.Sort(all)
	return all
}

func inOrder(q *queue[int, int]) []int {
	all := make([]int, 0, len(q.items))
	for rank := range q.inOrder() {
		all = append(all, rank)
	}
	return all
}
