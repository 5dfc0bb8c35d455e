package main

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/benchmarks/internal/stock"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/verification"
)

// crowd is people by the real flow, in memory, for stores to be filled with before they are measured. Every
// portal of a crowd can read what it left, in any store.
type crowd struct {
	ports kabinet.Ports
	// registered leaves an empty store with everybody's finished account, its data key and claims. The
	// challenges and messages on the way there are left out: they are purged after a while.
	registered es.Batch
	// submitted has each of them submit a profile.
	submitted []es.Batch
}

// gather has so many people come.
func gather(ctx context.Context, people int) (*crowd, error) {
	c := &crowd{ports: memory.New().Ports}
	noted := &stock.Notebook{Store: memory.NewStore()}
	portal, inbox, err := c.portal(noted, agreeing{}.ports(), nil)
	if err != nil {
		return nil, err
	}
	err = stock.WhileRunning(ctx, portal, func(ctx context.Context) error {
		return sideBySide(people, 8, func(i int) error { return register(ctx, portal, inbox, i) })
	})
	if err != nil {
		return nil, err
	}
	c.registered = only(noted.Sum(), account.Category)
	withheld := &withholding{Store: noted.Store}
	if portal, _, err = c.portal(withheld, agreeing{}.ports(), nil); err != nil {
		return nil, err
	}
	for i, add := range c.registered.Streams {
		if err := portal.Verification.Submit(ctx, add.Stream.ID, profileOf(i)); err != nil {
			return nil, err
		}
	}
	c.submitted = withheld.batches
	return c, nil
}

// portal is one over a store, with an inbox of its own.
func (c *crowd) portal(
	store es.Store, registries verification.Registries, change func(*kabinet.Policy),
) (*kabinet.Kabinet, *memory.Inbox, error) {
	ports, inbox := c.ports, memory.NewInbox()
	ports.Store, ports.SMS, ports.Mail, ports.Registries = store, inbox, inbox, registries
	policy := kabinet.DefaultPolicy()
	policy.Hashing.Params = password.CheapestParams()
	if change != nil {
		change(&policy)
	}
	portal, err := kabinet.New(ports, policy)
	return portal, inbox, err
}

// joined are batches about different streams as one, as far as they have events only.
func joined(batches []es.Batch) (all es.Batch) {
	for _, batch := range batches {
		all.Now = batch.Now
		all.Streams = append(all.Streams, batch.Streams...)
	}
	return all
}

// only leaves out the streams of other categories, with their claims and timers, and data keys where there are no
// accounts.
func only(batch es.Batch, categories ...string) es.Batch {
	other := func(stream es.Stream) bool { return !slices.Contains(categories, stream.Category) }
	batch.Streams = slices.DeleteFunc(slices.Clone(batch.Streams), func(add es.Append) bool { return other(add.Stream) })
	batch.Claims = slices.DeleteFunc(slices.Clone(batch.Claims), func(claim es.Claim) bool { return other(claim.Owner) })
	batch.Timers = slices.DeleteFunc(slices.Clone(batch.Timers), func(timer es.Timer) bool { return other(timer.Stream) })
	if !slices.Contains(categories, account.Category) {
		batch.Keys = nil
	}
	return batch
}

// withholding takes what is to be appended and keeps it to itself.
type withholding struct {
	es.Store
	mu      sync.Mutex
	batches []es.Batch
}

// Append implements eventsourcing.Appender.
func (w *withholding) Append(_ context.Context, batch es.Batch) (int64, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.batches = append(w.batches, batch)
	return 0, nil
}

// profileOf has numbers of its own for each of a million people.
func profileOf(i int) profile.Form {
	return profile.Form{
		Name: profile.NameForm{Family: "Ёлкина", Given: "Анна", Patronymic: "Сергеевна"},
		Sex:  "ж", BornOn: "09.05.1990", Citizenship: "ru",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: fmt.Sprintf("45 10 %06d", 101+i), IssuedOn: "01.06.2010",
			Issuer: "ОВД района Арбат г. Москвы", DivisionCode: "773-045", Birthplace: "г. Москва",
		},
		SNILS: snils(100_000_000 + i), INN: "500100732259",
	}
}

// snils adds the control number to nine digits (IDN-1).
func snils(number int) string {
	sum := 0
	for weight, rest := 1, number; weight <= 9; weight++ {
		sum += weight * (rest % 10)
		rest /= 10
	}
	return fmt.Sprintf("%09d%02d", number, sum%101%100)
}
