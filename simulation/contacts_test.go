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
	seen := s.seen(contact)
	command := registration.AddContact{Key: s.key(), Account: s.account, Contact: contact}
	var receipt confirmation.Receipt
	err := s.do("adds a contact", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
		receipt, err = k.Registration.AddContact(ctx, command)
		return err
	})
	if err != nil {
		return
	}
	s.world.secrets.asked(receipt.Challenge, contact)
	received, ok := s.await(contact, seen, between(s.rng, time.Minute, time.Hour))
	if !ok {
		return
	}
	if _, proved := s.types(receipt.Challenge, received, s.account); proved {
		s.logs(contact)
	}
}

// logs notes a contact that serves as login.
func (s *somebody) logs(contact string) {
	if !slices.Contains(s.logins, contact) {
		s.logins = append(s.logins, contact)
	}
}
