package kabinet_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/registration"
)

func TestWholeWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		set := memory.New()
		portal, err := kabinet.New(set.Ports, kabinet.DefaultPolicy())
		require.NoError(t, err)
		done := make(chan error)
		go func() { done <- portal.Run(ctx) }()

		receipt, err := portal.Registration.Register(ctx, registration.Register{
			Name:    registration.Name{Family: "Ёлкина", Given: "Анна"},
			Contact: "8 (916) 123-45-67",
			Consents: []registration.Consent{
				{Purpose: account.Terms, Version: "1"}, {Purpose: account.PersonalData, Version: "1"},
			},
		})
		require.NoError(t, err)
		code, err := set.Inbox.Code(ctx, "+79161234567")
		require.NoError(t, err)
		confirmed, err := portal.Registration.Confirm(ctx, registration.Confirm{Challenge: receipt.Challenge, Code: code})
		require.NoError(t, err)
		require.Equal(t, account.SetAPassword, confirmed.Next)
		completed, err := portal.Registration.SetPassword(ctx, registration.SetPassword{
			Grant: confirmed.Grant, Password: "тихий омут и семь журавлей",
		})
		require.NoError(t, err)
		require.Equal(t, account.Simplified, completed.Level)
		admitted, err := portal.Access.SignIn(ctx, access.SignIn{Login: "+79161234567", Password: "тихий омут и семь журавлей"})
		require.NoError(t, err)
		again, err := portal.Access.Authenticate(ctx, admitted.Token)
		require.NoError(t, err)
		require.Equal(t, confirmed.Account, again.Account)
		stop()
		require.NoError(t, <-done)
	})
}
