package memory_test

import (
	"errors"
	"testing"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/identity/letter/posttest"
)

func TestPostOffice(t *testing.T) {
	posttest.Run(t, func(*testing.T) posttest.Harness {
		post := memory.NewPostOffice()
		var legs []memory.Leg
		return posttest.Harness{
			Open: func() letter.PostOffice { return post },
			Papers: func() []posttest.Printed {
				var all []posttest.Printed
				for _, paper := range post.Papers() {
					all = append(all, posttest.Printed{ID: paper.ID, Text: paper.Name.Format() + "\n" + paper.Address.Format() +
						"\n" + paper.Code.Groups() + "\n" + paper.ValidUntil.String()})
				}
				return all
			},
			Break: func(broken bool) {
				post.Fail(nil)
				if broken {
					post.Fail(func(string) error { return fault.AsTransient(errors.New("out of paper")) })
				}
			},
			Tell: func(_ string, news letter.News) {
				legs = append(legs, memory.Leg{State: news.State})
				post.Travel(legs...)
			},
		}
	})
}
