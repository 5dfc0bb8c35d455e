package simulation

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/kabinet-go/kabinet"
	"github.com/kabinet-go/kabinet/access"
	"github.com/kabinet-go/kabinet/account"
)

// signsIn with what the person knows. Whoever has finished registering gets in.
func (s *somebody) signsIn() {
	login := s.logins[s.rng.IntN(len(s.logins))]
	if s.verified && s.odds(3) {
		login = s.truth.SNILS
	}
	if !s.enters(login) {
		s.world.fail("who has an account gets in", s.account, "person %d is refused as %s", s.number, login)
	}
}

func (s *somebody) enters(login string) bool {
	for _, password := range slices.Backward(s.passwords) {
		var admitted access.Admitted
		public, began := s.odds(4), time.Now()
		err := s.do("signs in", func(ctx context.Context, k *kabinet.Kabinet) (err error) {
			began = time.Now()
			admitted, err = k.Access.SignIn(ctx, access.SignIn{Login: login, Password: password, Public: public})
			return err
		})
		if errors.Is(err, errGaveUp) {
			return true
		}
		if err == nil || errors.Is(err, account.ErrHeld) {
			s.world.entered(s.account, began, err)
		}
		if errors.Is(err, account.ErrHeld) {
			return true // whether it is so is looked at later
		}
		if err != nil {
			continue
		}
		if admitted.Account != s.account {
			s.world.fail("one gets into one's own account", s.account, "person %d got into %s", s.number, admitted.Account)
		}
		s.world.secrets.add(s.number, "token", admitted.Token.Reveal())
		s.session, s.passwords = admitted.Token, []string{password}
		s.uses(admitted.Token, true)
		return true
	}
	return false
}

// uses a session, which is in force or is not.
func (s *somebody) uses(token access.Token, inForce bool) {
	err := s.do("uses the session", func(ctx context.Context, k *kabinet.Kabinet) error {
		_, err := k.Access.Authenticate(ctx, token)
		return err
	})
	if !inForce && err == nil {
		s.world.fail("a session that was ended is over", s.account, "person %d goes on with it", s.number)
	}
}

// mistypesPassword: nobody gets in by a wrong password.
func (s *somebody) mistypesPassword() {
	err := s.do("signs in with a wrong password", func(ctx context.Context, k *kabinet.Kabinet) error {
		_, err := k.Access.SignIn(ctx, access.SignIn{Login: s.logins[0], Password: s.passwords[0] + "!"})
		return err
	})
	if err == nil {
		s.world.fail("nobody gets in by a wrong password", s.account, "person %d did", s.number)
	}
}

func (s *somebody) signsOut() {
	if s.session.Reveal() == "" {
		s.signsIn()
	}
	err := s.do("signs out", func(ctx context.Context, k *kabinet.Kabinet) error { return k.Access.SignOut(ctx, s.session) })
	if err == nil && s.session.Reveal() != "" {
		s.uses(s.session, false)
	}
	s.session = access.Token{}
}

// changesPassword, after which other sessions are over and the old password is dead.
func (s *somebody) changesPassword() {
	s.signsIn()
	other := s.session
	s.pause(time.Second, time.Minute)
	s.signsIn()
	if s.session.Reveal() == "" || len(s.passwords) != 1 {
		return
	}
	s.pause(time.Second, time.Minute)
	old, chosen := s.passwords[0], s.invents()
	doubt, err := s.try(s.rng, "changes the password", func(ctx context.Context, k *kabinet.Kabinet) error {
		return k.Access.ChangePassword(ctx, access.ChangePassword{Token: s.session, Current: old, New: chosen})
	})
	switch {
	case err == nil:
		s.passwords = []string{chosen}
		if other != s.session {
			s.uses(other, false)
		}
	case doubt:
		s.passwords = append(s.passwords, chosen)
	}
}
