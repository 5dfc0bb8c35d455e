package kabinet_test

import (
	"context"
	"fmt"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/registration"
)

func Example() {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()

	ports := memory.New() // a store and an inbox in memory
	portal, _ := kabinet.New(ports.Ports, kabinet.DefaultPolicy())
	go portal.Run(ctx) // messages and timers

	receipt, _ := portal.Registration.Register(ctx, registration.Register{
		Name:    registration.Name{Family: "Ёлкина", Given: "Анна"},
		Contact: "8 (916) 123-45-67",
		Consents: []registration.Consent{
			{Purpose: account.Terms, Version: "2026-01"},
			{Purpose: account.PersonalData, Version: "2026-01"},
		},
	})
	code, _ := ports.Inbox.Code(ctx, "+79161234567") // waits for the SMS
	proved, _ := portal.Registration.Confirm(ctx, registration.Confirm{Challenge: receipt.Challenge, Code: code})
	done, err := portal.Registration.SetPassword(ctx, registration.SetPassword{
		Grant: proved.Grant, Password: "тихий омут и семь журавлей",
	})
	fmt.Println(done.Level, err)
	// Output: simplified <nil>
}
