package simulation

import (
	"context"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/confirmation"
	"github.com/kabinet-go/kabinet/registration"
)

// addsContact proves another contact, which may be one's own, the household's, or a stranger's.
func (s *somebody) addsContact() {
	contact := s.chooses()
	receipt, received, ok := s.getsCode(contact)
	if !ok {
		return
	}
	if _, proved := s.types(receipt.Challenge, received, s.account); proved {
		s.logs(contact)
	}
}

// getsCode begins to add a contact, and waits for the code.
func (s *somebody) getsCode(contact string) (receipt confirmation.Receipt, received note, ok bool) {
	seen := s.seen(contact)
	command := registration.AddContact{Key: s.key(), Account: s.account, Contact: contact}
	err := s.do("adds a contact", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		receipt, err = k.Registration.AddContact(ctx, command)
		return err
	})
	if err != nil {
		return receipt, note{}, false
	}
	s.world.secrets.asked(receipt.Challenge, contact)
	received, ok = s.await(contact, seen, between(s.rng, time.Minute, time.Hour))
	return receipt, received, ok
}

// logs notes a contact that serves as login.
func (s *somebody) logs(contact string) {
	if !slices.Contains(s.logins, contact) {
		s.logins = append(s.logins, contact)
	}
}
