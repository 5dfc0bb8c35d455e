package notification

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/enrolment"
	es "github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/person"
)

// Service queues messages and sends them. Safe for concurrent use.
type Service struct {
	engine        *es.Engine
	messages      *es.Repository[Message]
	accounts      *es.Repository[account.Account]
	drafts        *es.Repository[account.Draft]
	letters       *es.Repository[letter.Letter]
	visits        *es.Repository[centre.Visits]
	enrolments    *es.Repository[enrolment.Enrolment]
	confirmations *confirmation.Service
	identity      *identity.Service
	zone          *time.Location
	sms           SMSGateway
	mail          Mailer
	texts         *Texts
	portal        Portal
	policy        Policy
}

// Portal is what messages say about the portal they come from. The addresses may hold {challenge} and
// {token}, or {report}, which are filled in where a message has them.
type Portal struct {
	Name string
	// Confirm is the page that a link in an e-mail opens; it must ask for a deliberate act before it
	// confirms (COD-2). In an SMS to somebody who was registered by others it has no token, and asks for the code.
	Confirm string
	// SignIn, Recover and Resume are the pages to sign in, to recover access and to go on with an
	// unfinished registration; Profile is that of the profile and its checking.
	SignIn, Recover, Resume, Profile string
	// Report is the page to say of a confirmation: this was not me. Opening it must do nothing yet.
	Report string
	// Support is where the portal's support is told of registries that do not answer; nobody is when it
	// is zero.
	Support person.Contact
}

// Config is what a [Service] stands on. Texts may be nil for the standard ones; Zone is that of the dates in
// messages.
type Config struct {
	Engine        *es.Engine
	Accounts      *es.Repository[account.Account]
	Confirmations *confirmation.Service
	Identity      *identity.Service
	Zone          *time.Location
	SMS           SMSGateway
	Mail          Mailer
	Texts         *Texts
	Portal        Portal
	Policy        Policy
}

// New returns a service.
func New(config Config) (*Service, error) {
	messages, err := es.NewRepository(Category, Codec())
	if err != nil {
		return nil, err
	}
	drafts, err := es.NewRepository(account.DraftCategory, account.DraftCodec())
	if err != nil {
		return nil, err
	}
	letters, err := es.NewRepository(letter.Category, letter.Codec())
	if err != nil {
		return nil, err
	}
	visits, err := es.NewRepository(centre.Category, centre.Codec())
	if err != nil {
		return nil, err
	}
	enrolments, err := es.NewRepository(enrolment.Category, enrolment.Codec())
	if err != nil {
		return nil, err
	}
	if config.SMS == nil || config.Mail == nil {
		return nil, errors.New("notification: Config.SMS and Config.Mail are needed")
	}
	if config.Texts == nil {
		if config.Texts, err = StandardTexts(); err != nil {
			return nil, err
		}
	}
	return &Service{
		engine: config.Engine, messages: messages, accounts: config.Accounts, drafts: drafts, letters: letters, visits: visits,
		enrolments:    enrolments,
		confirmations: config.Confirmations,
		identity:      config.Identity, zone: config.Zone,
		sms: config.SMS, mail: config.Mail, texts: config.Texts, portal: config.Portal, policy: config.Policy,
	}, nil
}

func (s *Service) load(ctx context.Context, id string) (message Message, err error) {
	err = s.engine.Do(ctx, func(ctx context.Context, unit *es.Unit) error {
		m, err := s.messages.Load(ctx, unit, id)
		if err != nil {
			return err
		}
		message = m.State()
		return nil
	})
	return message, err
}

// words fills the portal's addresses.
func (s *Service) words(challenge, token string) Words {
	fill := strings.NewReplacer("{challenge}", challenge, "{token}", token).Replace
	return Words{
		Portal:  s.portal.Name,
		Link:    fill(s.portal.Confirm),
		SignIn:  fill(s.portal.SignIn),
		Recover: fill(s.portal.Recover),
		Resume:  fill(s.portal.Resume),
		Profile: fill(s.portal.Profile),
	}
}
