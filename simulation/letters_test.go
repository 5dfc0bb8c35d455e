package simulation

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/registration"
)

// ordersLetter orders a letter with a code, and types the code when the letter has come. Meanwhile life goes on.
func (s *somebody) ordersLetter() {
	s.proven()
	to := letter.Destination{}
	switch s.rng.IntN(6) {
	case 0:
		to.To, to.Address = letter.ToOther, s.cottage
	case 1:
		to.To, to.Address = letter.ToOther, s.stranger().cottage
	default:
	}
	var ordered letter.Letter
	doubt, err := s.try(s.rng, "orders a letter", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		ordered, err = k.Letters.Order(ctx, s.account, to)
		return err
	})
	if err == nil {
		s.world.post.orderedFor(ordered.ID, s.account)
	}
	if err != nil && !doubt {
		return
	}
	own := rand.New(rand.NewPCG(s.rng.Uint64(), 3))
	s.world.errands.Go(func() { s.awaitsLetter(own) })
	if err == nil && s.odds(4) {
		own := rand.New(rand.NewPCG(s.rng.Uint64(), 4))
		s.world.errands.Go(func() { s.world.post.calls(ordered.ID, own) })
	}
}

// awaitsLetter looks into the letterbox for some days, and types the code that has come.
func (s *somebody) awaitsLetter(rng *rand.Rand) {
	had := len(s.world.post.athome(s.number))
	for range 12 + rng.IntN(20) {
		if !sleep(s.world.ctx, between(rng, time.Hour, day)) {
			return
		}
		if papers := s.world.post.athome(s.number); len(papers) > had {
			s.typesLetter(rng, papers[len(papers)-1])
			return
		}
	}
}

// searchesLetters types the code of any letter that lies about at home, old or new.
func (s *somebody) searchesLetters() {
	if papers := s.world.post.athome(s.number); len(papers) > 0 {
		s.typesLetter(s.rng, papers[s.rng.IntN(len(papers))])
	}
}

// typesLetter types the code of a letter after some mistakes, and not always once.
func (s *somebody) typesLetter(rng *rand.Rand, paper *paper) {
	for range rng.IntN(8) - 4 {
		if err := s.tells(rng, "mistypes the code of a letter", paper, mistaken(paper.Code.Reveal())); err == nil {
			s.world.fail("no wrong code confirms", s.account, "person %d typed one of letter %s", s.number, paper.ID)
		}
	}
	typed := paper.Code.Reveal()
	switch rng.IntN(4) {
	case 0:
		typed = strings.ToLower(paper.Code.Groups())
	case 1:
		typed = strings.NewReplacer("0", "o", "1", "l").Replace(typed)
	default:
	}
	s.suspected(rng)
	s.world.post.types(paper.ID, s.account, s.number)
	err := s.tells(rng, "types the code of a letter", paper, typed)
	s.judgesLetter(paper, err)
	if rng.IntN(3) > 0 {
		return
	}
	sleep(s.world.ctx, between(rng, time.Second, 2*day))
	if again := s.tells(rng, "types the code once more", paper, typed); again == nil && err == nil {
		s.world.fail("a code serves once", s.account, "that of letter %s served person %d twice", paper.ID, s.number)
	}
}

func (s *somebody) tells(rng *rand.Rand, what string, paper *paper, typed string) error {
	_, err := s.try(rng, what, func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Letters.Enter(ctx, s.account, typed)
	})
	return err
}

// judgesLetter: the code of one's own letter is never wrong, that of another account's never right.
func (s *somebody) judgesLetter(paper *paper, err error) {
	switch orderer := s.world.post.ordererOf(paper.ID); {
	case orderer == s.account && errors.Is(err, identity.ErrWrongCode):
		s.world.fail("a right code is known", s.account, "that of letter %s is wrong to person %d", paper.ID, s.number)
	case orderer != "" && orderer != s.account && err == nil:
		s.world.fail("a code serves its account only", s.account, "letter %s was ordered for %s", paper.ID, orderer)
	}
}

// mistaken is a code with two characters changed.
func mistaken(code string) string {
	bytes := []byte(code)
	for _, i := range []int{1, 7} {
		if bytes[i] != 'X' {
			bytes[i] = 'X'
		} else {
			bytes[i] = 'Y'
		}
	}
	return string(bytes)
}

// mixesUpCodes types the code of a message where that of a letter belongs, and the other way round.
func (s *somebody) mixesUpCodes() {
	contact := []string{s.phone, s.email}[s.rng.IntN(2)]
	receipt, received, ok := s.getsCode(contact)
	if !ok {
		return
	}
	err := s.do("types the code of a message as that of a letter", func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Letters.Enter(ctx, s.account, received.code())
	})
	if !errors.Is(err, fault.Refused) && !errors.Is(err, errGaveUp) {
		s.world.fail("a code serves its purpose only", s.account, "that of challenge %s was taken for that of a letter: %v", receipt.Challenge, err)
	}
	for _, paper := range s.world.post.athome(s.number) {
		err := s.do("types the code of a letter as that of a message", func(ctx context.Context, k *kabinet.Kabinet) error {
			_, err := k.Registration.Confirm(ctx, registration.Confirm{Challenge: receipt.Challenge, Code: paper.Code.Reveal(), Account: s.account})
			return err
		})
		if err == nil {
			s.world.fail("a code serves its purpose only", s.account, "that of letter %s proved a contact", paper.ID)
		}
	}
	if _, proved := s.types(receipt.Challenge, received, s.account); proved {
		s.logs(contact)
	}
}

// calls brings news of a letter unasked: late, repeatedly, in the wrong order, and nonsense.
func (p *post) calls(id string, rng *rand.Rand) {
	w := p.world
	for range 2 + rng.IntN(4) {
		if !sleep(w.ctx, between(rng, time.Hour, 4*day)) {
			return
		}
		p.mu.Lock()
		one := p.papers[id]
		p.mu.Unlock()
		news := letter.News{State: []letter.State{"", letter.Used, "burnt", letter.Dispatched}[rng.IntN(4)]}
		if one != nil && len(one.legs) > 0 {
			if l := one.legs[rng.IntN(len(one.legs))]; !time.Now().Before(l.told) {
				news = one.news(l.state)
			}
		}
		k := w.front(rng.IntN(1 << 20))
		if k == nil {
			continue
		}
		err := k.Letters.Track(w.ctx, id, news)
		w.log.hear(err)
		if (news.State == "" || news.State == letter.Used || news.State == "burnt") && err == nil {
			w.fail("nonsense is refused", "", "news %q of letter %s ended in %v", news.State, id, err)
		}
	}
}
