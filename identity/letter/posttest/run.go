package posttest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/person"
)

// Run shows the whole contract, each part as a subtest. newHarness is called once per subtest and releases by t.Cleanup
// what it took.
func Run(t *testing.T, newHarness func(t *testing.T) Harness) {
	for _, promise := range []struct {
		name string
		show func(s suite)
	}{
		{"a letter has all that it says on it", says},
		{"a letter that comes again is printed once", repeated},
		{"a letter that comes from many sides at once is printed once", atOnce},
		{"many letters are printed side by side", many},
		{"trouble passes, and says nothing of the person", trouble},
		{"a call that nobody waits for loses nothing", givenUp},
		{"what was printed stays so when others take over", takenOver},
		{"news are told from the first on", told},
	} {
		t.Run(promise.name, func(t *testing.T) { promise.show(suite{t, newHarness(t)}) })
	}
}

type suite struct {
	*testing.T
	Harness
}

func (s suite) print(post letter.PostOffice, id string) {
	s.Helper()
	require.NoError(s, post.Print(s.Context(), Paper(s, id)))
}

func (s suite) ids() []string {
	var ids []string
	for _, paper := range s.Papers() {
		ids = append(ids, paper.ID)
	}
	return ids
}

func says(s suite) {
	s.print(s.Open(), "01HZX3K7Q4M8T0000000000001")
	papers := s.Papers()
	require.Len(s, papers, 1)
	paper, text := Paper(s, papers[0].ID), letters(papers[0].Text)
	address := paper.Address.Reveal()
	for _, part := range []string{
		paper.Name.Family().Reveal(), paper.Name.Given().Reveal(), paper.Name.Patronymic().Reveal(),
		address.Postcode, address.Region, address.Street, address.House, address.Building, address.Flat, paper.Code.Reveal(),
	} {
		assert.Contains(s, text, letters(part))
	}
	assert.Contains(s, text, "2027", "the deadline")
}

func repeated(s suite) {
	post := s.Open()
	for range 3 {
		s.print(post, "1")
		s.print(post, "2")
		s.print(s.Open(), "1")
	}
	assert.ElementsMatch(s, []string{"1", "2"}, s.ids())
}

func atOnce(s suite) {
	posts := []letter.PostOffice{s.Open(), s.Open(), s.Open()}
	var printing sync.WaitGroup
	for i := range 12 {
		printing.Go(func() {
			if err := posts[i%len(posts)].Print(s.Context(), Paper(s, "1")); err != nil {
				s.Error(err)
			}
		})
	}
	printing.Wait()
	assert.Equal(s, []string{"1"}, s.ids())
}

func many(s suite) {
	posts := []letter.PostOffice{s.Open(), s.Open()}
	var want []string
	var printing sync.WaitGroup
	for i := range 12 {
		id := fmt.Sprintf("letter-%02d", i)
		want = append(want, id)
		printing.Go(func() {
			if err := posts[i%len(posts)].Print(s.Context(), Paper(s, id)); err != nil {
				s.Error(err)
			}
		})
	}
	printing.Wait()
	assert.ElementsMatch(s, want, s.ids())
	for _, paper := range s.Papers() {
		assert.Contains(s, letters(paper.Text), letters(Paper(s, paper.ID).Code.Reveal()), "each its own")
	}
}

func trouble(s suite) {
	post, paper := s.Open(), Paper(s, "1")
	s.Break(true)
	err := post.Print(s.Context(), paper)
	require.ErrorIs(s, err, fault.Transient)
	for _, secret := range []string{"Сибирякова", "115035", "Ордынка", paper.Code.Reveal(), paper.Code.Groups()} {
		assert.NotContains(s, err.Error(), secret)
	}
	assert.Empty(s, s.ids())
	s.Break(false)
	s.print(post, "1")
	assert.Equal(s, []string{"1"}, s.ids())
}

func givenUp(s suite) {
	post := s.Open()
	ctx, cancel := context.WithCancel(s.Context())
	cancel()
	if err := post.Print(ctx, Paper(s, "1")); err != nil {
		require.ErrorIs(s, err, context.Canceled)
	}
	s.print(post, "1")
	assert.Equal(s, []string{"1"}, s.ids())
}

func takenOver(s suite) {
	s.print(s.Open(), "1")
	before := s.Papers()
	later := s.Open()
	s.print(later, "2")
	s.print(later, "1")
	assert.Len(s, s.ids(), 2)
	assert.Contains(s, s.Papers(), before[0], "it is as it was")
}

func told(s suite) {
	if s.Tell == nil {
		s.Skip("it cannot tell where letters are")
	}
	tracker, ok := s.Open().(letter.Tracker)
	require.True(s, ok)
	track := func(id string) []letter.News {
		news, err := tracker.Track(s.Context(), id, person.TrackingNumber{})
		require.NoError(s, err)
		return news
	}
	assert.Empty(s, track("nobody's"))
	s.print(s.Open(), "1")
	assert.Empty(s, track("1"))
	number, err := person.ParseTrackingNumber("80080012345678")
	require.NoError(s, err)
	s.Tell("1", letter.News{State: letter.Dispatched, Number: number})
	s.Tell("1", letter.News{State: letter.AtOffice})
	news := track("1")
	require.Len(s, news, 2)
	assert.Equal(s, letter.News{State: letter.Dispatched, Number: number}, news[0])
	assert.Equal(s, letter.AtOffice, news[1].State)
	assert.Equal(s, news, track("1"), "once more, should they have been lost on their way")
	s.Break(true)
	_, err = tracker.Track(s.Context(), "1", number)
	require.ErrorIs(s, err, fault.Transient)
}
