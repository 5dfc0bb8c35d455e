package account_test

import (
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet/account"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/person"
)

// A decision is a pure function of the state: it gives the events that follow, or a refusal.
func Example() {
	name, _ := person.ParseFullName("Ёлкина", "Анна", "")
	phone, _ := person.ParsePhoneOrEmail("8 (916) 123-45-67")
	now := time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC)

	anna := account.Account{}
	do := func(decision es.Decision[account.Account]) {
		events, err := decision(anna)
		anna = es.Evolve(anna, events...)
		fmt.Printf("status=%s next=%s err=%v\n", anna.Status, anna.Next(), err)
	}

	do(account.Register(account.Registration{
		Account: "anna", Name: name, Contact: phone, Consents: []account.Consent{
			{Purpose: account.Terms, Version: "1"}, {Purpose: account.PersonalData, Version: "1"},
		},
	}, account.DefaultPolicy(), now))
	do(account.ConfirmContact(phone, now.Add(time.Minute)))
	do(account.ConfirmContact(phone, now.Add(time.Minute)))
	do(account.Abandon(account.Expired, now.AddDate(0, 0, 7)))

	// Output:
	// status=registering next=prove-contact err=<nil>
	// status=registering next=set-password err=<nil>
	// status=registering next=set-password err=account.contact-kind-taken: You already have a proved contact of this kind
	// status=abandoned next= err=<nil>
}
