package kabinet

import (
	"crypto/rand"
	"errors"
	"io"
	"log/slog"

	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/identity/signature"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/verification"
)

// Ports are the ways from Kabinet to the world. Package adapters/memory has a complete set for tests.
type Ports struct {
	// Store keeps the events. Kabinet does not close it.
	Store eventsourcing.Store
	// Encrypter wraps the data keys under which personal data are sealed.
	Encrypter eventsourcing.KeyEncrypter
	// Secrets are those from which codes and blind indexes derive.
	Secrets Secrets
	SMS     notification.SMSGateway
	Mail    notification.Mailer
	// Registries are those of the state. Without any of them there is no verification: accounts stay
	// simplified.
	Registries verification.Registries
	// Post prints registered letters. Without it no identity is confirmed by letter.
	Post letter.PostOffice
	// Centres know the service centres. Without them nobody is confirmed at one.
	Centres centre.Directory
	// Banks read what banks assert about their clients. Without them nobody is confirmed by a bank.
	Banks bank.Assertions
	// Observer hears how the registries are called; nil means nobody does.
	Observer verification.Observer
	// Signatures verifies e-signatures. Without it nobody is confirmed by one.
	Signatures signature.Verifier
	// Random is a cryptographic source, safe for concurrent use; nil means crypto/rand.
	Random io.Reader
	// Logger hears of trouble; nil means nobody does. No personal data are ever logged.
	Logger *slog.Logger
}

// Secrets are what must not be kept beside the store. All are at least 32 bytes long.
type Secrets struct {
	// BlindIndex stays the same for the life of the store.
	BlindIndex []byte
	// Codes are named secrets, of which Code is the one for new codes. To rotate, add a new one, name
	// it in Code, and remove the old one when the codes derived from it have expired.
	Code  string
	Codes map[string][]byte
}

func (p Ports) withDefaults() Ports {
	if p.Random == nil {
		p.Random = rand.Reader
	}
	if p.Logger == nil {
		p.Logger = slog.New(slog.DiscardHandler)
	}
	return p
}

func (p Ports) validate() error {
	var missing []error
	demand := func(there bool, name string) {
		if !there {
			missing = append(missing, errors.New("kabinet: Ports."+name+" is missing"))
		}
	}
	demand(p.Store != nil, "Store")
	demand(p.Encrypter != nil, "Encrypter")
	demand(p.SMS != nil, "SMS")
	demand(p.Mail != nil, "Mail")
	return errors.Join(missing...)
}
