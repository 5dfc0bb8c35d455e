package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/registration"
)

// registrations is the whole way of a person, eight at a time: registered, code sent by the running
// reactions and typed in, password set.
func registrations(p place, size sizing) []row {
	return []row{
		{
			work: "a registration from end to end, cheapest password hashing", store: p.name, rate: true,
			full: registered(p, size.of(200), password.CheapestParams()),
		},
		{
			work: "a registration from end to end, default password hashing", store: p.name, rate: true,
			full: registered(p, size.of(60), password.DefaultParams()),
		},
	}
}

func registered(p place, people int, hashing password.Params) contender {
	return func(ctx context.Context) (_ time.Duration, err error) {
		store, err := p.store(ctx)
		if err != nil {
			return 0, err
		}
		defer func() { err = errors.Join(err, store.Close()) }()
		ports := memory.New()
		ports.Store = store
		policy := kabinet.DefaultPolicy()
		policy.Hashing.Params = hashing
		portal, err := kabinet.New(ports.Ports, policy)
		if err != nil {
			return 0, err
		}
		ctx, stop := context.WithCancel(ctx)
		var running sync.WaitGroup
		var failed error
		running.Go(func() {
			defer stop() // nobody waits for messages that never come
			failed = portal.Run(ctx)
		})
		defer func() {
			stop()
			running.Wait()
			err = errors.Join(err, failed)
		}()
		// The first one waits for the reactions to begin.
		if err := register(ctx, portal, ports.Inbox, people); err != nil {
			return 0, err
		}
		return timed(people, 8, func(i int) error { return register(ctx, portal, ports.Inbox, i) })
	}
}

func register(ctx context.Context, portal *kabinet.Kabinet, inbox *memory.Inbox, i int) error {
	phone := fmt.Sprintf("+7916%07d", i)
	receipt, err := portal.Registration.Register(ctx, registration.Register{
		Name:    registration.Name{Family: "Ёлкина", Given: "Анна"},
		Contact: phone,
		Consents: []registration.Consent{
			{Purpose: account.Terms, Version: "1"}, {Purpose: account.PersonalData, Version: "1"},
		},
	})
	if err != nil {
		return err
	}
	code, err := inbox.Code(ctx, phone)
	if err != nil {
		return err
	}
	proved, err := portal.Registration.Confirm(ctx, registration.Confirm{Challenge: receipt.Challenge, Code: code})
	if err != nil {
		return err
	}
	_, err = portal.Registration.SetPassword(ctx, registration.SetPassword{
		Grant: proved.Grant, Password: "тихий омут и семь журавлей",
	})
	return err
}
