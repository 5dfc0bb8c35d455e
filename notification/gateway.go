package notification

import (
	"context"

	"github.com/kabinet-go/kabinet/person"
)

// SMSGateway is the port to whoever carries short messages.
type SMSGateway interface {
	// SendSMS hands over one message and returns the gateway's reference for it, which may be empty.
	// It may block until the context is done and is called concurrently. The same ID may come again
	// after a crash: a gateway that can should deliver it once. Errors on fault.Permanent mean that
	// this message will never be taken; all others are tried again.
	SendSMS(ctx context.Context, sms SMS) (reference string, err error)
}

// SMS is a short message.
type SMS struct {
	ID   string
	To   person.Phone
	Text string
}

// Mailer is the port to whoever carries e-mail.
type Mailer interface {
	// SendMail is to e-mail what SMSGateway.SendSMS is to short messages.
	SendMail(ctx context.Context, mail Mail) (reference string, err error)
}

// Mail is an e-mail of plain text.
type Mail struct {
	ID            string
	To            person.Email
	Subject, Text string
	Language      string
}
