package main

import (
	"context"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/benchmarks/internal/stock"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/registration"
)

// theirPassword is that of everybody.
const theirPassword = "тихий омут и семь журавлей"

// mould makes registered and confirmed people by the real flow, in memory, and takes down what that
// appended. All its portals share their secrets, so whoever was made in one can sign in to another.
type mould struct {
	ports  kabinet.Ports
	policy kabinet.Policy
}

func newMould() *mould {
	policy := kabinet.DefaultPolicy()
	policy.Hashing.Params = password.CheapestParams()
	return &mould{ports: memory.New().Ports, policy: policy}
}

// portal is one over a store, with an inbox of its own.
func (m *mould) portal(store es.Store) (*kabinet.Kabinet, *memory.Inbox, error) {
	ports, inbox := m.ports, memory.NewInbox()
	ports.Store, ports.SMS, ports.Mail = store, inbox, inbox
	portal, err := kabinet.New(ports, m.policy)
	return portal, inbox, err
}

// people registers so many, with the phones numbered from first on. One append then leaves what theirs
// have left; accounts are their ids.
func (m *mould) people(ctx context.Context, first, count int) (left es.Batch, accounts []string, err error) {
	noted := &stock.Notebook{Store: memory.NewStore()}
	portal, inbox, err := m.portal(noted)
	if err != nil {
		return es.Batch{}, nil, err
	}
	accounts = make([]string, count)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	err = stock.WhileRunning(ctx, portal, func(ctx context.Context) error {
		return sideBySide(count, 8, func(i int) (err error) {
			accounts[i], err = register(ctx, portal, inbox, phone(first+i))
			return err
		})
	})
	return noted.Sum(), accounts, err
}

// register goes the whole way of a person and returns the account's id.
func register(ctx context.Context, portal *kabinet.Kabinet, inbox *memory.Inbox, phone string) (string, error) {
	receipt, err := portal.Registration.Register(ctx, registration.Register{
		Name:    registration.Name{Family: "Ёлкина", Given: "Анна"},
		Contact: phone,
		Consents: []registration.Consent{
			{Purpose: account.Terms, Version: "1"}, {Purpose: account.PersonalData, Version: "1"},
		},
	})
	if err != nil {
		return "", err
	}
	code, err := inbox.Code(ctx, phone)
	if err != nil {
		return "", err
	}
	proved, err := portal.Registration.Confirm(ctx, registration.Confirm{Challenge: receipt.Challenge, Code: code})
	if err != nil {
		return "", err
	}
	done, err := portal.Registration.SetPassword(ctx, registration.SetPassword{Grant: proved.Grant, Password: theirPassword})
	return done.Account, err
}

func phone(i int) string { return fmt.Sprintf("+79%09d", i) }
