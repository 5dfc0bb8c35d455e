// Quickstart walks the way of one person on the in-memory adapters and prints every event on it:
//
//	go run ./examples/quickstart
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/text/language"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/memory"
	"github.com/kabinet-go/kabinet/fault"
	"github.com/kabinet-go/kabinet/registration"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run puts a portal together and lets it react to events while somebody registers.
func run(ctx context.Context, out io.Writer) error {
	ports := memory.New()
	portal, err := kabinet.New(ports.Ports, kabinet.DefaultPolicy())
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	reactions := make(chan error, 1)
	go func() { reactions <- portal.Run(ctx) }()

	way := way{portal: portal, inbox: ports.Inbox, story: &story{out: out, store: ports.Events}}
	err = way.walk(ctx)
	stop()
	return errors.Join(err, <-reactions)
}

// way is what one person does.
type way struct {
	*story
	portal *kabinet.Kabinet
	inbox  *memory.Inbox
}

const secret = "тихий омут и семь журавлей"

func (w way) walk(ctx context.Context) error {
	w.command("Register: a name, a phone in the person's own spelling, the two consents")
	receipt, err := w.portal.Registration.Register(ctx, registration.Register{
		Name:    registration.Name{Family: "Ёлкина", Given: "Анна"},
		Contact: "8 (916) 123-45-67",
		Consents: []registration.Consent{
			{Purpose: account.Terms, Version: "1"}, {Purpose: account.PersonalData, Version: "1"},
		},
		Channel: "web",
	})
	if err != nil {
		return err
	}
	if err := w.eventsUntil(ctx, "notification.message-sent"); err != nil {
		return err
	}
	sms := w.inbox.For("+79161234567")[0]
	w.say("SMS to %s: %q", sms.To, sms.Text)
	code, err := w.inbox.Code(ctx, sms.To)
	if err != nil {
		return err
	}

	w.command("Confirm with a wrong code: refused, and counted")
	_, err = w.portal.Registration.Confirm(ctx, registration.Confirm{Challenge: receipt.Challenge, Code: wrong(code)})
	w.refusal(err)
	if err := w.events(ctx); err != nil {
		return err
	}

	w.command("Confirm with the right one: the phone is claimed, the answer holds a grant")
	confirmed, err := w.portal.Registration.Confirm(ctx, registration.Confirm{Challenge: receipt.Challenge, Code: code})
	if err != nil {
		return err
	}
	w.say("next step: %s", confirmed.Next)
	if err := w.events(ctx); err != nil {
		return err
	}

	w.command("Set a password that is easy to guess: refused")
	_, err = w.portal.Registration.SetPassword(ctx, registration.SetPassword{Grant: confirmed.Grant, Password: "йцукен"})
	w.refusal(err)

	w.command("Set a good one: the account is complete")
	completed, err := w.portal.Registration.SetPassword(ctx, registration.SetPassword{Grant: confirmed.Grant, Password: secret})
	if err != nil {
		return err
	}
	w.say("level: %s", completed.Level)
	if err := w.events(ctx); err != nil {
		return err
	}

	w.command("Sign in with phone and password: a token stands for the session")
	admitted, err := w.portal.Access.SignIn(ctx, access.SignIn{Login: "+7 916 123-45-67", Password: secret})
	if err != nil {
		return err
	}
	if err := w.events(ctx); err != nil {
		return err
	}

	w.command("Read the account and its journal")
	person, err := w.portal.Accounts.Get(ctx, admitted.Account)
	if err != nil {
		return err
	}
	w.say("%s, %s, level %s", person.Name.Format(), person.Contacts[0].Value.Masked(), person.Level())
	journal, err := w.portal.Accounts.Journal(ctx, admitted.Account)
	for _, entry := range journal {
		w.say("%s  %s", entry.At.Format("2006-01-02 15:04:05"), entry.Text.In(language.English))
	}
	return err
}

// refusal prints all faults of a refused command in both languages.
func (w way) refusal(err error) {
	for _, f := range fault.All(err) {
		w.say("refused, %s: %s", f.Path, f.Code)
		w.wrapped(" ", strings.Fields(f.Message(language.Russian)))
		w.wrapped(" ", strings.Fields(f.Message(language.English)))
	}
}

// wrong changes the last digit.
func wrong(code string) string {
	last := len(code) - 1
	return code[:last] + string('0'+(code[last]-'0'+1)%10)
}
