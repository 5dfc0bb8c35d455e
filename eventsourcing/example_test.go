package eventsourcing_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Card is the state of a library card, told by its events.
type Card struct {
	Holder   string
	Borrowed map[string]bool
}

// Issued has a personal part, which is kept sealed; the rest of an event is public.
type Issued struct {
	Card   string                         `json:"card"`
	Holder eventsourcing.Personal[string] `json:"-"`
}

// Evolve says what the event means for the card.
func (e Issued) Evolve(c Card) Card {
	c.Holder = e.Holder.Value()
	return c
}

// Borrowed was written as version 1 without a date for some time.
type Borrowed struct {
	Book string    `json:"book"`
	Due  time.Time `json:"due"`
}

type borrowedV1 struct {
	Book string `json:"book"`
}

// Evolve copies what it changes: a state is a value.
func (e Borrowed) Evolve(c Card) Card {
	books := map[string]bool{e.Book: true}
	for book := range c.Borrowed {
		books[book] = true
	}
	c.Borrowed = books
	return c
}

// Issue is a decision: a pure function from a state to events, or to a refusal. No events, nothing to do.
func Issue(card, holder string) eventsourcing.Decision[Card] {
	return func(c Card) ([]eventsourcing.Event[Card], error) {
		if c.Holder != "" {
			return nil, nil
		}
		return []eventsourcing.Event[Card]{Issued{Card: card, Holder: eventsourcing.NewPersonal(holder)}}, nil
	}
}

// Borrow allows two books at a time.
func Borrow(book string, now time.Time) eventsourcing.Decision[Card] {
	return func(c Card) ([]eventsourcing.Event[Card], error) {
		if len(c.Borrowed) == 2 {
			return nil, errors.New("two books are enough")
		}
		return []eventsourcing.Event[Card]{Borrowed{Book: book, Due: now.AddDate(0, 0, 28)}}, nil
	}
}

// Codec gives the events names and versions that outlive their Go types.
func Codec() *eventsourcing.Codec[Card] {
	codec := eventsourcing.NewCodec[Card]()
	eventsourcing.RegisterPersonal(codec, "card.issued", 1, func(e *Issued) (string, *eventsourcing.Personal[string]) {
		return e.Card, &e.Holder
	})
	eventsourcing.Register[Borrowed](codec, "card.borrowed", 2)
	eventsourcing.Upcast(codec, "card.borrowed", 1, func(old borrowedV1) Borrowed { return Borrowed{Book: old.Book} })
	return codec
}

// Library puts the cards over a store.
type Library struct {
	engine *eventsourcing.Engine
	cards  *eventsourcing.Repository[Card]
}

// NewLibrary needs a store and secrets.
func NewLibrary(store eventsourcing.Store) (*Library, error) {
	secret := make([]byte, 32) // of a real library: from its configuration, one for each purpose
	kek, err := eventsourcing.NewLocalKEK("2026", map[string][]byte{"2026": secret})
	if err != nil {
		return nil, err
	}
	index, err := eventsourcing.NewBlindIndex(secret)
	if err != nil {
		return nil, err
	}
	engine, err := eventsourcing.NewEngine(eventsourcing.Config{Store: store, Encrypter: kek, BlindIndex: index})
	if err != nil {
		return nil, err
	}
	cards, err := eventsourcing.NewRepository("card", Codec())
	return &Library{engine, cards}, err
}

// Issue gives out a card once, however often the same form comes in. The card with its data key, the
// claim of the phone and the timer are written together or not at all.
func (l *Library) Issue(ctx context.Context, form, holder, phone string) (id string, err error) {
	err = l.engine.Do(ctx, func(ctx context.Context, unit *eventsourcing.Unit) error {
		if id, err = unit.NewID(); err != nil {
			return err
		}
		earlier, done, err := unit.Once(ctx, "issue", form, l.cards.Stream(id))
		if err != nil || done {
			id = earlier.ID
			return err
		}
		if err := unit.CreateKey(ctx, id); err != nil {
			return err
		}
		card, err := l.cards.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		unit.Claim(unit.Key("phone", phone), card.Stream(), time.Time{})
		unit.SetTimer(card.Stream(), "renew", unit.Now().AddDate(1, 0, 0))
		return card.Decide(Issue(id, holder))
	})
	return id, err
}

// Borrow runs again on the fresh state when somebody else writes to the card at the same time.
func (l *Library) Borrow(ctx context.Context, id, book string) error {
	return l.engine.Do(ctx, func(ctx context.Context, unit *eventsourcing.Unit) error {
		card, err := l.cards.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		return card.Decide(Borrow(book, unit.Now()))
	})
}

// Erase destroys the data key: nobody reads the name any more, in no backup either.
func (l *Library) Erase(ctx context.Context, id string) error {
	return l.engine.Do(ctx, func(_ context.Context, unit *eventsourcing.Unit) error {
		unit.Erase(id)
		return nil
	})
}

// Card reads the state of a card.
func (l *Library) Card(ctx context.Context, id string) (card Card, err error) {
	err = l.engine.Do(ctx, func(ctx context.Context, unit *eventsourcing.Unit) error {
		loaded, err := l.cards.Load(ctx, unit, id)
		if err == nil {
			card = loaded.State()
		}
		return err
	})
	return card, err
}

// An aggregate from its events to its store.
func Example() {
	ctx := context.Background()
	store := memory.NewStore()
	library, err := NewLibrary(store)
	if err != nil {
		panic(err)
	}

	id, err := library.Issue(ctx, "form 7", "Anna", "+79161234567")
	again, _ := library.Issue(ctx, "form 7", "Anna", "+79161234567")
	fmt.Println("one card:", id == again, err)

	for _, book := range []string{"Oblomov", "The Nose", "Fathers and Sons"} {
		fmt.Println(book, "borrowed:", library.Borrow(ctx, id, book))
	}
	card, _ := library.Card(ctx, id)
	fmt.Println(card.Holder, "has", len(card.Borrowed))

	for record, err := range store.Load(ctx, library.cards.Stream(id), 0) {
		fmt.Println(err, record.Version, record.Type, "sealed:", record.Sealed != nil)
	}

	_ = library.Erase(ctx, id)
	card, err = library.Card(ctx, id)
	fmt.Printf("%q has %d, %v\n", card.Holder, len(card.Borrowed), err)

	// Output:
	// one card: true <nil>
	// Oblomov borrowed: <nil>
	// The Nose borrowed: <nil>
	// Fathers and Sons borrowed: two books are enough
	// Anna has 2
	// <nil> 1 card.issued sealed: true
	// <nil> 2 card.borrowed sealed: false
	// <nil> 3 card.borrowed sealed: false
	// "" has 2, <nil>
}
