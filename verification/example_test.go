package verification_test

import (
	"context"
	"fmt"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/person"
	"github.com/kabinet-go/kabinet/profile"
	"github.com/kabinet-go/kabinet/registration"
	"github.com/kabinet-go/kabinet/verification"
)

// A person submits a profile, the registries answer, and the account is standard.
func Example() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ports := memory.New()
	portal, _ := kabinet.New(ports.Ports, kabinet.DefaultPolicy())
	go portal.Run(ctx) // asks the registries
	anna := register(ctx, portal, ports)

	form := profile.Form{
		Name: profile.NameForm{Family: "Ёлкина", Given: "Анна"},
		Sex:  "ж", BornOn: "09.05.1990", Citizenship: "RU",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: "45 12 573482", IssuedOn: "01.06.2012",
			Issuer: "ОВД района Арбат г. Москвы", DivisionCode: "773-045", Birthplace: "г. Москва",
		},
		SNILS: "123-456-789 64",
	}
	known, _ := profile.DefaultPolicy().Parse(form, person.DateOf(time.Now()))
	ports.Registry.Know(known) // the registries in memory know whom they are told of

	fmt.Println(portal.Verification.Submit(ctx, anna, profile.Form{SNILS: form.SNILS}) != nil) // much is missing
	fmt.Println(portal.Verification.Submit(ctx, anna, form))
	for standing, err := range portal.Verification.Watch(ctx, anna) {
		if err != nil || standing.State != account.Checking {
			fmt.Println(standing.State, standing.Level, err)
			for _, check := range standing.Checks {
				fmt.Println(check.Check, check.State)
			}
			break
		}
	}
	// Output:
	// true
	// <nil>
	// verified standard <nil>
	// document matched
	// snils matched
}

// What a registry has otherwise is corrected alone; everything else is kept.
func ExampleService_Correct() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ports := memory.New()
	portal, _ := kabinet.New(ports.Ports, kabinet.DefaultPolicy())
	go portal.Run(ctx)
	anna := register(ctx, portal, ports)

	form := profile.Form{
		Name: profile.NameForm{Family: "Ёлкина", Given: "Анна"},
		Sex:  "ж", BornOn: "09.05.1990", Citizenship: "RU",
		Document: person.IdentityDocumentForm{
			Kind: person.DocumentPassport, Number: "45 12 573482", IssuedOn: "01.06.2012",
			Issuer: "ОВД района Арбат г. Москвы", DivisionCode: "773-045", Birthplace: "г. Москва",
		},
		SNILS: "123-456-789 64",
	}
	known, _ := profile.DefaultPolicy().Parse(form, person.DateOf(time.Now()))
	ports.Registry.Know(known)

	form.BornOn = "09.06.1990"
	_ = portal.Verification.Submit(ctx, anna, form)
	for _, found := range decided(ctx, portal, anna).Faults {
		fmt.Println(found.Path, found.Code)
	}
	_ = portal.Verification.Correct(ctx, anna, map[string]string{"bornOn": "09.05.1990"})
	fmt.Println(decided(ctx, portal, anna).Level)
	// Output:
	// bornOn verification.mismatch
	// bornOn verification.mismatch
	// standard
}

// decided waits until the registries have answered.
func decided(ctx context.Context, portal *kabinet.Kabinet, id string) verification.Standing {
	for standing, err := range portal.Verification.Watch(ctx, id) {
		if err != nil || standing.State != account.Checking {
			return standing
		}
	}
	return verification.Standing{}
}

// register makes an account of the level simplified.
func register(ctx context.Context, portal *kabinet.Kabinet, ports *memory.Set) (id string) {
	receipt, _ := portal.Registration.Register(ctx, registration.Register{
		Name:    registration.Name{Family: "Ёлкина", Given: "Анна"},
		Contact: "+7 916 123-45-67",
		Consents: []registration.Consent{
			{Purpose: account.Terms, Version: "2026-01"}, {Purpose: account.PersonalData, Version: "2026-01"},
		},
	})
	code, _ := ports.Inbox.Code(ctx, "+79161234567")
	confirmed, _ := portal.Registration.Confirm(ctx, registration.Confirm{Challenge: receipt.Challenge, Code: code})
	completed, _ := portal.Registration.SetPassword(ctx, registration.SetPassword{
		Grant: confirmed.Grant, Password: "тихий омут и семь журавлей",
	})
	return completed.Account
}
