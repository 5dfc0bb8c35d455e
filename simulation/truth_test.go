package simulation

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
)

// born makes a person with contacts and papers of their own.
func (w *world) born(number int64) *somebody {
	rng := source(w.seed, "person", number)
	s := &somebody{world: w, number: number, rng: rng}
	s.phone = fmt.Sprintf("+7916%07d", 1_000_000+(uint64(number)*7919+w.seed*31)%9_000_000)
	s.email = fmt.Sprintf("%s%d@example.ru", latin(rng), number)
	s.household = fmt.Sprintf("household%d-%d@example.org", w.seed, number/4)
	birth := time.Date(1958+rng.IntN(17), time.Month(1+rng.IntN(12)), 1+rng.IntN(28), 0, 0, 0, 0, time.UTC)
	if rng.IntN(20) == 0 {
		// 45 years and the 90 days of grace are over within the time of the simulation.
		birth = time.Date(1954, 10, 6+rng.IntN(20), 0, 0, 0, 0, time.UTC)
	}
	given := time.Date(1997, 6, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rng.IntN(500))
	s.truth = profile.Form{
		Name:        profile.NameForm{Family: cyrillic(rng), Given: cyrillic(rng), Patronymic: cyrillic(rng)},
		Sex:         []string{"м", "ж"}[rng.IntN(2)],
		BornOn:      birth.Format("02.01.2006"),
		Citizenship: "ru",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: passportNumber(number*8, w.seed), IssuedOn: given.Format("02.01.2006"),
			Issuer: "ОВД " + cyrillic(rng), DivisionCode: fmt.Sprintf("77%d-%03d", rng.IntN(4), rng.IntN(1000)), Birthplace: "г. " + cyrillic(rng),
		},
		SNILS: snilsNumber(number, w.seed),
		INN:   innNumber(number, w.seed),
	}
	if rng.IntN(6) == 0 {
		s.truth.INN = ""
	}
	if rng.IntN(8) == 0 {
		s.truth.Name.Patronymic = ""
	}
	for _, text := range []string{s.phone, s.phone[1:], s.phone[2:], s.spelledOut(), s.email} {
		w.secrets.add(number, "contact", text)
	}
	w.secrets.add(number, "contact", s.household)
	s.settles()
	s.papers = s.truth
	w.learn(s)
	return s
}

// settles gives a person a home, and a cottage where they get letters too. Some have told no address, some live abroad.
func (s *somebody) settles() {
	rng := source(s.world.seed, "home", s.number)
	s.truth.Addresses.Delivery, s.cottage = home(rng), home(rng)
	switch rng.IntN(10) {
	case 0:
		s.truth.Addresses.Delivery = person.AddressForm{}
	case 1:
		s.truth.Addresses.Delivery.Country, s.truth.Addresses.Delivery.City = "KZ", "Алматы"
	default:
	}
	cottage, err := person.ParseAddress(s.cottage)
	if err != nil {
		s.world.fail("wiring", "", "%v", err)
	}
	s.world.post.live(s.number, person.Address{}, cottage)
	s.world.secrets.add(s.number, "address", s.cottage.Street)
}

// home is an address that nobody else has.
func home(rng *rand.Rand) person.AddressForm {
	return person.AddressForm{
		Postcode: fmt.Sprintf("1%05d", rng.IntN(100_000)), Region: "Москва", Street: "ул. " + cyrillic(rng),
		House: fmt.Sprint(1 + rng.IntN(99)), Flat: fmt.Sprint(1+rng.IntN(99)) + "А",
	}
}

func (s *somebody) spelledOut() string {
	return "8 (" + s.phone[2:5] + ") " + s.phone[5:8] + "-" + s.phone[8:10] + "-" + s.phone[10:]
}

// learn has the state and the searcher of secrets know what is true of the person now.
func (w *world) learn(s *somebody) {
	// As of the world's first day: what is true does not cease to be when a document lapses.
	parsed, err := profile.DefaultPolicy().Parse(s.truth, person.DateOf(w.until.Add(-troubled)))
	if err != nil {
		w.fail("people are born with good papers", "", "%d: %v", s.number, err)
		return
	}
	w.state.know(s.number, parsed)
	if now := parsed.Addresses.Delivery; !now.IsZero() {
		w.post.live(s.number, s.home, now)
		s.home = now
	}
	w.secrets.form(s.number, s.truth)
	w.secrets.form(s.number, parsed.Reveal())
}

func cyrillic(rng *rand.Rand) string {
	const consonants, vowels = "бвгджзклмнпрстфхчшщ", "аеёиоуыэюя"
	cs, vs := []rune(consonants), []rune(vowels)
	var text strings.Builder
	for i := range 5 {
		c := string(cs[rng.IntN(len(cs))])
		if i == 0 {
			c = strings.ToUpper(c)
		}
		text.WriteString(c)
		text.WriteRune(vs[rng.IntN(len(vs))])
	}
	return text.String()
}

func latin(rng *rand.Rand) string {
	text := make([]byte, 10)
	for i := range text {
		text[i] = byte('a' + rng.IntN(26))
	}
	return string(text)
}

func snilsNumber(number int64, seed uint64) string {
	digits := fmt.Sprintf("%09d", 100_000_000+(uint64(number)*104729+seed*17)%800_000_000)
	sum := 0
	for i, d := range digits {
		sum += int(d-'0') * (9 - i)
	}
	return fmt.Sprintf("%s-%s-%s %02d", digits[:3], digits[3:6], digits[6:], sum%101%100)
}

func innNumber(number int64, seed uint64) string {
	digits := fmt.Sprintf("77%08d", 10_000_000+(uint64(number)*15485863+seed*13)%80_000_000)
	for _, weights := range [][]int{{7, 2, 4, 10, 3, 5, 9, 4, 6, 8}, {3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8}} {
		sum := 0
		for i, weight := range weights {
			sum += int(digits[i]-'0') * weight
		}
		digits += fmt.Sprint(sum % 11 % 10)
	}
	return digits
}

func passportNumber(number int64, seed uint64) string {
	n := 100_101 + (uint64(number)*32452843+seed*19)%800_000
	return fmt.Sprintf("45 %02d %06d", number*7%30, n)
}
