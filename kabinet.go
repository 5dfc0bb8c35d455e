package kabinet

import (
	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/account"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/enrolment"
	"github.com/kabinet-go/kabinet/eventsourcing"
	"github.com/kabinet-go/kabinet/fault/shape"
	"github.com/kabinet-go/kabinet/identity"
	"github.com/kabinet-go/kabinet/identity/bank"
	"github.com/kabinet-go/kabinet/identity/centre"
	"github.com/kabinet-go/kabinet/identity/letter"
	"github.com/kabinet-go/kabinet/identity/signing"
	"github.com/kabinet-go/kabinet/notification"
	"github.com/kabinet-go/kabinet/operator"
	"github.com/kabinet-go/kabinet/password"
	"github.com/kabinet-go/kabinet/registration"
	"github.com/kabinet-go/kabinet/verification"
)

// Kabinet is the personal account of a portal. Its services are safe for concurrent use; commands work
// at once, messages leave and timers fire while Run runs, here or in another process.
type Kabinet struct {
	Registration *registration.Service
	Access       *access.Service
	Notification *notification.Service
	// Verification is nil without Ports.Registries.
	Verification *verification.Service
	// Enrolment is nil without Ports.Registries.
	Enrolment *enrolment.Service
	Accounts  *account.Reader
	Consents  *account.Consents
	Operators *operator.Service
	Identity  *identity.Service
	// Bank is nil without Ports.Banks.
	Bank *bank.Service
	// Centres is nil without Ports.Centres.
	Centres *centre.Service
	// Letters is nil without Ports.Post.
	Letters *letter.Service
	// Signing is nil without Ports.Signatures.
	Signing *signing.Service
	// Catalog reads the events of all packages, for handlers of your own.
	Catalog *eventsourcing.Catalog

	ports  Ports
	policy Policy
}

// New puts Kabinet together. It starts nothing and writes nothing.
func New(ports Ports, policy Policy) (*Kabinet, error) {
	ports = ports.withDefaults()
	if err := ports.validate(); err != nil {
		return nil, err
	}
	engine, err := newEngine(ports, policy)
	if err != nil {
		return nil, err
	}
	accounts, err := eventsourcing.NewRepository(account.Category, account.Codec())
	if err != nil {
		return nil, err
	}
	codes, err := confirmation.NewCodes(ports.Secrets.Code, ports.Secrets.Codes)
	if err != nil {
		return nil, err
	}
	confirmations, err := confirmation.New(engine, codes, policy.Confirmation)
	if err != nil {
		return nil, err
	}
	hasher, err := password.NewHasher(policy.Hashing, ports.Random)
	if err != nil {
		return nil, err
	}
	if err := policy.Passwords.Validate(); err != nil {
		return nil, err
	}
	validator := shape.NewValidator()
	accesses, err := access.New(access.Config{
		Engine: engine, Accounts: accounts, Passwords: policy.Passwords, Hasher: hasher,
		Validator: validator, Random: ports.Random, Policy: policy.Access,
	})
	if err != nil {
		return nil, err
	}
	operators, err := operator.New(engine, accounts)
	if err != nil {
		return nil, err
	}
	identities, err := identity.New(identity.Config{
		Engine: engine, Accounts: accounts, Operators: operators, Codes: codes, Policy: policy.Identity,
	})
	if err != nil {
		return nil, err
	}
	var letters *letter.Service
	if ports.Post != nil {
		letters, err = letter.New(letter.Config{
			Engine: engine, Accounts: accounts, Identity: identities,
			Post: ports.Post, Policy: policy.Letters,
		})
		if err != nil {
			return nil, err
		}
	}
	var centres *centre.Service
	if ports.Centres != nil {
		centres, err = centre.New(centre.Config{
			Engine: engine, Accounts: accounts, Identity: identities, Operators: operators, Directory: ports.Centres,
			Policy: policy.Centres,
		})
		if err != nil {
			return nil, err
		}
	}
	confirmations, letters, centres = recognising(confirmations, letters, centres)
	notifications, err := notification.New(notification.Config{
		Engine: engine, Accounts: accounts, Confirmations: confirmations, Identity: identities,
		Zone: policy.Verification.Zone, SMS: ports.SMS, Mail: ports.Mail,
		Texts: policy.Texts, Portal: policy.Portal, Policy: policy.Notification,
	})
	if err != nil {
		return nil, err
	}
	registrations, err := registration.New(registration.Config{
		Engine: engine, Accounts: accounts, Confirmations: confirmations, Passwords: policy.Passwords,
		Hasher: hasher, Validator: validator, Policy: policy.Registration,
	})
	if err != nil {
		return nil, err
	}
	var verifications *verification.Service
	var enrolments *enrolment.Service
	if ports.Registries != (verification.Registries{}) {
		verifications, err = verification.New(verification.Config{
			Engine: engine, Accounts: accounts, Registries: ports.Registries, Observer: ports.Observer,
			Policy: policy.Verification,
		})
		if err != nil {
			return nil, err
		}
		enrolments, err = enrolment.New(enrolment.Config{
			Engine: engine, Accounts: accounts, Registration: registrations, Verification: verifications, Identity: identities,
			Policy: policy.Enrolment,
		})
		if err != nil {
			return nil, err
		}
		if centres != nil {
			centres = centres.Enrolling(enrolments)
		}
	}
	var signings *signing.Service
	if ports.Signatures != nil {
		signings, err = signing.New(signing.Config{
			Engine: engine, Accounts: accounts, Identity: identities, Codes: codes, Verifier: ports.Signatures,
			Portal: policy.Portal.Name, Policy: policy.Signing,
		})
		if err != nil {
			return nil, err
		}
	}
	var banks *bank.Service
	if ports.Banks != nil {
		banks, err = bank.New(bank.Config{
			Engine: engine, Accounts: accounts, Identity: identities, Enrolment: enrolments, Codes: codes,
			Assertions: ports.Banks, Policy: policy.Bank,
		})
		if err != nil {
			return nil, err
		}
	}
	catalog, err := eventsourcing.NewCatalog(engine.Keyring(),
		account.Codec(), account.DraftCodec(),
		confirmation.Codec(), confirmation.AllowanceCodec(),
		verification.Codec(), verification.LookupsCodec(),
		enrolment.Codec(),
		identity.Codec(), identity.TriesCodec(),
		bank.Codec(), bank.TriesCodec(),
		centre.Codec(),
		letter.Codec(), letter.OrdersCodec(),
		signing.Codec(),
		operator.Codec(), access.Codec(), notification.Codec(),
	)
	if err != nil {
		return nil, err
	}
	return &Kabinet{
		Registration: registrations,
		Access:       accesses,
		Notification: notifications,
		Verification: verifications,
		Enrolment:    enrolments,
		Operators:    operators,
		Identity:     identities,
		Centres:      centres,
		Letters:      letters,
		Accounts:     account.NewReader(engine, accounts),
		Consents:     account.NewConsents(engine, accounts, policy.Registration.Account),
		Bank:         banks,
		Signing:      signings,
		Catalog:      catalog,
		ports:        ports,
		policy:       policy,
	}, nil
}

// recognising tells each place at which codes are typed of the codes of the others (COD-9).
func recognising(
	confirmations *confirmation.Service, letters *letter.Service, centres *centre.Service,
) (*confirmation.Service, *letter.Service, *centre.Service) {
	code, paper, slip := confirmations, letters, centres
	if paper != nil {
		code = code.Recognising(paper)
		letters = letters.Recognising(confirmations)
	}
	if slip != nil {
		code = code.Recognising(slip)
		centres = centres.Recognising(confirmations)
	}
	if paper != nil && slip != nil {
		letters, centres = letters.Recognising(slip), centres.Recognising(paper)
	}
	return code, letters, centres
}

func newEngine(ports Ports, policy Policy) (*eventsourcing.Engine, error) {
	index, err := eventsourcing.NewBlindIndex(ports.Secrets.BlindIndex)
	if err != nil {
		return nil, err
	}
	return eventsourcing.NewEngine(eventsourcing.Config{
		Store: ports.Store, Encrypter: ports.Encrypter, BlindIndex: index, Random: ports.Random, Policy: policy.Events,
	})
}
