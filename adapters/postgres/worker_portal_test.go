package postgres_test

import (
	"context"
	"log/slog"
	"os"
	"strings"

	kab "github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/adapters/filekeys"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/registration"
)

// bePortal is a whole portal. The command "register <contact>" begins a registration there; its messages go
// into the table outbox.
func bePortal(ctx context.Context, h *hand) error {
	keys, err := filekeys.Open(h.Keys)
	if err != nil {
		return err
	}
	policy := kab.DefaultPolicy()
	policy.Feed.LeaseTTL, policy.Feed.PollInterval = h.Lease, h.Poll
	policy.Alarm.Lease, policy.Alarm.Poll = h.Lease, h.Poll
	policy.Feed.CheckpointInterval = h.Checkpoint
	portal, err := kab.New(kab.Ports{
		Store: h.store, Encrypter: keys.Encrypter, Secrets: keys.Secrets, SMS: outbox{h}, Mail: outbox{h},
		Logger: slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelError})),
	}, policy)
	if err != nil {
		return err
	}
	go h.receive(ctx, portal)
	return portal.Run(ctx)
}

func (h *hand) receive(ctx context.Context, portal *kab.Kabinet) {
	for command := range h.commands {
		_, contact, _ := strings.Cut(command, " ")
		_, err := portal.Registration.Register(ctx, registration.Register{
			Name: registration.Name{Family: "Ёлкина", Given: "Анна"}, Contact: contact,
			Consents: []registration.Consent{{Purpose: account.Terms, Version: "1"}, {Purpose: account.PersonalData, Version: "1"}},
		})
		if err != nil {
			say("refused", contact, err)
			continue
		}
		say("registered", contact)
	}
}

// outbox is the gateway of both channels.
type outbox struct{ *hand }

func (o outbox) SendSMS(ctx context.Context, sms notification.SMS) (string, error) {
	return "", o.take(ctx, sms.ID, sms.To.Reveal())
}

func (o outbox) SendMail(ctx context.Context, mail notification.Mail) (string, error) {
	return "", o.take(ctx, mail.ID, mail.To.Reveal())
}

// take keeps the message; pausing at "taken" a worker dies between the gateway's yes and the note of it.
func (o outbox) take(ctx context.Context, id, to string) error {
	_, err := o.host.Exec(ctx, "INSERT INTO outbox (message, recipient, worker) VALUES ($1, $2, $3)", id, to, o.Name)
	if err == nil {
		o.place("taken", id)
	}
	return err
}
