package memory

import (
	"crypto/rand"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/eventsourcing"
)

// Set is a complete set of ports in memory, with fresh secrets. Give Ports to kabinet.New, and look
// into the rest.
type Set struct {
	kabinet.Ports
	// Events is the store.
	Events *Store
	// Inbox receives what is sent by SMS and e-mail.
	Inbox *Inbox
	// Registry plays the registries of the state.
	Registry *Registries
	// Banks sign what they are told to.
	Banks *Banks
	// Post prints letters.
	Post *PostOffice
	// Directory lists service centres, at first [DemoCentres].
	Directory *Centres
	// Authority plays the certification authority of e-signatures.
	Authority *Signatures
}

// New returns a set of its own.
func New() *Set {
	set := &Set{
		Events: NewStore(), Inbox: NewInbox(), Registry: NewRegistries(), Banks: NewBanks(), Post: NewPostOffice(), Authority: NewSignatures(),
		Directory: NewCentres(DemoCentres()...),
	}
	set.Ports = kabinet.Ports{
		Store:     set.Events,
		Encrypter: newKEK(),
		Secrets: kabinet.Secrets{
			BlindIndex: secret(), Code: "memory", Codes: map[string][]byte{"memory": secret()},
		},
		SMS:  set.Inbox,
		Mail: set.Inbox,

		Registries: set.Registry.Ports(),
		Banks:      set.Banks,
		Post:       set.Post,
		Signatures: set.Authority,
		Centres:    set.Directory,
	}
	return set
}

func newKEK() eventsourcing.KeyEncrypter {
	kek, err := eventsourcing.NewLocalKEK("memory", map[string][]byte{"memory": secret()})
	if err != nil {
		// Cannot happen: the key has the right size and is the current one.
		return nil
	}
	return kek
}

// secret returns 32 random bytes; crypto/rand.Read never fails.
func secret() []byte {
	bytes := make([]byte, 32)
	_, _ = rand.Read(bytes)
	return bytes
}
